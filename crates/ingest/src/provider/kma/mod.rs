//! `kma_sfctm3`: hourly observations of KMA's synoptic stations over a span.

mod config;
mod layout;
mod parse;

use std::time::Duration;

use anyhow::Context;
use backon::{ExponentialBuilder, Retryable};
use common::observation::{Observation, Variable};
use jiff::Timestamp;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use service::Client;

pub use self::config::{KmaConfig, NAME};
pub(crate) use self::config::{MAX_HISTORY_DAYS, MAX_PAGE_DAYS};
use self::layout::KST;
pub use self::parse::{ParseError, parse};
use super::error::FetchError;
use crate::base_url::base_url;
use crate::span::Span;

/// What KMA's stations measure at every hour; the rest is null where there is none, at night or
/// without an observer.
pub(crate) const REGULAR: [Variable; 7] = [
    Variable::Temperature,
    Variable::DewPoint,
    Variable::RelativeHumidity,
    Variable::WindSpeed,
    Variable::WindDirection,
    Variable::StationPressure,
    Variable::SeaLevelPressure,
];

const PATH: &str = "/api/typ01/url/kma_sfctm3.php";

/// KMA's API hub.
#[derive(Debug)]
pub struct Kma {
    client: Client,
    endpoint: Url,
    auth_key: SecretString,
    max_attempts: usize,
}

impl Kma {
    /// Prepares calls; makes none yet.
    ///
    /// # Errors
    /// There is no key, or the base URL is none.
    pub fn new(config: &KmaConfig) -> anyhow::Result<Self> {
        let auth_key =
            config.auth_key.clone().context("kma.auth_key is not set; set OVERCOAT__KMA__AUTH_KEY")?;
        let mut endpoint =
            base_url(&config.base_url).map_err(|reason| anyhow::anyhow!("kma.base_url {reason}"))?;
        endpoint.set_path(PATH);
        Ok(Self {
            client: Client::new(config.client.clone())?,
            endpoint,
            auth_key,
            max_attempts: config.client.max_attempts,
        })
    }

    /// What the station observed in `span`.
    ///
    /// # Errors
    /// As [`super::Provider::fetch`]. An answer that was cut off is asked for
    /// again first.
    pub async fn fetch(&self, station: &str, span: Span) -> Result<Vec<Observation>, FetchError<ParseError>> {
        let retries = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(200))
            .with_max_delay(Duration::from_secs(5))
            .with_max_times(self.max_attempts.saturating_sub(1));
        (|| self.fetch_once(station, span))
            .retry(retries)
            // The client has already tried again what the network did.
            .when(|error| matches!(error, FetchError::Answer(ParseError::Truncated)))
            .await
    }

    async fn fetch_once(
        &self,
        station: &str,
        span: Span,
    ) -> Result<Vec<Observation>, FetchError<ParseError>> {
        let body = self.client.get_bytes(&self.url(station, span)).await.map_err(FetchError::Call)?;
        parse(&body, station, span).map_err(|error| {
            let masked = self.without_key(&body).and_then(|body| parse(&body, station, span).err());
            masked.unwrap_or(error).into()
        })
    }

    fn url(&self, station: &str, span: Span) -> Url {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut()
            .append_pair("tm1", &stamp(span.from()))
            .append_pair("tm2", &stamp(span.until()))
            .append_pair("stn", station)
            .append_pair("help", "0")
            .append_pair("authKey", self.auth_key.expose_secret());
        url
    }

    /// The answer without the key, where it quotes the request: what an error
    /// quotes of it in turn may be cut anywhere, also within the key.
    fn without_key(&self, body: &[u8]) -> Option<Vec<u8>> {
        let key = self.auth_key.expose_secret();
        let text = String::from_utf8_lossy(body);
        text.contains(key).then(|| text.replace(key, "***").into_bytes())
    }
}

fn stamp(time: Timestamp) -> String {
    KST.to_datetime(time).strftime("%Y%m%d%H%M").to_string()
}
