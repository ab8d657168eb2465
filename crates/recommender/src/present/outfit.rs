//! A plan in the words and numbers of the answer.

use std::ops::Range;

use common::forecast::Forecast;
use common::numbers::rounded;
use common::recommendation::{
    Change, Garment, GarmentCategory, Indoors, Limit, Outfit, Start, Style, TakenAlong,
};
use secrecy::SecretString;

use super::hazard::tens;
use super::outfit_id::{OutfitId, Shown};
use super::time::time;
use crate::plan::{Carried, LayerChange, Occasion, Plan, Reason, Set, Shortfall};
use crate::tuning::{
    BRISK_WORD_MET, COOL_WORD_C, COOLED_INDOORS_FROM_C, EVEN_COURSE_WORD_K, EXTREME_COLD_UP_TO_C,
    FAST_WORD_MET, GENTLE_WORD_MET, HOT_WORD_C, LITTLE_SHORT_WORD_FRAC, MILD_WORD_C, MOVING_WORD_MET,
    SOCIAL_FLOOR_CLO, UNDERDRESSED_INDOORS_CLO, WARM_WORD_C, WINDY_WORD_MS,
};
use crate::wardrobe::{self, BodyPart, Closet};
use crate::weather::{Hour, feels_like_c, outings};
use crate::words::{Facts, Speaker};

const MINUTES_PER_H: f64 = 60.0;
const NOON_H: i8 = 12;

/// A plan, and what it was made for.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlannedOutfit<'a> {
    pub(super) forecast: &'a Forecast,
    /// What its id is sealed with.
    pub(super) key: &'a SecretString,
    /// What the person said that they have; absent: the whole catalogue.
    pub(super) closet: Option<&'a Closet<'a>>,
    pub(super) occasion: &'a Occasion,
    pub(super) style: Style,
    pub(super) plan: &'a Plan,
}

/// `None` for an occasion without hours.
pub(super) fn outfit(planned: PlannedOutfit<'_>, speaker: Speaker<'_>) -> Option<Outfit> {
    let PlannedOutfit { forecast, key, closet, occasion, style, plan } = planned;
    let set = &plan.set;
    let garments = set.garments();
    let names = |categories: &[GarmentCategory]| {
        let of = garments.iter().filter(|garment| categories.contains(&garment.category));
        let names: Vec<&str> = of.map(|garment| garment.name.in_language(speaker.language())).collect();
        names.join(", ")
    };
    let or = |names: String, message: &str| if names.is_empty() { speaker.say(message) } else { names };
    let insulation_clo = rounded(set.full().insulation_clo, 100.0);
    // What is said of them holds of the numbers that are shown.
    let required_clo = rounded(plan.deciding.required_clo, 100.0);
    let required_insulation_clo = match plan.limit {
        None => required_clo.min(insulation_clo),
        Some(_) => required_clo.max(rounded(insulation_clo + 0.01, 100.0)),
    };
    let is_tights = |garment: &&&std::sync::Arc<wardrobe::Garment>| {
        garment.category == GarmentCategory::Socks && garment.covers(BodyPart::Thighs)
    };
    let tights = garments.iter().find(is_tights).map(|it| it.name.in_language(speaker.language()));
    let bottom = names(&[GarmentCategory::BaseBottom, GarmentCategory::Bottom, GarmentCategory::OverBottom]);
    let bottom = [bottom.as_str(), tights.unwrap_or_default()].into_iter().filter(|name| !name.is_empty());
    let bottom: Vec<&str> = bottom.collect();
    Some(Outfit {
        id: OutfitId::new(Shown { forecast, occasion, style, set, closet }, key)?.to_string(),
        outer: or(names(&[GarmentCategory::Outer]), "no-outer"),
        top: names(&[
            GarmentCategory::BaseTop,
            GarmentCategory::Top,
            GarmentCategory::OnePiece,
            GarmentCategory::Mid,
        ]),
        bottom: or(bottom.join(", "), "no-bottom"),
        shoes: names(&[GarmentCategory::Shoes]),
        accessories: names(&[GarmentCategory::Accessory]),
        insulation_clo,
        required_insulation_clo,
        covers_requirement: plan.limit.is_none(),
        explanation: explanation(occasion, plan, speaker),
        indoors: indoors(occasion, plan, speaker),
        start: start(plan, speaker),
        changes: changes(occasion, plan, speaker),
        take_along: plan.take_along.iter().map(|carried| taken_along(occasion, carried, speaker)).collect(),
        tip: tip(occasion, plan, speaker),
        carried: None,
        limit: plan.limit.as_ref().map(|shortfall| limit(occasion, shortfall, speaker)),
        garments: garments
            .iter()
            .map(|garment| Garment {
                id: garment.id.clone(),
                name: garment.name.in_language(speaker.language()).to_owned(),
                description: garment.description.in_language(speaker.language()).to_owned(),
                category: garment.category,
                insulation_clo: garment.insulation.clo,
                insulation_published: garment.insulation.published,
                locked: closet.is_some_and(|closet| closet.locks(garment)),
            })
            .collect(),
    })
}

