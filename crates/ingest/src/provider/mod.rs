//! The weather APIs that observations come from.
//!
//! A location names its provider, and whose forecasts are guidance for it; the rest of the
//! service knows only [`Provider::fetch`] and [`GuidanceProvider::fetch`]. Another API is a
//! folder with its configuration, limits and calls, a row of the table below, and a variant
//! of each enum here.

mod error;
pub mod kma;
pub mod open_meteo;

use anyhow::Context;
use common::Clock;
use common::guidance::Guidance;
use common::location::Location;
use common::observation::{Observation, Variable};
use jiff::Timestamp;
use service::ClientError;

pub use self::error::FetchError;
use self::kma::{Kma, KmaConfig};
use self::open_meteo::{OpenMeteo, OpenMeteoConfig};
use crate::span::Span;

/// What is configured of every provider.
#[derive(Debug, Clone, Copy)]
pub struct ProviderConfigs<'a> {
    /// KMA's API hub.
    pub kma: &'a KmaConfig,
    /// Open-Meteo.
    pub open_meteo: &'a OpenMeteoConfig,
}

/// How something is made of the configuration; it makes no calls yet.
type Make<T> = fn(ProviderConfigs<'_>, &Clock) -> anyhow::Result<T>;

/// A row of the table of providers.
struct Known {
    /// In the locations file and in the lake.
    name: &'static str,
    /// The most days that one call may ask for, where there is a limit.
    max_page_days: Option<u32>,
    /// The longest history that it answers for in a first crawl, days, where there is a limit.
    max_history_days: Option<u32>,
    /// What is wrong with its section of the configuration.
    validate: fn(ProviderConfigs<'_>) -> Vec<String>,
    observations: Make<Provider>,
    /// Absent: its forecasts are no guidance.
    guidance: Option<Make<GuidanceProvider>>,
}

const KNOWN: [Known; 2] = [
    Known {
        name: kma::NAME,
        max_page_days: Some(kma::MAX_PAGE_DAYS),
        max_history_days: Some(kma::MAX_HISTORY_DAYS),
        validate: |configs| configs.kma.validate("kma"),
        observations: |configs, _| Kma::new(configs.kma).map(Provider::Kma),
        guidance: None,
    },
    Known {
        name: open_meteo::NAME,
        max_page_days: None,
        max_history_days: None,
        validate: |configs| configs.open_meteo.validate("open_meteo"),
        observations: |configs, clock| {
            OpenMeteo::new(configs.open_meteo, clock.clone()).map(Provider::OpenMeteo)
        },
        guidance: Some(|configs, clock| {
            OpenMeteo::new(configs.open_meteo, clock.clone()).map(GuidanceProvider::OpenMeteo)
        }),
    },
];

/// What is wrong with the configuration of the providers, a sentence each.
pub(crate) fn validate(configs: ProviderConfigs<'_>) -> Vec<String> {
    KNOWN.iter().flat_map(|known| (known.validate)(configs)).collect()
}

/// The most days that one call may ask for: every location is crawled in pages of the
/// same length, and each provider has to take them.
pub(crate) fn max_page_days() -> u32 {
    least(|known| known.max_page_days)
}

/// The longest history that every provider answers for, days: one is configured for all.
pub(crate) fn max_history_days() -> u32 {
    least(|known| known.max_history_days)
}

/// The least of a limit that some providers have.
fn least(limit: impl Fn(&Known) -> Option<u32>) -> u32 {
    KNOWN.iter().filter_map(limit).min().unwrap_or(u32::MAX)
}

/// The names of some providers, for an error that says what is allowed.
fn names(is_wanted: impl Fn(&Known) -> bool) -> String {
    let names: Vec<&str> = KNOWN.iter().filter(|known| is_wanted(known)).map(|known| known.name).collect();
    names.join(", ")
}

/// Why a provider gave no observations.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The call failed.
    #[error(transparent)]
    Call(#[from] ClientError),
    /// The answer holds no observations that can be trusted.
    #[error(transparent)]
    Kma(#[from] kma::ParseError),
    /// The same of Open-Meteo.
    #[error(transparent)]
    OpenMeteo(#[from] open_meteo::ParseError),
}

impl<E: Into<Self>> From<FetchError<E>> for ProviderError {
    fn from(error: FetchError<E>) -> Self {
        match error {
            FetchError::Call(error) => Self::Call(error),
            FetchError::Answer(error) => error.into(),
        }
    }
}

/// A weather API.
#[derive(Debug)]
pub enum Provider {
    /// KMA's synoptic stations, hourly.
    Kma(Kma),
    /// Open-Meteo's analysis of a grid point, hourly.
    OpenMeteo(OpenMeteo),
}

/// A weather API whose forecasts are guidance.
#[derive(Debug)]
pub enum GuidanceProvider {
    /// Open-Meteo.
    OpenMeteo(OpenMeteo),
}

impl Provider {
    /// The provider that `location` names.
    ///
    /// # Errors
    /// There is no such provider, or its configuration is not complete.
    pub fn of(location: &Location, configs: ProviderConfigs<'_>, clock: &Clock) -> anyhow::Result<Self> {
        let name = &location.provider;
        KNOWN
            .iter()
            .find(|known| known.name == name)
            .with_context(|| format!("there is no provider `{name}`; known: {}", names(|_| true)))
            .and_then(|known| (known.observations)(configs, clock))
            .with_context(|| format!("location {} cannot be crawled", location.id))
    }

    /// What it observes at every hour, where the station has the instrument: an hour without
    /// one of them is not whole yet.
    #[must_use]
    pub fn regular(&self) -> Vec<Variable> {
        match self {
            Self::Kma(_) => kma::REGULAR.to_vec(),
            Self::OpenMeteo(_) => open_meteo::regular(),
        }
    }

    /// What the station observed in `span`, ascending. Hours that it did not
    /// observe are absent.
    ///
    /// # Errors
    /// The provider does not answer, refuses, or the answer is cut off or not
    /// of the known form: then none of it is used.
    pub async fn fetch(&self, location: &Location, span: Span) -> Result<Vec<Observation>, ProviderError> {
        Ok(match self {
            Self::Kma(kma) => kma.fetch(&location.station, span).await?,
            Self::OpenMeteo(open_meteo) => open_meteo.fetch(location, span).await?,
        })
    }
}

impl GuidanceProvider {
    /// The provider whose forecasts are guidance for `location`, if there is one.
    ///
    /// # Errors
    /// There is no such provider, or its configuration is not complete.
    pub fn of(
        location: &Location,
        configs: ProviderConfigs<'_>,
        clock: &Clock,
    ) -> anyhow::Result<Option<Self>> {
        let Some(name) = location.guidance.as_deref() else { return Ok(None) };
        let guidance = KNOWN.iter().find(|known| known.name == name).and_then(|known| known.guidance);
        guidance
            .with_context(|| {
                let known = names(|known| known.guidance.is_some());
                format!("nobody called `{name}` gives guidance; known: {known}")
            })
            .and_then(|guidance| guidance(configs, clock))
            .map(Some)
            .with_context(|| format!("location {} cannot be crawled", location.id))
    }

    /// Its forecast as it stands at a full hour.
    ///
    /// # Errors
    /// As [`Provider::fetch`].
    pub async fn fetch(&self, location: &Location, issued_at: Timestamp) -> Result<Guidance, ProviderError> {
        Ok(match self {
            Self::OpenMeteo(open_meteo) => open_meteo.forecast(location, issued_at).await?,
        })
    }
}
