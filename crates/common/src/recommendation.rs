//! A recommendation: what to wear on a day, as the recommender says it and the
//! gateway hands it on.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::forecast::ModelRef;
use crate::location::LocationId;

/// A language of the product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Language {
    /// The language's ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }
}

/// What to wear on one day at one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DayRecommendation {
    /// The place.
    pub location: LocationId,
    /// The day, in the place's time zone.
    #[schema(value_type = String, format = Date, example = "2026-11-24")]
    pub target_date: Date,
    /// The forecast that it rests on.
    pub forecast: ForecastRef,
    /// The day's weather.
    pub weather_summary: WeatherSummary,
    /// Intrinsic insulation that the whole set should have, clo
    /// (1 clo = 0.155 m²K/W).
    #[schema(minimum = 0.3, maximum = 2.5, example = 1.27)]
    pub required_insulation_clo: f64,
    /// The hour that asks for it: the coldest.
    pub decided_by: DecidingHour,
    /// The warmest hour: when the outer layer is needed least, and comes off if
    /// it is warm enough for the rest.
    pub outer_off_at: DecidingHour,
    /// The clothes.
    pub recommendations: Recommendations,
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
    /// Mean of the hourly median temperatures, °C.
    #[schema(example = 4.2)]
    pub avg_temp: f64,
    /// Lowest hourly median temperature, °C.
    #[schema(example = -1.0)]
    pub min_temp: f64,
    /// Highest hourly median temperature, °C.
    #[schema(example = 9.1)]
    pub max_temp: f64,
    /// `max_temp` − `min_temp`, K.
    #[schema(example = 10.1)]
    pub temp_difference: f64,
    /// How many hours of the day the forecast covers.
    #[schema(minimum = 1, maximum = 25, example = 24)]
    pub hours_covered: usize,
    /// Highest hourly probability of at least 0.1 mm of precipitation, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.2)]
    pub precipitation_probability_max: f64,
    /// Highest hourly median wind speed at 10 m, m/s.
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
    /// Intrinsic insulation that people wear in it, clo.
    #[schema(example = 1.27)]
    pub required_insulation_clo: f64,
    /// Whether it is a waking hour. Only waking hours decide, unless the
    /// forecast covers none of the day's.
    pub waking: bool,
    /// Whether the temperature is within −50 and 50 °C, for which the clothing
    /// model was made.
    pub within_model_range: bool,
}

/// The clothes and two pieces of advice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Recommendations {
    /// One complete set in each style.
    pub styles: Styles,
    /// What the weather means for being outdoors.
    #[schema(example = "Dry and calm: a good day for a walk.")]
    pub activity_tip: String,
    /// Whether to dress in layers.
    #[schema(example = "The day warms by 10 °C: wear layers that come off.")]
    pub layering_tip: String,
}

/// One complete set in each style.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Styles {
    /// Everyday.
    pub casual: Outfit,
    /// For the office.
    pub business: Outfit,
    /// For moving.
    pub sporty: Outfit,
    /// Feminine.
    pub feminine: Outfit,
    /// Few pieces, plain.
    pub minimal: Outfit,
}

/// A complete set of clothes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outfit {
    /// Over everything; says so when nothing is needed.
    #[schema(example = "Wool coat")]
    pub outer: String,
    /// The upper body.
    #[schema(example = "Knitted sweater over a shirt")]
    pub top: String,
    /// The lower body.
    #[schema(example = "Jeans")]
    pub bottom: String,
    /// Every piece of the set.
    pub garments: Vec<Garment>,
    /// Intrinsic insulation of the whole set, clo.
    #[schema(example = 1.31)]
    pub insulation_clo: f64,
    /// Whether that covers the requirement; the warmest set may not.
    pub covers_requirement: bool,
}

/// One piece of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Garment {
    /// Identifies it in the catalogue.
    #[schema(example = "padded_jacket")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Padded jacket")]
    pub name: String,
    /// A word on it.
    #[schema(example = "Down or synthetic filling; keep it dry.")]
    pub description: String,
    /// What part of the set it is.
    pub category: GarmentCategory,
    /// Effective insulation of the garment alone, clo.
    #[schema(example = 0.55)]
    pub insulation_clo: f64,
}

/// What part of a set a garment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GarmentCategory {
    /// Always worn.
    Underwear,
    /// Under the top, where it is cold.
    BaseTop,
    /// Under trousers or a skirt, where it is cold.
    BaseBottom,
    /// Socks, stockings or tights.
    Socks,
    /// A shirt, blouse or T-shirt.
    Top,
    /// Trousers, shorts or a skirt.
    Bottom,
    /// Over the top and kept on indoors.
    Mid,
    /// Shoes or boots.
    Shoes,
    /// Taken off when it gets warm.
    Outer,
    /// Scarf, gloves or hat.
    Accessory,
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
    let date: Option<Date> = text.parse().ok();
    date.filter(|date| date.to_string() == text).ok_or_else(|| {
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
