//! What can be configured; the defaults are in `config/default.toml`.

use common::lake::LakeConfig;
use serde::Deserialize;
use service::{ClientConfig, ServerConfig, TelemetryConfig, service_config};

use crate::base_url;
use crate::provider::kma::KmaConfig;
use crate::provider::open_meteo::OpenMeteoConfig;
use crate::provider::{self, ProviderConfigs};

/// The service's configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub server: ServerConfig,
    /// How it logs.
    pub telemetry: TelemetryConfig,
    /// Where the observations go.
    pub lake: LakeConfig,
    /// Path of the file with the locations.
    pub locations_file: String,
    /// What is crawled when.
    pub crawl: CrawlConfig,
    /// KMA's API hub.
    pub kma: KmaConfig,
    /// Open-Meteo.
    pub open_meteo: OpenMeteoConfig,
    /// The service that is told about new observations.
    pub inference: InferenceConfig,
}

/// What is crawled when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrawlConfig {
    /// How far back the lake shall reach, days.
    pub history_days: u32,
    /// How much one call asks for, days.
    pub page_days: u32,
    /// The minute of every hour at which a crawl begins.
    pub minute: u8,
}

/// The inference service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InferenceConfig {
    /// Scheme, host and port, without a path.
    pub base_url: String,
    /// How patient calls are.
    pub client: ClientConfig,
}

impl Config {
    /// What is configured of every provider.
    pub(crate) fn providers(&self) -> ProviderConfigs<'_> {
        ProviderConfigs { kma: &self.kma, open_meteo: &self.open_meteo }
    }
}

service_config!(Config, include_str!("../config/default.toml"));

impl Config {
    /// What is wrong with the values, a sentence each, beginning with the field's path.
    fn faults(&self) -> Vec<String> {
        let mut wrong = self.lake.validate();
        let CrawlConfig { history_days, page_days, minute } = self.crawl;
        let max_history_days = provider::max_history_days();
        if !(1..=max_history_days).contains(&history_days) {
            wrong.push(format!("crawl.history_days is {history_days}, not within 1 and {max_history_days}"));
        }
        let max_page_days = provider::max_page_days();
        if !(1..=max_page_days).contains(&page_days) {
            wrong.push(format!("crawl.page_days is {page_days}, not within 1 and {max_page_days}"));
        }
        if minute > 59 {
            wrong.push(format!("crawl.minute is {minute}, not within 0 and 59"));
        }
        wrong.extend(provider::validate(self.providers()));
        wrong.extend(base_url::check("inference.base_url", &self.inference.base_url));
        wrong.extend(self.inference.client.validate("inference.client"));
        wrong
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use secrecy::ExposeSecret;
    use service::config::load;

    use super::*;

    fn with(environment: &[(&str, &str)]) -> Result<Config, String> {
        let environment: HashMap<_, _> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        load::<Config>(None, environment).map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_valid() {
        let config = with(&[]).unwrap();
        assert_eq!((config.server.port, config.crawl.page_days), (8081, 30));
        assert!(config.kma.auth_key.is_none());
    }

    #[test]
    fn the_key_comes_from_the_environment_and_is_not_shown() {
        let config = with(&[("OVERCOAT__KMA__AUTH_KEY", "very-secret")]).unwrap();
        assert_eq!(config.kma.auth_key.as_ref().unwrap().expose_secret(), "very-secret");
        assert!(!format!("{config:?}").contains("very-secret"));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let error = with(&[
            ("OVERCOAT__CRAWL__PAGE_DAYS", "31"),
            ("OVERCOAT__CRAWL__MINUTE", "60"),
            ("OVERCOAT__KMA__BASE_URL", "ftp://kma"),
        ])
        .unwrap_err();
        for field in ["crawl.page_days", "crawl.minute", "kma.base_url"] {
            assert!(error.contains(field), "{error}");
        }
        assert!(with(&[("OVERCOAT__CRAWL__PAGES", "3")]).unwrap_err().contains("pages"));
    }
}
