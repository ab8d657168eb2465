//! From the weather of some hours to clothes: what the hours ask for, the set
//! that gives it, what to take off and put on along the way, and what to have along.

mod choice;
mod demand;
mod dressing;
#[cfg(test)]
mod guides;
mod habit;
mod need;
mod occasion;
#[cfg(test)]
mod own_clothes;
mod parts;
mod ranking;
#[cfg(test)]
mod rules;
mod schedule;
mod sets;
#[cfg(test)]
mod sweep;
mod take_along;
#[cfg(test)]
mod tests;
mod trip;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use common::recommendation::{GarmentCategory, Style};

pub(crate) use self::demand::Deciding;
use self::dressing::DressingScale;
pub(crate) use self::need::Body;
use self::need::{Air, Need, exposure_limit, with_custom_clo};
use self::occasion::Measures;
pub(crate) use self::occasion::{Norm, Occasion, UmbrellaUse};
pub(crate) use self::sets::Set;
pub(crate) use self::take_along::{Carried, Reason};
use crate::comfort::ireq::ExposureLimit;
use crate::config::HazardThresholds;
use crate::tuning::{
    ACTIVITY_SEARCH_STEP_MET, CARRIED_WARMTH_CLO, EXTREME_COLD_UP_TO_C, OPEN_COAT_EXCESS_CLO,
    OPEN_COAT_SWING_K,
};
use crate::wardrobe::{Catalogue, Closet, Garment, Kit, Ladders, Rack, Rung};
use crate::weather::Hour;

/// The hardest work that ISO 11079 knows, met.
const MOST_ACTIVITY_MET: f64 = 6.8;

/// Chooses clothes.
#[derive(Debug)]
pub(crate) struct Planner {
    catalogue: Catalogue,
    /// Everything in the catalogue, by activity and style.
    racks: BTreeMap<(Kit, Style), Rack>,
    ladders: Ladders,
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
    /// What is only for colder or wetter weather than is likely.
    pub(crate) take_along: Vec<Carried>,
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

impl Plan {
    /// How many layers of the stack are on in an hour.
    pub(crate) fn layers_on(&self, hour: usize) -> usize {
        let at_first = self.changes.first().map_or(self.set.stack.len(), |change| change.before);
        self.changes.iter().rfind(|change| change.hour <= hour).map_or(at_first, |change| change.after)
    }

    /// The hour, by its index, in which the coat is too warm when closed, and the coat; `None`
    /// where it comes off at some time anyway.
    pub(crate) fn coat_to_open(&self, occasion: &Occasion) -> Option<(usize, &Garment)> {
        let always_on = (0..occasion.hours.len()).map(|hour| self.layers_on(hour)).min()?;
        let mut garments = self.set.stack[..always_on].iter().flatten();
        let coat = garments.find(|garment| garment.category == GarmentCategory::Outer)?;
        let mildest = occasion.mildest.hour;
        let level = self.set.levels[self.layers_on(mildest)];
        let is_too_warm = level.insulation_clo - occasion.warmest_clo(level.cloth) >= OPEN_COAT_EXCESS_CLO
            && occasion.mildest_felt_c - occasion.felt_c >= OPEN_COAT_SWING_K;
        // Against wet, wind and deep cold a coat is closed.
        let is_for_weather =
            occasion.wet || occasion.windbreak || occasion.bare_skin_c <= EXTREME_COLD_UP_TO_C;
        (is_too_warm && !is_for_weather && self.limit.is_none()).then_some((mildest, coat.as_ref()))
    }
}

impl Planner {
    /// A planner for a catalogue, who knows from which values on it snows and freezes.
    pub(crate) fn new(catalogue: Catalogue, ladders: Ladders, thresholds: &HazardThresholds) -> Self {
        let closet = Closet::full(&catalogue);
        let kits = Kit::ALL.into_iter().flat_map(|kit| Style::ALL.map(|style| (kit, style)));
        let racks = kits.map(|(kit, style)| ((kit, style), Rack::new(&closet, kit, style))).collect();
        let measures = Measures {
            scale: DressingScale::new(),
            cloths: catalogue.cloths().to_vec(),
            snow_at_c: thresholds.snow_at_c,
            ice_at_c: thresholds.ice_at_c,
        };
        Self { catalogue, racks, ladders, measures }
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
        let Some(rack) = self.rack(kit, style, closet) else { return Vec::new() };
        let plan = |set| {
            let take_along = take_along::take_along(&rack, occasion, &self.measures, &set);
            self.plan(set, take_along, occasion)
        };
        let mut sets = ranking::choose(&rack, self.ladder(kit, style), occasion, count);
        let missing_clo = |sets: &[Set]| sets.first().map_or(f64::INFINITY, |set| set.missing_clo(occasion));
        if closet.is_some()
            && sets.first().is_some_and(|set| set.is_short(occasion))
            && self.has_warm_set(occasion, style)
        {
            // Rather what is for colder days than to be cold in what is for these.
            let warmer = ranking::choose(&rack.in_any_season(), &[], occasion, count);
            if missing_clo(&warmer) < missing_clo(&sets) {
                sets = warmer;
            }
        }
        sets.into_iter().map(plan).collect()
    }

