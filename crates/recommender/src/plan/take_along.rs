//! What is in the bag for weather that is colder or wetter than is likely, and how likely
//! it is to be wanted.

use std::sync::Arc;

use common::forecast::QUANTILE_LEVELS;
use common::recommendation::GarmentCategory;

use super::occasion::{Measures, Occasion, UmbrellaUse, bare_skin_c, highest};
use super::sets::Set;
use crate::comfort::ensemble_insulation_clo;
use crate::tuning::{
    CARRIED_FROM_PROBABILITY, CARRIED_UP_TO_PROBABILITY, CARRIED_WARMTH_CLO, CERTAIN_SPREAD_K, MOST_CARRIED,
    RUCKSACK_LAYER_MOST_CLO,
};
use crate::wardrobe::{BodyPart, Garment, MOST_WATERPROOF, Piece, Purpose, Rack};
use crate::weather::Hour;

/// One piece in the bag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Carried {
    pub(crate) garment: Arc<Garment>,
    /// How likely it is to be wanted, 0.1 to 0.5.
    pub(crate) chance_needed: f64,
    /// The hour in which it will be, if at all.
    pub(crate) hour: usize,
    pub(crate) reason: Reason,
}

/// What a piece is in the bag for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It may be colder than is likely.
    Cold,
    /// It may rain or snow.
    Rain,
    /// One rests on the way.
    Rests,
}

/// What only the careful case asks for beyond a set, the likeliest first.
pub(super) fn take_along(rack: &Rack, occasion: &Occasion, measures: &Measures, set: &Set) -> Vec<Carried> {
    let mut carried: Vec<Carried> = for_bare_skin(rack, occasion, set);
    let rests = for_rests(rack, occasion, measures, set);
    carried.extend(rests.or_else(|| for_warmth(rack, occasion, measures, set)));
    carried.retain(|piece| {
        (CARRIED_FROM_PROBABILITY..=CARRIED_UP_TO_PROBABILITY).contains(&piece.chance_needed)
    });
    carried.sort_by(|a, b| b.chance_needed.total_cmp(&a.chance_needed));
    let for_rain = for_rain(rack, occasion, set);
    // One coat for everything.
    let is_coat = |piece: &Carried| piece.garment.category == GarmentCategory::Outer;
    carried.retain(|piece| !(is_coat(piece) && for_rain.as_ref().is_some_and(is_coat)));
    carried.truncate(MOST_CARRIED - usize::from(for_rain.is_some()));
    for_rain.into_iter().chain(carried).collect()
}

/// An umbrella, or a rain jacket for whoever has no hand free.
fn for_rain(rack: &Rack, occasion: &Occasion, set: &Set) -> Option<Carried> {
    let is_umbrella = |garment: &Garment| garment.purpose == Some(Purpose::Rain);
    let is_rain_jacket = |garment: &Garment| garment.hooded && garment.waterproof == MOST_WATERPROOF;
    let is_of_use = |garment: &Garment| match occasion.umbrella {
        UmbrellaUse::Along => is_umbrella(garment),
        UmbrellaUse::None => is_rain_jacket(garment) && occasion.hood_along,
        UmbrellaUse::Open => false,
    };
    if set.garments().into_iter().any(|garment| is_of_use(garment)) {
        return None;
    }
    let kinds = [GarmentCategory::Accessory, GarmentCategory::Outer];
    let piece = kinds.into_iter().flat_map(|kind| rack.of(kind)).find(|piece| is_of_use(&piece.garment))?;
    let hour = highest(&occasion.hours, |hour| hour.precipitation_probability)?;
    Some(Carried {
        garment: Arc::clone(&piece.garment),
        chance_needed: occasion.rain_chance,
        hour,
        reason: Reason::Rain,
    })
}

