//! How far each location has come.

use actix_web::{get, web};
use common::location::{LocationId, LocationName, UnknownLocation};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;
use service::Problem;
use service::failures::LakeFailures;
use utoipa::ToSchema;

use crate::crawler::{Crawler, Site};

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
    /// What the provider has answered for; null before the first crawl.
    coverage: Option<CoveredSpan>,
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
    let coverage = crawler.lake().coverage(location).await?;
    Ok(LocationStatus {
        id: location.id.clone(),
        name: location.name.clone(),
        provider: location.provider.clone(),
        station: location.station.clone(),
        last_observed_at,
        coverage: coverage.map(|coverage| CoveredSpan { from: coverage.from, until: coverage.until }),
    })
}