fn explanation(occasion: &Occasion, plan: &Plan, speaker: Speaker<'_>) -> String {
    let hour = &occasion.hours[occasion.decisive.hour];
    let (required_clo, given_clo) = (plan.deciding.required_clo, plan.set.full().insulation_clo);
    let message = if plan.limit.is_some() {
        "explanation-short"
    } else if occasion.bare_skin_c <= EXTREME_COLD_UP_TO_C {
        "explanation-extreme"
    } else if required_clo <= SOCIAL_FLOOR_CLO {
        "explanation-custom"
    } else {
        "explanation-covers"
    };
    let dark = occasion.hours.iter().all(|hour| hour.sun_elevation_deg <= 0.0 && hour.time.hour() >= NOON_H);
    let heat = match (warmest_c(occasion), occasion.air_c) {
        (WARM_WORD_C.., _) if dark => "evening",
        (HOT_WORD_C.., _) => "hot",
        (_, WARM_WORD_C..) => "warm",
        (_, MILD_WORD_C..) => "mild",
        _ if occasion.body.activity_met() > MOVING_WORD_MET => "moving",
        _ => "cool",
    };
    let is_little = required_clo - given_clo < LITTLE_SHORT_WORD_FRAC * required_clo;
    let facts = Facts::new()
        .text("wind", if hour.wind_speed_ms >= WINDY_WORD_MS { "windy" } else { "calm" })
        .text("hour", speaker.hour(hour.time.time()))
        .text("heat", heat)
        .text("air", if occasion.felt_c < COOL_WORD_C { "cool" } else { "warm" })
        .text("single", if occasion.hours.len() == 1 { "yes" } else { "no" })
        .text("short", if is_little { "little" } else { "much" });
    speaker.tell(message, facts)
}

/// What the course of the hours means for the set.
fn tip(occasion: &Occasion, plan: &Plan, speaker: Speaker<'_>) -> String {
    let clock = |hour: &Hour| speaker.hour(hour.time.time());
    let ends = occasion.hours.first().zip(occasion.hours.last());
    // When some of what came off first is on again.
    let back_on = plan
        .changes
        .first()
        .and_then(|off| plan.changes.iter().find(|on| on.after > off.after && off.after < off.before));
    let again = back_on.and_then(|change| occasion.hours.get(change.hour));
    let way_back = outings(&occasion.hours).nth(1).and_then(<[Hour]>::first);
    let (message, garments, hour) = match plan.changes.first() {
        None if occasion.bare_skin_c <= EXTREME_COLD_UP_TO_C => ("tip-extreme", Vec::new(), None),
        None if way_back.is_some() => ("tip-same-back", Vec::new(), None),
        None if plan.limit.is_some() => ("tip-short", Vec::new(), None),
        None if occasion.hours.len() == 1 => ("tip-hour", Vec::new(), None),
        None => ("tip-same", Vec::new(), None),
        Some(&LayerChange { hour, before, after }) => {
            let hour = occasion.hours.get(hour);
            let first = occasion.hours.first();
            let cools = first
                .zip(hour)
                .is_some_and(|(first, hour)| feels_like_c(hour) <= feels_like_c(first) - EVEN_COURSE_WORD_K);
            let message = match (after < before, hour.is_some() && hour == way_back) {
                (true, false) if again.is_some() => "tip-off-until",
                (true, false) => "tip-off",
                (false, false) if cools => "tip-on",
                (false, false) if keeps_dry(&plan.set, before..after) && (occasion.wet || occasion.hood) => {
                    "tip-on-rain"
                }
                (false, false) => "tip-on-later",
                (true, true) => "tip-off-back",
                (false, true) => "tip-on-back",
            };
            // Of what came off, the sentence with both times names what is on again.
            let again_on = back_on.filter(|_| message == "tip-off-until").map(|on| on.after);
            let until = before.max(after).min(again_on.unwrap_or(usize::MAX));
            (message, layers(&plan.set, before.min(after)..until), hour)
        }
    };
    let facts = Facts::new()
        .text("garments", listed(&garments, speaker))
        .text("hour", hour.map(clock).unwrap_or_default())
        .text("again", again.map(clock).unwrap_or_default())
        .text("begin", ends.map(|(first, _)| clock(first)).unwrap_or_default())
        .text("end", ends.map(|(_, last)| clock(last)).unwrap_or_default());
    let course = speaker.tell(message, facts);
    match plan.coat_to_open(occasion) {
        None => course,
        Some((hour, coat)) => {
            let facts = Facts::new()
                .text("garments", listed(&[coat], speaker))
                .text("hour", clock(&occasion.hours[hour]));
            format!("{course} {}", speaker.tell("tip-open", facts))
        }
    }
}

