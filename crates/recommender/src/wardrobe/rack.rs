//! What one person can wear in one style, sorted for choosing from.

use std::sync::Arc;

use common::recommendation::{GarmentCategory, Style};

use super::{Closet, Garment, Kit};

/// A garment on the rack.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) garment: Arc<Garment>,
    /// 0 for what is liked best in its category.
    pub(crate) rank: f64,
    /// Whether it is worn whatever the weather.
    pub(crate) locked: bool,
    /// Whether it is of another style, for weather in which none of the style's own is worn.
    pub(crate) stopgap: bool,
}

/// The garments of a style by category, the preferred first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rack {
    categories: [Vec<Piece>; CATEGORIES.len()],
    /// Whether what people wear in colder air comes into question, too.
    any_season: bool,
}

const CATEGORIES: [GarmentCategory; 12] = [
    GarmentCategory::Underwear,
    GarmentCategory::BaseTop,
    GarmentCategory::BaseBottom,
    GarmentCategory::Socks,
    GarmentCategory::Top,
    GarmentCategory::Bottom,
    GarmentCategory::OnePiece,
    GarmentCategory::Mid,
    GarmentCategory::Shoes,
    GarmentCategory::OverBottom,
    GarmentCategory::Outer,
    GarmentCategory::Accessory,
];

impl Rack {
    /// What the closet has for an activity in a style.
    pub(crate) fn new(closet: &Closet<'_>, kit: Kit, style: Style) -> Self {
        let categories = CATEGORIES.map(|category| {
            let mut rank = -1.0;
            let mut piece = |garment: &Arc<Garment>, stopgap| {
                rank += 1.0;
                Piece {
                    garment: closet.as_worn(garment, kit, style),
                    rank,
                    locked: closet.locks(garment),
                    stopgap,
                }
            };
            let own = closet.of(kit, style, category);
            let mut pieces: Vec<Piece> = own.into_iter().map(|garment| piece(garment, false)).collect();
            let further = closet.stopgaps(kit, style, category).into_iter();
            let further = further.filter(|garment| !pieces.iter().any(|own| own.garment.id == garment.id));
            let further: Vec<&Arc<Garment>> = further.collect();
            pieces.extend(further.into_iter().map(|garment| piece(garment, true)));
            pieces
        });
        Self { categories, any_season: false }
    }

    /// The same, from which whoever lacks what people wear takes what they wear in colder air.
    pub(crate) fn in_any_season(&self) -> Self {
        Self { any_season: true, ..self.clone() }
    }

    /// Only what fits, and what is insisted on.
    pub(crate) fn only(&self, fits: impl Fn(&Garment) -> bool) -> Self {
        let keeps = |pieces: &Vec<Piece>| {
            pieces.iter().filter(|piece| piece.locked || fits(&piece.garment)).cloned().collect()
        };
        Self { categories: self.categories.each_ref().map(keeps), ..*self }
    }

    /// Every piece, category by category.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.categories.iter().flatten()
    }

    /// Whether somebody insists on a piece that is more than an accessory.
    pub(crate) fn has_locked_clothes(&self) -> bool {
        self.pieces().any(|piece| piece.locked && piece.garment.category != GarmentCategory::Accessory)
    }

    /// The piece that is this garment, if it is here.
    pub(crate) fn find(&self, garment: &Garment) -> Option<&Piece> {
        self.of(garment.category).iter().find(|piece| piece.garment.id == garment.id)
    }

    /// All there is of a category.
    pub(crate) fn of(&self, category: GarmentCategory) -> &[Piece] {
        CATEGORIES
            .iter()
            .position(|known| *known == category)
            .and_then(|index| self.categories.get(index))
            .map_or(&[], Vec::as_slice)
    }

    /// What of a category comes into question where one dresses as for this temperature,
    /// °C, in air of that one: the locked piece alone, or what people wear then.
    pub(crate) fn options(&self, category: GarmentCategory, temperature_c: f64, air_c: f64) -> Vec<&Piece> {
        let all = self.of(category);
        if let Some(locked) = all.iter().find(|piece| piece.locked) {
            return vec![locked];
        }
        let is_worn = |piece: &&Piece| self.is_worn(&piece.garment, temperature_c, air_c) && !piece.stopgap;
        all.iter().filter(is_worn).collect()
    }

    fn is_worn(&self, garment: &Garment, temperature_c: f64, air_c: f64) -> bool {
        let is_for_colder = || self.any_season && garment.worn_up_to_c() < temperature_c;
        garment.suits_air(air_c) && (garment.is_worn_at(temperature_c) || is_for_colder())
    }

    /// The same for what one may also go without. In the cold whoever has nothing that is made
    /// for it wears what is least out of place.
    pub(crate) fn optional(
        &self,
        category: GarmentCategory,
        temperature_c: f64,
        air_c: f64,
    ) -> Vec<Option<&Piece>> {
        let mut options = self.options(category, temperature_c, air_c);
        if options.is_empty() {
            let is_for_milder = |piece: &&Piece| {
                piece.garment.is_for_milder_than(temperature_c) && piece.garment.suits_air(air_c)
            };
            let out_of_place = |piece: &&Piece| piece.garment.out_of_place_k(temperature_c);
            let all = self.of(category).iter().filter(is_for_milder);
            options.extend(all.min_by(|a, b| out_of_place(a).total_cmp(&out_of_place(b))));
        }
        let locked = options.first().is_some_and(|piece| piece.locked);
        (!locked).then_some(None).into_iter().chain(options.into_iter().map(Some)).collect()
    }

    /// The same for a category that nobody goes without: what people wear at one of
    /// the temperatures, and where nothing is made for them, what is least out of
    /// place at the first.
    pub(crate) fn needed(
        &self,
        category: GarmentCategory,
        temperatures_c: &[f64],
        air_c: f64,
    ) -> Vec<&Piece> {
        let all = self.of(category);
        if let Some(locked) = all.iter().find(|piece| piece.locked) {
            return vec![locked];
        }
        let worn = |stopgap: bool| -> Vec<&Piece> {
            let is_worn = |piece: &&Piece| {
                piece.stopgap == stopgap
                    && temperatures_c.iter().any(|&at_c| self.is_worn(&piece.garment, at_c, air_c))
            };
            all.iter().filter(is_worn).collect()
        };
        if let Some(options) = [false, true].map(worn).into_iter().find(|options| !options.is_empty()) {
            return options;
        }
        let out_of_place =
            |piece: &&Piece| temperatures_c.first().map_or(0.0, |&at_c| piece.garment.out_of_place_k(at_c));
        let best = all.iter().min_by(|a, b| out_of_place(a).total_cmp(&out_of_place(b)));
        best.into_iter().collect()
    }
}
