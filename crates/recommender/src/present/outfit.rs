//! A plan in the words and numbers of the answer.

use std::ops::Range;

use common::forecast::Forecast;
use common::numbers::rounded;
use common::recommendation::{
    Carried, Change, Garment, GarmentCategory, Indoors, Limit, Outfit, Start, Style,
};

use super::outfit_id::OutfitId;
use super::time::time;
use crate::plan::{LayerChange, Occasion, Plan, Set, Shortfall};
use crate::tuning::{
    BRISK_WORD_MET, COOLED_INDOORS_FROM_C, FAST_WORD_MET, GENTLE_WORD_MET, HOT_WORD_C,
    LIKELY_WORD_PROBABILITY, MORNING_WORD_H, MOVING_WORD_C, SOCIAL_FLOOR_CLO, SPARE_LAYER_PROBABILITY,
    UNDERDRESSED_INDOORS_CLO, WARM_WORD_C, WINDY_WORD_MS,
};
use crate::wardrobe::{self, BodyPart, Closet};
use crate::weather::Hour;
use crate::words::{Facts, Speaker};

const MINUTES_PER_H: f64 = 60.0;

/// A plan, and what it was made for.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlannedOutfit<'a> {
    pub(super) forecast: &'a Forecast,
    /// What the person said that they have; absent: the whole catalogue.
    pub(super) closet: Option<&'a Closet<'a>>,
    pub(super) occasion: &'a Occasion,
    pub(super) style: Style,
    pub(super) plan: &'a Plan,
}

