//! Configuration; `config/default.toml` has the defaults.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::lake::LakeConfig;
use common::location::LocationId;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use service::TelemetryConfig;
use service::config::{ConfigError, layered};

/// Configuration of the whole stack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the lake's objects lie.
    pub data_dir: PathBuf,
    /// The address that everything listens on.
    pub host: IpAddr,
    /// The places.
    pub locations_file: PathBuf,
    /// Published into a registry that has no champion to serve.
    pub model_dir: PathBuf,
    /// How it logs.
    pub telemetry: TelemetryConfig,
    /// The lake that is seeded; `run` has the embedded one.
    pub lake: LakeConfig,
    /// The embedded S3.
    pub store: StoreConfig,
    /// The weather API that replays what is bundled.
    pub replay: ReplaySection,
    /// Over the gateway's defaults.
    pub gateway: Value,
    /// Over inference's defaults.
    pub inference: Value,
    /// Over ingest's defaults.
    pub ingest: Value,
    /// Over the recommender's defaults.
    pub recommender: Value,
}

/// The embedded S3.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The lake's bucket.
    pub bucket: String,
    /// Absent: made anew at every start, which is enough within one process.
    #[serde(default)]
    pub access_key_id: Option<SecretString>,
    /// Belongs to `access_key_id`.
    #[serde(default)]
    pub secret_access_key: Option<SecretString>,
    /// What it takes at most.
    #[serde(default)]
    pub limits: StoreLimits,
}

/// What the embedded S3 takes at most.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreLimits {
    /// How large an object may be, bytes.
    pub most_object_bytes: u64,
    /// How long a request's line and headers may be, bytes.
    pub most_head_bytes: usize,
    /// How long they may take.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub head_timeout: Duration,
    /// How long a request may take, its body included.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub request_timeout: Duration,
}

impl Default for StoreLimits {
    fn default() -> Self {
        Self {
            most_object_bytes: 256 << 20,
            most_head_bytes: 64 << 10,
            head_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(120),
        }
    }
}

impl StoreConfig {
    /// How services reach the store that listens at `endpoint`.
    #[must_use]
    pub fn lake_config(&self, endpoint: String) -> LakeConfig {
        LakeConfig {
            bucket: self.bucket.clone(),
            region: "us-east-1".to_owned(),
            endpoint: Some(endpoint),
            force_path_style: true,
            create_bucket: true,
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.clone(),
            max_attempts: 4,
            attempt_timeout: Duration::from_secs(10),
            operation_timeout: Duration::from_secs(30),
            max_object_bytes: self.limits.most_object_bytes,
        }
    }
}

/// The weather API that replays what is bundled.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaySection {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// What is bundled, by location.
    pub archives: BTreeMap<LocationId, ArchiveFiles>,
}

/// What is bundled of a location, in the lake's columns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveFiles {
    /// What was observed.
    pub observations: PathBuf,
    /// What the provider had forecast.
    #[serde(default)]
    pub guidance: Option<PathBuf>,
}

impl Config {
    /// The defaults, as TOML.
    pub const DEFAULTS: &'static str = include_str!("../config/default.toml");

    /// The defaults for a program that runs elsewhere than in the project's folder.
    ///
    /// # Errors
    /// The defaults cannot be read.
    pub fn bundled(project: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = layered(Self::DEFAULTS, None, HashMap::new())?;
        let archives = config.replay.archives.values_mut();
        let archived =
            archives.flat_map(|files| std::iter::once(&mut files.observations).chain(&mut files.guidance));
        for path in archived.chain([&mut config.locations_file, &mut config.model_dir]) {
            *path = project.join(&*path);
        }
        Ok(config)
    }
}
