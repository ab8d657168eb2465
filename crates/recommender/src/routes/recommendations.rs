//! Clothing for a day, and for every day that a forecast covers.

use std::sync::Arc;

use actix_web::{get, web};
use common::forecast::Forecast;
use common::location::{Location, LocationId};
use common::recommendation::{DayRecommendation, Language, WeekRecommendation, parse_date};
use common::service::Problem;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use super::State;
use super::answer::{Described, day_recommendation};
use crate::plan::Requirement;
use crate::weather::{self, Day};

/// What the log says when the forecast or the catalogue is not what it must be.
const NOTHING_TO_RECOMMEND: &str = "a day has no temperature, or a style no garments";

/// How the answer is given.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnswerQuery {
    /// The language of the texts: `en` or `ko`.
    #[serde(default)]
    #[param(inline, default = "en", example = "ko")]
    lang: Language,
}

/// What to wear on a day
///
/// For each style the least warm set of garments that covers the coldest waking
/// hour and whose outer layer can come off in the warmest. The day is a calendar
/// day in the location's time zone.
#[utoipa::path(
    tag = "recommendations",
    params(
        ("location" = LocationId, Path, description = "The location's id.", example = "seoul"),
        (
            "date" = String, Path, format = Date,
            description = "The day, `YYYY-MM-DD`.", example = "2026-11-24"
        ),
        AnswerQuery
    ),
    responses(
        (status = 200, description = "The recommendation.", body = DayRecommendation),
        (
            status = 400, content_type = "application/problem+json", body = Problem,
            description = "The location id, the date or the query is malformed."
        ),
        (
            status = 404, content_type = "application/problem+json", body = Problem,
            description = "The location is not known, or the forecast does not cover the date."
        ),
        (
            status = 503, content_type = "application/problem+json", body = Problem,
            description = "There is no forecast yet, or the lake does not answer.",
            headers(("Retry-After" = u16, description = "When to ask again, seconds."))
        ),
    )
)]
#[get("/v1/recommendations/{location}/{date}")]
pub(crate) async fn recommend_day(
    state: web::Data<State>,
    path: web::Path<(LocationId, String)>,
    query: web::Query<AnswerQuery>,
) -> Result<web::Json<DayRecommendation>, Problem> {
    let (location, date) = path.into_inner();
    let date = parse_date(&date).map_err(Problem::bad_request)?;
    let (location, forecast) = latest(&state, &location).await?;
    let days = weather::days(&forecast, &location.tz());
    let Some(day) = days.iter().find(|day| day.date == date) else {
        return Err(Problem::not_found(not_covered(date, &days)));
    };
    recommend(&state, &forecast, day, query.lang)
        .map(web::Json)
        .ok_or_else(|| Problem::internal(NOTHING_TO_RECOMMEND))
}

/// What to wear on each day of the forecast
///
/// The same as for one day, for every calendar day in the location's time zone
/// of which the forecast covers at least an hour; `hours_covered` tells how many.
#[utoipa::path(
    tag = "recommendations",
    params(
        ("location" = LocationId, Path, description = "The location's id.", example = "seoul"),
        AnswerQuery
    ),
    responses(
        (status = 200, description = "The recommendations.", body = WeekRecommendation),
        (
            status = 400, content_type = "application/problem+json", body = Problem,
            description = "The location id or the query is malformed."
        ),
        (
            status = 404, content_type = "application/problem+json", body = Problem,
            description = "The location is not known."
        ),
        (
            status = 503, content_type = "application/problem+json", body = Problem,
            description = "There is no forecast yet, or the lake does not answer.",
            headers(("Retry-After" = u16, description = "When to ask again, seconds."))
        ),
    )
)]
#[get("/v1/recommendations/{location}")]
pub(crate) async fn recommend_week(
    state: web::Data<State>,
    path: web::Path<LocationId>,
    query: web::Query<AnswerQuery>,
) -> Result<web::Json<WeekRecommendation>, Problem> {
    let (location, forecast) = latest(&state, &path).await?;
    let days = weather::days(&forecast, &location.tz());
    let days = days
        .iter()
        .map(|day| recommend(&state, &forecast, day, query.lang))
        .collect::<Option<_>>()
        .ok_or_else(|| Problem::internal(NOTHING_TO_RECOMMEND))?;
    Ok(web::Json(WeekRecommendation { location: location.id.clone(), days }))
}

async fn latest<'s>(state: &'s State, id: &LocationId) -> Result<(&'s Location, Arc<Forecast>), Problem> {
    let location = state.locations.require(id)?;
    let forecast = state.forecasts.latest(location).await?;
    let forecast =
        forecast.ok_or_else(|| Problem::unavailable(format!("there is no forecast for {id} yet")))?;
    Ok((location, forecast))
}

/// `None` for a day without a temperature or a style without garments; neither
/// a forecast nor the catalogue has one.
fn recommend(state: &State, forecast: &Forecast, day: &Day, language: Language) -> Option<DayRecommendation> {
    let requirement = Requirement::of(day, state.waking_hours)?;
    let described = Described { forecast, day, requirement: &requirement, language };
    day_recommendation(&described, &state.planner)
}

fn not_covered(date: Date, days: &[Day]) -> String {
    let dates = days.first().zip(days.last());
    dates.map_or_else(
        || format!("the forecast does not cover {date}"),
        |(first, last)| {
            format!("the forecast does not cover {date}; it covers {} to {}", first.date, last.date)
        },
    )
}
