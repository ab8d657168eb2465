//! The places that Overcoat knows.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A location's name in paths, in the lake's partitions and in URLs:
/// 1 to 64 of `a`–`z`, `0`–`9` and `-`, beginning with a letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "seoul")]
pub struct LocationId(Arc<str>);

/// Why a text is not a [`LocationId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a location id: 1 to 64 of a-z, 0-9 and -, beginning with a letter or a digit")]
pub struct InvalidLocationId(String);

impl FromStr for LocationId {
    type Err = InvalidLocationId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-') {
            Ok(Self(text.into()))
        } else {
            Err(InvalidLocationId(text.chars().take(80).collect()))
        }
    }
}

impl TryFrom<String> for LocationId {
    type Error = InvalidLocationId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LocationId> for String {
    fn from(id: LocationId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for LocationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A location's name in the languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationName {
    /// English.
    #[schema(example = "Seoul")]
    pub en: String,
    /// Korean.
    #[schema(example = "서울")]
    pub ko: String,
}

/// A place with a weather station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Identifies it everywhere.
    pub id: LocationId,
    /// What people call it.
    pub name: LocationName,
    /// Degrees north.
    pub latitude_deg: f64,
    /// Degrees east.
    pub longitude_deg: f64,
    /// Metres above mean sea level.
    pub elevation_m: f64,
    /// IANA time zone: what "today" means there.
    pub timezone: String,
    /// Which provider observes it, such as `kma_sfctm3`.
    pub provider: String,
    /// The provider's name for its station.
    pub station: String,
    /// Whose own forecasts are guidance there, such as `open_meteo`; absent: nobody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
}

impl Location {
    /// The time zone, UTC for a name that [`Locations`] has not checked.
    #[must_use]
    pub fn tz(&self) -> TimeZone {
        TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC)
    }
}

/// All configured locations, in the order of their file; the first is the
/// default. There is at least one, and every time zone in it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Locations(Vec<Location>);

/// A location that is not configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no location `{id}`; known are: {known}")]
pub struct UnknownLocation {
    /// What was asked for.
    pub id: LocationId,
    /// What there is.
    pub known: String,
}

impl UnknownLocation {
    /// `id` is none of `known`.
    pub fn new<'a>(id: &LocationId, known: impl IntoIterator<Item = &'a Location>) -> Self {
        let known: Vec<String> = known.into_iter().map(|location| location.id.to_string()).collect();
        Self { id: id.clone(), known: known.join(", ") }
    }
}

/// Why a locations file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidLocations {
    /// The file cannot be read.
    #[error("cannot read the locations file {path}")]
    Read {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// It is not TOML of the expected form.
    #[error("cannot parse the locations: {0}")]
    Parse(#[from] toml::de::Error),
    /// It is, and something in it cannot be.
    #[error("{0}")]
    Invalid(String),
}

impl Locations {
    /// Reads a locations file.
    ///
    /// # Errors
    /// The file cannot be read or is not valid.
    pub fn load(path: &Path) -> Result<Self, InvalidLocations> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| InvalidLocations::Read { path: path.display().to_string(), source })?;
        text.parse()
    }

    /// The location that is meant when none is named.
    #[must_use]
    pub fn default_location(&self) -> &Location {
        &self.0[0]
    }

    /// The location with this id.
    #[must_use]
    pub fn get(&self, id: &LocationId) -> Option<&Location> {
        self.0.iter().find(|location| location.id == *id)
    }

    /// The location with this id, or an error that names those there are.
    ///
    /// # Errors
    /// There is no such location.
    pub fn require(&self, id: &LocationId) -> Result<&Location, UnknownLocation> {
        self.get(id).ok_or_else(|| UnknownLocation::new(id, &self.0))
    }

    /// All of them, in the order of their file.
    pub fn iter(&self) -> impl Iterator<Item = &Location> {
        self.0.iter()
    }
}

impl FromStr for Locations {
    type Err = InvalidLocations;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            location: Vec<Location>,
        }

        let locations = toml::from_str::<File>(text)?.location;
        if locations.is_empty() {
            return Err(InvalidLocations::Invalid("there must be at least one location".to_owned()));
        }
        let mut seen = BTreeSet::new();
        for Location {
            id,
            name,
            latitude_deg,
            longitude_deg,
            elevation_m,
            timezone,
            provider,
            station,
            guidance,
        } in &locations
        {
            let invalid = |what: String| Err(InvalidLocations::Invalid(format!("location {id}: {what}")));
            if !seen.insert(id) {
                return invalid("the id is used twice".to_owned());
            }
            let sources =
                std::iter::once(("provider", provider)).chain(guidance.iter().map(|of| ("guidance", of)));
            for (field, source) in sources {
                // It names a partition of the lake.
                let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
                if source.is_empty() || !source.bytes().all(allowed) {
                    return invalid(format!("{field} `{source}` must be of a-z, 0-9 and _"));
                }
            }
            for (field, text) in [("name.en", &name.en), ("name.ko", &name.ko), ("station", station)] {
                if text.trim().is_empty() {
                    return invalid(format!("{field} must not be empty"));
                }
            }
            if !(-90.0..=90.0).contains(latitude_deg) {
                return invalid(format!("latitude_deg {latitude_deg} is not within -90 and 90"));
            }
            if !(-180.0..=180.0).contains(longitude_deg) {
                return invalid(format!("longitude_deg {longitude_deg} is not within -180 and 180"));
            }
            if !(-500.0..=9000.0).contains(elevation_m) {
                return invalid(format!("elevation_m {elevation_m} is not within -500 and 9000"));
            }
            if TimeZone::get(timezone).is_err() {
                return invalid(format!("timezone `{timezone}` is not an IANA time zone"));
            }
        }
        Ok(Self(locations))
    }
}
