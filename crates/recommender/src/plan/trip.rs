//! One bag for several days: the fewest garments that dress every one of them, each day
//! nearly as well as with everything there is.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use common::recommendation::GarmentCategory;

use super::choice::{Choice, Habit};
use super::occasion::Occasion;
use super::parts::{Accessories, Base, Stack, each_base, fitting_shoes, is_fit_coat, stacks};
use super::ranking::usual;
use super::sets::Set;
use crate::tuning::{LESS_LIKED_ON_A_TRIP_COST, MOST_BAGS_LOOKED_AT};
use crate::wardrobe::{BodyPart, Garment, Purpose, Rack, Rung};

/// Garments, a bit for each.
type Garments = u128;

/// A set for each of the occasions, which together have as few garments as can be; `None`
/// only for a rack on which something is missing that everybody wears.
pub(super) fn pack(rack: &Rack, ladder: &[Rung], occasions: &[Occasion]) -> Option<Vec<Set>> {
    let rack = &with_fewest_accessories(rack, ladder, occasions);
    let numbers = Numbers::of(rack);
    let days: Vec<DayOfTrip<'_>> =
        occasions.iter().map(|occasion| DayOfTrip::new(rack, ladder, occasion, &numbers)).collect();
    let least: Vec<Vec<Garments>> = days.iter().map(DayOfTrip::least).collect();
    let bag = fewest(&least, MOST_BAGS_LOOKED_AT)?;
    days.iter().map(|day| day.best_from(bag)).collect()
}

/// The garments of a rack in the order of their bits.
struct Numbers<'a>(BTreeMap<&'a str, u32>);

impl<'a> Numbers<'a> {
    fn of(rack: &'a Rack) -> Self {
        Self(rack.pieces().map(|piece| piece.garment.id.as_str()).zip(0..).collect())
    }

    fn bits<'g>(&self, garments: impl Iterator<Item = &'g Garment>) -> Garments {
        let bit = |garment: &Garment| {
            self.0.get(garment.id.as_str()).and_then(|number| Garments::from(1_u8).checked_shl(*number))
        };
        garments.filter_map(bit).fold(0, |bits, bit| bits | bit)
    }
}

/// What may be worn on a day.
struct DayOfTrip<'a> {
    choice: Choice<'a>,
    /// What people of the style would put on, or else what costs least.
    usual: Option<(Garments, Set)>,
    /// Sets that are as good or nearly so, what is liked best first.
    others: Vec<(Garments, Base<'a>, Stack<'a>)>,
}

