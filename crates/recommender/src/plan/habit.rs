//! The set that people of a style would put on: the lightest step of the style's ladder
//! that is warm enough, with a thinner top on a day that turns warm, and with a coat and
//! shoes against the weather where it wants others.

use std::sync::Arc;

use common::recommendation::GarmentCategory;

use super::choice::Choice;
use super::occasion::Occasion;
use super::parts::{
    Base, Stack, is_fit_coat, keeps_dry, shoes_against_the_wet, stacks, underwear_clo, wants_long_johns,
    wants_rain_trousers,
};
use super::sets::Set;
use crate::comfort::ensemble_insulation_clo;
use crate::tuning::{
    COAT_IN_COLDEST_HOUR_COLDER_BY_AT_MOST_K, COOL_BELOW_C, EVENING_LAYER_BELOW_C,
    EVENING_LAYER_FROM_SWING_K, NOTHING_MISSING_CLO, THIN_TOP_FROM_C, THIN_TOP_FROM_SWING_K,
    THINNER_THAN_HABIT_BY_AT_MOST_CLO, WINDPROOF_LEGS_UP_TO_C,
};
use crate::wardrobe::{BodyPart, Garment, Kit, MOST_WATERPROOF, Piece, Rack, Rung};

/// `None` where somebody does not have the clothes of the step, insists on others, or
/// needs more than any step gives.
pub(super) fn habitual(choice: &Choice<'_>, ladder: &[Rung]) -> Option<Set> {
    let &Choice { rack, occasion, ref accessories, .. } = choice;
    if rack.has_locked_clothes() {
        return None;
    }
    let first = step(rack, ladder, occasion, accessories.sum_clo)?;
    let usual = on_rung(rack, &ladder[..=first], occasion)?;
    let (usual_base, usual_stack) = thin_top(choice, ladder, first, &usual).unwrap_or(usual);
    let usual_stack = evening_layer(rack, ladder, &usual_stack, occasion).unwrap_or(usual_stack);
    let is_warm = |base: &Base<'_>, stack: &Stack<'_>| choice.missing_clo(base, stack) <= NOTHING_MISSING_CLO;
    // What is for colder air is neither on the steps nor among the others.
    let fits = |stack: &Stack<'_>| is_fit_coat(stack.outer, occasion);
    let is_last = first + 1 == ladder.len();
    if fits(&usual_stack) && (is_last || is_warm(&usual_base, &usual_stack)) {
        return Some(choice.build(&usual_base, &usual_stack));
    }
    let others = stacks(rack, occasion);
    let alone = others.iter().filter(|stack| stack.mid.is_none() && stack.over_bottom.is_none());
    let coats: Vec<&Piece> = alone.filter_map(|stack| stack.outer).collect();
    let usual_clo = usual_base.sum_clo + usual_stack.sum_clo;
    // Another coat, and where it is thinner more below it: what people wear when it is colder.
    let in_another_coat = |fits: &dyn Fn(&Stack<'_>) -> bool| {
        let mut least: Option<(f64, Base<'_>, Stack<'_>)> = None;
        for step in (first..ladder.len()).chain((0..first).rev()) {
            let (base, stack) = if step == first {
                (usual_base, usual_stack)
            } else {
                on_rung(rack, &ladder[..=step], occasion)?
            };
            let cost = |other: &Stack<'_>| choice.cost(&base, other) + usual_stack.unlike_cost(other);
            // The same below a coat that fits.
            let recoated: Vec<Stack<'_>> = if fits(&stack) {
                Vec::new()
            } else {
                let under = |coat| Stack::new(stack.mid, Some(coat), stack.over_bottom, occasion);
                coats.iter().copied().map(under).collect()
            };
            let fitting = || others.iter().chain(&recoated).chain([&stack]).filter(|other| fits(other));
            let is_thin = |other: &Stack<'_>| {
                base.sum_clo + other.sum_clo < usual_clo - THINNER_THAN_HABIT_BY_AT_MOST_CLO
            };
            let warm = fitting().filter(|other| is_warm(&base, other) && !is_thin(other));
            if let Some(best) = warm.min_by(|a, b| cost(a).total_cmp(&cost(b))) {
                let over_bottom = best.over_bottom.or(usual_stack.over_bottom);
                let best = Stack::new(best.mid, best.outer, over_bottom, occasion);
                return Some((choice.missing_clo(&base, &best), base, best));
            }
            for other in fitting() {
                let missing_clo = choice.missing_clo(&base, other);
                if least.is_none_or(|(least, ..)| missing_clo < least) {
                    least = Some((missing_clo, base, *other));
                }
            }
        }
        least
    };
    let is_enough = |&(missing_clo, ..): &(f64, Base<'_>, Stack<'_>)| missing_clo <= NOTHING_MISSING_CLO;
    let fit = in_another_coat(&fits);
    // Rather a warm coat that lets some wind in than a windproof one that is too thin.
    let warm = || {
        if !occasion.windbreak || occasion.blown {
            return None;
        }
        in_another_coat(&|stack| keeps_dry(stack.outer, occasion)).filter(is_enough)
    };
    let chosen = fit.filter(is_enough).or_else(warm).or(fit);
    chosen.map(|(_, base, stack)| choice.build(&base, &stack))
}

