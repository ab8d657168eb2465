//! Hazards in words.

use common::numbers::rounded;
use common::recommendation::{Hazard, HazardKind};

use super::time::time;
use crate::hazards::{HazardFound, feels_like_c};
use crate::weather::Hour;
use crate::words::{Facts, Speaker};

/// Hazards as they are answered. `hood` says that an umbrella is of no use.
pub(super) fn describe(found: &HazardFound, hours: &[Hour], hood: bool, speaker: Speaker<'_>) -> Hazard {
    let value = match found.kind {
        HazardKind::Rain | HazardKind::Snow => rounded(found.value, 100.0),
        HazardKind::Cold | HazardKind::Heat | HazardKind::Ice | HazardKind::Wind | HazardKind::Uv => {
            rounded(found.value, 10.0)
        }
    };
    Hazard {
        kind: found.kind,
        level: found.level,
        from: time(&hours[found.first]),
        until: time(&hours[found.last]),
        value,
        unit: found.unit.to_owned(),
        text: text(found, hours, hood, speaker),
    }
}

/// The messages know so many levels; a configuration may have more.
const MOST_COLD: u8 = 5;
const MOST_HEAT: u8 = 4;
const MOST_WIND: u8 = 3;
const MOST_UV: u8 = 4;

fn text(found: &HazardFound, hours: &[Hour], hood: bool, speaker: Speaker<'_>) -> String {
    let hour = |index: usize| speaker.hour(hours[index].time.time());
    let worst = &hours[found.worst];
    let level = |most: u8| found.level.min(most);
    let (message, facts) = match found.kind {
        HazardKind::Cold => {
            let facts = Facts::new().text("feels", speaker.temperature(found.value));
            (format!("hazard-cold-{}", level(MOST_COLD)), facts)
        }
        HazardKind::Heat => {
            let facts = Facts::new()
                .text("temperature", speaker.temperature(worst.temperature_c))
                .text("feels", speaker.temperature(feels_like_c(worst)))
                .text("sun", if worst.sun_elevation_deg > 0.0 { "up" } else { "down" });
            (format!("hazard-heat-{}", level(MOST_HEAT)), facts)
        }
        HazardKind::Rain => {
            let message = match (found.at_some_time, hood) {
                (true, _) => "hazard-rain-some-time",
                (false, true) => "hazard-rain-hood",
                (false, false) => "hazard-rain-umbrella",
            };
            (message.to_owned(), chance(found.value))
        }
        HazardKind::Snow => {
            let message = if found.at_some_time { "hazard-snow-some-time" } else { "hazard-snow" };
            (message.to_owned(), chance(found.value))
        }
        HazardKind::Ice => ("hazard-ice".to_owned(), Facts::new()),
        HazardKind::Wind => {
            let facts = Facts::new().text("wind-speed", speaker.wind_speed(found.value));
            (format!("hazard-wind-{}", level(MOST_WIND)), facts)
        }
        HazardKind::Uv => (format!("hazard-uv-{}", level(MOST_UV)), Facts::new().whole("value", found.value)),
    };
    let span = if found.first == found.last { "once" } else { "long" };
    let facts = facts
        .text("span", span)
        .text("hour", hour(found.worst))
        .text("from", hour(found.first))
        .text("until", hour(found.last));
    speaker.tell(&message, facts)
}

fn chance(probability: f64) -> Facts<'static> {
    // Nobody reads more than tens off a forecast.
    Facts::new().whole("chance", 10.0 * (probability * 10.0).round())
}
