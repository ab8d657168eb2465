//! What can be configured; the defaults are in `config/default.toml`.

use std::collections::HashMap;
use std::path::Path;

use common::lake::LakeConfig;
use jiff::Timestamp;
use serde::Deserialize;
use service::TelemetryConfig;
use service::config::{ConfigError, layered};

use crate::schedule::Schedule;

const DEFAULTS: &str = include_str!("../config/default.toml");

/// The command's configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Path of the file with the locations.
    pub locations_file: String,
    /// Seed of every random number.
    pub seed: u64,
    /// How a record is divided.
    pub division: DivisionConfig,
    /// How it logs.
    pub telemetry: TelemetryConfig,
    /// Where observations come from and models go to.
    pub lake: LakeConfig,
    /// Whether several places share what is learned about anomalies.
    pub pooled: bool,
    /// The regression's share of the forecast, 0 to 1; the networks divide the rest.
    pub ridge_share: f64,
    /// Optimiser steps of the original's network among the baselines; 0 leaves it out.
    pub original_lstm_steps: usize,
    /// How a network is fitted.
    pub schedule: Schedule,
}

/// How a record is divided; absent bounds make the end of it the test, a year or a third.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionConfig {
    /// First hour that training does not see.
    #[serde(default)]
    pub train_until: Option<Timestamp>,
    /// First hour after the test.
    #[serde(default)]
    pub test_until: Option<Timestamp>,
}

impl Config {
    /// Reads the layers and checks the values.
    ///
    /// # Errors
    /// A layer cannot be read, has unknown fields or has values out of range.
    pub fn load(file: Option<&Path>, environment: HashMap<String, String>) -> Result<Self, ConfigError> {
        let config: Self = layered(DEFAULTS, file, environment)?;
        let mut wrong = config.schedule.validate();
        wrong.extend(config.lake.validate());
        if !(0.0..=1.0).contains(&config.ridge_share) {
            wrong.push(format!("ridge_share is {}; it must lie within 0 and 1", config.ridge_share));
        }
        if wrong.is_empty() { Ok(config) } else { Err(ConfigError::Values(wrong)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(overrides: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let environment = overrides.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Config::load(None, environment.collect())
    }

    #[test]
    fn the_defaults_are_valid_and_the_environment_goes_over_them() {
        assert_eq!(load(&[]).unwrap().schedule.members, 4);
        let config = load(&[("OVERCOAT__DIVISION__TRAIN_UNTIL", "2017-12-31T15:00:00Z")]).unwrap();
        assert_eq!(config.division.train_until, "2017-12-31T15:00:00Z".parse().ok());
    }

    #[test]
    fn values_that_cannot_train_are_refused_with_their_field() {
        for (name, value, says) in [
            ("OVERCOAT__SCHEDULE__MEMBERS", "0", "schedule.members"),
            ("OVERCOAT__SCHEDULE__BATCH", "0", "schedule.batch"),
            ("OVERCOAT__SCHEDULE__LEARNING_RATE", "-1.0", "schedule.learning_rate"),
            ("OVERCOAT__SCHEDULE__HIDDEN_DROPOUT", "1.0", "schedule.hidden_dropout"),
            ("OVERCOAT__SCHEDULE__EPOCHS", "3", "field `epochs`"),
            ("OVERCOAT__GATEWAY__SERVER__PORT", "1", "OVERCOAT__GATEWAY__SERVER__PORT"),
            ("OVERCOAT__RIDGE_SHARE", "1.5", "ridge_share"),
            ("OVERCOAT__RIDGE_SHARE", "nan", "ridge_share"),
        ] {
            let error = format!("{:#}", anyhow::Error::from(load(&[(name, value)]).unwrap_err()));
            assert_eq!(error.matches(says).count(), 1, "{name}={value}: {error}");
        }
    }
}
