//! The choice among sets: what a base and a stack cost together, and the cheapest of them.
//! Of equals it is the first, so the same weather always gives the same clothes.

use std::sync::Arc;

use common::recommendation::GarmentCategory;

use super::occasion::Occasion;
use super::parts::{Accessories, Base, Stack, each_base};
use super::sets::{Level, MOST_LAYERS, Set};
use crate::comfort::ensemble_insulation_clo;
use crate::tuning::{
    ACCESSORIES_WHEN_SHORT_K, EQUAL_INSULATION_CLO, KNIT_OVER_KNIT_COST, NOT_WARM_ENOUGH_COST,
    NOTHING_MISSING_CLO, OUTDOOR_EXCESS_COST_PER_CLO, SET_DEFICIT_COST_PER_CLO, SET_EXCESS_TOLERATED_CLO,
    SWEATER_OFF_INDOORS_COST, THINNER_THAN_HABIT_BY_AT_MOST_CLO, VEST_OVER_BARE_ARMS_COST,
};
use crate::wardrobe::{BodyPart, Garment, Piece, Rack};

/// What a choice is made from.
pub(super) struct Choice<'a> {
    pub(super) rack: &'a Rack,
    pub(super) occasion: &'a Occasion,
    /// What bare skin is dressed for, °C.
    pub(super) bare_skin_c: f64,
    pub(super) accessories: Accessories<'a>,
}

impl<'a> Choice<'a> {
    pub(super) fn new(rack: &'a Rack, occasion: &'a Occasion) -> Self {
        Self::at(rack, occasion, occasion.bare_skin_c)
    }

    fn at(rack: &'a Rack, occasion: &'a Occasion, bare_skin_c: f64) -> Self {
        Self { rack, occasion, bare_skin_c, accessories: Accessories::at(rack, occasion, bare_skin_c) }
    }

    /// The same with hat and gloves that warm, although bare skin alone asks for none.
    pub(super) fn wrapped_up(&self) -> Self {
        Self::at(self.rack, self.occasion, self.occasion.bare_skin_c - ACCESSORIES_WHEN_SHORT_K)
    }

    /// The set that costs least.
    pub(super) fn best(&self, stacks: &[Stack<'_>]) -> Option<Set> {
        let mut warmths = Warmths::default();
        each_base(self.rack, self.occasion, |base| warmths.add(base));
        let bases: Vec<&Base<'_>> = warmths.bases().collect();
        let mut best: Option<(f64, &Base<'_>, &Stack<'_>)> = None;
        for stack in stacks {
            for &base in &bases {
                // Together they cost at least what they cost alone.
                if best.is_some_and(|(least, ..)| base.cost + stack.cost >= least) {
                    continue;
                }
                let cost = self.cost(base, stack);
                if best.is_none_or(|(least, ..)| cost < least) {
                    best = Some((cost, base, stack));
                }
            }
        }
        best.map(|(_, base, stack)| self.build(base, stack))
    }

    /// What a base and a stack lack in the hour that asks for most, clo; below zero, what
    /// they have too much.
    pub(super) fn missing_clo(&self, base: &Base<'_>, stack: &Stack<'_>) -> f64 {
        let cloth = |piece: Option<&Piece>| piece.map_or(base.cloth, |piece| piece.garment.cloth);
        let tightest = base.cloth.min(cloth(stack.mid)).min(cloth(stack.outer));
        let full_clo = ensemble_insulation_clo(base.sum_clo + stack.sum_clo + self.accessories.sum_clo);
        self.occasion.coldest(tightest).required_clo - full_clo
    }

    pub(super) fn cost(&self, base: &Base<'_>, stack: &Stack<'_>) -> f64 {
        let missing_clo = self.missing_clo(base, stack);
        let mut cost = base.cost + stack.cost;
        if missing_clo > 0.0 {
            cost += NOT_WARM_ENOUGH_COST + SET_DEFICIT_COST_PER_CLO * missing_clo;
        }
        let indoors_clo = ensemble_insulation_clo(
            base.sum_clo + stack.mid.map_or(0.0, |piece| piece.garment.insulation.clo),
        );
        if indoors_clo > self.occasion.norm.most_clo {
            cost += SWEATER_OFF_INDOORS_COST;
        }
        let layer = |piece: Option<&Piece>| piece.map_or(0, |piece| piece.garment.layer);
        if stack.mid.is_some() && layer(stack.mid) <= layer(base.pieces[0]) {
            cost += KNIT_OVER_KNIT_COST;
        }
        let bares = |piece: Option<&Piece>| piece.is_some_and(|piece| !piece.garment.covers(BodyPart::Arms));
        if bares(stack.mid) && bares(base.pieces[0]) {
            cost += VEST_OVER_BARE_ARMS_COST;
        }
        cost + OUTDOOR_EXCESS_COST_PER_CLO * (-missing_clo - SET_EXCESS_TOLERATED_CLO).max(0.0)
    }

    pub(super) fn build(&self, base: &Base<'_>, stack: &Stack<'_>) -> Set {
        let garment = |piece: &Piece| Arc::clone(&piece.garment);
        let underwear = self.rack.of(GarmentCategory::Underwear).iter();
        let mut kept: Vec<Arc<Garment>> =
            underwear.chain(base.pieces.into_iter().flatten()).map(garment).collect();
        kept.sort_by_key(|garment| (garment.layer, garment.category));
        let (hands, rest): (Vec<&Piece>, Vec<&Piece>) =
            self.accessories.cold.iter().partition(|piece| self.occasion.body.wears_longer(&piece.garment));
        let layers: [Vec<Arc<Garment>>; MOST_LAYERS] = [
            stack.mid.into_iter().map(garment).collect(),
            stack.over_bottom.into_iter().chain(stack.outer).map(garment).collect(),
            hands.into_iter().map(garment).collect(),
            rest.into_iter().map(garment).collect(),
        ];
        let stack: Vec<Vec<Arc<Garment>>> = layers.into_iter().filter(|layer| !layer.is_empty()).collect();
        let (mut sum_clo, mut cloth) = (base.sum_clo, base.cloth);
        let mut levels = vec![Level { insulation_clo: ensemble_insulation_clo(sum_clo), cloth }];
        for layer in &stack {
            for garment in layer {
                sum_clo += garment.insulation.clo;
                if garment.covers(BodyPart::Torso) {
                    cloth = cloth.min(garment.cloth);
                }
            }
            levels.push(Level { insulation_clo: ensemble_insulation_clo(sum_clo), cloth });
        }
        let along = self.accessories.along.iter().copied().map(garment).collect();
        Set { base: kept, stack, along, levels }
    }
}

/// What people of the style would put on, as far as other sets have to be like it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habit {
    /// Of all but the accessories, clo.
    sum_clo: f64,
    has_coat: bool,
    is_warm: bool,
}

