//! Places as clients read them.

use common::location::{Location, LocationId, LocationName};
use serde::Serialize;
use utoipa::ToSchema;

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
    /// From the point that was asked for, along the surface, km.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = f64, required = false, minimum = 0, example = 4.2)]
    pub(crate) distance_km: Option<f64>,
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
            distance_km: None,
        }
    }
}

impl PublicLocation {
    /// The same with its distance from the point that was asked for.
    pub(crate) fn at_distance(self, distance_km: Option<f64>) -> Self {
        Self { distance_km, ..self }
    }
}
