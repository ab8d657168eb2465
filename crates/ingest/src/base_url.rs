//! URLs in the configuration.

use reqwest::Url;

/// Reads a base URL; the reason why it is none completes a sentence that
/// begins with the field, and does not repeat the value, which may hold a
/// password.
pub(crate) fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("must begin with http:// or https://".to_owned());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("must have neither a path nor a query".to_owned());
    }
    Ok(url)
}

/// What is wrong with a field that must be a base URL, if anything is.
pub(crate) fn check(field: &str, text: &str) -> Option<String> {
    base_url(text).err().map(|reason| format!("{field} {reason}"))
}