impl Habit {
    pub(super) fn of(set: &Set, occasion: &Occasion) -> Self {
        let garments = || set.garments().into_iter();
        let clothes = garments().filter(|garment| garment.category != GarmentCategory::Accessory);
        Self {
            sum_clo: clothes.map(|garment| garment.insulation.clo).sum(),
            has_coat: garments().any(|garment| garment.category == GarmentCategory::Outer),
            is_warm: !set.is_short(occasion),
        }
    }

    /// True for a set that is hardly thinner, has a coat where people wear one, and is warm
    /// enough where what they wear is.
    pub(super) fn allows(self, choice: &Choice<'_>, base: &Base<'_>, stack: &Stack<'_>) -> bool {
        base.sum_clo + stack.sum_clo >= self.sum_clo - THINNER_THAN_HABIT_BY_AT_MOST_CLO
            && (stack.outer.is_some() || !self.has_coat)
            && (choice.missing_clo(base, stack) <= NOTHING_MISSING_CLO || !self.is_warm)
    }
}

/// Many bases insulate alike: of those only the cheapest can be chosen, or the
/// warmest, where a little is missing.
#[derive(Debug, Default)]
struct Warmths<'a>(Vec<Option<Alike<'a>>>);

#[derive(Debug)]
struct Alike<'a> {
    cheapest: Base<'a>,
    warmest: Base<'a>,
}

impl<'a> Warmths<'a> {
    fn add(&mut self, base: Base<'a>) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred at most")]
        let place = (base.sum_clo / EQUAL_INSULATION_CLO) as usize;
        if place >= self.0.len() {
            self.0.resize_with(place + 1, || None);
        }
        let Some(Alike { cheapest, warmest }) = &mut self.0[place] else {
            self.0[place] = Some(Alike { cheapest: base, warmest: base });
            return;
        };
        if base.cost < cheapest.cost {
            *cheapest = base;
        }
        let warmer = base.sum_clo.total_cmp(&warmest.sum_clo);
        if warmer.then(warmest.cost.total_cmp(&base.cost)).is_gt() {
            *warmest = base;
        }
    }

    /// What is left to choose from, the lightest first.
    fn bases(&self) -> impl Iterator<Item = &Base<'a>> {
        self.0.iter().flatten().flat_map(|Alike { cheapest, warmest }| {
            let is_warmer = warmest.sum_clo > cheapest.sum_clo;
            std::iter::once(cheapest).chain(is_warmer.then_some(warmest))
        })
    }
}
