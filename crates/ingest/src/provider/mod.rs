//! The weather APIs that observations come from.
//!
//! A location names its provider; the rest of the service knows only
//! [`Provider::fetch`]. Another API is another variant.

pub mod kma;

use anyhow::Context;
use common::location::Location;
use common::observation::Observation;
use common::service::ClientError;

use crate::config::Config;
use crate::crawl::Span;

/// A weather API.
#[derive(Debug)]
pub enum Provider {
    /// KMA's synoptic stations, hourly.
    Kma(kma::Kma),
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
}

impl Provider {
    /// The provider that `location` names.
    ///
    /// # Errors
    /// There is no such provider, or its configuration is not complete.
    pub fn of(location: &Location, config: &Config) -> anyhow::Result<Self> {
        match location.provider.as_str() {
            kma::NAME => kma::Kma::new(&config.kma).map(Self::Kma),
            other => Err(anyhow::anyhow!("there is no provider `{other}`; known: {}", kma::NAME)),
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
        }
    }
}
