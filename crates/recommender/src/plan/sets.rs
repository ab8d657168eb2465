//! Sets of garments: what one keeps on (the base) and a stack that comes off from the
//! outside in.

use std::sync::Arc;

use common::recommendation::GarmentCategory;

use super::occasion::Occasion;
use crate::tuning::NOTHING_MISSING_CLO;
use crate::wardrobe::Garment;

/// Of a stack: what is over the shirt, what is over all, gloves that stay on longer, and what
/// else is for bare skin.
pub(super) const MOST_LAYERS: usize = 4;

/// A complete set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Set {
    /// What is kept on, from the skin outwards.
    pub(crate) base: Vec<Arc<Garment>>,
    /// What comes off, the innermost layer first: at most [`MOST_LAYERS`], none of them
    /// empty.
    pub(crate) stack: Vec<Vec<Arc<Garment>>>,
    /// What is taken along and insulates nothing that counts: umbrella, sun hat.
    pub(crate) along: Vec<Arc<Garment>>,
    /// The insulation with 0, 1, … layers of the stack on.
    pub(crate) levels: Vec<Level>,
}

/// A set with some of its stack on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    /// Intrinsic insulation, clo.
    pub(crate) insulation_clo: f64,
    /// The most windproof cloth around the trunk, by its place in the catalogue.
    pub(crate) cloth: usize,
}

impl Set {
    /// Everything that is worn or taken along, from the skin outwards.
    pub(crate) fn garments(&self) -> Vec<&Arc<Garment>> {
        let mut all: Vec<&Arc<Garment>> =
            self.base.iter().chain(self.stack.iter().flatten()).chain(&self.along).collect();
        all.sort_by_key(|garment| (garment.layer, garment.category));
        all
    }

    /// The set with everything on.
    pub(crate) fn full(&self) -> Level {
        self.levels.last().copied().unwrap_or(Level { insulation_clo: 0.0, cloth: 0 })
    }

    /// True for a set that is not warm enough for the hour that asks for most.
    pub(super) fn is_short(&self, occasion: &Occasion) -> bool {
        self.missing_clo(occasion) > NOTHING_MISSING_CLO
    }

    /// What it lacks in the hour that asks for most, clo; below zero, what it has too much.
    pub(super) fn missing_clo(&self, occasion: &Occasion) -> f64 {
        let full = self.full();
        occasion.coldest(full.cloth).required_clo - full.insulation_clo
    }

    /// How much of the stack is kept on indoors: what does not make one more
    /// warmly dressed than people are, and no coat.
    pub(crate) fn indoor_level(&self, most_clo: f64) -> usize {
        let is_kept =
            |layer: &Vec<Arc<Garment>>| layer.iter().all(|garment| garment.category == GarmentCategory::Mid);
        let kept = self.stack.iter().zip(&self.levels[1..]);
        kept.take_while(|(layer, level)| is_kept(layer) && level.insulation_clo <= most_clo).count()
    }

    /// In how many of the pieces that one sees the sets differ.
    pub(super) fn differs(&self, other: &Self) -> usize {
        let seen = |set: &Self, category| {
            set.garments().into_iter().find(|garment| garment.category == category).map(|it| it.id.clone())
        };
        let parts = [
            GarmentCategory::Top,
            GarmentCategory::Bottom,
            GarmentCategory::OnePiece,
            GarmentCategory::Mid,
            GarmentCategory::Outer,
        ];
        parts.iter().filter(|&&part| seen(self, part) != seen(other, part)).count()
    }
}
