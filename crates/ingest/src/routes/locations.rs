//! How far each location has come.

use actix_web::{get, web};
use common::location::{LocationId, LocationName, UnknownLocation};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;
use service::Problem;
use service::failures::LakeFailures;
use utoipa::ToSchema;

use crate::crawler::Crawler;
use crate::gaps::{self, Missing};
use crate::site::{Site, SiteState};

/// The problem of a location that is not configured.
pub(super) fn unknown(crawler: &Crawler, location: &LocationId) -> Problem {
    UnknownLocation::new(location, crawler.sites().iter().map(Site::location)).into()
}

/// A location and what the lake has of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LocationStatus {
    id: LocationId,
    name: LocationName,
    /// Which API it is crawled from.
    #[schema(example = "kma_sfctm3")]
    provider: String,
    /// The API's name for the station.
    #[schema(example = "108")]
    station: String,
    /// The last hour with an observation; null before the first.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-07-01T03:00:00Z")]
    last_observed_at: Option<Timestamp>,
    /// The first and the last hour that is stored; null before the first crawl of this process.
    coverage: Option<CoveredSpan>,
    /// What is missing of the last 30 days; null before the first crawl of this process.
    missing: Option<MissingHours>,
    /// What the provider was asked for in vain, in the whole history, oldest first.
    gaps: Vec<GapStatus>,
    /// Why a crawl failed last, if one did since the service started.
    last_error: Option<LastError>,
    /// When it is crawled next; null during the first crawl.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-07-01T04:03:00Z")]
    next_crawl_at: Option<Timestamp>,
}

/// Hours that are not stored with all their values.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MissingHours {
    /// Of which nothing is stored.
    #[schema(example = 0)]
    hours: usize,
    /// Of which values are missing that the station is known to observe.
    #[schema(example = 2)]
    incomplete: usize,
    /// Of both, those that the provider did not have on three different days.
    #[schema(example = 0)]
    unavailable: usize,
}

/// Hours of which some are missing although the provider was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GapStatus {
    /// The first that is missing.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T04:00:00Z")]
    from: Timestamp,
    /// The last.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T09:00:00Z")]
    until: Timestamp,
    /// How many are missing.
    #[schema(example = 6)]
    hours: usize,
    /// How often they were asked for in vain.
    #[schema(example = 3)]
    attempts: u32,
    /// Whether that was so on three different days.
    unavailable: bool,
    /// When they are asked for again; null: never, unless more goes missing.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-07-02T04:00:00Z")]
    next_attempt_at: Option<Timestamp>,
}

/// Why a crawl failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LastError {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-07-01T02:03:10Z")]
    at: Timestamp,
    /// What was wrong.
    #[schema(example = "the provider answered 503")]
    error: String,
}

/// Hours, both ends included.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoveredSpan {
    /// The first hour.
    #[schema(value_type = String, format = DateTime, example = "2023-07-02T04:00:00Z")]
    from: Timestamp,
    /// The last hour.
    #[schema(value_type = String, format = DateTime, example = "2026-07-01T03:00:00Z")]
    until: Timestamp,
}

/// All configured locations, in the order of their file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LocationsAnswer {
    locations: Vec<LocationStatus>,
}

/// List locations
///
/// The configured locations with what the lake has of each.
#[utoipa::path(
    tag = "locations",
    operation_id = "ingest_locations",
    responses(
        (status = 200, description = "The locations", body = LocationsAnswer),
        LakeFailures,
    )
)]
#[get("/v1/locations")]
pub(super) async fn all(crawler: web::Data<Crawler>) -> Result<web::Json<LocationsAnswer>, Problem> {
    let locations = try_join_all(crawler.sites().iter().map(|site| status(&crawler, site))).await?;
    Ok(web::Json(LocationsAnswer { locations }))
}

async fn status(crawler: &Crawler, site: &Site) -> Result<LocationStatus, Problem> {
    let location = site.location();
    let last_observed_at = crawler.lake().last_observed(location, crawler.clock().now()).await?;
    let SiteState { ends, missing, gaps, last_error, next_crawl } = site.state();
    let missing = missing.map(|Missing { hours, incomplete, unavailable }| MissingHours {
        hours,
        incomplete,
        unavailable,
    });
    let gaps = gaps.into_iter().map(|gap| GapStatus {
        from: gap.from,
        until: gap.until,
        hours: gap.hours,
        attempts: gap.attempts,
        unavailable: gaps::is_outage(&gap),
        next_attempt_at: gap.next,
    });
    Ok(LocationStatus {
        id: location.id.clone(),
        name: location.name.clone(),
        provider: location.provider.clone(),
        station: location.station.clone(),
        last_observed_at,
        coverage: ends.map(|(from, until)| CoveredSpan { from, until }),
        missing,
        gaps: gaps.collect(),
        last_error: last_error.map(|(at, error)| LastError { at, error }),
        next_crawl_at: next_crawl,
    })
}
