//! `/recommendation/by_day`

use actix_web::{get, web};
use common::recommendation::{DayRecommendation, Language};
use common::service::Problem;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use super::State;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayQuery {
    /// The day in the place's time zone, `YYYY-MM-DD`; absent: today there.
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
        Some(text) => parse_date(text)?,
        None => state.clock.now().to_zoned_datetime(location.tz()).date(),
    };
    let language = query.lang.unwrap_or_default();
    Ok(web::Json(state.upstream.recommendation(&location.id, date, language).await?))
}

fn parse_date(text: &str) -> Result<Date, Problem> {
    let date: Option<Date> = text.parse().ok();
    // The parser also takes other forms of ISO 8601, and times after the date.
    date.filter(|date| date.to_string() == text).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        Problem::bad_request(format!(
            "target_date must be a date as YYYY-MM-DD, such as 2026-11-24; got `{shown}`"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_dates_of_the_one_form_are_taken() {
        assert_eq!(parse_date("2026-11-24").unwrap().to_string(), "2026-11-24");
        for wrong in
            ["tomorrow", "", "20261124", "2026-11-24T10:00", "2026-02-30", "2026-1-2", "+002026-11-24"]
        {
            let problem = parse_date(wrong).unwrap_err();
            assert!(problem.detail().contains("YYYY-MM-DD"), "{wrong}");
        }
    }
}