    /// A plan for each occasion of a trip, all from one bag with as few garments as can be.
    /// `None` only without occasions or without what everybody wears.
    pub(crate) fn pack(
        &self,
        occasions: &[Occasion],
        style: Style,
        closet: Option<&Closet<'_>>,
    ) -> Option<Vec<Plan>> {
        // Runners have another kit on days of whose cold no guide speaks.
        let kits: BTreeSet<Kit> = occasions.iter().map(|occasion| occasion.body.kit()).collect();
        let racks = kits.into_iter().map(|kit| Some((kit, self.rack(kit, style, closet)?)));
        let racks: BTreeMap<Kit, Cow<'_, Rack>> = racks.collect::<Option<_>>()?;
        // The days that are short, and by how many layers all of them together.
        let shortness = |sets: &[Set]| {
            let short = sets.iter().zip(occasions).filter(|(set, occasion)| set.is_short(occasion));
            let missing_clo = short.clone().map(|(set, occasion)| set.missing_clo(occasion)).sum::<f64>();
            (short.count(), (missing_clo / CARRIED_WARMTH_CLO).round())
        };
        let mut found = bags(&racks, |kit| self.ladder(kit, style), occasions)?;
        let is_short_of_clothes =
            |(set, occasion): (&Set, &Occasion)| set.is_short(occasion) && self.has_warm_set(occasion, style);
        if closet.is_some() && found.iter().any(|sets| sets.iter().zip(occasions).any(is_short_of_clothes)) {
            // Rather what is for colder days than to be cold in what is for these.
            let any_season =
                racks.iter().map(|(&kit, rack)| (kit, Cow::Owned(rack.in_any_season()))).collect();
            found.extend(bags(&any_season, |_| &[], occasions)?);
        }
        // What is only taken along counts, too.
        let plans = found.into_iter().map(|sets| {
            let shortness = shortness(&sets);
            (shortness, self.plans_from_one_bag(&racks, occasions, sets))
        });
        let best = plans.min_by(|((days, layers), plans), ((other_days, other_layers), other_plans)| {
            let shorter = days.cmp(other_days).then(layers.total_cmp(other_layers));
            shorter.then_with(|| pieces(plans).cmp(&pieces(other_plans)))
        });
        best.map(|(_, plans)| plans)
    }

    /// These sets, with what is packed anyway taken along before anything else.
    fn plans_from_one_bag(
        &self,
        racks: &BTreeMap<Kit, Cow<'_, Rack>>,
        occasions: &[Occasion],
        sets: Vec<Set>,
    ) -> Vec<Plan> {
        let worn: BTreeSet<&str> =
            sets.iter().flat_map(Set::garments).map(|garment| garment.id.as_str()).collect();
        let only_worn = |rack: &Rack| rack.only(|garment| worn.contains(garment.id.as_str()));
        let bags: BTreeMap<Kit, (Rack, &Rack)> =
            racks.iter().map(|(&kit, rack)| (kit, (only_worn(rack), rack.as_ref()))).collect();
        let along: Vec<Vec<Carried>> = occasions
            .iter()
            .zip(&sets)
            .map(|(occasion, set)| {
                let from = |rack: &Rack| take_along::take_along(rack, occasion, &self.measures, set);
                let Some((bag, rack)) = bags.get(&occasion.body.kit()) else { return Vec::new() };
                let (packed, all) = (from(bag), from(rack));
                if packed.len() >= all.len() { packed } else { all }
            })
            .collect();
        let plans = sets.into_iter().zip(along).zip(occasions);
        plans.map(|((set, take_along), occasion)| self.plan(set, take_along, occasion)).collect()
    }

