//! Configuration; `config/default.toml` has the defaults.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;
use service::config::list;
use service::{ClientConfig, ServerConfig, TelemetryConfig, service_config};
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
    /// The built dashboard.
    pub dashboard_dir: PathBuf,
    /// What every request passes.
    pub door: DoorConfig,
    /// The SHA-256 of each key that may change something, by its holder's name.
    pub api_keys: BTreeMap<String, KeyDigest>,
    /// The services behind it.
    pub upstream: UpstreamConfig,
    /// How long answers are kept.
    pub cache: CacheConfig,
    /// How forecasts are labelled.
    pub forecast: ForecastConfig,
}

/// The SHA-256 of a key. Keys are random and long, so that a plain digest does not
/// give them away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct KeyDigest([u8; 32]);

/// Why a text is not the digest of a key.
#[derive(Debug, thiserror::Error)]
#[error("a key's digest must be 64 hexadecimal digits, its SHA-256")]
pub struct InvalidDigest;

impl TryFrom<String> for KeyDigest {
    type Error = InvalidDigest;

    fn try_from(text: String) -> Result<Self, InvalidDigest> {
        let mut digest = [0; 32];
        hex::decode_to_slice(text, &mut digest).map_err(|_| InvalidDigest)?;
        Ok(Self(digest))
    }
}

impl From<[u8; 32]> for KeyDigest {
    fn from(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

/// What every request passes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoorConfig {
    /// From a request's first byte to the beginning of its answer.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub request_timeout: Duration,
    /// The path and query of a request.
    pub max_target_bytes: usize,
    /// All headers of a request together.
    pub max_header_bytes: usize,
    /// Whose `X-Forwarded-For` counts.
    #[serde(deserialize_with = "list")]
    pub trusted_proxies: Vec<IpNet>,
    /// For each client.
    pub client: RateConfig,
    /// For all of them together.
    pub overall: RateConfig,
}

/// How many requests are answered.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateConfig {
    /// In the long run.
    pub requests_per_second: NonZeroU32,
    /// And at once, after a quiet while.
    pub burst: NonZeroU32,
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
    /// When a service that fails is left alone.
    pub breaker: BreakerConfig,
}

/// When a service that fails is left alone.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakerConfig {
    /// After so many failures in a row.
    pub failures: u32,
    /// For so long at first, and twice as long each time it fails again.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub pause: Duration,
    /// And at most for so long.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub longest_pause: Duration,
}

/// How long answers are kept.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheConfig {
    /// How long something counts as the latest without asking for it again.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub revalidate_after: Duration,
    /// From then on a request waits for the service's word.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub wait_after: Duration,
    /// What all kept answers may weigh.
    pub max_bytes: u64,
}

/// How forecasts are labelled.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastConfig {
    /// From which age on a forecast is stale.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub stale_after: Duration,
    /// From the end of an hour to the forecast that knows it.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub issue_delay: Duration,
}

service_config!(Config, include_str!("../config/default.toml"));

impl Config {
    /// What is wrong with the values, a sentence each, beginning with the field's path.
    fn faults(&self) -> Vec<String> {
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
        let BreakerConfig { failures, pause, longest_pause } = self.upstream.breaker;
        if failures == 0 || pause < Duration::from_secs(1) || longest_pause < pause {
            wrong.push(
                "upstream.breaker needs failures of at least 1, a pause of at least 1s and a longest_pause not \
                 shorter than it"
                    .to_owned(),
            );
        }
        if self.door.request_timeout < self.upstream.client.deadline {
            wrong.push("door.request_timeout must not be shorter than upstream.client.deadline".to_owned());
        }
        if self.cache.wait_after < self.cache.revalidate_after {
            wrong.push("cache.wait_after must not be shorter than cache.revalidate_after".to_owned());
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of `abc`, FIPS 180-2, appendix B.1.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn digest(text: &str) -> Result<KeyDigest, InvalidDigest> {
        text.to_owned().try_into()
    }

    #[test]
    fn only_a_digest_is_a_digest() {
        assert!(digest(&ABC.to_uppercase()).is_ok());
        for wrong in
            ["", "abc", &ABC[2..], &format!("{ABC}00"), &ABC.replace("ba", "+a"), &ABC.replace('c', "ü")]
        {
            assert!(digest(wrong).is_err(), "{wrong}");
        }
    }
}
