//! The providers that there are: their names, their limits and their errors.

use service::ClientError;

use super::kma::{MAX_PAGE_DAYS, NAME as KMA, ParseError as KmaParseError};
use super::open_meteo::{NAME as OPEN_METEO, ParseError as OpenMeteoParseError};

/// A provider.
#[derive(Debug)]
pub(super) struct Known {
    /// In the locations file and in the lake.
    pub(super) name: &'static str,
    /// Whether its forecasts are guidance.
    pub(super) gives_guidance: bool,
    /// The most days that one call may ask for, where there is a limit.
    pub(super) max_page_days: Option<u32>,
}

const KNOWN: [Known; 2] = [
    Known { name: KMA, gives_guidance: false, max_page_days: Some(MAX_PAGE_DAYS) },
    Known { name: OPEN_METEO, gives_guidance: true, max_page_days: None },
];

/// The names of some providers, for an error that says what is allowed.
pub(super) fn names(is_wanted: impl Fn(&Known) -> bool) -> String {
    let names: Vec<&str> = KNOWN.iter().filter(|known| is_wanted(known)).map(|known| known.name).collect();
    names.join(", ")
}

/// The most days that one call may ask for: every location is crawled in pages of the
/// same length, and each provider has to take them.
pub(crate) fn max_page_days() -> u32 {
    KNOWN.iter().filter_map(|known| known.max_page_days).min().unwrap_or(u32::MAX)
}

/// Why a provider gave no observations.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The call failed.
    #[error(transparent)]
    Call(#[from] ClientError),
    /// The answer holds no observations that can be trusted.
    #[error(transparent)]
    Kma(#[from] KmaParseError),
    /// The same of Open-Meteo.
    #[error(transparent)]
    OpenMeteo(#[from] OpenMeteoParseError),
}
