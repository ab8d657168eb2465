//! `/v1/forecasts`

use actix_web::{get, post, web};
use common::forecast::Forecast;
use common::location::{Location, LocationId};
use serde::Deserialize;
use service::Problem;
use service::failures::{BodyFailures, LocationFailures, QueryFailures};
use utoipa::ToSchema;

use crate::forecaster::Forecaster;

/// Which forecast to issue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForecastRequest {
    /// The place.
    location: LocationId,
}

/// Issue a forecast
///
/// Forecasts the 168 hours after the last observation with the champion, stores
/// the forecast in the lake and answers with it. Asking again without a new
/// observation or a new champion answers with the stored forecast.
#[utoipa::path(
    operation_id = "issueForecast",
    tag = "forecasts",
    request_body = ForecastRequest,
    responses(
        (status = 200, description = "The forecast", body = Forecast),
        BodyFailures,
        LocationFailures,
        (status = 500, description = "The model failed", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No model, too few observations, or the lake does not answer", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/forecasts")]
pub(crate) async fn issue(
    forecaster: web::Data<Forecaster>,
    request: web::Json<ForecastRequest>,
) -> Result<web::Json<Forecast>, Problem> {
    let location = known(&forecaster, &request.location)?;
    Ok(web::Json(forecaster.issue(location).await?))
}

/// The latest forecast
#[utoipa::path(
    operation_id = "latestForecast",
    tag = "forecasts",
    params(("location" = String, Path, description = "The place", example = "seoul")),
    responses(
        (status = 200, description = "The forecast", body = Forecast),
        QueryFailures,
        LocationFailures,
        (status = 500, description = "A fault of the service", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No forecast yet, or the lake does not answer", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/forecasts/{location}/latest")]
pub(crate) async fn latest(
    forecaster: web::Data<Forecaster>,
    location: web::Path<LocationId>,
) -> Result<web::Json<Forecast>, Problem> {
    let location = known(&forecaster, &location)?;
    let forecast = forecaster.lake.latest_forecast(&location.id).await?;
    forecast
        .map(web::Json)
        .ok_or_else(|| Problem::unavailable(format!("there is no forecast of {} yet", location.id)))
}

fn known<'a>(forecaster: &'a Forecaster, id: &LocationId) -> Result<&'a Location, Problem> {
    Ok(forecaster.locations.require(id)?)
}
