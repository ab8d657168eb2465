//! What can be configured of Open-Meteo.

use secrecy::SecretString;
use serde::Deserialize;
use service::ClientConfig;

use crate::base_url;

/// The provider's name in the locations file and in the lake.
pub const NAME: &str = "open_meteo";

/// Open-Meteo.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenMeteoConfig {
    /// Scheme and host, without a path.
    pub base_url: String,
    /// The same of the API that knows what is longer past.
    pub history_base_url: String,
    /// The key of a paying customer; only from the environment. Others need none.
    #[serde(default)]
    pub api_key: Option<SecretString>,
    /// How patient calls are.
    pub client: ClientConfig,
}

impl OpenMeteoConfig {
    /// What is wrong with the values, each beginning with `section`, the path of this
    /// section.
    pub(crate) fn validate(&self, section: &str) -> Vec<String> {
        let mut wrong = self.client.validate(&format!("{section}.client"));
        let urls = [("base_url", &self.base_url), ("history_base_url", &self.history_base_url)];
        wrong.extend(
            urls.iter().filter_map(|(field, url)| base_url::check(&format!("{section}.{field}"), url)),
        );
        wrong
    }
}