/// Scarf, gloves and hat have a temperature of their own each.
fn for_bare_skin(rack: &Rack, occasion: &Occasion, set: &Set) -> Vec<Carried> {
    let body = &occasion.body;
    let skin_c = |hour: &Hour, temperature_c| bare_skin_c(hour, temperature_c, body);
    let Some(coldest) = highest(&occasion.hours, |hour| -skin_c(hour, body.careful_c(hour))) else {
        return Vec::new();
    };
    let hour = &occasion.hours[coldest];
    if is_certain(hour, occasion) {
        return Vec::new();
    }
    let careful_c = skin_c(hour, body.careful_c(hour));
    let mut found: Vec<Carried> = Vec::new();
    for Piece { garment, .. } in rack.of(GarmentCategory::Accessory) {
        let wanted = garment.purpose == Some(Purpose::Cold)
            && body.wants(garment, careful_c)
            && garment.suits_air(occasion.air_c);
        let worn = set.garments().into_iter().filter(|worn| worn.category == GarmentCategory::Accessory);
        let others = worn.map(AsRef::as_ref).chain(found.iter().map(|carried| carried.garment.as_ref()));
        let free = garment.adds_to(others);
        if wanted && free {
            let excess = hour
                .temperature_quantiles_c
                .map(|temperature_c| body.wants_up_to_c(garment) - skin_c(hour, temperature_c));
            let chance_needed = probability_above_zero(&excess);
            found.push(Carried {
                garment: Arc::clone(garment),
                chance_needed,
                hour: coldest,
                reason: Reason::Cold,
            });
        }
    }
    found
}

/// One more layer, where there is room for it.
fn for_warmth(rack: &Rack, occasion: &Occasion, measures: &Measures, set: &Set) -> Option<Carried> {
    let (full, body) = (set.full(), &occasion.body);
    let likely_clo = occasion.coldest(full.cloth).required_clo;
    let coldest = highest(&occasion.hours, |hour| -body.careful_c(hour))?;
    let hour = &occasion.hours[coldest];
    let careful = occasion.careful(full.cloth, measures)?;
    let missing_clo = careful.required_clo - full.insulation_clo;
    if is_certain(hour, occasion) || missing_clo < CARRIED_WARMTH_CLO || full.insulation_clo < likely_clo {
        return None;
    }
    let lacking = Lacking { missing_clo, dressing_c: careful.dressing_c, most_clo: f64::INFINITY };
    let garment = further_layer(rack, occasion, set, lacking)?;
    let share = (full.insulation_clo - likely_clo) / (careful.required_clo - likely_clo);
    let enough_down_to_c = hour.temperature_c + share * (body.careful_c(hour) - hour.temperature_c);
    let excess = hour.temperature_quantiles_c.map(|temperature_c| enough_down_to_c - temperature_c);
    let chance_needed = probability_above_zero(&excess);
    Some(Carried { garment, chance_needed, hour: coldest, reason: Reason::Cold })
}

/// What a hiker puts on at rests and on the way down, which is half of the time.
fn for_rests(rack: &Rack, occasion: &Occasion, measures: &Measures, set: &Set) -> Option<Carried> {
    let resting = occasion.body.resting()?;
    let at_rest = Occasion::new(occasion.hours.clone(), resting, occasion.norm, measures)?;
    let full = set.full();
    let asked = at_rest.coldest(full.cloth);
    let missing_clo = asked.required_clo - full.insulation_clo;
    if missing_clo < CARRIED_WARMTH_CLO {
        return None;
    }
    let lacking = Lacking { missing_clo, dressing_c: at_rest.dressing_c, most_clo: RUCKSACK_LAYER_MOST_CLO };
    let garment = further_layer(rack, occasion, set, lacking)?;
    Some(Carried {
        garment,
        chance_needed: CARRIED_UP_TO_PROBABILITY,
        hour: asked.hour,
        reason: Reason::Rests,
    })
}

/// What a set lacks, clo, and as for which air people dress who have it, °C.
struct Lacking {
    missing_clo: f64,
    dressing_c: f64,
    /// What is thicker is not carried, clo.
    most_clo: f64,
}

