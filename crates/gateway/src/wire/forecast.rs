//! Forecasts as clients read them.

use common::forecast::{ForecastHour, ModelRef, Quantiles};
use common::numbers::rounded;
use common::units::Units;
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use super::label::Label;
use super::local_time::local;
use super::location::PublicLocation;
use crate::query::{ForecastSelection, ForecastVariable};

/// A probable range: with 80 % probability the truth lies between `p10` and
/// `p90`, and it is as probably below as above `p50`.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Range {
    /// 10 % quantile.
    #[schema(example = 1.2)]
    p10: f64,
    /// Median.
    #[schema(example = 2.9)]
    p50: f64,
    /// 90 % quantile.
    #[schema(example = 4.4)]
    p90: f64,
}

impl Range {
    fn of(Quantiles { p10, p50, p90, .. }: Quantiles, in_units: impl Fn(f64) -> f64) -> Self {
        let shown = |value: f32| rounded(in_units(value.into()), 100.0);
        Self { p10: shown(p10), p50: shown(p50), p90: shown(p90) }
    }
}

/// What is forecast for one hour; the variables and units that were asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PublicHour {
    /// The hour, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T01:00:00+09:00")]
    pub(crate) time: String,
    /// Air temperature, °C.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Range, required = false)]
    temperature_c: Option<Range>,
    /// Air temperature, °F.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Range, required = false)]
    temperature_f: Option<Range>,
    /// Relative humidity, %.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Range, required = false)]
    relative_humidity_pct: Option<Range>,
    /// Wind speed at 10 m, m/s.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Range, required = false)]
    wind_speed_ms: Option<Range>,
    /// Wind speed at 10 m, miles an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Range, required = false)]
    wind_speed_mph: Option<Range>,
    /// Share of the sky under clouds, 0 to 1; absent where the model has not learned clouds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Range, required = false)]
    cloud_cover_frac: Option<Range>,
    /// Probability of at least 0.1 mm of precipitation in the hour, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = f64, required = false, minimum = 0, maximum = 1, example = 0.2)]
    precipitation_probability: Option<f64>,
}

impl PublicHour {
    pub(crate) fn new(
        hour: &ForecastHour,
        ForecastSelection { variables, units, .. }: ForecastSelection,
        tz: &TimeZone,
    ) -> Self {
        let range = |variable, of, quantiles, in_units: &dyn Fn(f64) -> f64| {
            let wanted = units == of && variables.contain(variable);
            wanted.then(|| Range::of(quantiles, in_units))
        };
        let temperature =
            |of| range(ForecastVariable::Temperature, of, hour.temperature_c, &|value| of.temperature(value));
        let wind_speed =
            |of| range(ForecastVariable::WindSpeed, of, hour.wind_speed_ms, &|value| of.speed(value));
        Self {
            time: local(hour.valid_at, tz),
            temperature_c: temperature(Units::Metric),
            temperature_f: temperature(Units::Us),
            relative_humidity_pct: range(
                ForecastVariable::RelativeHumidity,
                units,
                hour.relative_humidity_pct,
                &std::convert::identity,
            ),
            wind_speed_ms: wind_speed(Units::Metric),
            wind_speed_mph: wind_speed(Units::Us),
            cloud_cover_frac: hour
                .cloud_cover_frac
                .and_then(|cover| range(ForecastVariable::CloudCover, units, cover, &std::convert::identity)),
            precipitation_probability: variables
                .contain(ForecastVariable::PrecipitationProbability)
                .then(|| rounded(hour.precipitation_probability.into(), 1000.0)),
        }
    }

    /// Column names and values, as the CSV has them.
    pub(crate) fn columns(&self) -> Vec<(String, f64)> {
        let ranges = [
            ("temperature_c", self.temperature_c),
            ("temperature_f", self.temperature_f),
            ("relative_humidity_pct", self.relative_humidity_pct),
            ("wind_speed_ms", self.wind_speed_ms),
            ("wind_speed_mph", self.wind_speed_mph),
            ("cloud_cover_frac", self.cloud_cover_frac),
        ];
        let mut columns = Vec::new();
        for (name, range) in ranges {
            let Some(Range { p10, p50, p90 }) = range else { continue };
            columns
                .extend([("p10", p10), ("p50", p50), ("p90", p90)].map(|(q, v)| (format!("{name}_{q}"), v)));
        }
        let rain = self.precipitation_probability;
        columns.extend(rain.map(|chance| ("precipitation_probability".to_owned(), chance)));
        columns
    }
}

/// A forecast of 168 consecutive hours, or the part of it that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicForecast {
    /// The place.
    pub(crate) location: PublicLocation,
    /// The last observed hour that the model saw, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T00:00:00+09:00")]
    pub(crate) issued_at: String,
    /// When the next forecast is expected.
    #[schema(format = DateTime, example = "2026-11-24T01:04:00+09:00")]
    pub(crate) next_issue_at: String,
    /// Its age.
    #[serde(flatten)]
    pub(crate) label: Label,
    /// The model that issued it.
    pub(crate) model: ModelRef,
    /// The units of temperature and wind.
    pub(crate) units: Units,
    /// The hours, ascending; the first of the whole forecast is the one after
    /// `issued_at`.
    pub(crate) hours: Vec<PublicHour>,
}
