//! From the weather of some hours to clothes: what the hours ask for, the set
//! that gives it, and what to take off and put on along the way.

mod choice;
mod dressing;
#[cfg(test)]
mod guides;
mod need;
mod occasion;
mod parts;
mod schedule;
mod sets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use common::forecast::QUANTILE_LEVELS;
use common::recommendation::{GarmentCategory, Style};

use self::dressing::DressingScale;
pub(crate) use self::need::Body;
use self::need::{Air, Need, exposure_limit};
use self::occasion::Measures;
pub(crate) use self::occasion::{Deciding, Norm, Occasion};
pub(crate) use self::sets::Set;
use crate::comfort::ireq::ExposureLimit;
use crate::tuning::{ACTIVITY_SEARCH_STEP_MET, NOTHING_MISSING_CLO};
use crate::wardrobe::{Catalogue, Closet, Kit, Rack};
use crate::weather::Hour;

/// The hardest work that ISO 11079 knows, met.
const MOST_ACTIVITY_MET: f64 = 6.8;

/// Chooses clothes.
#[derive(Debug)]
pub(crate) struct Planner {
    catalogue: Catalogue,
    /// Everything in the catalogue, by activity and style.
    racks: BTreeMap<(Kit, Style), Rack>,
    measures: Measures,
}

/// A set, and how it is worn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) set: Set,
    /// The hour that asks most of this set.
    pub(crate) deciding: Deciding,
    /// How many layers of the stack are kept on indoors.
    pub(crate) indoor_layers: usize,
    /// What to take off and put on, in order.
    pub(crate) changes: Vec<LayerChange>,
    /// What is only for colder weather than is likely.
    pub(crate) carried: Option<CarriedLayers>,
    /// What to do when the set is not warm enough.
    pub(crate) limit: Option<Shortfall>,
}

/// At an hour the stack goes from some layers to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LayerChange {
    pub(crate) hour: usize,
    pub(crate) before: usize,
    pub(crate) after: usize,
}

/// Layers that are not worn in the likely course of the weather.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CarriedLayers {
    /// The first of them.
    pub(crate) from_layer: usize,
    /// How likely it is that they will be needed in the coldest hour.
    pub(crate) chance_needed: f64,
}

/// What to do when no set is warm enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shortfall {
    /// How long the set can be worn, h; `None` for more than 8.
    pub(crate) exposure_h: Option<f64>,
    /// At which effort it would be enough, met; `None` where none is.
    pub(crate) activity_met: Option<f64>,
    /// It keeps the balance with cool skin: uncomfortable, and no more.
    pub(crate) is_borne: bool,
}

impl Planner {
    /// A planner for a catalogue.
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        let closet = Closet::full(&catalogue);
        let kits = Kit::ALL.into_iter().flat_map(|kit| Style::ALL.map(|style| (kit, style)));
        let racks = kits.map(|(kit, style)| ((kit, style), Rack::new(&closet, kit, style))).collect();
        let measures = Measures { scale: DressingScale::new(), cloths: catalogue.cloths().to_vec() };
        Self { catalogue, racks, measures }
    }

    /// The garments that there are.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What the hours ask of a person; `None` without hours.
    pub(crate) fn occasion(&self, hours: Vec<Hour>, body: Body, norm: Norm) -> Option<Occasion> {
        Occasion::new(hours, body, norm, &self.measures)
    }

    /// The best `count` plans for an occasion in a style, from the whole catalogue
    /// or, where somebody says what they have, from that.
    pub(crate) fn plans(
        &self,
        occasion: &Occasion,
        style: Style,
        closet: Option<&Closet<'_>>,
        count: usize,
    ) -> Vec<Plan> {
        let kit = occasion.body.kit();
        let own = closet.map(|closet| Rack::new(closet, kit, style));
        let Some(rack) = own.as_ref().or_else(|| self.racks.get(&(kit, style))) else { return Vec::new() };
        choice::choose(rack, occasion, count).into_iter().map(|set| self.plan(set, occasion)).collect()
    }

    fn plan(&self, set: Set, occasion: &Occasion) -> Plan {
        let full = set.full();
        let deciding = occasion.coldest(full.cloth);
        let course = schedule::layers_on(occasion, &set, &self.measures.cloths);
        let changes = course
            .windows(2)
            .zip(1..)
            .filter(|(pair, _)| pair[0] != pair[1])
            .map(|(pair, hour)| LayerChange { hour, before: pair[0], after: pair[1] })
            .collect();
        let worn = course.iter().copied().max().unwrap_or(0);
        let carried = (worn < set.stack.len()).then(|| CarriedLayers {
            from_layer: worn,
            chance_needed: self.chance_needed(&set, worn, occasion),
        });
        let is_short = deciding.required_clo - full.insulation_clo > NOTHING_MISSING_CLO;
        let limit = is_short.then(|| self.shortfall(&set, occasion));
        let indoor_layers = set.indoor_level(occasion.norm.most_clo);
        Plan { set, deciding, indoor_layers, changes, carried, limit }
    }

    /// How likely the coldest hour is to ask for more than the set has with so
    /// many layers on. Hats and gloves are wanted when the air is cold enough for
    /// them, however warm the coat.
    fn chance_needed(&self, set: &Set, layers: usize, occasion: &Occasion) -> f64 {
        let level = set.levels[layers];
        let hour = &occasion.hours[occasion.coldest(level.cloth).hour];
        let accessories =
            set.stack[layers].iter().all(|garment| garment.category == GarmentCategory::Accessory);
        let up_to_c = set.stack[layers].iter().map(|garment| garment.worn_up_to_c()).fold(f64::MIN, f64::max);
        let cloth = self.measures.cloths.get(level.cloth);
        let excess = hour.temperature_quantiles_c.map(|temperature_c| {
            if accessories {
                up_to_c - temperature_c - occasion.body.shift_k
            } else {
                let need = Need::of(&Air::of(hour, temperature_c, &occasion.body), &occasion.body);
                cloth.map_or(0.0, |cloth| need.clo(cloth)) - level.insulation_clo
            }
        });
        probability_above_zero(&excess)
    }

    fn shortfall(&self, set: &Set, occasion: &Occasion) -> Shortfall {
        let full = set.full();
        let hour = &occasion.hours[occasion.coldest(full.cloth).hour];
        let body = occasion.body;
        let Some(cloth) = self.measures.cloths.get(full.cloth) else {
            return Shortfall { exposure_h: None, activity_met: None, is_borne: true };
        };
        let air = |body: &Body| Air::of(hour, body.dressed_for_c(hour), body);
        let exposure_h = match exposure_limit(&air(&body), &body, full.insulation_clo, cloth) {
            ExposureLimit::Hours(hours) => Some(hours),
            ExposureLimit::Unlimited => None,
        };
        let here = occasion.needs[occasion.coldest(full.cloth).hour].cautious;
        let is_borne = here.minimal_clo(cloth) <= full.insulation_clo;
        let mut activity_met = body.activity_met();
        while activity_met < MOST_ACTIVITY_MET {
            activity_met += ACTIVITY_SEARCH_STEP_MET;
            let moving = body.at(activity_met);
            if Need::of(&air(&moving), &moving).clo(cloth) <= full.insulation_clo {
                return Shortfall { exposure_h, activity_met: Some(activity_met), is_borne };
            }
        }
        Shortfall { exposure_h, activity_met: None, is_borne }
    }
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
