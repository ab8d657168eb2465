//! What the recommender answers, and how it is made from the domain.

use common::forecast::{Forecast, ModelRef};
use common::location::LocationId;
use common::recommendation::Language;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::advice::{activity_tip, layering_tip};
use crate::language::choose;
use crate::plan::{DecisiveHour, Outfit, Planner, Requirement};
use crate::wardrobe::{Category, Style};
use crate::weather::{Day, Summary, rounded};

/// What to wear on every day that the forecast covers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeekRecommendation {
    /// The place.
    pub(crate) location: LocationId,
    /// The days, ascending.
    pub(crate) days: Vec<DayRecommendation>,
}

/// What to wear on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayRecommendation {
    /// The place.
    location: LocationId,
    /// The day, in the location's time zone.
    #[schema(format = Date, example = "2026-11-24")]
    target_date: String,
    /// The forecast that it rests on.
    forecast: ForecastRef,
    /// The day's weather.
    weather_summary: WeatherSummary,
    /// Intrinsic insulation that the whole set should have, clo
    /// (1 clo = 0.155 m²K/W).
    #[schema(minimum = 0.3, maximum = 2.5, example = 1.27)]
    required_insulation_clo: f64,
    /// The hour that asks for it: the coldest.
    decided_by: DecisiveHourAnswer,
    /// The hour in which the set is meant to be worn without its outer layer:
    /// the warmest.
    outer_off_at: DecisiveHourAnswer,
    /// What to wear, and what to mind.
    recommendations: Recommendations,
}

/// Identifies a forecast.
#[derive(Debug, Serialize, ToSchema)]
struct ForecastRef {
    /// The model that issued it.
    model: ModelRef,
    /// The last observed hour that it knew, UTC.
    #[schema(value_type = String, format = DateTime, example = "2026-11-23T15:00:00Z")]
    issued_at: Timestamp,
}

/// A day's weather, from the forecast's medians of the hours that it covers.
#[derive(Debug, Serialize, ToSchema)]
struct WeatherSummary {
    /// Mean air temperature, °C.
    #[schema(example = 8.1)]
    avg_temp: f64,
    /// Air temperature of the coldest hour, °C.
    #[schema(example = 4.2)]
    min_temp: f64,
    /// Air temperature of the warmest hour, °C.
    #[schema(example = 13.0)]
    max_temp: f64,
    /// `max_temp` − `min_temp`, °C.
    #[schema(example = 8.8)]
    temp_difference: f64,
    /// How many of the day's hours the forecast covers; a whole day has 24, or
    /// 23 or 25 when the clocks change.
    #[schema(minimum = 1, maximum = 25, example = 24)]
    hours_covered: usize,
    /// Highest probability of at least 0.1 mm of precipitation in an hour, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.35)]
    precipitation_probability_max: f64,
    /// Highest hourly wind speed at 10 m, m/s.
    #[schema(example = 4.6)]
    wind_speed_max_ms: f64,
    /// Mean relative humidity, %.
    #[schema(example = 61.5)]
    relative_humidity_mean_pct: f64,
}

/// An hour that a recommendation rests on.
#[derive(Debug, Serialize, ToSchema)]
struct DecisiveHourAnswer {
    /// When, with the location's offset from UTC.
    #[schema(format = DateTime, example = "2026-11-24T07:00:00+09:00")]
    time: String,
    /// Median air temperature, °C.
    #[schema(example = 5.0)]
    temperature_c: f64,
    /// Intrinsic insulation that people wear in it, clo.
    #[schema(example = 1.27)]
    required_insulation_clo: f64,
    /// Whether it is a waking hour. Only waking hours decide, unless the
    /// forecast covers none of the day's.
    waking: bool,
    /// Whether the temperature is within −50 and 50 °C, for which the clothing
    /// model was made.
    within_model_range: bool,
}

/// What to wear in each style, and what to mind.
#[derive(Debug, Serialize, ToSchema)]
struct Recommendations {
    /// A set for each style.
    styles: Styles,
    /// What to mind outdoors, in the language that was asked for.
    #[schema(example = "It is cold: warm up well before you exercise outdoors.")]
    activity_tip: String,
    /// How to deal with the temperature's course over the day, in the language
    /// that was asked for.
    #[schema(
        example = "The temperature changes noticeably over the day: an extra thin layer helps in the morning and in the evening."
    )]
    layering_tip: String,
}

/// A set for each style.
#[derive(Debug, Serialize, ToSchema)]
struct Styles {
    /// For everyday life.
    casual: StyleRecommendation,
    /// For the office.
    business: StyleRecommendation,
    /// For moving about.
    sporty: StyleRecommendation,
    /// With skirts and blouses.
    feminine: StyleRecommendation,
    /// Plain pieces, few of them.
    minimal: StyleRecommendation,
}

