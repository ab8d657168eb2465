//! The sets that are given: what people of the style would put on, or else the cheapest, and
//! sets that look unlike it.

use super::choice::{Choice, Habit};
use super::habit::habitual;
use super::occasion::Occasion;
use super::parts::{Base, Stack, each_base, is_fit_coat, stacks};
use super::sets::Set;
use crate::tuning::ALTERNATIVE_DIFFERS_BY_PIECES;
use crate::wardrobe::{Rack, Rung};

/// What people of the style would put on, and what sets are chosen by.
pub(super) fn usual<'a>(
    rack: &'a Rack,
    ladder: &[Rung],
    occasion: &'a Occasion,
) -> (Choice<'a>, Option<Set>) {
    let choice = Choice::new(rack, occasion);
    match habitual(&choice, ladder) {
        Some(set) if set.is_short(occasion) => {
            let choice = choice.wrapped_up();
            let mut set = habitual(&choice, ladder);
            // Whoever walks fast wears no more than who strolls.
            if set.as_ref().is_some_and(|set| set.is_short(occasion)) && occasion.stroller.is_none() {
                // Rather what is seldom worn together than to be cold in what is.
                let mut fitting = stacks(rack, occasion);
                fitting.retain(|stack| is_fit_coat(stack.outer, occasion));
                let other = choice.best(&fitting);
                set = other.filter(|other| !other.is_short(occasion)).or(set);
            }
            (choice, set)
        }
        set => (choice, set),
    }
}

/// The best `count` sets for an occasion, the best first; each looks unlike those
/// before it. Empty only for a rack on which something is missing that everybody
/// wears.
pub(super) fn choose(rack: &Rack, ladder: &[Rung], occasion: &Occasion, count: usize) -> Vec<Set> {
    let (choice, habitual) = usual(rack, ladder, occasion);
    if count <= 1 && habitual.is_some() {
        return habitual.into_iter().collect();
    }
    let stacks = stacks(rack, occasion);
    if count <= 1 {
        let best = choice.best(&stacks);
        let is_short = best.as_ref().is_some_and(|set| set.is_short(occasion));
        return if is_short { choice.wrapped_up().best(&stacks) } else { best }.into_iter().collect();
    }
    let mut bases = Vec::new();
    each_base(rack, occasion, |base| bases.push(base));
    let pairs = stacks.iter().flat_map(|stack| bases.iter().map(move |base| (base, stack)));
    let mut ranked: Vec<(f64, &Base<'_>, &Stack<'_>)> =
        pairs.map(|(base, stack)| (choice.cost(base, stack), base, stack)).collect();
    // Stable: of equals the one that was built first, which is liked better.
    ranked.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
    let habit = habitual.as_ref().map(|set| Habit::of(set, occasion));
    let mut chosen: Vec<Set> = Vec::with_capacity(count);
    chosen.extend(habitual);
    for parts in ALTERNATIVE_DIFFERS_BY_PIECES {
        // As warm as the first one, and only where there are no such sets others.
        for strict in [true, false] {
            for (_, base, stack) in &ranked {
                if chosen.len() >= count {
                    return chosen;
                }
                if strict && habit.is_some_and(|habit| !habit.allows(&choice, base, stack)) {
                    continue;
                }
                let set = choice.build(base, stack);
                if chosen.iter().all(|earlier| set.differs(earlier) >= parts) {
                    chosen.push(set);
                }
            }
        }
    }
    chosen
}
