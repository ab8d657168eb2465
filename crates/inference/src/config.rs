//! Configuration; `config/default.toml` has the defaults.

use std::path::PathBuf;
use std::time::Duration;

use common::lake::LakeConfig;
use serde::Deserialize;
use service::{ServerConfig, TelemetryConfig, service_config};

/// Configuration of inference.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub server: ServerConfig,
    /// How it logs.
    pub telemetry: TelemetryConfig,
    /// Where models, observations and forecasts are.
    pub lake: LakeConfig,
    /// The places to forecast for.
    pub locations_file: PathBuf,
    /// Which model serves.
    pub model: ModelConfig,
    /// ONNX Runtime.
    pub runtime: RuntimeConfig,
    /// When forecasts are issued.
    pub forecast: ForecastConfig,
}

/// Which model serves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Its name in the registry.
    pub name: String,
    /// How often it is looked whether the champion has changed.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub poll_interval: Duration,
}

/// ONNX Runtime.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeConfig {
    /// The library; absent: `ORT_DYLIB_PATH`, else beside the program.
    #[serde(default)]
    pub library: Option<PathBuf>,
    /// Threads that one run may use.
    pub intra_threads: usize,
    /// Runs that may wait for the model's thread.
    pub queue: usize,
}

/// When forecasts are issued.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastConfig {
    /// How often it is looked whether there are observations without a forecast.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub catch_up_interval: Duration,
}

service_config!(Config, include_str!("../config/default.toml"));

impl Config {
    /// What is wrong with the values, a sentence each, beginning with the field's path.
    fn faults(&self) -> Vec<String> {
        let mut wrong = self.lake.validate();
        if self.runtime.intra_threads == 0 {
            wrong.push("runtime.intra_threads must be at least 1".to_owned());
        }
        if self.runtime.queue == 0 {
            wrong.push("runtime.queue must be at least 1".to_owned());
        }
        if self.model.poll_interval.is_zero() {
            wrong.push("model.poll_interval must be longer than 0s".to_owned());
        }
        if self.forecast.catch_up_interval.is_zero() {
            wrong.push("forecast.catch_up_interval must be longer than 0s".to_owned());
        }
        wrong
    }
}
