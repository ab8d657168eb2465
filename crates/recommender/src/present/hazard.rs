//! Hazards in words.

use common::numbers::rounded;
use common::recommendation::{Hazard, HazardKind};

use super::time::time;
use crate::config::HazardThresholds;
use crate::hazards::HazardFound;
use crate::plan::{Occasion, UmbrellaUse};
use crate::tuning::HOURS_DIFFER_FROM_PROBABILITY;
use crate::weather::{Hour, Precipitation, chilled_c, feels_like_c, precipitation};
use crate::words::{Facts, Speaker};

/// Hazards as they are answered, in the hours of an occasion.
pub(super) fn describe(
    found: &HazardFound,
    occasion: &Occasion,
    thresholds: &HazardThresholds,
    speaker: Speaker<'_>,
) -> Hazard {
    let value = match found.kind {
        HazardKind::Rain | HazardKind::Snow => rounded(found.value, 100.0),
        HazardKind::Cold | HazardKind::Heat | HazardKind::Ice | HazardKind::Wind | HazardKind::Uv => {
            rounded(found.value, 10.0)
        }
    };
    Hazard {
        kind: found.kind,
        level: found.level,
        from: time(&occasion.hours[found.first]),
        until: time(&occasion.hours[found.last]),
        value,
        unit: found.unit.to_owned(),
        text: text(found, occasion, thresholds, speaker),
    }
}

/// The messages know so many levels; a configuration may have more.
const MOST_COLD: u8 = 5;
const MOST_HEAT: u8 = 4;
const MOST_WIND: u8 = 3;
const MOST_UV: u8 = 4;

fn text(
    found: &HazardFound,
    occasion: &Occasion,
    thresholds: &HazardThresholds,
    speaker: Speaker<'_>,
) -> String {
    let hours = &occasion.hours;
    let hour = |index: usize| speaker.hour(hours[index].time.time());
    let worst = &hours[found.worst];
    let level = |most: u8| found.level.min(most);
    let (message, facts) = match found.kind {
        HazardKind::Cold => {
            let likely_c = chilled_c(worst.temperature_c, worst.open_wind_speed_ms());
            let likely = speaker.temperature(likely_c);
            let careful = speaker.temperature(found.value);
            let facts = Facts::new()
                .text("sure", if likely == careful { "yes" } else { "no" })
                .text("feels", likely)
                .text("careful", careful);
            (format!("hazard-cold-{}", level(MOST_COLD)), facts)
        }
        HazardKind::Heat => {
            let sun = match worst.time.hour() {
                _ if worst.sun_elevation_deg > 0.0 => "up",
                4..12 => "early",
                _ => "down",
            };
            let facts = Facts::new()
                .text("temperature", speaker.temperature(worst.temperature_c))
                .text("feels", speaker.temperature(feels_like_c(worst)))
                .text("sun", sun);
            (format!("hazard-heat-{}", level(MOST_HEAT)), facts)
        }
        HazardKind::Rain => ("hazard-rain".to_owned(), falling(occasion).text("use", keeping_dry(occasion))),
        HazardKind::Snow => {
            let form = if is_snow_alone(found, hours, thresholds) { "snow" } else { "sleet" };
            ("hazard-snow".to_owned(), falling(occasion).text("form", form))
        }
        HazardKind::Ice => ("hazard-ice".to_owned(), Facts::new()),
        HazardKind::Wind => {
            let facts = Facts::new()
                .text("wind-speed", speaker.wind_speed(found.value))
                .text("air", if occasion.windbreak { "cool" } else { "warm" });
            (format!("hazard-wind-{}", level(MOST_WIND)), facts)
        }
        HazardKind::Uv => {
            // What is told to wear is in the list.
            let facts = Facts::new()
                .whole("value", found.value)
                .text("glasses", if occasion.sunny { "yes" } else { "no" });
            (format!("hazard-uv-{}", level(MOST_UV)), facts)
        }
    };
    let span = if found.first == found.last { "once" } else { "long" };
    let facts = facts
        .text("span", span)
        .text("hour", hour(found.worst))
        .text("from", hour(found.first))
        .text("until", hour(found.last))
        .text("begin", hour(0))
        .text("end", hour(hours.len() - 1));
    speaker.tell(&message, facts)
}

/// How likely rain or snow is in the worst hour and at some time: two numbers that belong
/// together.
fn falling(occasion: &Occasion) -> Facts<'static> {
    let chances = || occasion.hours.iter().map(|hour| hour.precipitation_probability);
    let (least, most) = (chances().fold(1.0, f64::min), chances().fold(0.0, f64::max));
    let (worst, some) = (tens(most), tens(occasion.rain_chance));
    let told = if some <= worst {
        "worst"
    } else if most - least < HOURS_DIFFER_FROM_PROBABILITY {
        "even"
    } else {
        "both"
    };
    Facts::new().whole("worst", worst).whole("some", some).text("told", told)
}

/// Nobody reads more than tens off a forecast, %, and no forecast is certain.
pub(super) fn tens(probability: f64) -> f64 {
    (10.0 * (probability * 10.0).round()).min(MOST_CERTAIN_PCT)
}

const MOST_CERTAIN_PCT: f64 = 95.0;

fn keeping_dry(occasion: &Occasion) -> &'static str {
    match occasion.umbrella {
        UmbrellaUse::Open => "umbrella",
        UmbrellaUse::Along => "along",
        UmbrellaUse::None if occasion.hood => "hood",
        UmbrellaUse::None if occasion.hood_along => "jacket",
        UmbrellaUse::None => "none",
    }
}

fn is_snow_alone(found: &HazardFound, hours: &[Hour], thresholds: &HazardThresholds) -> bool {
    let form = |hour| precipitation(hour, thresholds.snow_at_c);
    hours[found.first..=found.last].iter().all(|hour| form(hour) == Precipitation::Snow)
}
