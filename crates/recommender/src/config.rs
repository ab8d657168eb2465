//! What the recommender can be told.

use std::path::PathBuf;

use common::lake::LakeConfig;
use serde::Deserialize;
use service::{ServerConfig, TelemetryConfig, service_config};

use crate::comfort::wind_profile::Terrain;

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
    /// What the ground is like where people are: how much of the wind reaches them.
    pub terrain: Terrain,
    /// From which values on the weather is a hazard.
    pub hazards: HazardThresholds,
}

/// From which values on the weather is a hazard: level 1 from the first, level 2
/// from the second, and so on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HazardThresholds {
    /// Wind chill, °C; at and below. Falling.
    pub wind_chill_c: Vec<f64>,
    /// Universal thermal climate index in the shade, °C; above.
    pub utci_c: Vec<f64>,
    /// Heat index of the US National Weather Service, °C; from.
    pub heat_index_c: Vec<f64>,
    /// Wet-bulb globe temperature in the sun, °C; from.
    pub wbgt_c: Vec<f64>,
    /// Probability of precipitation in an hour, 0 to 1; from.
    pub precipitation_probability: Vec<f64>,
    /// Mean wind speed at 10 m, m/s; from.
    pub wind_speed_ms: Vec<f64>,
    /// UV index under the clouds that are forecast, rounded as it is published; from.
    pub uv_index: Vec<f64>,
    /// At and below this wet-bulb temperature, °C, what falls is not rain alone.
    pub snow_at_c: f64,
    /// Wet ground may be icy at and below this, °C.
    pub ice_at_c: f64,
}

impl HazardThresholds {
    fn validate(&self) -> Vec<String> {
        let Self {
            wind_chill_c,
            utci_c,
            heat_index_c,
            wbgt_c,
            precipitation_probability,
            wind_speed_ms,
            uv_index,
            snow_at_c,
            ice_at_c,
        } = self;
        let mut wrong = Vec::new();
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        for (field, values) in [
            ("utci_c", utci_c),
            ("heat_index_c", heat_index_c),
            ("wbgt_c", wbgt_c),
            ("precipitation_probability", precipitation_probability),
            ("wind_speed_ms", wind_speed_ms),
            ("uv_index", uv_index),
        ] {
            if !finite(values) || !values.is_sorted_by(|a, b| a < b) {
                wrong.push(format!("hazards.{field} is {values:?}; it must rise from level to level"));
            }
        }
        if !finite(wind_chill_c) || !wind_chill_c.is_sorted_by(|a, b| a > b) {
            wrong.push(format!("hazards.wind_chill_c is {wind_chill_c:?}; it must fall from level to level"));
        }
        for (field, value) in [("snow_at_c", snow_at_c), ("ice_at_c", ice_at_c)] {
            if !value.is_finite() {
                wrong.push(format!("hazards.{field} is {value}; it must be a temperature"));
            }
        }
        wrong
    }
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

service_config!(Config, include_str!("../config/default.toml"));

impl Config {
    /// What is wrong with the values, a sentence each, beginning with the field's path.
    fn faults(&self) -> Vec<String> {
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
        wrong.extend(self.hazards.validate());
        wrong
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use service::config::load;

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

    #[test]
    fn thresholds_that_cannot_be_are_refused_with_their_name() {
        let defaults = with(&[]).unwrap().hazards;
        assert!(defaults.validate().is_empty());
        let says = |hazards: HazardThresholds, part: &str| {
            let wrong = hazards.validate();
            assert!(wrong.len() == 1 && wrong[0].contains(part), "{wrong:?}");
        };
        says(HazardThresholds { wind_chill_c: vec![-28.0, -10.0], ..defaults.clone() }, "wind_chill_c");
        says(HazardThresholds { uv_index: vec![6.0, 3.0], ..defaults.clone() }, "uv_index");
        says(HazardThresholds { wbgt_c: vec![f64::NAN], ..defaults.clone() }, "wbgt_c");
        says(HazardThresholds { ice_at_c: f64::INFINITY, ..defaults }, "ice_at_c");
    }
}
