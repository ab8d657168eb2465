//! A trip: some days at some places, dressed from one bag.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::DayRecommendation;
use super::language::Language;
use super::outfit::{GarmentCategory, Style};
use super::person::{Wardrobe, Wearer};
use crate::location::LocationId;
use crate::units::Units;

/// The longest trip, days.
pub const MOST_TRIP_DAYS: usize = 7;

/// Some days at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stay {
    /// The place.
    pub location: LocationId,
    /// The first day, in the place's time zone.
    #[schema(value_type = String, format = Date, example = "2026-11-24")]
    pub from: Date,
    /// The last day, included.
    #[schema(value_type = String, format = Date, example = "2026-11-26")]
    pub until: Date,
}

impl Stay {
    /// Checks that some stays are a trip.
    ///
    /// # Errors
    ///
    /// The fault of the stays, and the range that is allowed.
    pub fn check_trip(stays: &[Self]) -> Result<(), String> {
        if stays.is_empty() {
            return Err("stays is empty; it must be at least one stay".to_owned());
        }
        if let Some(Self { location, from, until }) = stays.iter().find(|stay| stay.until < stay.from) {
            return Err(format!(
                "the stay at {location} ends on {until}, before it begins on {from}; until must not be before from"
            ));
        }
        if let Some([before, after]) = stays.array_windows().find(|[before, after]| after.from < before.until)
        {
            return Err(format!(
                "the stay at {} begins on {}, before the one at {} ends on {}; stays must be in the order in which they come",
                after.location, after.from, before.location, before.until
            ));
        }
        let is_twice =
            |[before, after]: &&[Self; 2]| after.location == before.location && after.from == before.until;
        if let Some([before, _]) = stays.array_windows().find(is_twice) {
            return Err(format!(
                "{} is in two stays at {}; a day counts once at a place",
                before.until, before.location
            ));
        }
        let span_days = |stay: &Self| stay.from.until(stay.until).map_or(i32::MAX, |span| span.get_days());
        let days: i64 = stays.iter().map(|stay| i64::from(span_days(stay)) + 1).sum();
        if days > MOST_TRIP_DAYS as i64 {
            return Err(format!("the stays are {days} days; they must be at most {MOST_TRIP_DAYS}"));
        }
        Ok(())
    }
}

/// What to pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TripQuestion {
    /// Where and when: at least one and at most seven days in all, in the order in which they
    /// come. A day on which one travels may be counted at both places.
    #[schema(min_items = 1, max_items = 7)]
    pub stays: Vec<Stay>,
    /// Whom it is for.
    #[serde(default)]
    pub person: Wearer,
    /// What they have to wear.
    #[serde(default)]
    pub wardrobe: Wardrobe,
    /// Garments that are in the set whatever the weather.
    #[serde(default)]
    #[schema(example = json!(["jeans"]))]
    pub locked: BTreeSet<String>,
    /// The style; absent: casual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Style, required = false)]
    pub style: Option<Style>,
    /// The language of the texts.
    #[serde(default)]
    pub lang: Language,
    /// The units in the texts; the numbers beside them stay metric.
    #[serde(default)]
    pub units: Units,
}

/// One bag for a trip, and what of it to wear on each day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TripRecommendation {
    /// The style.
    pub style: Style,
    /// What to pack, from the skin outwards: the fewest garments that dress every day, and
    /// what is for weather that is worse than likely.
    pub bag: Vec<PackedGarment>,
    /// How many pieces that are.
    #[schema(minimum = 1, example = 14)]
    pub pieces: usize,
    /// The same in words.
    #[schema(
        example = "Pack 14 pieces for 3 days, and of underwear, socks and tops one for each day that you do not wash."
    )]
    pub text: String,
    /// The days, in the order of the trip, with what of the bag to wear on each.
    pub days: Vec<DayRecommendation>,
}

/// A garment in the bag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PackedGarment {
    /// Its id in the catalogue.
    #[schema(example = "wool_coat")]
    pub id: String,
    /// Its name.
    #[schema(example = "Wool coat")]
    pub name: String,
    /// What it is.
    pub description: String,
    /// What kind it is.
    pub category: GarmentCategory,
    /// Effective insulation of the garment alone, clo.
    #[schema(minimum = 0, example = 0.6)]
    pub insulation_clo: f64,
    /// The days on which it is worn.
    #[schema(value_type = Vec<String>, example = json!(["2026-11-24", "2026-11-25"]))]
    pub worn_on: Vec<Date>,
    /// The days on which it is only taken along, for weather that is worse than likely.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub taken_along_on: Vec<Date>,
}