/// On a day that begins or ends cool a top for the warm afternoon, and a bottom where it is not
/// too thin for the rest of the day, with more over it.
fn thin_top<'a>(
    choice: &Choice<'a>,
    ladder: &[Rung],
    first: usize,
    (usual_base, usual_stack): &(Base<'a>, Stack<'a>),
) -> Option<(Base<'a>, Stack<'a>)> {
    let &Choice { rack, occasion, .. } = choice;
    let mildest_c = occasion.mildest_felt_c;
    // Whoever walks fast wants it where a stroller does.
    let slowest = occasion.stroller.as_deref().unwrap_or(occasion);
    let is_wanted = occasion.felt_c < EVENING_LAYER_BELOW_C
        && mildest_c >= THIN_TOP_FROM_C
        && mildest_c - slowest.dressing_c.min(occasion.dressing_c) >= THIN_TOP_FROM_SWING_K;
    if !is_wanted {
        return None;
    }
    let (warm, _) = on_rung(rack, &ladder[..=by_custom(ladder, mildest_c).min(first)], occasion)?;
    let [Some(top), Some(bottom), ..] = warm.pieces else { return None };
    let [_, Some(usual_bottom), under_top, under_bottom, socks, shoes] = usual_base.pieces else {
        return None;
    };
    let is_worn = bottom.garment.is_worn_at(occasion.dressing_c);
    let bottom = if is_worn { bottom } else { usual_bottom };
    let base = Base::of(rack, [Some(top), Some(bottom), under_top, under_bottom, socks, shoes], occasion);
    let least_clo = usual_base.sum_clo + usual_stack.sum_clo - THINNER_THAN_HABIT_BY_AT_MOST_CLO;
    (first..ladder.len()).find_map(|step| {
        let (_, stack) = on_rung(rack, &ladder[..=step], occasion)?;
        let mut layers = [Some(top), stack.mid, stack.outer].into_iter().flatten();
        let has_sleeves = layers.any(|piece| piece.garment.covers(BodyPart::Arms));
        let is_warm = choice.missing_clo(&base, &stack) <= NOTHING_MISSING_CLO
            && suits_coldest_hour(&ladder[step].garments, occasion)
            && base.sum_clo + stack.sum_clo >= least_clo;
        (has_sleeves && is_warm).then_some((base, stack))
    })
}

/// The lightest layer of the ladder over what is for a warm afternoon, where it gets cool
/// early or late.
fn evening_layer<'a>(
    rack: &'a Rack,
    ladder: &[Rung],
    stack: &Stack<'a>,
    occasion: &Occasion,
) -> Option<Stack<'a>> {
    let swing_k = occasion.mildest_felt_c - occasion.felt_c;
    let gets_cool = occasion.felt_c < COOL_BELOW_C
        || (swing_k >= EVENING_LAYER_FROM_SWING_K && occasion.felt_c < EVENING_LAYER_BELOW_C);
    if stack.mid.is_some() || stack.outer.is_some() || !gets_cool {
        return None;
    }
    let layers = [GarmentCategory::Mid, GarmentCategory::Outer];
    let of = |rung: &Rung| rung.garments.iter().find(|garment| layers.contains(&garment.category)).cloned();
    let mut fitting = ladder.iter().filter(|rung| suits_coldest_hour(&rung.garments, occasion));
    let lightest = fitting.find_map(of)?;
    let piece = rack.find(&lightest)?;
    let [mid, outer] = layers.map(|category| Some(piece).filter(|piece| piece.garment.category == category));
    Some(Stack::new(mid, outer, stack.over_bottom, occasion))
}

