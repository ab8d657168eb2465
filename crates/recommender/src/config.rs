//! What the recommender can be told.

use std::path::PathBuf;

use common::lake::LakeConfig;
use common::service::{ServerConfig, ServiceConfig, TelemetryConfig};
use serde::Deserialize;

/// The recommender's configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub server: ServerConfig,
    /// How it logs.
    pub telemetry: TelemetryConfig,
    /// Where the forecasts are.
    pub lake: LakeConfig,
    /// The file that describes the locations.
    pub locations_file: PathBuf,
    /// The hours that clothes are chosen for.
    pub waking: WakingHours,
}

/// The hours of a day in which people are out, on the location's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WakingHours {
    /// The first hour, 0 to 23.
    pub from_h: i8,
    /// The last hour, `from_h` to 23.
    pub until_h: i8,
}

impl WakingHours {
    pub(crate) fn contain(self, hour_of_day: i8) -> bool {
        (self.from_h..=self.until_h).contains(&hour_of_day)
    }
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
        let WakingHours { from_h, until_h } = self.waking;
        let mut wrong = self.lake.validate();
        for (field, hour) in [("from_h", from_h), ("until_h", until_h)] {
            if !(0..=23).contains(&hour) {
                wrong.push(format!("waking.{field} is {hour}; it must be within 0 and 23"));
            }
        }
        if from_h > until_h {
            wrong.push(format!("waking.from_h is {from_h}; it must not be after waking.until_h, {until_h}"));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use common::service::config::load;

    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Config, String> {
        let environment: HashMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        load(None, environment).map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_valid() {
        let config = with(&[]).unwrap();
        assert_eq!(config.server.port, 8083);
        assert!(config.waking.contain(7) && config.waking.contain(22));
        assert!(!config.waking.contain(6) && !config.waking.contain(23));
    }

    #[test]
    fn waking_hours_that_cannot_be_are_refused_with_their_name() {
        let says = |variables: &[(&str, &str)], part: &str| {
            let error = with(variables).unwrap_err();
            assert!(error.contains(part), "{error}");
        };
        says(&[("OVERCOAT__WAKING__UNTIL_H", "24")], "waking.until_h is 24");
        says(&[("OVERCOAT__WAKING__FROM_H", "-1")], "waking.from_h is -1");
        says(&[("OVERCOAT__WAKING__FROM_H", "23")], "must not be after");
        says(&[("OVERCOAT__WAKING__TO_H", "22")], "to_h");
    }
}
