//! Sets of garments, and the choice among them.
//!
//! Which sets there are follows from the catalogue alone and is worked out
//! once. The choice then walks a fixed order, so that the same weather always
//! gives the same clothes and colder weather never gives lighter ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::comfort::{ensemble_insulation_clo, taken_off_clo};
use common::recommendation::GarmentCategory;

use crate::wardrobe::{Catalogue, Garment, OPTIONAL, REQUIRED, Style};

/// A complete set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outfit {
    /// From the skin outwards.
    pub(crate) garments: Vec<Arc<Garment>>,
    /// Intrinsic insulation of the whole set, clo.
    pub(crate) insulation_clo: f64,
    /// What of it goes when the outer layer is taken off, clo.
    removable_clo: f64,
}

/// Chooses clothes.
#[derive(Debug, Clone)]
pub(crate) struct Planner {
    /// In the order of [`Outfit::rank`]; never empty.
    outfits: BTreeMap<Style, Vec<Outfit>>,
}

/// Sets within the same step count as equally warm, for the insulation of a set
/// is not known any better; among equals the simpler set is the better one.
const STEP_CLO: f64 = 0.05;

/// Without an outer layer people wear at most this much: a long-sleeved top,
/// trousers and a thin mid layer.
const MOST_WITHOUT_OUTER_CLO: f64 = 0.8;

/// A swing of no more than a light jacket is borne without changing clothes.
const BORNE_SWING_CLO: f64 = 0.25;

/// What is carried through a warm afternoon is at most a lined jacket: more
/// would make the set too warm for the morning.
const MOST_CARRIED_CLO: f64 = 0.29;

impl Planner {
    /// Works out the sets of every style. `None` when a style has none.
    pub(crate) fn new(catalogue: &Catalogue) -> Option<Self> {
        let mut outfits = BTreeMap::new();
        for style in Style::ALL {
            let mut of_style = enumerate(catalogue, style);
            of_style.sort_by(Outfit::rank);
            of_style.first()?;
            outfits.insert(style, of_style);
        }
        Some(Self { outfits })
    }

    /// The set for an hour that asks for `required_clo`, of which the warmest
    /// hour of the day asks `swing_clo` less.
    ///
    /// It is the least warm set that covers the requirement and whose outer
    /// layer carries the swing; where no set is warm enough it is the warmest.
    /// For the same swing a higher requirement never gives a less insulating
    /// set. `None` for a style without sets.
    pub(crate) fn choose(&self, style: Style, required_clo: f64, swing_clo: f64) -> Option<&Outfit> {
        let outfits = self.outfits.get(&style)?;
        let warmest = outfits.iter().max_by(|a, b| a.insulation_clo.total_cmp(&b.insulation_clo))?;
        let removable_clo = (swing_clo - BORNE_SWING_CLO).min(MOST_CARRIED_CLO);
        let fits =
            |outfit: &&Outfit| outfit.step_clo() >= required_clo && outfit.removable_clo >= removable_clo;
        outfits.iter().find(fits).or(Some(warmest))
    }
}

impl Outfit {
    /// The parts of these categories, from the skin outwards.
    pub(crate) fn parts(&self, categories: &[GarmentCategory]) -> impl Iterator<Item = &Garment> {
        self.garments.iter().map(AsRef::as_ref).filter(|garment| categories.contains(&garment.worn.category))
    }

    fn new(worn: &[&Arc<Garment>], accessories: &[&Arc<Garment>]) -> Option<Self> {
        let clo = |garment: &&Arc<Garment>| garment.insulation.clo;
        let core_clo = ensemble_insulation_clo(worn.iter().map(clo));
        let fits = |garment: &Garment| {
            let [least_clo, most_clo] = garment.worn.in_clo;
            (least_clo..=most_clo).contains(&core_clo)
        };
        let is_outer = |garment: &&&Arc<Garment>| garment.worn.category == GarmentCategory::Outer;
        let bare = !worn.iter().any(|garment| is_outer(&garment));
        if !worn.iter().all(|garment| fits(garment)) || (bare && core_clo > MOST_WITHOUT_OUTER_CLO) {
            return None;
        }
        let mut garments: Vec<_> =
            worn.iter().chain(accessories.iter().filter(|garment| fits(garment))).copied().cloned().collect();
        garments.sort_by_key(|garment| (garment.worn.layer, garment.worn.category));
        Some(Self {
            insulation_clo: ensemble_insulation_clo(garments.iter().map(|garment| garment.insulation.clo)),
            removable_clo: taken_off_clo(worn.iter().filter(is_outer).map(clo)),
            garments,
        })
    }

    /// The insulation that the set reliably has.
    fn step_clo(&self) -> f64 {
        (self.insulation_clo / STEP_CLO).floor() * STEP_CLO
    }

    /// Less warm first; of equally warm ones the simpler first.
    fn rank(&self, other: &Self) -> std::cmp::Ordering {
        self.step_clo()
            .total_cmp(&other.step_clo())
            .then_with(|| self.garments.len().cmp(&other.garments.len()))
            .then_with(|| self.insulation_clo.total_cmp(&other.insulation_clo))
    }
}

