//! `/recommendation/by_day`

use actix_web::{get, web};
use common::location::Location;
use common::recommendation::{DayRecommendation, Language, parse_date};
use common::service::Problem;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use super::State;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayQuery {
    /// The day in the place's time zone, `YYYY-MM-DD`; absent: today there, or
    /// the first day of the forecast when that is past midnight already.
    #[param(value_type = Option<String>, format = Date)]
    target_date: Option<String>,
    /// The place, by its id in `/locations`; absent: the first one there.
    #[param(example = "seoul")]
    location: Option<String>,
    /// The language of the texts; absent: English.
    #[param(inline)]
    lang: Option<Language>,
}

/// What to wear on a day
///
/// The day's weather and a complete set of clothes in each of five styles, warm
/// enough for the coldest hour that one is up.
#[utoipa::path(
    operation_id = "recommendationByDay",
    tag = "recommendation",
    params(DayQuery),
    responses(
        (status = 200, description = "The recommendation", body = DayRecommendation),
        (status = 400, description = "An unknown parameter or a malformed value", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such location, or a day that the forecast does not cover", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The recommendation service failed", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No forecast yet", body = Problem, content_type = "application/problem+json"),
        (status = 504, description = "The recommendation service did not answer in time", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/recommendation/by_day")]
pub(crate) async fn by_day(
    state: web::Data<State>,
    query: web::Query<DayQuery>,
) -> Result<web::Json<DayRecommendation>, Problem> {
    let location = state.location(query.location.as_deref())?;
    let date = match &query.target_date {
        Some(text) => {
            parse_date(text).map_err(|wrong| Problem::bad_request(format!("target_date: {wrong}")))?
        }
        None => today(&state, location).await?,
    };
    let language = query.lang.unwrap_or_default();
    Ok(web::Json(state.upstream.recommendation(&location.id, date, language).await?))
}

/// Today at the place. In the last hour of a day the forecast begins tomorrow.
async fn today(state: &State, location: &Location) -> Result<Date, Problem> {
    let today = state.clock.now().to_zoned_datetime(location.tz()).date();
    let forecast = state.upstream.latest_forecast(&location.id).await?;
    let first = forecast.hours.first().map(|hour| hour.valid_at.to_zoned_datetime(location.tz()).date());
    Ok(first.map_or(today, |first| today.max(first)))
}