    /// What there is to wear; `None` for no kit and style.
    fn rack(&self, kit: Kit, style: Style, closet: Option<&Closet<'_>>) -> Option<Cow<'_, Rack>> {
        match closet {
            Some(closet) => Some(Cow::Owned(Rack::new(closet, kit, style))),
            None => self.racks.get(&(kit, style)).map(Cow::Borrowed),
        }
    }

    /// Whether people of the style who have everything are warm enough.
    fn has_warm_set(&self, occasion: &Occasion, style: Style) -> bool {
        let kit = occasion.body.kit();
        let sets = |rack: Cow<'_, Rack>| ranking::choose(&rack, self.ladder(kit, style), occasion, 1);
        self.rack(kit, style, None)
            .map(sets)
            .is_some_and(|sets| sets.iter().all(|set| !set.is_short(occasion)))
    }

    fn ladder(&self, kit: Kit, style: Style) -> &[Rung] {
        match kit {
            Kit::Everyday => self.ladders.of(style),
            Kit::Sports => self.ladders.of(Style::Sporty),
            // Runners wear what the table of runners says.
            Kit::Running => &[],
        }
    }

    fn plan(&self, set: Set, take_along: Vec<Carried>, occasion: &Occasion) -> Plan {
        let deciding = occasion.coldest(set.full().cloth);
        let course = schedule::layers_on(occasion, &set, &self.measures.cloths);
        let changes = course
            .windows(2)
            .zip(1..)
            .filter(|(pair, _)| pair[0] != pair[1])
            .map(|(pair, hour)| LayerChange { hour, before: pair[0], after: pair[1] })
            .collect();
        let limit = set.is_short(occasion).then(|| self.shortfall(&set, occasion));
        let indoor_layers = set.indoor_level(occasion.norm.most_clo);
        Plan { set, deciding, indoor_layers, changes, take_along, limit }
    }

    fn shortfall(&self, set: &Set, occasion: &Occasion) -> Shortfall {
        let full = set.full();
        let hour = &occasion.hours[occasion.coldest(full.cloth).hour];
        let body = occasion.body;
        let Some(cloth) = self.measures.cloths.get(full.cloth) else {
            return Shortfall { exposure_h: None, activity_met: None, is_borne: true };
        };
        let air = |body: &Body| Air::of(hour, hour.temperature_c, body);
        let exposure_h = match exposure_limit(&air(&body), &body, full.insulation_clo, cloth) {
            ExposureLimit::Hours(hours) => Some(hours),
            ExposureLimit::Unlimited => None,
        };
        let here = &occasion.needs[occasion.coldest(full.cloth).hour].likely;
        let is_borne = here.of_cloth(cloth).minimal <= full.insulation_clo;
        let mut activity_met = body.activity_met();
        while activity_met < MOST_ACTIVITY_MET {
            activity_met += ACTIVITY_SEARCH_STEP_MET;
            let moving = body.at(activity_met);
            let needed = Need::of(&air(&moving), &moving).of_cloth(cloth);
            if with_custom_clo(needed.comfort) <= full.insulation_clo {
                return Shortfall { exposure_h, activity_met: Some(activity_met), is_borne };
            }
        }
        Shortfall { exposure_h, activity_met: None, is_borne }
    }
}

/// The fewest garments that dress every day, where all days have the same kit, and what each
/// day would have by itself.
fn bags<'l>(
    racks: &BTreeMap<Kit, Cow<'_, Rack>>,
    ladder: impl Fn(Kit) -> &'l [Rung],
    occasions: &[Occasion],
) -> Option<Vec<Vec<Set>>> {
    let day_by_day = occasions.iter().map(|occasion| {
        let kit = occasion.body.kit();
        ranking::choose(racks.get(&kit)?, ladder(kit), occasion, 1).into_iter().next()
    });
    let day_by_day: Vec<Set> = day_by_day.collect::<Option<_>>()?;
    let (&kit, rack) = racks.first_key_value()?;
    let packed = match racks.len() {
        1 => Some(trip::pack(rack, ladder(kit), occasions)?),
        _ => None,
    };
    Some(packed.into_iter().chain([day_by_day]).collect())
}

/// How many pieces some plans have on or along, each counted once.
fn pieces(plans: &[Plan]) -> usize {
    let worn = plans.iter().flat_map(|plan| plan.set.garments());
    let along = plans.iter().flat_map(|plan| &plan.take_along).map(|carried| &carried.garment);
    worn.chain(along).map(|garment| garment.id.as_str()).collect::<BTreeSet<_>>().len()
}
