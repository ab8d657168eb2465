//! When to take something off and put it on again.

use std::ops::Range;
use std::sync::Arc;

use common::recommendation::GarmentCategory;

use super::occasion::{Occasion, bare_skin_c, highest};
use super::sets::{MOST_LAYERS, Set};
use crate::comfort::ireq::Cloth;
use crate::tuning::{
    AS_COLD_WITHIN_K, BACK_ON_WHEN_COLDER_BY_K, COAT_OFF_IN_COLD_COST, COAT_OFF_IN_COLD_COSTS_AGAIN_K,
    COAT_OFF_IN_COLD_RAIN_OR_WIND_COST, COAT_ON_IN_WARM_COST, COAT_OVER_SHIRT_BELOW_C,
    COAT_OVER_SWEATER_BELOW_C, COLD_HANDS_COST, COST_PER_CHANGE, COVERED_ARMS_BELOW_C,
    CYCLISTS_EASE_WITH_COAT_OFF_K, GLOVES_STAY_ON_K, HEAVY_COAT_CLO, HEAVY_COAT_OVER_VEST_BELOW_C,
    HOUR_DEFICIT_COST_PER_CLO, HOUR_EXCESS_COST_PER_CLO, HOUR_EXCESS_TOLERATED_CLO, JACKET_ON_SHARE_OF_WORST,
    LIGHT_COAT_OVER_SWEATER_BELOW_C, LIGHT_COAT_OVER_VEST_BELOW_C, LIKELY_WET_PROBABILITY,
    MOST_CHANGES_PER_DAY, NEEDLESS_ACCESSORIES_COST, NO_COAT_FROM_C, NO_COAT_OVER_SWEATER_FROM_C,
    NO_SWEATER_FROM_C, RAINCOAT_OFF_IN_WET_COST, SHORTEST_OFF_H, WET_CLOTHES_PROBABILITY,
    WINDBREAK_STAYS_ON_K, WINDBREAK_UP_TO_C, WINDBREAK_WANTED_MS,
};
use crate::wardrobe::{BodyPart, Garment, Kit};
use crate::weather::{Hour, feels_like_c};

/// Something for each number of changes so far, and of layers that are on.
type Table<T> = [[T; MOST_LAYERS + 1]; MOST_CHANGES_PER_DAY + 1];

