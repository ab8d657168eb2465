//! What a station measured in one hour.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A measured quantity. Its name carries its unit and is the column's name in
/// the lake, the feature's name in a model and the key in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Variable {
    /// Air temperature at 1.5–2 m, °C.
    #[serde(rename = "temperature_c")]
    Temperature,
    /// Dew point, °C.
    #[serde(rename = "dew_point_c")]
    DewPoint,
    /// Relative humidity, %.
    #[serde(rename = "relative_humidity_pct")]
    RelativeHumidity,
    /// Wind speed at 10 m, m/s.
    #[serde(rename = "wind_speed_ms")]
    WindSpeed,
    /// Direction the wind blows from, degrees clockwise from north.
    #[serde(rename = "wind_direction_deg")]
    WindDirection,
    /// Precipitation in the hour that ends at the stamp, mm.
    #[serde(rename = "precipitation_mm")]
    Precipitation,
    /// Pressure at the station's height, hPa.
    #[serde(rename = "station_pressure_hpa")]
    StationPressure,
    /// Pressure reduced to sea level, hPa.
    #[serde(rename = "sea_level_pressure_hpa")]
    SeaLevelPressure,
    /// Total cloud cover, 0 (clear) to 1 (overcast).
    #[serde(rename = "cloud_cover_frac")]
    CloudCover,
    /// Mean global shortwave radiation of the hour, W/m².
    #[serde(rename = "shortwave_radiation_w_m2")]
    ShortwaveRadiation,
    /// Sunshine in the hour that ends at the stamp, h.
    #[serde(rename = "sunshine_h")]
    Sunshine,
    /// Snow lying on the ground, cm.
    #[serde(rename = "snow_depth_cm")]
    SnowDepth,
    /// Horizontal visibility, m.
    #[serde(rename = "visibility_m")]
    Visibility,
}

impl Variable {
    /// How many variables there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Every variable, in the order of the lake's columns.
    pub const ALL: [Self; 13] = [
        Self::Temperature,
        Self::DewPoint,
        Self::RelativeHumidity,
        Self::WindSpeed,
        Self::WindDirection,
        Self::Precipitation,
        Self::StationPressure,
        Self::SeaLevelPressure,
        Self::CloudCover,
        Self::ShortwaveRadiation,
        Self::Sunshine,
        Self::SnowDepth,
        Self::Visibility,
    ];

    /// The column's name, unit included.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::Temperature => "temperature_c",
            Self::DewPoint => "dew_point_c",
            Self::RelativeHumidity => "relative_humidity_pct",
            Self::WindSpeed => "wind_speed_ms",
            Self::WindDirection => "wind_direction_deg",
            Self::Precipitation => "precipitation_mm",
            Self::StationPressure => "station_pressure_hpa",
            Self::SeaLevelPressure => "sea_level_pressure_hpa",
            Self::CloudCover => "cloud_cover_frac",
            Self::ShortwaveRadiation => "shortwave_radiation_w_m2",
            Self::Sunshine => "sunshine_h",
            Self::SnowDepth => "snow_depth_cm",
            Self::Visibility => "visibility_m",
        }
    }
}

/// One hour at one station. A value that was not observed is `None`, never a
/// sentinel number; a value that is there is finite.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The full hour at which it was observed; sums and means cover the hour
    /// that ends here.
    pub time: Timestamp,
    values: [Option<f32>; Variable::COUNT],
}

impl Observation {
    /// An hour in which nothing has been observed yet.
    #[must_use]
    pub fn new(time: Timestamp) -> Self {
        Self { time, values: [None; Variable::COUNT] }
    }

    /// The observed value, if there is one.
    #[must_use]
    pub fn get(&self, variable: Variable) -> Option<f32> {
        self.values[variable as usize]
    }

    /// Stores a value; NaN and infinity count as not observed.
    pub fn set(&mut self, variable: Variable, value: Option<f32>) {
        self.values[variable as usize] = value.filter(|value| value.is_finite());
    }

    /// Takes what `before` has and this does not: a value that was observed once
    /// is not lost because a later answer lacks it.
    pub fn complete_from(&mut self, before: &Self) {
        for (value, known) in self.values.iter_mut().zip(before.values) {
            *value = value.or(known);
        }
    }

    /// Which variables were observed.
    #[must_use]
    pub fn presence(&self) -> Presence {
        Variable::ALL.into_iter().filter(|&variable| self.get(variable).is_some()).collect()
    }

    /// Whether nothing was observed in this hour.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(Option::is_none)
    }
}

/// A set of variables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Presence(u16);

impl Presence {
    /// The variables that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The variables that are in one of them.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every variable of the other is in it.
    #[must_use]
    pub const fn has_all_of(self, other: Self) -> bool {
        self.and(other).0 == other.0
    }
}

impl FromIterator<Variable> for Presence {
    fn from_iter<I: IntoIterator<Item = Variable>>(variables: I) -> Self {
        Self(variables.into_iter().fold(0, |bits, variable| bits | 1 << variable as u16))
    }
}

/// At which ages an hour is asked for again, hours: providers correct their first values for half
/// a day and more. From a day on it is the age of the hour's day, which is asked for at once.
pub const REVISED_AT_AGE_H: [i64; 5] = [1, 3, 12, 48, 168];

/// When an hour has reached an age at which it is asked for again.
#[must_use]
pub fn revised_at(hour: Timestamp, age_h: i64) -> Timestamp {
    let from =
        if age_h < 24 { hour.as_second() } else { hour.as_second().div_euclid(86_400) * 86_400 + 82_800 };
    Timestamp::from_second(from + age_h * 3600).unwrap_or(Timestamp::MAX)
}

/// Whether the provider has said its last word of an hour.
#[must_use]
pub fn is_settled(hour: Timestamp, now: Timestamp) -> bool {
    REVISED_AT_AGE_H.iter().all(|&age_h| revised_at(hour, age_h) < floor_to_hour(now))
}

/// Rounds down to the full hour in UTC.
#[must_use]
pub fn floor_to_hour(time: Timestamp) -> Timestamp {
    let seconds = time.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(3600)).unwrap_or(time)
}

/// The full hours from `from` to `until`, both included; empty when `from` is
/// the later one.
pub fn hours(from: Timestamp, until: Timestamp) -> impl Iterator<Item = Timestamp> {
    (from.as_second()..=until.as_second())
        .step_by(3600)
        .filter_map(|second| Timestamp::from_second(second).ok())
}