/// A coat where none is worn, or else something under it: of what is warm enough the one
/// that is liked best, or else the warmest. In a rucksack is room for a warmer one of what is
/// worn already, too.
fn further_layer(rack: &Rack, occasion: &Occasion, set: &Set, lacking: Lacking) -> Option<Arc<Garment>> {
    let worn = set.garments();
    let has = |category| worn.iter().any(|garment| garment.category == category);
    let categories = [GarmentCategory::Outer, GarmentCategory::Mid];
    let free = categories.into_iter().find(|category| !has(*category));
    let categories = match free {
        Some(free) => vec![free],
        None if lacking.most_clo.is_finite() => categories.to_vec(),
        None => return None,
    };
    categories.into_iter().find_map(|category| further_piece(rack, occasion, &worn, category, &lacking))
}

fn further_piece(
    rack: &Rack,
    occasion: &Occasion,
    worn: &[&Arc<Garment>],
    category: GarmentCategory,
    lacking: &Lacking,
) -> Option<Arc<Garment>> {
    let bare_arms = !worn.iter().any(|garment| garment.covers(BodyPart::Arms));
    let over_the_trunk = worn.iter().filter(|it| it.covers(BodyPart::Torso) && it.category < category);
    let under = over_the_trunk.map(|garment| garment.layer).max().unwrap_or_default();
    let worn_clo = worn.iter().filter(|it| it.category == category).map(|it| it.insulation.clo).sum::<f64>();
    let fits = |piece: &&Piece| {
        let garment = &piece.garment;
        let is_for_rain = garment.waterproof == MOST_WATERPROOF && garment.category == GarmentCategory::Outer;
        garment.layer > under
            && garment.insulation.clo > worn_clo
            && garment.insulation.clo <= lacking.most_clo
            && (garment.covers(BodyPart::Arms) || !bare_arms)
            && !(is_for_rain && occasion.rain_chance < CARRIED_FROM_PROBABILITY)
    };
    let added_clo = |piece: &Piece| {
        ensemble_insulation_clo(piece.garment.insulation.clo) - ensemble_insulation_clo(worn_clo)
    };
    let options = rack.options(category, lacking.dressing_c, occasion.air_c);
    let fitting = || options.iter().copied().filter(fits);
    let enough = fitting().find(|piece| added_clo(piece) >= lacking.missing_clo);
    let piece = enough.or_else(|| fitting().max_by(|a, b| added_clo(a).total_cmp(&added_clo(b))))?;
    Some(Arc::clone(&piece.garment))
}

/// Whether the careful case is as good as the likely one.
fn is_certain(hour: &Hour, occasion: &Occasion) -> bool {
    hour.temperature_c - occasion.body.careful_c(hour) < CERTAIN_SPREAD_K
}

/// The probability that what falls along the quantiles is above zero; the
/// forecast tells none below 5 % and above 95 %.
fn probability_above_zero(falling: &[f64; QUANTILE_LEVELS.len()]) -> f64 {
    let levels = QUANTILE_LEVELS.map(f64::from);
    let below = falling.partition_point(|value| *value > 0.0);
    let (first, last) = (levels[0], levels[levels.len() - 1]);
    match (below.checked_sub(1), falling.get(below)) {
        (None, _) => first,
        (Some(_), None) => last,
        (Some(above), Some(&under)) => {
            let part = falling[above] / (falling[above] - under);
            levels[above] + part * (levels[below] - levels[above])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chance_is_read_off_the_quantiles() {
        let chance = |shift: f64| {
            probability_above_zero(&[3.0, 2.0, 1.0, 0.0, -1.0, -2.0, -3.0].map(|value: f64| value + shift))
        };
        for (shift, expected) in
            [(-10.0, 0.05), (-2.0, 0.1), (0.0, 0.5), (0.5, 0.625), (2.0, 0.9), (10.0, 0.95)]
        {
            assert!((chance(shift) - expected).abs() < 1e-6, "{shift}: {}", chance(shift));
        }
    }
}
