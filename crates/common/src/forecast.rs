//! A forecast: 168 hours of quantiles, as one model issued them at one time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::location::LocationId;
use crate::observation::Variable;
use crate::quality;

/// Hours that a forecast covers: lead times 1 to 168 h.
pub const HORIZON_H: usize = 168;

/// The variables that are forecast with quantiles, in the order of the model's
/// output.
pub const FORECAST_VARIABLES: [Variable; 4] =
    [Variable::Temperature, Variable::RelativeHumidity, Variable::WindSpeed, Variable::CloudCover];

/// The probabilities of the quantiles, in the order of the model's output.
pub const QUANTILE_LEVELS: [f32; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Precipitation of at least this much in an hour counts as rain, mm.
pub const RAIN_THRESHOLD_MM: f32 = 0.1;

/// The value below which the truth lies with each probability of
/// [`QUANTILE_LEVELS`]; never decreasing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantiles {
    /// 5 %.
    pub p05: f32,
    /// 10 %.
    pub p10: f32,
    /// 25 %.
    pub p25: f32,
    /// 50 %: the median, the number to show when only one can be shown.
    pub p50: f32,
    /// 75 %.
    pub p75: f32,
    /// 90 %.
    pub p90: f32,
    /// 95 %.
    pub p95: f32,
}

impl Quantiles {
    /// From values in the order of [`QUANTILE_LEVELS`]; `None` unless all are
    /// finite and none is below the one before.
    #[must_use]
    pub fn new(values: [f32; QUANTILE_LEVELS.len()]) -> Option<Self> {
        let [p05, p10, p25, p50, p75, p90, p95] = values;
        let ordered = values.iter().all(|value| value.is_finite()) && values.is_sorted();
        ordered.then_some(Self { p05, p10, p25, p50, p75, p90, p95 })
    }

    /// The values in the order of [`QUANTILE_LEVELS`].
    #[must_use]
    pub const fn values(&self) -> [f32; QUANTILE_LEVELS.len()] {
        [self.p05, self.p10, self.p25, self.p50, self.p75, self.p90, self.p95]
    }
}

/// Which model issued a forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelRef {
    /// The model's name in the registry.
    #[schema(example = "forecaster")]
    pub name: String,
    /// Its version: time of training and digest of the ONNX file.
    #[schema(example = "20261123T120000Z-1a2b3c4d")]
    pub version: String,
}

/// What is forecast for one hour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForecastHour {
    /// The hour that is forecast, UTC.
    #[schema(value_type = String, format = DateTime, example = "2026-11-23T16:00:00Z")]
    pub valid_at: Timestamp,
    /// Hours from the issue time to `valid_at`.
    #[schema(minimum = 1, maximum = 168)]
    pub lead_h: u16,
    /// Air temperature, °C.
    pub temperature_c: Quantiles,
    /// Relative humidity, %.
    pub relative_humidity_pct: Quantiles,
    /// Wind speed at 10 m, m/s.
    pub wind_speed_ms: Quantiles,
    /// Share of the sky under clouds, 0 to 1; absent where the model has not
    /// learned clouds, and from forecasts that were issued before clouds were forecast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Quantiles, required = false)]
    pub cloud_cover_frac: Option<Quantiles>,
    /// Probability of at least 0.1 mm of precipitation in the hour, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub precipitation_probability: f32,
}

impl ForecastHour {
    /// The variables that are forecast with quantiles.
    fn quantiles(&self) -> impl Iterator<Item = (Variable, Quantiles)> {
        let required = [
            (Variable::Temperature, self.temperature_c),
            (Variable::RelativeHumidity, self.relative_humidity_pct),
            (Variable::WindSpeed, self.wind_speed_ms),
        ];
        let clouds = self.cloud_cover_frac.map(|clouds| (Variable::CloudCover, clouds));
        required.into_iter().chain(clouds)
    }
}