/// Whether a coat against the rain is among these layers.
fn keeps_dry(set: &Set, put_on: Range<usize>) -> bool {
    layers(set, put_on).into_iter().any(wardrobe::Garment::is_coat_against_rain)
}

fn warmest_c(occasion: &Occasion) -> f64 {
    occasion.hours.iter().map(|hour| hour.temperature_c).fold(f64::NEG_INFINITY, f64::max)
}

fn indoors(occasion: &Occasion, plan: &Plan, speaker: Speaker<'_>) -> Indoors {
    let set = &plan.set;
    let off = layers(set, plan.indoor_layers..set.stack.len());
    let is_cooled = warmest_c(occasion) >= COOLED_INDOORS_FROM_C;
    let tell = |message, garments: &[&wardrobe::Garment]| {
        speaker.tell(message, Facts::new().text("garments", listed(garments, speaker)))
    };
    let text = if !off.is_empty() {
        // The coat first; that gloves and hat come off needs no word.
        let is_named = |garment: &&wardrobe::Garment| {
            kind(&off) == "accessories" || garment.category != GarmentCategory::Accessory
        };
        let outside_in: Vec<_> = off.iter().rev().copied().filter(is_named).collect();
        tell("indoors-take-off", &outside_in)
    } else {
        let is_light = set.levels[plan.indoor_layers].insulation_clo
            < occasion.norm.least_clo - UNDERDRESSED_INDOORS_CLO;
        speaker.say(match (is_cooled && set.stack.is_empty(), is_light) {
            (true, _) => "indoors-cooled",
            (false, true) => "indoors-light",
            (false, false) => "indoors-all-on",
        })
    };
    Indoors {
        insulation_clo: rounded(set.levels[plan.indoor_layers].insulation_clo, 100.0),
        take_off: ids(&off),
        text,
    }
}

fn start(plan: &Plan, speaker: Speaker<'_>) -> Start {
    let set = &plan.set;
    let on = plan.layers_on(0);
    let without = layers(set, on..set.stack.len());
    let text = if without.is_empty() {
        speaker.say("start-all")
    } else {
        speaker.tell("start-without", Facts::new().text("garments", listed(&without, speaker)))
    };
    Start { insulation_clo: rounded(set.levels[on].insulation_clo, 100.0), without: ids(&without), text }
}

fn changes(occasion: &Occasion, plan: &Plan, speaker: Speaker<'_>) -> Vec<Change> {
    // What has been on before is put on again.
    let mut most_on = plan.changes.first().map_or(0, |change| change.before);
    plan.changes
        .iter()
        .map(|&LayerChange { hour, before, after }| {
            let again = after > before && after <= most_on;
            most_on = most_on.max(after);
            let garments = layers(&plan.set, before.min(after)..before.max(after));
            // What comes off comes off from the outside in.
            let garments: Vec<_> =
                if after < before { garments.into_iter().rev().collect() } else { garments };
            let (accessories, clothes): (Vec<_>, Vec<_>) =
                garments.iter().partition(|garment| garment.category == GarmentCategory::Accessory);
            let hour = &occasion.hours[hour];
            let message = match (after < before, again) {
                (true, _) => "change-off",
                (false, true) => "change-on-again",
                (false, false) => "change-on",
            };
            let facts = Facts::new()
                .text("hour", speaker.hour(hour.time.time()))
                .text("kind", kind(&garments))
                .text("garments", listed(&garments, speaker))
                .text("clothes", listed(&clothes, speaker))
                .text("accessories", listed(&accessories, speaker));
            let (take_off, put_on) =
                if after < before { (ids(&garments), Vec::new()) } else { (Vec::new(), ids(&garments)) };
            Change {
                time: time(hour),
                take_off,
                put_on,
                insulation_clo: rounded(plan.set.levels[after].insulation_clo, 100.0),
                text: speaker.tell(message, facts),
            }
        })
        .collect()
}

