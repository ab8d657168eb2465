//! What the recommender answers, made from the domain.

use common::forecast::Forecast;
use common::numbers::rounded;
use common::recommendation::{
    DayRecommendation, DecidingHour, ForecastRef, Garment, GarmentCategory, Language, Outfit,
    Recommendations, Styles, WeatherSummary,
};

use crate::advice::{activity_tip, layering_tip};
use crate::language::choose;
use crate::plan::{self, DecisiveHour, Planner, Requirement};
use crate::wardrobe::Style;
use crate::weather::{Day, Summary};

/// What an answer is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Described<'a> {
    pub(super) forecast: &'a Forecast,
    pub(super) day: &'a Day,
    pub(super) requirement: &'a Requirement,
    pub(super) language: Language,
}

/// `None` when a style has no set.
pub(super) fn day_recommendation(described: &Described<'_>, planner: &Planner) -> Option<DayRecommendation> {
    let Described { forecast, day, requirement, language } = *described;
    let summary = day.summary();
    let required_clo = requirement.coldest.required_clo;
    let style = |style: Style| {
        let chosen = planner.choose(style, required_clo, requirement.swing_clo())?;
        Some(outfit(chosen, required_clo, language))
    };
    Some(DayRecommendation {
        location: forecast.location.clone(),
        target_date: day.date,
        forecast: ForecastRef { model: forecast.model.clone(), issued_at: forecast.issued_at },
        weather_summary: weather_summary(&summary),
        required_insulation_clo: rounded(required_clo, 100.0),
        decided_by: deciding_hour(&requirement.coldest, requirement.waking),
        outer_off_at: deciding_hour(&requirement.warmest, requirement.waking),
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

fn weather_summary(summary: &Summary) -> WeatherSummary {
    WeatherSummary {
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

fn deciding_hour(hour: &DecisiveHour, waking: bool) -> DecidingHour {
    DecidingHour {
        time: hour.time.timestamp().display_with_offset(hour.time.offset()).to_string(),
        temperature_c: hour.temperature_c,
        required_insulation_clo: rounded(hour.required_clo, 100.0),
        waking,
        within_model_range: hour.within_model_range,
    }
}

fn outfit(chosen: &plan::Outfit, required_clo: f64, language: Language) -> Outfit {
    let names = |categories: &[GarmentCategory]| {
        let names: Vec<&str> =
            chosen.parts(categories).map(|garment| garment.name.in_language(language)).collect();
        names.join(", ")
    };
    let outer = names(&[GarmentCategory::Outer]);
    let none_needed = choose(language, "No outer layer needed", "겉옷은 필요 없어요");
    let garments = chosen.garments.iter().map(|garment| Garment {
        id: garment.id.clone(),
        name: garment.name.in_language(language).to_owned(),
        description: garment.description.in_language(language).to_owned(),
        category: garment.worn.category,
        insulation_clo: garment.insulation.clo,
    });
    Outfit {
        outer: if outer.is_empty() { none_needed.to_owned() } else { outer },
        top: names(&[GarmentCategory::BaseTop, GarmentCategory::Top, GarmentCategory::Mid]),
        bottom: names(&[GarmentCategory::BaseBottom, GarmentCategory::Bottom]),
        garments: garments.collect(),
        insulation_clo: rounded(chosen.insulation_clo, 100.0),
        covers_requirement: chosen.insulation_clo >= required_clo,
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
        serde_json::to_value(day_recommendation(&described, &planner).unwrap()).unwrap()
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
