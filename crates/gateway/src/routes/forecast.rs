//! `/forecast/latest`

use actix_web::{get, web};
use common::forecast::{Forecast, ForecastHour, ModelRef, Quantiles};
use common::numbers::rounded;
use common::service::Problem;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::State;
use super::locations::PublicLocation;

/// Whether a forecast rests on recent observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ForecastStatus {
    /// It does.
    Fresh,
    /// Observations or forecasts are late; its age is that of `issued_at`.
    Stale,
}

/// A probable range: with 80 % probability the truth lies between `p10` and
/// `p90`, and it is as probably below as above `p50`.
#[derive(Debug, Serialize, ToSchema)]
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

impl From<Quantiles> for Range {
    fn from(Quantiles { p10, p50, p90, .. }: Quantiles) -> Self {
        let shown = |value: f32| rounded(value.into(), 100.0);
        Self { p10: shown(p10), p50: shown(p50), p90: shown(p90) }
    }
}

/// What is forecast for one hour.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicHour {
    /// The hour, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T01:00:00+09:00")]
    time: String,
    /// Air temperature, °C.
    temperature_c: Range,
    /// Relative humidity, %.
    relative_humidity_pct: Range,
    /// Wind speed at 10 m, m/s.
    wind_speed_ms: Range,
    /// Probability of at least 0.1 mm of precipitation in the hour, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.2)]
    precipitation_probability: f64,
}

/// A forecast of 168 consecutive hours.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicForecast {
    /// The place.
    location: PublicLocation,
    /// The last observed hour that the model saw, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T00:00:00+09:00")]
    issued_at: String,
    /// The model that issued it.
    model: ModelRef,
    /// Whether it rests on recent observations.
    status: ForecastStatus,
    /// The hours, beginning with the one after `issued_at`.
    hours: Vec<PublicHour>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForecastQuery {
    /// The place, by its id in `/locations`; absent: the first one there.
    #[param(example = "seoul")]
    location: Option<String>,
}

/// The latest forecast
///
/// Temperature, humidity, wind and rain for the 168 hours after the last
/// observation, with their uncertainty.
#[utoipa::path(
    operation_id = "latestForecast",
    tag = "forecast",
    params(ForecastQuery),
    responses(
        (status = 200, description = "The forecast", body = PublicForecast),
        (status = 400, description = "An unknown parameter or a malformed location", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such location", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The forecast service failed", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No forecast yet", body = Problem, content_type = "application/problem+json"),
        (status = 504, description = "The forecast service did not answer in time", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/forecast/latest")]
pub(crate) async fn latest(
    state: web::Data<State>,
    query: web::Query<ForecastQuery>,
) -> Result<web::Json<PublicForecast>, Problem> {
    let location = state.location(query.location.as_deref())?;
    let forecast = state.upstream.latest_forecast(&location.id).await?;
    let Forecast { model, issued_at, hours, .. } = forecast;

    let tz = location.tz();
    let age = state.clock.now().duration_since(issued_at);
    let stale_after = SignedDuration::try_from(state.forecast.stale_after).unwrap_or(SignedDuration::MAX);
    let status = if age > stale_after { ForecastStatus::Stale } else { ForecastStatus::Fresh };
    Ok(web::Json(PublicForecast {
        location: location.into(),
        issued_at: local(issued_at, &tz),
        model,
        status,
        hours: hours.iter().map(|hour| public_hour(hour, &tz)).collect(),
    }))
}

fn public_hour(hour: &ForecastHour, tz: &TimeZone) -> PublicHour {
    PublicHour {
        time: local(hour.valid_at, tz),
        temperature_c: hour.temperature_c.into(),
        relative_humidity_pct: hour.relative_humidity_pct.into(),
        wind_speed_ms: hour.wind_speed_ms.into(),
        precipitation_probability: rounded(hour.precipitation_probability.into(), 1000.0),
    }
}

fn local(time: Timestamp, tz: &TimeZone) -> String {
    time.to_zoned_datetime(tz.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
