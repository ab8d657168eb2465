//! Answers as clients read them.

use common::forecast::{Forecast, ForecastHour, ModelRef, Quantiles, hour_is_within};
use common::location::{Location, LocationId};
use common::numbers::rounded;
use common::recommendation::{DayRecommendation, WeekRecommendation};
use common::units::Units;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use service::Problem;
use utoipa::ToSchema;

use super::Source;
use super::calendar;
use super::page::Page;
use super::question::{About, ForecastSelection, ForecastVariable, Occasion, Question};
use crate::routes::locations::PublicLocation;
use crate::upstream::Day;

const CSV: &str = "text/csv; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

/// Whether an answer is the latest that there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ForecastStatus {
    /// It is.
    Fresh,
    /// Observations or forecasts are late, or a service does not answer; this is
    /// the last good answer.
    Stale,
}

/// How old an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Label {
    /// Whether it is the latest that there can be.
    pub(crate) status: ForecastStatus,
    /// Whole hours since the forecast was issued.
    #[schema(minimum = 0, example = 0)]
    pub(crate) age_h: u32,
}

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
    time: String,
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
    fn new(
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
    fn columns(&self) -> Vec<(String, f64)> {
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
    location: PublicLocation,
    /// The last observed hour that the model saw, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T00:00:00+09:00")]
    issued_at: String,
    /// When the next forecast is expected.
    #[schema(format = DateTime, example = "2026-11-24T01:04:00+09:00")]
    next_issue_at: String,
    /// Its age.
    #[serde(flatten)]
    label: Label,
    /// The model that issued it.
    model: ModelRef,
    /// The units of temperature and wind.
    units: Units,
    /// The hours, ascending; the first of the whole forecast is the one after
    /// `issued_at`.
    hours: Vec<PublicHour>,
}

/// What to wear on a day, or in some hours.
///
/// `avg_temp`, `min_temp`, `max_temp`, `temp_difference` and the texts are in
/// `units`; a number whose name carries a unit is in that unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicRecommendation<'a> {
    /// Its age.
    #[serde(flatten)]
    label: Label,
    /// The units of the texts and of numbers whose names carry none.
    units: Units,
    /// The recommendation.
    #[serde(flatten)]
    #[schema(value_type = DayRecommendation)]
    recommendation: &'a Day,
}

/// What to wear on every day that the forecast covers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicWeek<'a> {
    /// Its age.
    #[serde(flatten)]
    label: Label,
    /// The units of the texts and of numbers whose names carry none.
    units: Units,
    /// The place.
    location: &'a LocationId,
    /// The days, ascending; of the first and the last the forecast may cover a part.
    days: &'a [DayRecommendation],
}

/// Writes an answer down.
pub(super) fn page(
    Question { about, .. }: &Question,
    location: &Location,
    source: &Source,
    (label, next_issue_at): (Label, Timestamp),
) -> Result<Page, Problem> {
    match (about, source) {
        (About::Forecast(selection), Source::Forecast(forecast)) => {
            let tz = location.tz();
            Page::json(&PublicForecast {
                location: location.into(),
                issued_at: local(forecast.issued_at, &tz),
                next_issue_at: local(next_issue_at, &tz),
                label,
                model: forecast.model.clone(),
                units: selection.units,
                hours: hours(forecast, *selection, &tz)?,
            })
        }
        (About::ForecastCsv(selection), Source::Forecast(forecast)) => {
            csv_page(&hours(forecast, *selection, &location.tz())?)
        }
        (About::Clothes(_, asker), Source::Day(day)) => {
            Page::json(&PublicRecommendation { label, units: asker.units, recommendation: day })
        }
        (About::Clothes(Occasion::Calendar, asker), Source::Week(week)) => {
            Ok(Page::new(CALENDAR, calendar::of_week(week, location, asker)))
        }
        (About::Clothes(_, asker), Source::Week(week)) => {
            let WeekRecommendation { location, days } = week;
            Page::json(&PublicWeek { label, units: asker.units, location, days })
        }
        _ => Err(Problem::internal("an answer of another kind than the question")),
    }
}

fn hours(
    forecast: &Forecast,
    selection: ForecastSelection,
    tz: &TimeZone,
) -> Result<Vec<PublicHour>, Problem> {
    let ForecastSelection { from, to, .. } = selection;
    let (from, to) = (from.unwrap_or(Timestamp::MIN), to.unwrap_or(Timestamp::MAX));
    let chosen = forecast.hours.iter().filter(|hour| hour_is_within(hour.valid_at, from, to));
    let hours: Vec<PublicHour> = chosen.map(|hour| PublicHour::new(hour, selection, tz)).collect();
    if hours.is_empty() {
        return Err(Problem::not_found(format!(
            "the forecast has no hour within `from` and `to`; it covers {}",
            covers(forecast, tz)
        )));
    }
    Ok(hours)
}

fn csv_page(hours: &[PublicHour]) -> Result<Page, Problem> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let names = hours.first().map(PublicHour::columns).unwrap_or_default();
    let header = std::iter::once("time").chain(names.iter().map(|(name, _)| name.as_str()));
    table.write_record(header).map_err(Problem::internal)?;
    for hour in hours {
        let values = hour.columns().into_iter().map(|(_, value)| value.to_string());
        let record = std::iter::once(hour.time.clone()).chain(values);
        table.write_record(record).map_err(Problem::internal)?;
    }
    let body = table.into_inner().map_err(|error| Problem::internal(error.to_string()))?;
    Ok(Page::new(CSV, body))
}

/// The first and the last hour of a forecast on the clock of a place.
pub(crate) fn covers(forecast: &Forecast, tz: &TimeZone) -> String {
    let end = |hour: Option<&ForecastHour>| hour.map(|hour| local(hour.valid_at, tz)).unwrap_or_default();
    format!("{} to {}", end(forecast.hours.first()), end(forecast.hours.last()))
}

/// A time on the clock of a place, RFC 3339.
pub(crate) fn local(time: Timestamp, tz: &TimeZone) -> String {
    time.display_with_offset(tz.to_offset(time)).to_string()
}