/// The pieces of the last of these steps, with shoes against the wet, and instead of what is
/// for colder air what the steps before it have.
fn on_rung<'a>(rack: &'a Rack, steps: &[Rung], occasion: &Occasion) -> Option<(Base<'a>, Stack<'a>)> {
    let last = steps.last()?;
    let piece = |category| -> Option<Option<&'a Piece>> {
        let of = |rung: &Rung| rung.garments.iter().find(|garment| garment.category == category).cloned();
        if of(last).is_none() {
            return Some(None);
        }
        let suits =
            |garment: &Arc<Garment>| garment.suits_air(occasion.air_c) && occasion.body.moves_in(garment);
        match steps.iter().rev().filter_map(of).find(suits) {
            None => Some(None),
            Some(garment) => rack.find(&garment).map(Some),
        }
    };
    let top = match piece(GarmentCategory::OnePiece)? {
        Some(dress) => dress,
        None => piece(GarmentCategory::Top)??,
    };
    let long_johns = || {
        let suits = |it: &&Piece| it.garment.suits_air(occasion.air_c);
        rack.of(GarmentCategory::BaseBottom).iter().filter(|_| wants_long_johns(occasion)).find(suits)
    };
    // Padded in the deep cold, in which nobody runs, and otherwise against rain and wet snow.
    let against_the_weather = || {
        let is_cold = occasion.bare_skin_c <= WINDPROOF_LEGS_UP_TO_C && !occasion.body.runs();
        let is_wet = wants_rain_trousers(occasion) && occasion.body.kit() != Kit::Running;
        let suits = |it: &&Piece| {
            let is_for_rain = it.garment.waterproof == MOST_WATERPROOF;
            it.garment.suits_air(occasion.air_c) && if is_for_rain { is_wet } else { is_cold }
        };
        rack.of(GarmentCategory::OverBottom).iter().find(suits)
    };
    let pieces = [
        Some(top),
        piece(GarmentCategory::Bottom)?,
        piece(GarmentCategory::BaseTop)?,
        piece(GarmentCategory::BaseBottom)?.or_else(long_johns),
        piece(GarmentCategory::Socks)?,
        Some(shoes_against_the_wet(rack, occasion, piece(GarmentCategory::Shoes)??)?),
    ];
    let worn = [GarmentCategory::Mid, GarmentCategory::Outer, GarmentCategory::OverBottom];
    let [mid, outer, over_bottom] = worn.map(piece);
    let over_bottom = over_bottom?.or_else(against_the_weather);
    Some((Base::of(rack, pieces, occasion), Stack::new(mid?, outer?, over_bottom, occasion)))
}

/// The step that custom has reached where people dress as for this, °C.
fn by_custom(ladder: &[Rung], dressing_c: f64) -> usize {
    let is_reached = |rung: &Rung| rung.below_c.is_some_and(|below_c| dressing_c < below_c);
    ladder.iter().rposition(is_reached).unwrap_or_default()
}

/// False where the outermost layer is for milder air than the coldest hour's: a blazer is no coat
/// for a cold evening, however mild the day.
fn suits_coldest_hour(garments: &[Arc<Garment>], occasion: &Occasion) -> bool {
    let of = |category| garments.iter().find(|garment| garment.category == category);
    let is_for_milder = match (of(GarmentCategory::Outer), of(GarmentCategory::Mid)) {
        (Some(coat), _) => {
            coat.is_for_milder_than(occasion.felt_c + COAT_IN_COLDEST_HOUR_COLDER_BY_AT_MOST_K)
        }
        (None, Some(mid)) => mid.is_for_milder_than(occasion.felt_c),
        (None, None) => false,
    };
    !(is_for_milder && occasion.body.kit() == Kit::Everyday)
}

/// The step that custom has reached, or a warmer one where the heat balance asks for it; for
/// whoever walks fast none that is warmer than a stroller's.
fn step(rack: &Rack, ladder: &[Rung], occasion: &Occasion, accessories_clo: f64) -> Option<usize> {
    let by_custom = by_custom(ladder, occasion.dressing_c);
    let under_clo = underwear_clo(rack);
    let is_enough = |rung: &Rung| {
        let insulation_clo = ensemble_insulation_clo(under_clo + rung.sum_clo + accessories_clo);
        let missing_clo =
            occasion.coldest(rung.cloth).required_clo.max(occasion.dressing_clo) - insulation_clo;
        missing_clo <= NOTHING_MISSING_CLO && suits_coldest_hour(&rung.garments, occasion)
    };
    let enough = ladder.get(by_custom..)?.iter().position(is_enough).map(|further| by_custom + further);
    let own = enough.or(ladder.len().checked_sub(1))?;
    let strollers =
        occasion.stroller.as_deref().and_then(|stroller| step(rack, ladder, stroller, accessories_clo));
    Some(strollers.map_or(own, |strollers| own.min(strollers)))
}