/// A set of clothes; its texts are in the language that was asked for.
#[derive(Debug, Serialize, ToSchema)]
struct StyleRecommendation {
    /// What to take off when it gets warm, or that nothing is needed.
    #[schema(example = "Padded jacket")]
    outer: String,
    /// What to wear above, from the skin outwards.
    #[schema(example = "Cotton T-shirt, Hoodie")]
    top: String,
    /// What to wear below, from the skin outwards.
    #[schema(example = "Jeans")]
    bottom: String,
    /// Everything, from the skin outwards.
    garments: Vec<GarmentAnswer>,
    /// Intrinsic insulation of the whole set, clo.
    #[schema(example = 1.31)]
    insulation_clo: f64,
    /// Whether that covers the requirement; the warmest set may not.
    covers_requirement: bool,
}

/// A garment.
#[derive(Debug, Serialize, ToSchema)]
struct GarmentAnswer {
    /// Its id in the catalogue.
    #[schema(example = "padded_jacket")]
    id: String,
    /// What it is called.
    #[schema(example = "Padded jacket")]
    name: String,
    /// A word on it.
    #[schema(example = "Down or synthetic filling; keep it dry.")]
    description: String,
    /// What part of the set it is.
    category: Category,
    /// Effective insulation of the garment alone, clo.
    #[schema(example = 0.55)]
    insulation_clo: f64,
}

/// What an answer is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Described<'a> {
    pub(super) forecast: &'a Forecast,
    pub(super) day: &'a Day,
    pub(super) requirement: &'a Requirement,
    pub(super) language: Language,
}

impl DayRecommendation {
    /// `None` when a style has no set.
    pub(super) fn new(described: &Described<'_>, planner: &Planner) -> Option<Self> {
        let Described { forecast, day, requirement, language } = *described;
        let summary = day.summary();
        let required_clo = requirement.coldest.required_clo;
        let style = |style: Style| {
            let outfit = planner.choose(style, required_clo, requirement.swing_clo())?;
            Some(StyleRecommendation::new(outfit, required_clo, language))
        };
        Some(Self {
            location: forecast.location.clone(),
            target_date: day.date.to_string(),
            forecast: ForecastRef { model: forecast.model.clone(), issued_at: forecast.issued_at },
            weather_summary: WeatherSummary::new(&summary),
            required_insulation_clo: rounded(required_clo, 100.0),
            decided_by: DecisiveHourAnswer::new(&requirement.coldest, requirement.waking),
            outer_off_at: DecisiveHourAnswer::new(&requirement.warmest, requirement.waking),
            recommendations: Recommendations {
                styles: Styles {
                    casual: style(Style::Casual)?,
                    business: style(Style::Business)?,
                    sporty: style(Style::Sporty)?,
                    feminine: style(Style::Feminine)?,
                    minimal: style(Style::Minimal)?,
                },
                activity_tip: activity_tip(&summary, language),
                layering_tip: layering_tip(&summary, language).to_owned(),
            },
        })
    }
}

impl WeatherSummary {
    fn new(summary: &Summary) -> Self {
        Self {
            avg_temp: summary.avg_temp_c,
            min_temp: summary.min_temp_c,
            max_temp: summary.max_temp_c,
            temp_difference: summary.temp_difference_k,
            hours_covered: summary.hours_covered,
            precipitation_probability_max: summary.precipitation_probability_max,
            wind_speed_max_ms: summary.wind_speed_max_ms,
            relative_humidity_mean_pct: summary.relative_humidity_mean_pct,
        }
    }
}

impl DecisiveHourAnswer {
    fn new(hour: &DecisiveHour, waking: bool) -> Self {
        Self {
            time: hour.time.timestamp().display_with_offset(hour.time.offset()).to_string(),
            temperature_c: hour.temperature_c,
            required_insulation_clo: rounded(hour.required_clo, 100.0),
            waking,
            within_model_range: hour.within_model_range,
        }
    }
}