impl<'a> DayOfTrip<'a> {
    fn new(rack: &'a Rack, ladder: &[Rung], occasion: &'a Occasion, numbers: &Numbers<'_>) -> Self {
        let (choice, usual) = usual(rack, ladder, occasion);
        let usual = usual
            .or_else(|| choice.best(&stacks(rack, occasion)))
            .map(|set| (numbers.bits(set.garments().into_iter().map(AsRef::as_ref)), set));
        let accessories = choice.accessories.cold.iter().chain(&choice.accessories.along);
        let always = rack.of(GarmentCategory::Underwear).iter().chain(accessories.copied());
        let always = numbers.bits(always.map(|piece| piece.garment.as_ref()));
        let mut bases = Vec::new();
        each_base(rack, occasion, |base| {
            for shoes in fitting_shoes(rack, occasion) {
                let [top, bottom, under_top, under_bottom, socks, _] = base.pieces;
                let pieces = [top, bottom, under_top, under_bottom, socks, Some(shoes)];
                let base = Base::of(rack, pieces, occasion);
                let garments = pieces.into_iter().flatten().map(|piece| piece.garment.as_ref());
                bases.push((numbers.bits(garments) | always, base));
            }
        });
        bases.sort_by(|(_, a), (_, b)| a.cost.total_cmp(&b.cost));
        let stacks: Vec<(Garments, Stack<'_>)> = stacks(rack, occasion)
            .into_iter()
            .map(|stack| {
                let pieces = [stack.mid, stack.outer, stack.over_bottom].into_iter().flatten();
                (numbers.bits(pieces.map(|piece| piece.garment.as_ref())), stack)
            })
            .collect();
        let habit = usual.as_ref().map(|(_, set)| Habit::of(set, occasion));
        let any_fits = stacks.iter().any(|(_, stack)| is_fit_coat(stack.outer, occasion));
        let fitting = || stacks.iter().filter(|(_, stack)| !any_fits || is_fit_coat(stack.outer, occasion));
        let mut least_cost = f64::INFINITY;
        for (_, stack) in fitting() {
            for (_, base) in &bases {
                // Together they cost at least what they cost alone.
                if base.cost + stack.cost >= least_cost {
                    break;
                }
                least_cost = least_cost.min(choice.cost(base, stack));
            }
        }
        let mut others: Vec<(f64, (Garments, Base<'_>, Stack<'_>))> = Vec::new();
        let most_cost = least_cost + LESS_LIKED_ON_A_TRIP_COST;
        for (over, stack) in fitting() {
            for (under, base) in &bases {
                if base.cost + stack.cost > most_cost {
                    break;
                }
                let cost = choice.cost(base, stack);
                if cost <= most_cost && habit.is_none_or(|habit| habit.allows(&choice, base, stack)) {
                    others.push((cost, (over | under, *base, *stack)));
                }
            }
        }
        others.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Self { choice, usual, others: others.into_iter().map(|(_, other)| other).collect() }
    }

    /// The sets that no other one is a part of.
    fn least(&self) -> Vec<Garments> {
        let mut all: Vec<Garments> = self.usual.iter().map(|(garments, _)| *garments).collect();
        let mut seen: HashSet<Garments> = all.iter().copied().collect();
        all.extend(
            self.others.iter().map(|(garments, ..)| *garments).filter(|garments| seen.insert(*garments)),
        );
        // Stable: of sets with equally many garments the one that is liked best comes first.
        all.sort_by_key(|garments| garments.count_ones());
        let mut least: Vec<Garments> = Vec::new();
        for garments in all {
            if !least.iter().any(|fewer| fewer & !garments == 0) {
                least.push(garments);
            }
        }
        least
    }

    /// The set that is liked best of those that a bag has.
    fn best_from(&self, bag: Garments) -> Option<Set> {
        let is_packed = |garments: &Garments| garments & !bag == 0;
        if let Some((garments, usual)) = &self.usual
            && is_packed(garments)
        {
            return Some(usual.clone());
        }
        let (_, base, stack) = self.others.iter().find(|(garments, ..)| is_packed(garments))?;
        Some(self.choice.build(base, stack))
    }
}

/// The smallest bag that has one of each day's sets; `None` where a day has none. It looks
/// at no more than so many bags on the way, and gives the smallest that it met.
fn fewest(days: &[Vec<Garments>], most_looked_at: usize) -> Option<Garments> {
    if days.iter().any(Vec::is_empty) {
        return None;
    }
    let mut search = Search { days, best: None, left: most_looked_at.max(days.len() + 1) };
    search.from(0, &(0..days.len()).collect::<Vec<_>>());
    search.best
}

struct Search<'a> {
    days: &'a [Vec<Garments>],
    best: Option<Garments>,
    /// So many bags are still looked at.
    left: usize,
}

impl Search<'_> {
    /// Adds to a bag that leaves some days without a set.
    fn from(&mut self, bag: Garments, days: &[usize]) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let missing = |day: usize| self.days[day].iter().map(move |set| set & !bag);
        let fewest_missing = |&day: &usize| missing(day).map(Garments::count_ones).min().unwrap_or(0);
        let undressed: Vec<usize> = days.iter().copied().filter(|day| fewest_missing(day) > 0).collect();
        // What asks for most leaves least to choose.
        let Some(&hardest) =
            undressed.iter().max_by_key(|day| (fewest_missing(day), std::cmp::Reverse(**day)))
        else {
            self.best = Some(bag);
            return;
        };
        let mut seen = HashSet::new();
        let mut additions: Vec<Garments> = missing(hardest).filter(|set| seen.insert(*set)).collect();
        additions.sort_by_key(|set| set.count_ones());
        for addition in additions {
            if self.best.is_some_and(|best| (bag | addition).count_ones() >= best.count_ones()) {
                return;
            }
            self.from(bag | addition, &undressed);
        }
    }
}

