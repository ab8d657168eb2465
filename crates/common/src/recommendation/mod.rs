//! A recommendation: what to wear on a day, as the recommender says it and the
//! gateway hands it on.

mod catalogue;
mod language;
mod outfit;
mod person;
mod trip;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::catalogue::{CatalogueGarment, GarmentList};
pub use self::language::Language;
pub use self::outfit::{
    Carried, Change, Garment, GarmentCategory, Indoors, Limit, Outfit, Start, Style, Styles, TakenAlong,
};
pub use self::person::{
    Activity, Age, Caution, Feedback, FeedbackQuestion, GarmentIds, Outing, PersonId, PersonProfile,
    Sensitivity, Vote, VoteRecord, Wardrobe, Wearer, WindowQuestion,
};
pub use self::trip::{MOST_TRIP_DAYS, PackedGarment, Stay, TripQuestion, TripRecommendation};
use crate::forecast::ModelRef;
use crate::location::LocationId;

// Whoever hands it on need not take the clothes apart, which are nearly all of it.
/// What to wear at one place on one day, or in some hours of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DayRecommendation<Clothes = Recommendations> {
    /// The place.
    pub location: LocationId,
    /// The day, in the place's time zone; for a window of hours the day in which
    /// it begins.
    #[schema(value_type = String, format = Date, example = "2026-11-24")]
    pub target_date: Date,
    /// The hours that the clothes are for.
    pub window: Window,
    /// The way there and the way back, where the answer is for both: between them one is
    /// inside, and `window` has the hours of both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub outings: Vec<Window>,
    /// The forecast that it rests on.
    pub forecast: ForecastRef,
    /// The weather: of the whole day as far as the forecast covers it, or of the
    /// window that was asked for.
    pub weather_summary: WeatherSummary,
    /// The sky over the hours that the clothes are for.
    pub sky: SkyOutlook,
    /// The hours that `weather_summary` sums up, as they feel, ascending.
    pub hours: Vec<HourOutlook>,
    /// Whom it is for.
    pub person: Wearer,
    /// Degrees by which the person feels the air warmer (+) or colder (−) than it
    /// is: the step of `sensitivity` and what was learned from feedback, K.
    #[schema(example = -1.5)]
    pub temperature_shift_k: f64,
    /// Intrinsic insulation that a set of ordinarily woven clothes should have in
    /// the hour that decides, clo (1 clo = 0.155 m²K/W).
    #[schema(minimum = 0, example = 1.27)]
    pub required_insulation_clo: f64,
    /// The hour that asks for it.
    pub decided_by: DecidingHour,
    /// The hour that asks for least: when the outer layer is needed least. Null where
    /// nothing comes off in any of the styles.
    #[schema(required = true)]
    pub outer_off_at: Option<DecidingHour>,
    /// What people wear indoors on such a day.
    pub indoors: IndoorNorm,
    /// What the weather may do to people.
    pub hazards: Vec<Hazard>,
    /// The clothes.
    #[schema(value_type = Recommendations)]
    pub recommendations: Clothes,
}

/// The sky, as far as clothes depend on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SkyOutlook {
    /// Mean of the hourly median cloud covers, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.3)]
    pub cloud_cover_frac: f64,
    /// `true` where that is an assumption: clouds are not forecast for this place.
    pub assumed: bool,
    /// The same in words.
    #[schema(example = "Mostly clear.")]
    pub text: String,
}

/// How an hour feels, and what it asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HourOutlook {
    /// The hour, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T07:00:00+09:00")]
    pub time: String,
    /// Apparent temperature in the shade at the median temperature, humidity and wind, °C:
    /// as the US National Weather Service defines it, the wind chill up to 10 °C and the
    /// heat index from 27 °C, and between them the air with less and less of either. The
    /// wind is that between houses. Warnings and texts speak of the same scale.
    #[schema(example = 1.4)]
    pub feels_like_c: f64,
    /// Intrinsic insulation that it asks of a set of ordinarily woven clothes, clo. One set is
    /// for all of the hours that were asked for, and nobody dresses for the coldest as if it
    /// lasted all day: within what the hour bears it depends on the others. Absent for hours that the
    /// clothes are not for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = f64, required = false, example = 1.27)]
    pub required_insulation_clo: Option<f64>,
}

/// The hours that clothes are chosen for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Window {
    /// The first hour, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T07:00:00+09:00")]
    pub from: String,
    /// The last hour.
    #[schema(format = DateTime, example = "2026-11-24T22:00:00+09:00")]
    pub until: String,
    /// How many hours that are.
    #[schema(minimum = 1, example = 16)]
    pub hours: usize,
}

/// What people wear indoors, clo: the clothes that are left when coats come off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IndoorNorm {
    /// The middle.
    #[schema(example = 0.76)]
    pub insulation_clo: f64,
    /// From here on somebody is dressed lightly.
    #[schema(example = 0.62)]
    pub least_clo: f64,
    /// And up to here warmly.
    #[schema(example = 0.9)]
    pub most_clo: f64,
}

