//! `/locations`

use actix_web::{HttpRequest, HttpResponse, get, web};
use common::location::{Location, LocationId, Locations};
use common::numbers::rounded;
use serde::{Deserialize, Serialize};
use service::{Params, Problem};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use utoipa::{IntoParams, ToSchema};

use super::failures::{Asked, LimitFailures};
use crate::cache::seldom_changed;
use crate::wire::PublicLocation;

/// The places that were found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LocationList {
    /// Of all places the first is the one that is meant when none is named.
    locations: Vec<PublicLocation>,
}

/// The location that a query names, or the default.
///
/// # Errors
/// The name is malformed, or there is no such location.
pub(super) fn find<'a>(locations: &'a Locations, id: Option<&str>) -> Result<&'a Location, Problem> {
    let Some(id) = id else { return Ok(locations.default_location()) };
    let id: LocationId = id.parse().map_err(|error| Problem::bad_request(format!("location: {error}")))?;
    Ok(locations.require(&id)?)
}

/// A route without parameters says so when one is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoParameters {}

/// Which places.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocationQuery {
    /// A part of the name, in English or Korean, or of the id.
    #[param(example = "seo")]
    q: Option<String>,
    /// Latitude and longitude in degrees, separated by a comma: the nearest come
    /// first, with their distance.
    #[param(
        value_type = Option<String>,
        pattern = r"^-?([0-8]?[0-9](\.[0-9]{1,9})?|90(\.0{1,9})?),-?((1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,9})?|180(\.0{1,9})?)$",
        example = "37.57,126.98"
    )]
    near: Option<Point>,
    /// At most so many.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 1000)]
    limit: Option<Limit>,
}

const MOST_LOCATIONS: usize = 1000;

/// A number of places.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "usize")]
struct Limit(usize);

impl TryFrom<usize> for Limit {
    type Error = String;

    fn try_from(limit: usize) -> Result<Self, String> {
        let allowed = (1..=MOST_LOCATIONS).contains(&limit);
        allowed.then_some(Self(limit)).ok_or_else(|| format!("it must be within 1 and {MOST_LOCATIONS}"))
    }
}

/// A point on the Earth.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Point {
    latitude_deg: f64,
    longitude_deg: f64,
}

impl TryFrom<String> for Point {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let degrees =
            |text: &str, most: f64| text.parse().ok().filter(|value| (-most..=most).contains(value));
        let point = text.split_once(',').and_then(|(latitude, longitude)| {
            Some(Self { latitude_deg: degrees(latitude, 90.0)?, longitude_deg: degrees(longitude, 180.0)? })
        });
        point.ok_or_else(|| {
            "it must be a latitude within -90 and 90 and a longitude within -180 and 180, such as 37.57,126.98"
                .to_owned()
        })
    }
}

/// Mean radius, IUGG.
const EARTH_RADIUS_KM: f64 = 6371.0088;

impl Point {
    /// Along a great circle, by the haversine formula.
    fn distance_km(self, location: &Location) -> f64 {
        let (here, there) = (self.latitude_deg.to_radians(), location.latitude_deg.to_radians());
        let north = (there - here) / 2.0;
        let east = (location.longitude_deg - self.longitude_deg).to_radians() / 2.0;
        let haversine = north.sin().powi(2) + here.cos() * there.cos() * east.sin().powi(2);
        2.0 * EARTH_RADIUS_KM * haversine.min(1.0).sqrt().asin()
    }
}

/// Texts that people take to be the same: composed alike, which Korean from some
/// keyboards is not, in one case, and without accents.
fn folded(text: &str) -> String {
    text.nfd().filter(|letter| !is_combining_mark(*letter)).nfc().flat_map(char::to_lowercase).collect()
}

/// Find places
///
/// Every place that forecasts and recommendations can be asked for, by a part of its
/// name or the nearest to a point.
#[utoipa::path(
    operation_id = "listLocations",
    tag = "locations",
    params(LocationQuery),
    responses(
        (status = 200, description = "The places", body = LocationList),
        Asked,
        LimitFailures,
    )
)]
#[get("/locations")]
pub(crate) async fn list(
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<LocationQuery>,
) -> Result<HttpResponse, Problem> {
    let LocationQuery { q, near, limit } = query;
    let wanted = folded(q.as_deref().unwrap_or_default().trim());
    let is_wanted = |location: &&Location| {
        let Location { id, name, .. } = location;
        [&name.en, &name.ko, &id.to_string()].into_iter().any(|name| folded(name).contains(&wanted))
    };
    let mut found: Vec<PublicLocation> = locations
        .iter()
        .filter(is_wanted)
        .map(|location| {
            let distance_km = near.map(|point| rounded(point.distance_km(location), 10.0));
            PublicLocation::from(location).at_distance(distance_km)
        })
        .collect();
    let distance_km = |location: &PublicLocation| location.distance_km.unwrap_or_default();
    found.sort_by(|one, other| distance_km(one).total_cmp(&distance_km(other)));
    found.truncate(limit.map_or(MOST_LOCATIONS, |Limit(limit)| limit));
    seldom_changed(&request, &LocationList { locations: found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_typed() {
        let decomposed: String = "서울".nfd().collect();
        assert_ne!(decomposed, "서울");
        assert_eq!(folded(&decomposed), folded("서울"));
        assert_eq!(folded("São PAULO"), "sao paulo");
        assert!(!folded("부산").contains(&folded("서울")));
    }

    /// Vincenty's distance on the ellipsoid is 11,060 km; the sphere is within 0.5 %.
    #[test]
    fn distances_are_those_on_the_globe() {
        let locations: Locations = include_str!("../../../../deploy/config/locations.toml").parse().unwrap();
        let seoul = locations.default_location();
        let point = |text: &str| Point::try_from(text.to_owned());
        let new_york = point("40.7769,-73.8740").unwrap().distance_km(seoul);
        assert!((new_york - 11_060.0).abs() < 55.0, "{new_york}");
        assert!(point("37.5714,126.9658").unwrap().distance_km(seoul) < 0.001);
        for wrong in ["", "37", "91,0", "0,181", "nan,0", "north,east", "1,2,3"] {
            assert!(point(wrong).is_err(), "{wrong}");
        }
    }
}
