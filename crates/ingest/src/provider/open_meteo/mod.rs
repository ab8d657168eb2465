//! Open-Meteo: a provider's analysis of past hours, and its forecast of those to come.

mod config;
mod parse;
#[cfg(test)]
mod tests;

use common::Clock;
use common::guidance::Guidance;
use common::location::Location;
use common::observation::{Observation, Variable};
use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use service::Client;

pub use self::config::{NAME, OpenMeteoConfig};
pub use self::parse::ParseError;
use self::parse::{QUANTITIES, parse};
use super::error::FetchError;
use crate::base_url::base_url;
use crate::span::Span;

/// A model has all of its quantities at every hour.
pub(crate) fn regular() -> Vec<Variable> {
    QUANTITIES.iter().map(|(variable, ..)| *variable).collect()
}

const PATH: &str = "/v1/forecast";

/// The forecast API keeps some three months, and refuses what is older.
const RECENT: SignedDuration = SignedDuration::from_hours(85 * 24);

/// How far ahead guidance is asked for: a forecast's 168 h, however old the guidance is.
const GUIDANCE_H: i64 = 216;

/// Open-Meteo.
#[derive(Debug)]
pub struct OpenMeteo {
    client: Client,
    endpoint: Url,
    history_endpoint: Url,
    api_key: Option<SecretString>,
    clock: Clock,
}

impl OpenMeteo {
    /// Prepares calls; makes none yet.
    ///
    /// # Errors
    /// The base URL is none.
    pub fn new(config: &OpenMeteoConfig, clock: Clock) -> anyhow::Result<Self> {
        let endpoint = |field: &str, url: &str| -> anyhow::Result<Url> {
            let mut endpoint =
                base_url(url).map_err(|reason| anyhow::anyhow!("open_meteo.{field} {reason}"))?;
            endpoint.set_path(PATH);
            Ok(endpoint)
        };
        Ok(Self {
            client: Client::new(config.client.clone())?,
            endpoint: endpoint("base_url", &config.base_url)?,
            history_endpoint: endpoint("history_base_url", &config.history_base_url)?,
            api_key: config.api_key.clone(),
            clock,
        })
    }

    /// The provider's analysis of the hours of `span`, which are past.
    ///
    /// # Errors
    /// As [`super::Provider::fetch`].
    pub async fn fetch(
        &self,
        location: &Location,
        span: Span,
    ) -> Result<Vec<Observation>, FetchError<ParseError>> {
        let body = self.client.get_bytes(&self.url(location, span)).await.map_err(FetchError::Call)?;
        Ok(parse(&body, span)?)
    }

    /// The provider's forecast as it stands at a full hour.
    ///
    /// # Errors
    /// As [`super::Provider::fetch`].
    pub async fn forecast(
        &self,
        location: &Location,
        issued_at: Timestamp,
    ) -> Result<Guidance, FetchError<ParseError>> {
        let end = issued_at.saturating_add(SignedDuration::from_hours(GUIDANCE_H)).unwrap_or(Timestamp::MAX);
        let nothing = || ParseError::Unexpected(format!("there is no hour after {issued_at}"));
        let span = Span::new(issued_at, end).ok_or_else(nothing)?;
        let hours = self.fetch(location, span).await?;
        if hours.iter().all(Observation::is_empty) {
            return Err(nothing().into());
        }
        Ok(Guidance { issued_at, hours })
    }

    fn url(&self, location: &Location, span: Span) -> Url {
        let is_recent = self.clock.now().duration_since(span.from()) <= RECENT;
        let mut url = if is_recent { self.endpoint.clone() } else { self.history_endpoint.clone() };
        let names = QUANTITIES.map(|(_, name, ..)| name).join(",");
        url.query_pairs_mut()
            .append_pair("latitude", &location.latitude_deg.to_string())
            .append_pair("longitude", &location.longitude_deg.to_string())
            .append_pair("hourly", &names)
            .append_pair("wind_speed_unit", "ms")
            .append_pair("timezone", "UTC")
            .append_pair("start_hour", &stamp(span.from()))
            .append_pair("end_hour", &stamp(span.until()));
        if let Some(key) = &self.api_key {
            url.query_pairs_mut().append_pair("apikey", key.expose_secret());
        }
        url
    }
}

fn stamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M").to_string()
}