/// What the weather may do to people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hazard {
    /// Of what kind.
    pub kind: HazardKind,
    /// How bad: 1, 2, … by the configured thresholds.
    #[schema(minimum = 1, example = 1)]
    pub level: u8,
    /// The first hour of it, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T07:00:00+09:00")]
    pub from: String,
    /// The last hour.
    #[schema(format = DateTime, example = "2026-11-24T09:00:00+09:00")]
    pub until: String,
    /// Its value in the worst hour, in `unit`; of the cold the wind chill above which the
    /// hour stays nine times out of ten.
    #[schema(example = -13.2)]
    pub value: f64,
    /// What `value` is: `wind_chill_c`, `utci_c`, `heat_index_c`, `wbgt_c`,
    /// `precipitation_probability`, `wind_speed_ms`, `uv_index` or `temperature_c`.
    #[schema(example = "wind_chill_c")]
    pub unit: String,
    /// What to do about it.
    #[schema(example = "It feels like -13 °C in the wind around 7 am: cover neck and hands.")]
    pub text: String,
}

/// A kind of hazard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HazardKind {
    /// Frostbite and hypothermia.
    Cold,
    /// Heat stress.
    Heat,
    /// Getting wet.
    Rain,
    /// Snow or sleet.
    Snow,
    /// Slippery ground.
    Ice,
    /// Wind that turns umbrellas.
    Wind,
    /// Sunburn.
    Uv,
}

/// The forecast that a recommendation rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastRef {
    /// The model that issued it.
    pub model: ModelRef,
    /// When it was issued, UTC.
    #[schema(value_type = String, format = DateTime, example = "2026-11-23T15:00:00Z")]
    pub issued_at: Timestamp,
}

/// A day's weather, over the hours of the day that the forecast covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WeatherSummary {
    /// Mean of the hourly median temperatures, °C; °F in an answer whose `units` are `us`.
    #[schema(example = 4.2)]
    pub avg_temp: f64,
    /// Lowest hourly median temperature, as `avg_temp`.
    #[schema(example = -1.0)]
    pub min_temp: f64,
    /// Highest hourly median temperature, as `avg_temp`.
    #[schema(example = 9.1)]
    pub max_temp: f64,
    /// `max_temp` − `min_temp`, K; in °F in an answer whose `units` are `us`.
    #[schema(example = 10.1)]
    pub temp_difference: f64,
    /// How many hours of the day the forecast covers.
    #[schema(minimum = 1, maximum = 25, example = 24)]
    pub hours_covered: usize,
    /// Highest hourly probability of at least 0.1 mm of precipitation in the hours that
    /// the clothes are for, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.2)]
    pub precipitation_probability_max: f64,
    /// Probability that there is some at some time in these hours, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.35)]
    pub precipitation_probability_at_some_time: f64,
    /// Highest hourly median wind speed at 10 m in the hours that the clothes are for, m/s.
    #[schema(example = 3.4)]
    pub wind_speed_max_ms: f64,
    /// Mean of the hourly median relative humidities, %.
    #[schema(minimum = 0, maximum = 100, example = 55.0)]
    pub relative_humidity_mean_pct: f64,
}

/// An hour that a recommendation rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecidingHour {
    /// The hour, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T07:00:00+09:00")]
    pub time: String,
    /// Its median temperature, °C.
    #[schema(example = 5.0)]
    pub temperature_c: f64,
    /// The temperature that the clothes are chosen for, °C: the likely one. What only
    /// the quantile of the person's caution asks for is taken along.
    #[schema(example = 3.2)]
    pub dressed_for_c: f64,
    /// Its median wind at 10 m, m/s.
    #[schema(example = 3.4)]
    pub wind_speed_ms: f64,
    /// Intrinsic insulation that it asks for, clo.
    #[schema(example = 1.27)]
    pub required_insulation_clo: f64,
    /// Whether it is a waking hour. Only waking hours decide, unless the
    /// forecast covers none of the day's or others were asked for.
    pub waking: bool,
    /// Whether ISO 11079 was made for such an hour: up to 10 °C. Above, the same
    /// heat balance is used as an extension.
    pub within_model_range: bool,
}

/// The clothes and two pieces of advice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Recommendations {
    /// One complete set in each style, or in the one that was asked for.
    pub styles: Styles,
    /// The next best sets of each style, where they were asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub alternatives: BTreeMap<Style, Vec<Outfit>>,
    /// What the weather means for being outdoors.
    #[schema(example = "Dry and calm: a good day for a walk.")]
    pub activity_tip: String,
    /// Whether to dress in layers.
    #[schema(example = "The day warms by 10 °C: wear layers that come off.")]
    pub layering_tip: String,
}

/// What to wear on every day that the forecast covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WeekRecommendation {
    /// The place.
    pub location: LocationId,
    /// The days, ascending.
    pub days: Vec<DayRecommendation>,
}

/// Reads the day that somebody asks for: `YYYY-MM-DD` and no other form.
///
/// # Errors
/// What is wrong with it, for the one who asked.
pub fn parse_date(text: &str) -> Result<Date, String> {
    // The parser takes other forms of ISO 8601, too; one day has one address.
    let has_form = text.len() == "YYYY-MM-DD".len()
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date: Option<Date> = text.parse().ok();
    date.filter(|_| has_form).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        format!("`{shown}` is not a date; it must be a calendar day as YYYY-MM-DD, such as 2026-11-24")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_form() {
        assert_eq!(parse_date("2026-11-24").unwrap(), jiff::civil::date(2026, 11, 24));
        for text in ["20261124", "2026-11-24T10:00", "2026-02-30", "24.11.2026", "2026-1-2", "tomorrow", ""] {
            let wrong = parse_date(text).unwrap_err();
            assert!(wrong.contains("YYYY-MM-DD"), "{wrong}");
        }
    }
}
