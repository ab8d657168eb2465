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
};
use crate::wardrobe::{BodyPart, Garment, Piece, Purpose, Rack};
use crate::weather::Hour;

/// One piece in the bag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Carried {
    pub(crate) garment: Arc<Garment>,
    /// How likely it is to be wanted, 0.1 to 0.5.
    pub(crate) chance_needed: f64,
    /// The hour in which it will be, if at all.
    pub(crate) hour: usize,
    /// It is for rests.
    pub(crate) for_rests: bool,
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
    let umbrella = umbrella(rack, occasion, set);
    carried.truncate(MOST_CARRIED - usize::from(umbrella.is_some()));
    umbrella.into_iter().chain(carried).collect()
}

fn umbrella(rack: &Rack, occasion: &Occasion, set: &Set) -> Option<Carried> {
    let is_umbrella = |garment: &Garment| garment.purpose == Some(Purpose::Rain);
    if occasion.umbrella != UmbrellaUse::Along || set.along.iter().any(|garment| is_umbrella(garment)) {
        return None;
    }
    let piece = rack.of(GarmentCategory::Accessory).iter().find(|piece| is_umbrella(&piece.garment))?;
    let hour = highest(&occasion.hours, |hour| hour.precipitation_probability)?;
    Some(Carried {
        garment: Arc::clone(&piece.garment),
        chance_needed: occasion.rain_chance,
        hour,
        for_rests: false,
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
            && garment.is_worn_at(careful_c)
            && garment.suits_air(occasion.air_c);
        let worn = set.garments().into_iter().filter(|worn| worn.category == GarmentCategory::Accessory);
        let others = worn.map(AsRef::as_ref).chain(found.iter().map(|carried| carried.garment.as_ref()));
        let free = garment.adds_to(others);
        if wanted && free {
            let excess = hour
                .temperature_quantiles_c
                .map(|temperature_c| garment.worn_up_to_c() - skin_c(hour, temperature_c));
            let chance_needed = probability_above_zero(&excess);
            found.push(Carried {
                garment: Arc::clone(garment),
                chance_needed,
                hour: coldest,
                for_rests: false,
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
    let garment =
        further_layer(rack, occasion, set, Lacking { missing_clo, dressing_c: careful.dressing_c })?;
    let share = (full.insulation_clo - likely_clo) / (careful.required_clo - likely_clo);
    let enough_down_to_c = hour.temperature_c + share * (body.careful_c(hour) - hour.temperature_c);
    let excess = hour.temperature_quantiles_c.map(|temperature_c| enough_down_to_c - temperature_c);
    let chance_needed = probability_above_zero(&excess);
    Some(Carried { garment, chance_needed, hour: coldest, for_rests: false })
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
    let garment =
        further_layer(rack, occasion, set, Lacking { missing_clo, dressing_c: at_rest.dressing_c })?;
    Some(Carried { garment, chance_needed: CARRIED_UP_TO_PROBABILITY, hour: asked.hour, for_rests: true })
}

/// What a set lacks, clo, and as for which air people dress who have it, °C.
struct Lacking {
    missing_clo: f64,
    dressing_c: f64,
}

/// A coat where none is worn, or else something under it: of what is warm enough the one
/// that is liked best, or else the warmest.
fn further_layer(rack: &Rack, occasion: &Occasion, set: &Set, lacking: Lacking) -> Option<Arc<Garment>> {
    let worn = set.garments();
    let has = |category| worn.iter().any(|garment| garment.category == category);
    let bare_arms = !worn.iter().any(|garment| garment.covers(BodyPart::Arms));
    let categories = [GarmentCategory::Outer, GarmentCategory::Mid];
    let category = categories.into_iter().find(|category| !has(*category))?;
    let over_the_trunk = worn.iter().filter(|it| it.covers(BodyPart::Torso) && it.category < category);
    let under = over_the_trunk.map(|garment| garment.layer).max().unwrap_or_default();
    let fits = |piece: &&Piece| {
        let garment = &piece.garment;
        garment.layer > under && (garment.covers(BodyPart::Arms) || !bare_arms)
    };
    let added_clo =
        |piece: &Piece| ensemble_insulation_clo(piece.garment.insulation.clo) - ensemble_insulation_clo(0.0);
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
