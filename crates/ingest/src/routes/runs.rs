//! What recent crawls did.

use actix_web::{get, web};
use common::location::LocationId;
use serde::{Deserialize, Serialize};
use service::Problem;
use service::failures::{LocationFailures, QueryFailures};
use utoipa::{IntoParams, ToSchema};

use super::locations::unknown;
use crate::crawler::Crawler;
use crate::runs::{MAX_RUNS, Run};

const DEFAULT_LIMIT: usize = 20;

/// Which runs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RunsQuery {
    /// Absent: of every location.
    #[param(value_type = Option<String>, example = "seoul")]
    location: Option<LocationId>,
    /// At most this many, 20 unless told.
    #[param(minimum = 1, maximum = 200, example = 20)]
    limit: Option<usize>,
}

/// Runs, the last one first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RunsAnswer {
    runs: Vec<Run>,
}

/// List recent runs
///
/// The last 200 since the service started, the last one first.
#[utoipa::path(
    tag = "crawls",
    operation_id = "recent_runs",
    params(RunsQuery),
    responses(
        (status = 200, description = "The runs", body = RunsAnswer),
        QueryFailures,
        LocationFailures,
    )
)]
#[get("/v1/runs")]
pub(super) async fn recent(
    crawler: web::Data<Crawler>,
    query: web::Query<RunsQuery>,
) -> Result<web::Json<RunsAnswer>, Problem> {
    let RunsQuery { location, limit } = query.into_inner();
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_RUNS).contains(&limit) {
        return Err(Problem::bad_request(format!("`limit` is {limit}, not within 1 and {MAX_RUNS}")));
    }
    if let Some(location) = &location
        && crawler.site(location).is_none()
    {
        return Err(unknown(&crawler, location));
    }
    Ok(web::Json(RunsAnswer { runs: crawler.runs().recent(location.as_ref(), limit) }))
}