/// Whether the hour that begins at `hour` is within two times; one that began before
/// `from` is still on.
#[must_use]
pub fn hour_is_within(hour: Timestamp, from: Timestamp, until: Timestamp) -> bool {
    hour <= until && from.duration_since(hour) < SignedDuration::from_hours(1)
}

/// One forecast: consecutive hours with lead times 1, 2, … 168.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// The place.
    pub location: LocationId,
    /// Which model issued it.
    pub model: ModelRef,
    /// The last observed hour that the model saw, UTC; lead times count from here.
    #[schema(value_type = String, format = DateTime, example = "2026-11-23T15:00:00Z")]
    pub issued_at: Timestamp,
    /// The hours, ascending.
    pub hours: Vec<ForecastHour>,
}

impl Forecast {
    /// Looks whether it has all its hours, and values that can be.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        if self.hours.len() != HORIZON_H {
            return Err(format!("it has {} hours instead of {HORIZON_H}", self.hours.len()));
        }
        for (lead_h, hour) in (1..).zip(&self.hours) {
            let valid_at = self.issued_at.checked_add(SignedDuration::from_hours(i64::from(lead_h)));
            if hour.lead_h != lead_h || valid_at.ok() != Some(hour.valid_at) {
                return Err(format!("its hour {lead_h} is not that of {lead_h} h after {}", self.issued_at));
            }
            for (variable, quantiles) in hour.quantiles() {
                let (lowest, highest) = quality::limits(variable);
                let impossible =
                    quantiles.values().into_iter().find(|value| !(lowest..=highest).contains(value));
                if let Some(value) = impossible {
                    return Err(format!("{} is {value} at {lead_h} h", variable.column()));
                }
            }
        }
        Ok(())
    }

    /// Names it among the forecasts of its place: `model version@issue time`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}@{}", self.model.version, self.issued_at)
    }

    /// Whether it is the one that `model` issued at `issued_at`, or was issued later.
    #[must_use]
    pub fn is_or_follows(&self, model: &ModelRef, issued_at: Timestamp) -> bool {
        self.issued_at > issued_at || (self.issued_at == issued_at && self.model == *model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast() -> Forecast {
        let quantiles = |middle: f32| Quantiles::new([middle; QUANTILE_LEVELS.len()]).unwrap();
        let hour = |lead_h: u16| ForecastHour {
            valid_at: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(lead_h)),
            lead_h,
            temperature_c: quantiles(-40.0),
            relative_humidity_pct: quantiles(100.0),
            wind_speed_ms: quantiles(0.0),
            cloud_cover_frac: Some(quantiles(1.0)),
            precipitation_probability: 1.0,
        };
        Forecast {
            location: "seoul".parse().unwrap(),
            model: ModelRef { name: "forecaster".to_owned(), version: "1".to_owned() },
            issued_at: Timestamp::UNIX_EPOCH,
            hours: (1..=168).map(hour).collect(),
        }
    }

    #[test]
    fn what_lacks_hours_or_cannot_be_is_no_forecast() {
        assert_eq!(forecast().check(), Ok(()));
        type Break = fn(&mut Forecast);
        let broken: [(Break, &str); 5] = [
            (|it| it.hours.truncate(10), "it has 10 hours instead of 168"),
            (|it| it.hours.swap(3, 4), "its hour 4 is not that of 4 h after 1970-01-01T00:00:00Z"),
            (|it| it.issued_at += SignedDuration::from_hours(1), "its hour 1 is not that of 1 h after"),
            (|it| it.hours[9].temperature_c.p95 = 301.0, "temperature_c is 301 at 10 h"),
            (|it| it.hours[0].wind_speed_ms.p05 = -0.5, "wind_speed_ms is -0.5 at 1 h"),
        ];
        for (damage, says) in broken {
            let mut forecast = forecast();
            damage(&mut forecast);
            let said = forecast.check().unwrap_err();
            assert!(said.starts_with(says), "{said}");
        }
    }
}