impl StyleRecommendation {
    fn new(outfit: &Outfit, required_clo: f64, language: Language) -> Self {
        let names = |categories: &[Category]| {
            let names: Vec<&str> =
                outfit.parts(categories).map(|garment| garment.name.in_language(language)).collect();
            names.join(", ")
        };
        let outer = names(&[Category::Outer]);
        let none_needed = choose(language, "No outer layer needed", "겉옷은 필요 없어요");
        Self {
            outer: if outer.is_empty() { none_needed.to_owned() } else { outer },
            top: names(&[Category::BaseTop, Category::Top, Category::Mid]),
            bottom: names(&[Category::BaseBottom, Category::Bottom]),
            garments: outfit
                .garments
                .iter()
                .map(|garment| GarmentAnswer {
                    id: garment.id.clone(),
                    name: garment.name.in_language(language).to_owned(),
                    description: garment.description.in_language(language).to_owned(),
                    category: garment.worn.category,
                    insulation_clo: garment.insulation.clo,
                })
                .collect(),
            insulation_clo: rounded(outfit.insulation_clo, 100.0),
            covers_requirement: outfit.insulation_clo >= required_clo,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::{Value, json};

    use super::*;
    use crate::config::WakingHours;
    use crate::wardrobe::Catalogue;
    use crate::weather::days;
    use crate::weather::tests::forecast;

    fn answer(temperatures_c: &[f32], language: Language) -> Value {
        let forecast = forecast("2026-11-23T14:00:00Z", temperatures_c);
        let days = days(&forecast, &TimeZone::get("Asia/Seoul").unwrap());
        let waking_hours = WakingHours { from_h: 7, until_h: 22 };
        let requirement = Requirement::of(&days[0], waking_hours).unwrap();
        let described = Described { forecast: &forecast, day: &days[0], requirement: &requirement, language };
        let planner = Planner::new(&Catalogue::embedded().unwrap()).unwrap();
        serde_json::to_value(DayRecommendation::new(&described, &planner).unwrap()).unwrap()
    }

    #[test]
    fn the_answer_has_the_keys_that_clients_know() {
        let mut temperatures_c = [9.0; 24];
        temperatures_c[7] = 5.0;
        temperatures_c[14] = 13.04;
        let answer = answer(&temperatures_c, Language::En);
        assert_eq!(answer["target_date"], "2026-11-24");
        assert_eq!(answer["forecast"]["issued_at"], "2026-11-23T14:00:00Z");
        assert_eq!(
            answer["weather_summary"],
            json!({
                "avg_temp": 9.0, "min_temp": 5.0, "max_temp": 13.0, "temp_difference": 8.0,
                "hours_covered": 24, "precipitation_probability_max": 0.13,
                "wind_speed_max_ms": 4.0, "relative_humidity_mean_pct": 60.0
            })
        );
        assert_eq!(answer["required_insulation_clo"], 1.27);
        assert_eq!(answer["decided_by"]["time"], "2026-11-24T07:00:00+09:00");
        assert_eq!(answer["outer_off_at"]["time"], "2026-11-24T14:00:00+09:00");
        let styles = answer["recommendations"]["styles"].as_object().unwrap();
        assert_eq!(styles.len(), 5);
        for style in ["casual", "business", "sporty", "feminine", "minimal"] {
            let style = &styles[style];
            for part in ["outer", "top", "bottom"] {
                assert!(!style[part].as_str().unwrap().is_empty(), "{style}");
            }
            assert!(style["insulation_clo"].as_f64().unwrap() >= 1.27);
            assert_eq!(style["covers_requirement"], true);
        }
    }

    #[test]
    fn the_answer_is_one_that_the_other_services_can_read() {
        let answer = answer(&[5.0; 24], Language::Ko);
        let read: common::recommendation::DayRecommendation = serde_json::from_value(answer).unwrap();
        assert_eq!(read.target_date, jiff::civil::date(2026, 11, 24));
    }

    #[test]
    fn every_text_is_in_the_language_that_was_asked_for() {
        for temperature_c in [-25.0, -5.0, 8.0, 18.0, 33.0] {
            let korean = answer(&[temperature_c; 24], Language::Ko)["recommendations"].take();
            let english = answer(&[temperature_c; 24], Language::En)["recommendations"].take();
            let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
            for tip in ["activity_tip", "layering_tip"] {
                assert!(hangul(korean[tip].as_str().unwrap()));
                assert!(!hangul(english[tip].as_str().unwrap()));
            }
            for (style, texts) in korean["styles"].as_object().unwrap() {
                for part in ["outer", "top", "bottom"] {
                    assert!(hangul(texts[part].as_str().unwrap()), "{texts}");
                    assert!(!hangul(english["styles"][style][part].as_str().unwrap()), "{style}");
                }
            }
        }
    }

    #[test]
    fn on_a_hot_day_the_outer_layer_is_said_not_to_be_needed() {
        let styles = answer(&[33.0; 24], Language::Ko)["recommendations"]["styles"].take();
        assert_eq!(styles["minimal"]["outer"], "겉옷은 필요 없어요");
        assert_eq!(styles["minimal"]["top"], "면 티셔츠");
    }
}
