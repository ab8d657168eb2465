//! The weather APIs that observations come from.
//!
//! A location names its provider, and whose forecasts are guidance for it; the rest of the
//! service knows only [`Provider::fetch`] and [`GuidanceProvider::fetch`]. Another API is
//! another variant.

pub mod kma;
pub(crate) mod known;
pub mod open_meteo;

pub use self::known::ProviderError;
use self::known::names;
use crate::config::Config;
use crate::crawl::Span;
use anyhow::Context;
use common::Clock;
use common::guidance::Guidance;
use common::location::Location;
use common::observation::Observation;
use jiff::Timestamp;

/// A weather API.
#[derive(Debug)]
pub enum Provider {
    /// KMA's synoptic stations, hourly.
    Kma(kma::Kma),
    /// Open-Meteo's analysis of a grid point, hourly.
    OpenMeteo(open_meteo::OpenMeteo),
}

/// A weather API whose forecasts are guidance.
#[derive(Debug)]
pub enum GuidanceProvider {
    /// Open-Meteo.
    OpenMeteo(open_meteo::OpenMeteo),
}

impl Provider {
    /// The provider that `location` names.
    ///
    /// # Errors
    /// There is no such provider, or its configuration is not complete.
    pub fn of(location: &Location, config: &Config, clock: &Clock) -> anyhow::Result<Self> {
        match location.provider.as_str() {
            kma::NAME => kma::Kma::new(&config.kma).map(Self::Kma),
            open_meteo::NAME => {
                open_meteo::OpenMeteo::new(&config.open_meteo, clock.clone()).map(Self::OpenMeteo)
            }
            other => Err(anyhow::anyhow!("there is no provider `{other}`; known: {}", names(|_| true))),
        }
        .with_context(|| format!("location {} cannot be crawled", location.id))
    }

    /// What the station observed in `span`, ascending. Hours that it did not
    /// observe are absent.
    ///
    /// # Errors
    /// The provider does not answer, refuses, or the answer is cut off or not
    /// of the known form: then none of it is used.
    pub async fn fetch(&self, location: &Location, span: Span) -> Result<Vec<Observation>, ProviderError> {
        match self {
            Self::Kma(kma) => kma.fetch(&location.station, span).await,
            Self::OpenMeteo(open_meteo) => open_meteo.fetch(location, span).await,
        }
    }
}

impl GuidanceProvider {
    /// The provider whose forecasts are guidance for `location`, if there is one.
    ///
    /// # Errors
    /// There is no such provider, or its configuration is not complete.
    pub fn of(location: &Location, config: &Config, clock: &Clock) -> anyhow::Result<Option<Self>> {
        match location.guidance.as_deref() {
            None => Ok(None),
            Some(open_meteo::NAME) => {
                let open_meteo = open_meteo::OpenMeteo::new(&config.open_meteo, clock.clone());
                open_meteo.map(Self::OpenMeteo).map(Some)
            }
            Some(other) => {
                let known = names(|known| known.gives_guidance);
                Err(anyhow::anyhow!("nobody called `{other}` gives guidance; known: {known}"))
            }
        }
        .with_context(|| format!("location {} cannot be crawled", location.id))
    }

    /// Its forecast as it stands at a full hour.
    ///
    /// # Errors
    /// As [`Provider::fetch`].
    pub async fn fetch(&self, location: &Location, issued_at: Timestamp) -> Result<Guidance, ProviderError> {
        match self {
            Self::OpenMeteo(open_meteo) => open_meteo.forecast(location, issued_at).await,
        }
    }
}