/// How many layers of the stack are on in each hour: the course that costs least,
/// with at most three changes. All are on in the hour that asks for most: nothing is in a
/// set that is not worn at some time.
pub(crate) fn layers_on(occasion: &Occasion, set: &Set, cloths: &[Cloth]) -> Vec<usize> {
    let (levels, hours) = (&set.levels, occasion.hours.len());
    let is_accessory = |layer: &Vec<Arc<Garment>>| layer_has(layer, GarmentCategory::Accessory);
    let clothes = set.stack.iter().position(is_accessory).unwrap_or(set.stack.len());
    // How warm bare skin may feel for somebody to want what is in each layer of accessories, °C.
    let accessories_up_to_c: Vec<f64> = set.stack[clothes..]
        .iter()
        .map(|layer| {
            let each = layer.iter().map(|garment| occasion.body.wants_up_to_c(garment));
            each.fold(f64::NEG_INFINITY, f64::max)
        })
        .collect();
    // How many layers are on with a coat, or with the sweater where there is none.
    let is_coat = |layer: &Vec<_>| layer_has(layer, GarmentCategory::Outer);
    let coat = set
        .stack
        .iter()
        .position(is_coat)
        .or_else(|| set.stack.iter().position(|layer| layer_has(layer, GarmentCategory::Mid)))
        .map_or(0, |layer| layer + 1);
    let has = |layers: &[Vec<Arc<Garment>>], fits: fn(&Garment) -> bool| {
        layers.iter().flatten().any(|garment| fits(garment))
    };
    let covers_hands: fn(&Garment) -> bool = |garment| garment.covers(BodyPart::Hands);
    let (below, outermost) = set.stack[..coat].split_at(coat.saturating_sub(1));
    let keeps_dry = has(outermost, Garment::is_coat_against_rain);
    let has_bare_arms = occasion.body.kit() == Kit::Everyday
        && !set.base.iter().any(|garment| garment.covers(BodyPart::Arms));
    let is_heavy = has(outermost, |garment| garment.insulation.clo >= HEAVY_COAT_CLO);
    // It leaves the arms in a shirt.
    let is_vest = !has(below, |garment| garment.covers(BodyPart::Arms));
    let coat_over_mid_c = match (is_heavy, is_vest) {
        (true, false) => COAT_OVER_SWEATER_BELOW_C,
        (true, true) => HEAVY_COAT_OVER_VEST_BELOW_C,
        (false, false) => LIGHT_COAT_OVER_SWEATER_BELOW_C,
        (false, true) => LIGHT_COAT_OVER_VEST_BELOW_C,
    };
    // The hours in which it falls, if it does.
    let worst = occasion.hours.iter().map(|hour| hour.precipitation_probability).fold(0.0, f64::max);
    let likely =
        if occasion.felt_c < NO_COAT_FROM_C { LIKELY_WET_PROBABILITY } else { WET_CLOTHES_PROBABILITY };
    let rain_from =
        if occasion.wet || occasion.hood { (JACKET_ON_SHARE_OF_WORST * worst).min(likely) } else { likely };
    let rains = |hour: usize| keeps_dry && occasion.hours[hour].precipitation_probability >= rain_from;
    let least = least_on(occasion, set, clothes);
    let hour_cost = |hour: usize, layers: usize| {
        if layers < least[hour] {
            return f64::INFINITY;
        }
        // Hat and gloves are for bare skin.
        let level = if layers >= clothes { set.full() } else { levels[layers] };
        let missing = occasion.required_in_hour_clo(hour, level.cloth, cloths) - level.insulation_clo;
        let (weather, body) = (&occasion.hours[hour], &occasion.body);
        let felt_c = weather.temperature_c + body.shift_k;
        let coat_c = match layers {
            0 if has_bare_arms => COVERED_ARMS_BELOW_C,
            0 => COAT_OVER_SHIRT_BELOW_C,
            _ if layers < coat => coat_over_mid_c,
            _ => f64::NEG_INFINITY,
        };
        let too_warm = match layers {
            0 => false,
            _ if layers < coat => felt_c + occasion.ease_k >= NO_SWEATER_FROM_C,
            _ if coat > 1 => felt_c + occasion.ease_k >= NO_COAT_OVER_SWEATER_FROM_C,
            _ => felt_c + occasion.ease_k >= NO_COAT_FROM_C,
        };
        let too_cold_k = if coat > 0 { coat_c - felt_c - ease_with_coat_off_k(occasion) } else { 0.0 };
        let soaked = layers < coat && rains(hour);
        let blows = occasion.windbreak
            && layers < coat
            && felt_c < WINDBREAK_UP_TO_C + WINDBREAK_STAYS_ON_K
            && weather.wind_speed_ms >= WINDBREAK_WANTED_MS;
        let skin_c = bare_skin_c(weather, weather.temperature_c, body);
        let accessories_cost = |(layer, up_to_c): (usize, &f64)| {
            // Whoever climbs has no pocket for them at every turn, nor has a rider for gloves.
            let stay_on = match body.kit() {
                Kit::Sports => body.ride_speed_ms() <= 0.0 || has(&set.stack[layer..=layer], covers_hands),
                Kit::Everyday | Kit::Running => false,
            };
            let stay_k = if stay_on { GLOVES_STAY_ON_K } else { 0.0 };
            match (skin_c <= up_to_c + stay_k, layer < layers) {
                (true, false) => COLD_HANDS_COST,
                (false, true) => NEEDLESS_ACCESSORIES_COST,
                (true, true) | (false, false) => 0.0,
            }
        };
        HOUR_DEFICIT_COST_PER_CLO * missing.max(0.0)
            + HOUR_EXCESS_COST_PER_CLO * (-missing - HOUR_EXCESS_TOLERATED_CLO).max(0.0)
            + (clothes..).zip(&accessories_up_to_c).map(accessories_cost).sum::<f64>()
            + match blows {
                true if felt_c < COAT_OVER_SWEATER_BELOW_C => COAT_OFF_IN_COLD_RAIN_OR_WIND_COST,
                true => COAT_OFF_IN_COLD_COST,
                false => 0.0,
            }
            + match soaked {
                true if felt_c < NO_COAT_FROM_C => COAT_OFF_IN_COLD_RAIN_OR_WIND_COST,
                true => RAINCOAT_OFF_IN_WET_COST,
                false => 0.0,
            }
            + if too_cold_k > 0.0 {
                COAT_OFF_IN_COLD_COST * (too_cold_k / COAT_OFF_IN_COLD_COSTS_AGAIN_K).clamp(1.0, 2.0)
            } else {
                0.0
            }
            + if too_warm { COAT_ON_IN_WARM_COST } else { 0.0 }
    };
    // cheapest[changes][layers]: what the hours so far cost at least, when the
    // last of them has so many layers on after so many changes.
    let mut cheapest: Table<f64> = Default::default();
    let mut came_from: Vec<Table<(usize, usize)>> = Vec::with_capacity(hours);
    for index in 0..hours {
        let mut next: Table<f64> = Default::default();
        let mut from: Table<(usize, usize)> = Default::default();
        // Indoors everything comes off anyway.
        let is_inside_before = index > 0 && !occasion.hours[index].follows(&occasion.hours[index - 1]);
        let change_cost = if is_inside_before { 0.0 } else { COST_PER_CHANGE };
        for layers in 0..levels.len() {
            let cost = hour_cost(index, layers);
            for changes in 0..=MOST_CHANGES_PER_DAY {
                let (so_far, origin) = if index == 0 {
                    (if changes == 0 { 0.0 } else { f64::INFINITY }, (0, layers))
                } else {
                    best_before(&cheapest, (changes, layers), levels.len(), change_cost)
                };
                next[changes][layers] = so_far + cost;
                from[changes][layers] = origin;
            }
        }
        cheapest = next;
        came_from.push(from);
    }
    let mut end = (0, 0);
    for changes in 0..=MOST_CHANGES_PER_DAY {
        for layers in 0..levels.len() {
            if cheapest[changes][layers] < cheapest[end.0][end.1] {
                end = (changes, layers);
            }
        }
    }
    let mut course = Vec::with_capacity(hours);
    for from in came_from.iter().rev() {
        course.push(end.1);
        end = from[end.0][end.1];
    }
    course.reverse();
    not_before_it_cools(&mut course, occasion, &least, rains);
    not_back_on_in_like_air(&mut course, occasion, hour_cost, rains);
    not_for_a_moment(&mut course);
    course
}

