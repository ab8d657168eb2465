//! Where everything lies in the bucket.
//!
//! Hive-style partitions, so that any engine that reads Parquet finds its way.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::forecast::ModelRef;
use crate::location::{Location, LocationId};
use crate::recommendation::PersonId;

/// The months of a location's observations begin with this.
#[must_use]
pub fn observations_prefix(location: &Location) -> String {
    format!("observations/source={}/location={}/", location.provider, location.id)
}

/// A calendar month in UTC: the unit in which observations are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month that holds `time`.
    #[must_use]
    pub fn of(time: Timestamp) -> Self {
        let date = time.to_zoned_datetime(TimeZone::UTC).date();
        Self { year: date.year(), month: date.month() }
    }

    /// Its first hour, and its last.
    #[must_use]
    pub fn hours(self) -> Option<(Timestamp, Timestamp)> {
        let first = jiff::civil::Date::new(self.year, self.month, 1).ok()?;
        let last = first.last_of_month().at(23, 0, 0, 0);
        let utc = |time| TimeZone::UTC.to_timestamp(time).ok();
        Some((utc(first.at(0, 0, 0, 0))?, utc(last)?))
    }

    /// The month's observations of a location. No partition begins with a zero: readers would take
    /// it for text.
    #[must_use]
    pub fn key(self, location: &Location) -> String {
        let Self { year, month } = self;
        format!("{}year={year}/month={month}/data.parquet", observations_prefix(location))
    }

    /// The month of a key made by [`Month::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let part = |name: &str| key.split('/').find_map(|part| part.strip_prefix(name));
        Some(Self { year: part("year=")?.parse().ok()?, month: part("month=")?.parse().ok()? })
    }
}

/// What crawls of a location found missing.
#[must_use]
pub fn crawl_record(location: &Location) -> String {
    format!("pointers/crawls/source={}/location={}.json", location.provider, location.id)
}

/// A provider's forecasts for a location begin with this.
#[must_use]
pub fn guidance_prefix(source: &str, location: &LocationId) -> String {
    format!("guidance/source={source}/location={location}/issued=")
}

/// A provider's forecast as it was issued at a full hour.
#[must_use]
pub fn guidance(source: &str, location: &LocationId, issued_at: Timestamp) -> String {
    let prefix = guidance_prefix(source, location);
    format!("{prefix}{}/guidance.parquet", issued_at.strftime("%Y%m%dT%H"))
}

/// The forecasts that a provider issued on the day of a time, in UTC, begin with this.
#[must_use]
pub fn guidance_of_day(source: &str, location: &LocationId, time: Timestamp) -> String {
    format!("{}{}T", guidance_prefix(source, location), time.strftime("%Y%m%d"))
}

/// The forecasts of a location begin with this.
#[must_use]
pub fn forecasts_prefix(location: &LocationId) -> String {
    format!("forecasts/location={location}/")
}

/// When a forecast of a key was issued, in an order that is that of time.
#[must_use]
pub fn issued(key: &str) -> Option<&str> {
    key.split('/').find_map(|part| part.strip_prefix("issued="))
}

/// A forecast as one model issued it.
#[must_use]
pub fn forecast(location: &LocationId, model: &ModelRef, issued_at: Timestamp) -> String {
    let issued = issued_at.strftime("%Y%m%dT%H");
    let prefix = forecasts_prefix(location);
    format!("{prefix}model={}/issued={issued}/forecast.parquet", model.version)
}

/// Which forecast of a location is the latest.
#[must_use]
pub fn forecast_pointer(location: &LocationId) -> String {
    format!("pointers/forecasts/{location}.json")
}

/// What a person said of recommendations.
#[must_use]
pub fn feedback(person: PersonId) -> String {
    format!("feedback/person={person}.json")
}

/// The key that outfits' ids are sealed with.
#[must_use]
pub fn outfit_key() -> String {
    "keys/outfits.json".to_owned()
}

/// All versions of a model.
#[must_use]
pub fn model_versions(model: &str) -> String {
    format!("models/{model}/versions/")
}

/// A file of a model's version.
#[must_use]
pub fn model_file(model: &str, version: &str, file: &str) -> String {
    format!("models/{model}/versions/{version}/{file}")
}

/// Which version of a model is the champion, the challenger and so on.
#[must_use]
pub fn aliases(model: &str) -> String {
    format!("pointers/models/{model}.json")
}

/// The folders of the bucket: the kinds of objects.
pub(super) const KINDS: [&str; 7] =
    ["observations", "guidance", "forecasts", "pointers", "models", "feedback", "keys"];

/// Where an object that cannot be read is set aside, by the beginning of its content's digest.
#[must_use]
pub fn quarantine(key: &str, digest: &str) -> String {
    format!("{}{digest}", quarantine_of(key))
}

/// Why it was set aside.
#[must_use]
pub fn quarantine_reason(key: &str, digest: &str) -> String {
    format!("{}{digest}.reason.json", quarantine_of(key))
}

/// All that was set aside of a key, or of the keys that begin so.
#[must_use]
pub fn quarantine_of(key: &str) -> String {
    format!("quarantine/{key}/")
}
