//! The units that numbers are shown in. Everything is computed and stored in
//! metric units.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Exact by definition: the international mile is 1609.344 m.
const MPH_PER_MS: f64 = 3600.0 / 1609.344;

/// Units for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Units {
    /// °C and m/s.
    #[default]
    Metric,
    /// °F and miles an hour.
    Us,
}

impl Units {
    /// Its name in the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Us => "us",
        }
    }

    /// A temperature, °C, in these units.
    #[must_use]
    pub fn temperature(self, temperature_c: f64) -> f64 {
        match self {
            Self::Metric => temperature_c,
            Self::Us => self.temperature_difference(temperature_c) + 32.0,
        }
    }

    /// A difference of temperatures, K, in these units.
    #[must_use]
    pub fn temperature_difference(self, difference_k: f64) -> f64 {
        match self {
            Self::Metric => difference_k,
            Self::Us => difference_k * 1.8,
        }
    }

    /// A speed, m/s, in these units.
    #[must_use]
    pub fn speed(self, speed_ms: f64) -> f64 {
        match self {
            Self::Metric => speed_ms,
            Self::Us => speed_ms * MPH_PER_MS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn us_units_are_what_thermometers_and_speedometers_there_show() {
        let near = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-3, "{value}");
        near(Units::Us.temperature(0.0), 32.0);
        near(Units::Us.temperature(-40.0), -40.0);
        near(Units::Us.temperature(100.0), 212.0);
        near(Units::Us.temperature_difference(10.0), 18.0);
        near(Units::Us.speed(44.704), 100.0);
        near(Units::Metric.temperature(21.5), 21.5);
    }
}