/// How many layers are on in each hour at least: all that are clothes in the one that asks
/// for most of them, and hat and gloves in the one that bare skin feels most. `clothes` is the
/// number of layers without those.
fn least_on(occasion: &Occasion, set: &Set, clothes: usize) -> Vec<usize> {
    let mut least = vec![0; occasion.hours.len()];
    let decisive = occasion.coldest(set.levels[clothes].cloth).hour;
    let as_cold_c = feels_like_c(&occasion.hours[decisive]) + AS_COLD_WITHIN_K;
    // In warm rain the coat is on when it rains, not when it is coolest.
    let is_for_rain = occasion.wet
        && clothes > 0
        && layer_has(&set.stack[clothes - 1], GarmentCategory::Outer)
        && occasion.felt_c + ease_with_coat_off_k(occasion) >= NO_COAT_FROM_C;
    let warm_enough = if is_for_rain { clothes - 1 } else { clothes };
    for (hour, least) in occasion.hours.iter().zip(&mut least) {
        if feels_like_c(hour) <= as_cold_c {
            *least = warm_enough;
        }
    }
    if is_for_rain && let Some(hour) = highest(&occasion.hours, |hour| hour.precipitation_probability) {
        least[hour] = clothes;
    }
    let skin_c = |hour: &Hour| bare_skin_c(hour, hour.temperature_c, &occasion.body);
    if clothes < set.stack.len()
        && let Some(hour) = highest(&occasion.hours, |hour| -skin_c(hour))
    {
        least[hour] = set.stack.len();
    }
    least
}

