//! Configuration; `config/default.toml` has the defaults.

use std::path::PathBuf;
use std::time::Duration;

use common::service::{ClientConfig, ServerConfig, ServiceConfig, TelemetryConfig};
use serde::Deserialize;
use url::Url;

/// Configuration of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub server: ServerConfig,
    /// How it logs.
    pub telemetry: TelemetryConfig,
    /// The places it knows.
    pub locations_file: PathBuf,
    /// The services behind it.
    pub upstream: UpstreamConfig,
    /// How forecasts are labelled.
    pub forecast: ForecastConfig,
}

/// The services behind the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpstreamConfig {
    /// Where inference listens.
    pub inference_url: Url,
    /// Where the recommender listens.
    pub recommender_url: Url,
    /// How patient calls are.
    pub client: ClientConfig,
}

/// How forecasts are labelled.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastConfig {
    /// From which age on a forecast is stale.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub stale_after: Duration,
}

impl ServiceConfig for Config {
    const DEFAULTS: &'static str = include_str!("../config/default.toml");

    fn server(&self) -> &ServerConfig {
        &self.server
    }

    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }

    fn validate(&self) -> Vec<String> {
        let mut wrong = self.upstream.client.validate("upstream.client");
        let urls = [
            ("upstream.inference_url", &self.upstream.inference_url),
            ("upstream.recommender_url", &self.upstream.recommender_url),
        ];
        for (field, url) in urls {
            if !matches!(url.scheme(), "http" | "https") {
                wrong.push(format!("{field} must begin with http:// or https://"));
            }
        }
        wrong
    }
}
