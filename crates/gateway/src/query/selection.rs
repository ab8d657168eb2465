//! Which part of a forecast is asked for.

use common::units::Units;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which part of a forecast is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct ForecastSelection {
    pub(crate) variables: Variables,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
    pub(crate) units: Units,
}

/// A variable of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ForecastVariable {
    /// Air temperature.
    Temperature,
    /// Relative humidity.
    RelativeHumidity,
    /// Wind speed at 10 m.
    WindSpeed,
    /// Share of the sky under clouds.
    CloudCover,
    /// Probability of precipitation.
    PrecipitationProbability,
}

/// Some variables of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Variables(u8);

impl Variables {
    /// All of them.
    pub(crate) const ALL: Self = Self(u8::MAX);

    /// Whether one is among them.
    pub(crate) const fn contain(self, variable: ForecastVariable) -> bool {
        self.0 & (1 << variable as u8) != 0
    }
}

impl FromIterator<ForecastVariable> for Variables {
    fn from_iter<I: IntoIterator<Item = ForecastVariable>>(variables: I) -> Self {
        Self(variables.into_iter().fold(0, |bits, variable| bits | 1 << variable as u8))
    }
}