/// The rack with those accessories only that some day cannot do without, as warm as each
/// day wants it: a hat serves where another would have been taken.
fn with_fewest_accessories(rack: &Rack, ladder: &[Rung], occasions: &[Occasion]) -> Rack {
    let wanted: Vec<(Choice<'_>, Option<Set>)> =
        occasions.iter().map(|occasion| usual(rack, ladder, occasion)).collect();
    let mut days_worn: BTreeMap<&str, usize> = BTreeMap::new();
    for piece in wanted.iter().flat_map(|(day, _)| day.accessories.cold.iter().chain(&day.accessories.along))
    {
        *days_worn.entry(&piece.garment.id).or_default() += 1;
    }
    let mut kept: BTreeSet<&str> = days_worn.keys().copied().collect();
    let only = |kept: &BTreeSet<&str>| {
        rack.only(|garment| {
            garment.category != GarmentCategory::Accessory || kept.contains(garment.id.as_str())
        })
    };
    let mut seldom_first: Vec<(&str, usize)> = days_worn.into_iter().collect();
    seldom_first.sort_by_key(|(_, days)| *days);
    for (id, _) in seldom_first {
        kept.remove(id);
        let fewer = only(&kept);
        let serves = |(day, set): &(Choice<'_>, Option<Set>)| {
            let is_warm = |set: &Option<Set>| set.as_ref().is_some_and(|set| !set.is_short(day.occasion));
            let given = Accessories::at(&fewer, day.occasion, day.bare_skin_c);
            let (_, lighter) = usual(&fewer, ladder, day.occasion);
            serves_as_well(&given, &day.accessories) && (is_warm(&lighter) || !is_warm(set))
        };
        if !wanted.iter().all(serves) {
            kept.insert(id);
        }
    }
    only(&kept)
}

fn serves_as_well(given: &Accessories<'_>, wanted: &Accessories<'_>) -> bool {
    let warmth_clo = |accessories: &Accessories<'_>, part| {
        let covering = accessories.cold.iter().filter(|piece| piece.garment.covers(part));
        covering.map(|piece| piece.garment.insulation.clo).fold(0.0, f64::max)
    };
    let keeps_warm = [BodyPart::Head, BodyPart::Neck, BodyPart::Hands]
        .into_iter()
        .all(|part| warmth_clo(given, part) >= warmth_clo(wanted, part));
    let along = |accessories: &Accessories<'_>, purpose| {
        accessories.along.iter().filter(|piece| piece.garment.purpose == Some(purpose)).count()
    };
    let is_alike = |purpose| along(given, purpose) >= along(wanted, purpose);
    keeps_warm && is_alike(Purpose::Sun) && is_alike(Purpose::Rain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days() -> impl Strategy<Value = Vec<Vec<Garments>>> {
        let set = proptest::collection::btree_set(0_u32..24, 1..8)
            .prop_map(|bits| bits.into_iter().fold(0, |bits, bit| bits | Garments::from(1_u8) << bit));
        proptest::collection::vec(proptest::collection::vec(set, 1..7), 1..5)
    }

    /// The smallest bag of all that there are.
    fn smallest(days: &[Vec<Garments>], bag: Garments) -> u32 {
        let Some((day, rest)) = days.split_first() else { return bag.count_ones() };
        day.iter().map(|set| smallest(rest, bag | set)).min().unwrap()
    }

    proptest! {
        #[test]
        fn no_bag_that_dresses_every_day_is_smaller(days in days()) {
            let bag = fewest(&days, usize::MAX - 1).unwrap();
            prop_assert!(days.iter().all(|sets| sets.iter().any(|set| set & !bag == 0)));
            prop_assert_eq!(bag.count_ones(), smallest(&days, 0));
        }

        #[test]
        fn whoever_looks_at_few_bags_dresses_every_day_all_the_same(days in days()) {
            let bag = fewest(&days, 1).unwrap();
            prop_assert!(days.iter().all(|sets| sets.iter().any(|set| set & !bag == 0)));
        }
    }
}