/// `None` for an occasion without hours.
pub(super) fn outfit(planned: PlannedOutfit<'_>, speaker: Speaker<'_>) -> Option<Outfit> {
    let PlannedOutfit { forecast, closet, occasion, style, plan } = planned;
    let set = &plan.set;
    let garments = set.garments();
    let names = |categories: &[GarmentCategory]| {
        let of = garments.iter().filter(|garment| categories.contains(&garment.category));
        let names: Vec<&str> = of.map(|garment| garment.name.in_language(speaker.language())).collect();
        names.join(", ")
    };
    let or = |names: String, message: &str| if names.is_empty() { speaker.say(message) } else { names };
    let full = set.full();
    let is_tights = |garment: &&&std::sync::Arc<wardrobe::Garment>| {
        garment.category == GarmentCategory::Socks && garment.covers(BodyPart::Thighs)
    };
    let tights = garments.iter().find(is_tights).map(|it| it.name.in_language(speaker.language()));
    let bottom = names(&[GarmentCategory::BaseBottom, GarmentCategory::Bottom, GarmentCategory::OverBottom]);
    let bottom = [bottom.as_str(), tights.unwrap_or_default()].into_iter().filter(|name| !name.is_empty());
    let bottom: Vec<&str> = bottom.collect();
    Some(Outfit {
        id: OutfitId::new(forecast, occasion, style, set)?.to_string(),
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
        insulation_clo: rounded(full.insulation_clo, 100.0),
        required_insulation_clo: rounded(plan.deciding.required_clo, 100.0),
        covers_requirement: plan.limit.is_none(),
        explanation: explanation(occasion, plan, speaker),
        indoors: indoors(occasion, plan, speaker),
        start: start(plan, speaker),
        changes: changes(occasion, plan, speaker),
        carried: carried(occasion, plan, speaker),
        limit: plan.limit.as_ref().map(|shortfall| limit(occasion, plan, shortfall, speaker)),
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
    // The coldest hour is the same for all styles; which asks most of a set depends
    // on how windproof it is.
    let Some(hour) = coldest(occasion) else { return String::new() };
    let dressed_for_c = occasion.body.dressed_for_c(hour);
    let windy = occasion.hours[plan.deciding.hour].wind_speed_ms >= WINDY_WORD_MS;
    let message = if plan.limit.is_some() {
        "explanation-short"
    } else if plan.deciding.required_clo <= SOCIAL_FLOOR_CLO {
        "explanation-custom"
    } else {
        "explanation-covers"
    };
    let warmest_c = warmest_c(occasion);
    let dark = occasion.hours.iter().all(|hour| hour.sun_elevation_deg <= 0.0);
    let heat = match warmest_c {
        WARM_WORD_C.. if dark => "evening",
        ..MOVING_WORD_C => "moving",
        HOT_WORD_C.. => "hot",
        WARM_WORD_C.. => "warm",
        _ => "mild",
    };
    let digits = if plan.limit.is_some() { Facts::hundredths } else { Facts::tenths };
    let facts = Facts::new()
        .text("wind", if windy { "windy" } else { "calm" })
        .text("hour", speaker.hour(hour.time.time()))
        .text("cautious", speaker.temperature(dressed_for_c))
        .text("heat", heat);
    let facts = digits(facts, "needed", plan.deciding.required_clo);
    speaker.tell(message, digits(facts, "given", plan.set.full().insulation_clo))
}

/// The hour that may get coldest.
fn coldest(occasion: &Occasion) -> Option<&Hour> {
    let dressed_for_c = |hour: &&Hour| occasion.body.dressed_for_c(hour);
    occasion.hours.iter().min_by(|a, b| dressed_for_c(a).total_cmp(&dressed_for_c(b)))
}

fn warmest_c(occasion: &Occasion) -> f64 {
    occasion.hours.iter().map(|hour| hour.temperature_c).fold(f64::NEG_INFINITY, f64::max)
}

fn indoors(occasion: &Occasion, plan: &Plan, speaker: Speaker<'_>) -> Indoors {
    let set = &plan.set;
    let off = layers(set, plan.indoor_layers..set.stack.len());
    // What is not worn all day is not needed indoors, either.
    let worn_all_day = plan.changes.iter().map(|change| change.after.min(change.before)).min();
    let worn_all_day = worn_all_day.or(plan.carried.map(|carried| carried.from_layer));
    let spare = layers(set, worn_all_day.unwrap_or(set.stack.len())..set.stack.len());
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
    } else if spare.is_empty() {
        let is_light = set.levels[plan.indoor_layers].insulation_clo
            < occasion.norm.least_clo - UNDERDRESSED_INDOORS_CLO;
        speaker.say(match (is_cooled && set.stack.is_empty(), is_light) {
            (true, _) => "indoors-cooled",
            (false, true) => "indoors-light",
            (false, false) => "indoors-all-on",
        })
    } else {
        tell(if is_cooled { "indoors-cooled-with" } else { "indoors-without" }, &spare)
    };
    Indoors {
        insulation_clo: rounded(set.levels[plan.indoor_layers].insulation_clo, 100.0),
        take_off: ids(&off),
        text,
    }
}

fn start(plan: &Plan, speaker: Speaker<'_>) -> Start {
    let set = &plan.set;
    let first = plan.changes.first().map(|change| change.before);
    let on = first.or(plan.carried.map(|carried| carried.from_layer)).unwrap_or(set.stack.len());
    let without = layers(set, on..set.stack.len());
    let text = if without.is_empty() {
        speaker.say("start-all")
    } else {
        speaker.tell("start-without", Facts::new().text("garments", listed(&without, speaker)))
    };
    Start { insulation_clo: rounded(set.levels[on].insulation_clo, 100.0), without: ids(&without), text }
}

fn changes(occasion: &Occasion, plan: &Plan, speaker: Speaker<'_>) -> Vec<Change> {
    // What has been off before is put on again.
    let mut taken_off = usize::MAX;
    plan.changes
        .iter()
        .map(|&LayerChange { hour, before, after }| {
            let again = after > before && before >= taken_off;
            taken_off = taken_off.min(if after < before { after } else { usize::MAX });
            // What is only worn if need be comes off first, too.
            let is_outermost = plan.carried.is_some_and(|carried| carried.from_layer == before);
            let top = if after < before && is_outermost { plan.set.stack.len() } else { before.max(after) };
            let garments = layers(&plan.set, before.min(after)..top);
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

fn carried(occasion: &Occasion, plan: &Plan, speaker: Speaker<'_>) -> Option<Carried> {
    let carried = plan.carried?;
    let garments = layers(&plan.set, carried.from_layer..plan.set.stack.len());
    let level = plan.set.levels[carried.from_layer];
    let hour = &occasion.hours[occasion.coldest(level.cloth).hour];
    let leaving = occasion.coldest(level.cloth).hour < MORNING_WORD_H;
    let message = match carried.chance_needed {
        ..SPARE_LAYER_PROBABILITY if warmest_c(occasion) >= COOLED_INDOORS_FROM_C => "carried-cooled",
        ..SPARE_LAYER_PROBABILITY => "carried-spare",
        _ if leaving => "carried-morning",
        LIKELY_WORD_PROBABILITY.. => "carried-likely",
        _ => "carried",
    };
    let facts = Facts::new()
        .text("garments", listed(&garments, speaker))
        .text("kind", kind(&garments))
        .text("hour", speaker.hour(hour.time.time()))
        .whole("chance", 5.0 * (carried.chance_needed * 20.0).round());
    Some(Carried {
        garments: ids(&garments),
        chance_needed: rounded(carried.chance_needed, 100.0),
        text: speaker.tell(message, facts),
    })
}

fn limit(occasion: &Occasion, plan: &Plan, shortfall: &Shortfall, speaker: Speaker<'_>) -> Limit {
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
    let hour = coldest(occasion).unwrap_or(&occasion.hours[plan.deciding.hour]);
    let cautious_c = occasion.body.dressed_for_c(hour);
    let facts = Facts::new()
        .text("cautious", speaker.temperature(cautious_c))
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
