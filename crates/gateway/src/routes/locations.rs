//! `/locations`

use actix_web::{get, web};
use common::location::{Location, LocationId, LocationName};
use common::service::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::State;

/// A place, as clients see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicLocation {
    /// Identifies it in every query.
    id: LocationId,
    /// What people call it.
    name: LocationName,
    /// Degrees north.
    #[schema(minimum = -90, maximum = 90, example = 37.5714)]
    latitude_deg: f64,
    /// Degrees east.
    #[schema(minimum = -180, maximum = 180, example = 126.9658)]
    longitude_deg: f64,
    /// Metres above mean sea level.
    #[schema(example = 85.67)]
    elevation_m: f64,
    /// IANA time zone; days begin and end in it.
    #[schema(example = "Asia/Seoul")]
    timezone: String,
}

impl From<&Location> for PublicLocation {
    fn from(location: &Location) -> Self {
        Self {
            id: location.id.clone(),
            name: location.name.clone(),
            latitude_deg: location.latitude_deg,
            longitude_deg: location.longitude_deg,
            elevation_m: location.elevation_m,
            timezone: location.timezone.clone(),
        }
    }
}

/// The places that can be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocationList {
    /// The first is the one that is meant when none is named.
    locations: Vec<PublicLocation>,
}

/// It has no parameters, and says so when one is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoParameters {}

/// List the places
///
/// Every place that forecasts and recommendations can be asked for.
#[utoipa::path(
    operation_id = "listLocations",
    tag = "locations",
    responses(
        (status = 200, description = "The places", body = LocationList),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/locations")]
pub(crate) async fn list(state: web::Data<State>, _: web::Query<NoParameters>) -> web::Json<LocationList> {
    web::Json(LocationList { locations: state.locations.iter().map(PublicLocation::from).collect() })
}