/// All sets of a style that people would wear.
fn enumerate(catalogue: &Catalogue, style: Style) -> Vec<Outfit> {
    let mut sets: Vec<Vec<&Arc<Garment>>> = vec![catalogue.of(style, GarmentCategory::Underwear).collect()];
    let slots = REQUIRED.map(|category| (category, false));
    let optional_slots = OPTIONAL.map(|category| (category, true));
    for (category, may_be_empty) in slots.into_iter().chain(optional_slots) {
        let choices: Vec<Option<&Arc<Garment>>> =
            catalogue.of(style, category).map(Some).chain(may_be_empty.then_some(None)).collect();
        sets = sets
            .iter()
            .flat_map(|set| choices.iter().map(move |choice| set.iter().copied().chain(*choice).collect()))
            .filter(|set: &Vec<_>| are_worn_together(set))
            .collect();
    }
    let accessories: Vec<_> = catalogue.of(style, GarmentCategory::Accessory).collect();
    sets.iter().filter_map(|set| Outfit::new(set, &accessories)).collect()
}

/// Whether there is an insulation at which people wear all of these.
fn are_worn_together(garments: &[&Arc<Garment>]) -> bool {
    let least_clo = garments.iter().map(|garment| garment.worn.in_clo[0]).fold(0.0, f64::max);
    let most_clo = garments.iter().map(|garment| garment.worn.in_clo[1]).fold(f64::INFINITY, f64::min);
    least_clo <= most_clo
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::comfort::utci_clothing;

    static PLANNER: LazyLock<Planner> =
        LazyLock::new(|| Planner::new(&Catalogue::embedded().unwrap()).unwrap());

    fn required_clo(temperature_c: f64) -> f64 {
        utci_clothing(temperature_c).unwrap().clo
    }

    /// For a day with this temperature in its coldest hour.
    fn chosen(style: Style, temperature_c: f64, swing_clo: f64) -> &'static Outfit {
        PLANNER.choose(style, required_clo(temperature_c), swing_clo).unwrap()
    }

    fn style() -> impl Strategy<Value = Style> {
        proptest::sample::select(&Style::ALL[..])
    }

    proptest! {
        #[test]
        fn colder_weather_never_gives_lighter_clothes(
            style in style(),
            colder_c in -40.0..45.0_f64,
            warmer_c in -40.0..45.0_f64,
            swing_clo in 0.0..1.5_f64,
        ) {
            prop_assume!(colder_c <= warmer_c);
            let (colder, warmer) = (chosen(style, colder_c, swing_clo), chosen(style, warmer_c, swing_clo));
            prop_assert!(colder.insulation_clo >= warmer.insulation_clo, "{colder:#?}\n{warmer:#?}");
        }

        #[test]
        fn a_set_is_complete_and_warm_enough_but_not_much_warmer(
            style in style(),
            coldest_c in -40.0..45.0_f64,
            by_k in 0.0..25.0_f64,
        ) {
            let required = required_clo(coldest_c);
            let swing_clo = required - required_clo(coldest_c + by_k);
            let outfit = chosen(style, coldest_c, swing_clo);
            for category in REQUIRED {
                prop_assert_eq!(outfit.parts(&[category]).count(), 1, "{:?}", category);
            }
            for category in OPTIONAL {
                prop_assert!(outfit.parts(&[category]).count() <= 1, "{:?}", category);
            }
            prop_assert!(outfit.parts(&[GarmentCategory::Underwear]).count() >= 1);
            prop_assert!(outfit.insulation_clo >= required);
            prop_assert!(outfit.insulation_clo <= required + 0.2, "{} for {required}", outfit.insulation_clo);
        }

        #[test]
        fn the_outer_layer_carries_the_swing(style in style(), coldest_c in 0.0..20.0_f64, by_k in 0.0..15.0_f64) {
            let swing_clo = required_clo(coldest_c) - required_clo(coldest_c + by_k);
            let outfit = chosen(style, coldest_c, swing_clo);
            let carried_clo = (swing_clo - BORNE_SWING_CLO).min(MOST_CARRIED_CLO);
            prop_assert!(outfit.removable_clo >= carried_clo, "{outfit:#?}");
        }
    }

    #[test]
    fn nobody_wears_a_coat_in_the_heat_or_goes_without_in_the_frost() {
        for style in Style::ALL {
            assert_eq!(chosen(style, 30.0, 0.0).parts(&[GarmentCategory::Outer]).count(), 0, "{style:?}");
            assert_eq!(chosen(style, -5.0, 0.0).parts(&[GarmentCategory::Outer]).count(), 1, "{style:?}");
            assert!(chosen(style, -20.0, 0.0).parts(&[GarmentCategory::Accessory]).count() >= 2, "{style:?}");
        }
    }

    #[test]
    fn a_warm_afternoon_asks_for_something_to_take_off() {
        let even = chosen(Style::Casual, 20.0, 0.0);
        let uneven = chosen(Style::Casual, 20.0, required_clo(20.0) - required_clo(30.0));
        assert_eq!(even.parts(&[GarmentCategory::Outer]).count(), 0);
        assert_eq!(uneven.parts(&[GarmentCategory::Outer]).count(), 1);
    }

    #[test]
    fn what_no_set_can_cover_gets_the_warmest() {
        let warmest = PLANNER.choose(Style::Casual, 9.0, 5.0).unwrap();
        let all = &PLANNER.outfits[&Style::Casual];
        assert!(all.iter().all(|outfit| outfit.insulation_clo <= warmest.insulation_clo));
    }

    #[test]
    fn garments_are_listed_from_the_skin_outwards() {
        let layers: Vec<u8> =
            chosen(Style::Business, -30.0, 0.0).garments.iter().map(|garment| garment.worn.layer).collect();
        assert!(layers.is_sorted() && layers.first() == Some(&0) && layers.last() == Some(&5));
    }
}