/// The garments of some layers of the stack.
fn layers(set: &Set, layers: Range<usize>) -> Vec<&wardrobe::Garment> {
    set.stack[layers].iter().flatten().map(AsRef::as_ref).collect()
}

fn taken_along(occasion: &Occasion, carried: &Carried, speaker: Speaker<'_>) -> TakenAlong {
    let Carried { garment, chance_needed, hour, reason } = carried;
    let hour = &occasion.hours[*hour];
    let (message, chance_pct) = match reason {
        // As the warning says it.
        Reason::Rain => ("carried-rain", tens(*chance_needed)),
        Reason::Rests => ("carried-rests", 0.0),
        Reason::Cold => ("carried-warmth", 5.0 * (chance_needed * 20.0).floor()),
    };
    let facts = Facts::new()
        .text(
            "form",
            match (occasion.may_be_rain, occasion.may_be_snow) {
                (_, false) => "rain",
                (false, true) => "snow",
                (true, true) => "both",
            },
        )
        .text("garment", listed(&[garment.as_ref()], speaker))
        .text("hour", speaker.hour(hour.time.time()))
        .whole("chance", chance_pct);
    TakenAlong {
        id: garment.id.clone(),
        name: garment.name.in_language(speaker.language()).to_owned(),
        description: garment.description.in_language(speaker.language()).to_owned(),
        category: garment.category,
        insulation_clo: garment.insulation.clo,
        chance_needed: rounded(*chance_needed, 100.0),
        time: time(hour),
        text: speaker.tell(message, facts),
    }
}

fn limit(occasion: &Occasion, shortfall: &Shortfall, speaker: Speaker<'_>) -> Limit {
    let Shortfall { exposure_h, activity_met, is_borne } = *shortfall;
    let effort = activity_met.map(|met| match met {
        ..=GENTLE_WORD_MET => "gentle",
        ..=BRISK_WORD_MET => "brisk",
        ..=FAST_WORD_MET => "fast",
        _ => "run",
    });
    let message = match (exposure_h, effort) {
        _ if is_borne => "limit-mild",
        (Some(_), Some(_)) => "limit-time-and-effort",
        (Some(_), None) => "limit-time",
        (None, Some(_)) => "limit-effort",
        (None, None) => "limit-mild",
    };
    let facts = Facts::new()
        .text("cautious", speaker.temperature(occasion.air_c))
        .text("effort", effort.unwrap_or_default())
        .text("time", exposure_h.map(|hours| duration(hours, speaker)).unwrap_or_default());
    Limit {
        exposure_h: exposure_h.map(|hours| rounded(hours, 100.0)),
        activity_met: activity_met.map(|met| rounded(met, 10.0)),
        text: speaker.tell(message, facts),
    }
}

/// Rounded down to what one would say: five minutes, or whole hours.
fn duration(hours: f64, speaker: Speaker<'_>) -> String {
    // At most eight hours.
    #[expect(clippy::cast_possible_truncation, reason = "a few hundred minutes")]
    let minutes = (hours * MINUTES_PER_H) as i64;
    if minutes >= 60 {
        speaker.tell("time-hours", Facts::new().count("hours", minutes / 60))
    } else {
        let minutes = if minutes >= 5 { minutes / 5 * 5 } else { minutes.max(1) };
        speaker.tell("time-minutes", Facts::new().count("minutes", minutes))
    }
}

fn ids(garments: &[&wardrobe::Garment]) -> Vec<String> {
    garments.iter().map(|garment| garment.id.clone()).collect()
}

/// A list of garments.
fn listed(garments: &[&wardrobe::Garment], speaker: Speaker<'_>) -> String {
    let names: Vec<String> = garments
        .iter()
        .map(|garment| {
            let name = in_a_sentence(garment.name.in_language(speaker.language()));
            speaker.tell("the-garment", Facts::new().text("garment", name))
        })
        .collect();
    speaker.list(&names)
}

/// A name as it stands within a sentence: `Wool coat` is a wool coat, and a
/// `T-shirt` stays one.
fn in_a_sentence(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

fn kind(garments: &[&wardrobe::Garment]) -> &'static str {
    let accessories =
        garments.iter().filter(|garment| garment.category == GarmentCategory::Accessory).count();
    match accessories {
        0 => "clothes",
        some if some == garments.len() => "accessories",
        _ => "both",
    }
}