/// By how much warmer than it is people take the air when they decide on a coat, K: whoever
/// walks stops at crossings, and on a bicycle it blows.
fn ease_with_coat_off_k(occasion: &Occasion) -> f64 {
    match occasion.body.kit() {
        Kit::Sports if occasion.body.ride_speed_ms() > 0.0 => {
            occasion.ease_k.min(CYCLISTS_EASE_WITH_COAT_OFF_K)
        }
        Kit::Sports => occasion.ease_k,
        Kit::Everyday | Kit::Running => 0.0,
    }
}

fn not_for_a_moment(course: &mut [usize]) {
    for hour in 1..course.len() {
        let before = course[hour - 1];
        let back = course[hour..].iter().position(|layers| *layers >= before);
        if let Some(off_h @ 1..SHORTEST_OFF_H) = back {
            course[hour..hour + off_h].fill(before);
        }
    }
}

/// Nobody puts back on what came off while it is as warm as it was then, unless it rains.
fn not_before_it_cools(
    course: &mut [usize],
    occasion: &Occasion,
    least: &[usize],
    rains: impl Fn(usize) -> bool,
) {
    let mut came_off_at_c = f64::INFINITY;
    for hour in 1..course.len() {
        let now_c = occasion.hours[hour].temperature_c;
        if course[hour] < course[hour - 1] {
            came_off_at_c = now_c;
        } else if course[hour] > course[hour - 1] && now_c >= came_off_at_c && !rains(hour) {
            course[hour] = course[hour - 1].max(least[hour]);
        }
    }
}

/// Nobody puts back on what came off in air that is hardly colder, unless it rains then: it
/// stays on, or off until it is colder, whichever costs less.
fn not_back_on_in_like_air(
    course: &mut [usize],
    occasion: &Occasion,
    hour_cost: impl Fn(usize, usize) -> f64,
    rains: impl Fn(usize) -> bool,
) {
    for back in 1..course.len() {
        let (lower, higher) = (course[back - 1], course[back]);
        let on_before = course[..back].iter().rposition(|layers| *layers >= higher);
        let Some(on_before) = on_before.filter(|_| lower < higher) else { continue };
        let off = on_before + 1..back;
        let felt_c = occasion.hours[off.clone()].iter().map(feels_like_c);
        let warmest_c = felt_c.fold(f64::NEG_INFINITY, f64::max);
        let is_colder =
            |hour: usize| warmest_c - feels_like_c(&occasion.hours[hour]) >= BACK_ON_WHEN_COLDER_BY_K;
        let is_inside = occasion.hours[on_before..=back].array_windows().any(|[a, b]| !b.follows(a));
        if is_colder(back) || is_inside || rains(on_before) || rains(back) {
            continue;
        }
        let is_over = |&hour: &usize| course[hour] < higher || is_colder(hour);
        let later = (back..course.len()).find(is_over).unwrap_or(course.len());
        let added_cost = |hours: Range<usize>, layers| {
            hours.map(|hour| hour_cost(hour, layers) - hour_cost(hour, course[hour])).sum::<f64>()
        };
        if added_cost(off.clone(), higher) <= added_cost(back..later, lower) {
            course[off].fill(higher);
        } else {
            course[back..later].fill(lower);
        }
    }
}

fn layer_has(layer: &[Arc<Garment>], category: GarmentCategory) -> bool {
    layer.iter().any(|garment| garment.category == category)
}

/// The cheapest way to come to these layers with this many changes: to keep what
/// is on, or to change from something else.
fn best_before(
    cheapest: &Table<f64>,
    (changes, layers): (usize, usize),
    levels: usize,
    change_cost: f64,
) -> (f64, (usize, usize)) {
    let mut best = (cheapest[changes][layers], (changes, layers));
    if let Some(fewer) = changes.checked_sub(1) {
        for (other, cost) in cheapest[fewer][..levels].iter().enumerate() {
            if other != layers && cost + change_cost < best.0 {
                best = (cost + change_cost, (fewer, other));
            }
        }
    }
    best
}
