//! A garment: what it is, how much it insulates, what it keeps out.

use std::collections::BTreeSet;

use common::recommendation::{GarmentCategory, Style};
use serde::Deserialize;

use crate::words::Text;

/// Where an insulation value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Source {
    /// ISO 7730:2005, annex C.
    #[serde(rename = "iso_7730")]
    Iso7730,
    /// The garment list of ASHRAE 55.
    #[serde(rename = "ashrae_55")]
    Ashrae55,
    /// The Engineering Toolbox's table, which derives from ISO 9920.
    EngineeringToolbox,
    /// Judged by comparison with a similar garment.
    Estimate,
}

/// How much a garment insulates.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Insulation {
    /// Effective insulation I<sub>clu</sub> of the garment alone, clo.
    pub(crate) clo: f64,
    sources: Vec<Source>,
    /// Whether the value was seen in a published table.
    pub(crate) published: bool,
}

/// A part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BodyPart {
    Head,
    Neck,
    Torso,
    Arms,
    Hands,
    Pelvis,
    Thighs,
    Calves,
    Feet,
}

/// What an accessory is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    Cold,
    Sun,
    Rain,
}

/// Something to wear.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Garment {
    #[serde(skip)]
    pub(crate) id: String,
    /// Its cloth's place in [`super::Catalogue::cloths`].
    #[serde(skip)]
    pub(crate) cloth: usize,
    pub(crate) name: Text,
    pub(crate) description: Text,
    pub(crate) insulation: Insulation,
    pub(crate) category: GarmentCategory,
    /// What an accessory is against; nothing else has one.
    pub(crate) purpose: Option<Purpose>,
    /// 0 on the skin, to 5 outermost.
    pub(crate) layer: u8,
    covers: BTreeSet<BodyPart>,
    /// How much air its cloth lets through, l/m²s.
    pub(crate) air_permeability_l_m2s: f64,
    /// 0 not, 1 water-repellent, 2 waterproof.
    pub(crate) waterproof: u8,
    /// Keeps the rain off the head, too.
    #[serde(default)]
    pub(crate) hooded: bool,
    /// An umbrella or a parasol.
    #[serde(default)]
    pub(crate) held: bool,
    worn_at_c: [f64; 2],
    /// Nobody has it on in warmer air, °C, however long they wait; absent: anybody may.
    air_up_to_c: Option<f64>,
    /// Shoes that slip on snow and ice.
    #[serde(default)]
    pub(crate) smooth_soles: bool,
    /// Shoes that do not hold the foot of somebody who walks fast.
    #[serde(default)]
    pub(crate) loose_fit: bool,
    styles: BTreeSet<Style>,
    /// Runners have it on where the air is as cold as this, °C; absent: never.
    worn_running_at_c: Option<[f64; 2]>,
}

/// Bounds of `worn_at_c` that are none.
const COLDEST_WORN_AT_C: f64 = -60.0;
const WARMEST_WORN_AT_C: f64 = 50.0;
const OUTERMOST_LAYER: u8 = 5;
pub(crate) const MOST_WATERPROOF: u8 = 2;

impl Garment {
    /// Whether it covers this part of the body.
    pub(crate) fn covers(&self, part: BodyPart) -> bool {
        self.covers.contains(&part)
    }

    /// Whether both are on the same part of the body.
    pub(crate) fn covers_some_of(&self, other: &Self) -> bool {
        !self.covers.is_disjoint(&other.covers)
    }

    /// Whether it covers something that none of the others does, or nothing at all, as an
    /// umbrella. What is held over the head leaves room for a hat against the cold.
    pub(crate) fn adds_to<'a>(&self, others: impl Iterator<Item = &'a Self> + Clone) -> bool {
        let leaves_room = |other: &Self| other.held && self.purpose == Some(Purpose::Cold);
        let is_bare =
            |part: &BodyPart| !others.clone().any(|other| other.covers(*part) && !leaves_room(other));
        self.covers.is_empty() || self.covers.iter().any(is_bare)
    }

    /// Whether it belongs to the style.
    pub(crate) fn is_of(&self, style: Style) -> bool {
        self.styles.contains(&style)
    }

    /// The garment as runners wear it, if they do.
    pub(crate) fn for_running(&self) -> Option<Self> {
        let worn_at_c = self.worn_running_at_c?;
        Some(Self { worn_at_c, ..self.clone() })
    }

    /// The garment as it is worn by whoever lacks another one for as warm air as this, °C.
    pub(crate) fn for_air_up_to(&self, most_c: f64) -> Self {
        let [least_c, own_most_c] = self.worn_at_c;
        Self { worn_at_c: [least_c, own_most_c.max(most_c)], ..self.clone() }
    }

    /// Whether people have it on where they dress as for this temperature, °C.
    pub(crate) fn is_worn_at(&self, temperature_c: f64) -> bool {
        let [least_c, most_c] = self.worn_at_c;
        (least_c..=most_c).contains(&temperature_c.clamp(COLDEST_WORN_AT_C, WARMEST_WORN_AT_C))
    }

    /// Whether the air is not too warm for it, °C, whatever is asked for.
    pub(crate) fn suits_air(&self, air_c: f64) -> bool {
        self.air_up_to_c.is_none_or(|most_c| air_c <= most_c)
    }

    /// The warmest temperature at which people have it on, °C.
    pub(crate) fn worn_up_to_c(&self) -> f64 {
        self.worn_at_c[1]
    }

    /// Whether it is a coat that repels rain at least.
    pub(crate) fn is_coat_against_rain(&self) -> bool {
        self.category == GarmentCategory::Outer && self.waterproof > 0
    }

    /// Whether people wear it in warmer air only, °C.
    pub(crate) fn is_for_milder_than(&self, temperature_c: f64) -> bool {
        temperature_c < self.worn_at_c[0]
    }

    /// By how much the temperature lies outside of where people wear it, K.
    pub(crate) fn out_of_place_k(&self, temperature_c: f64) -> f64 {
        let [least_c, most_c] = self.worn_at_c;
        (least_c - temperature_c).max(temperature_c - most_c).max(0.0)
    }

    /// What is wrong with it.
    pub(super) fn fault(&self) -> Option<String> {
        let Insulation { clo, sources, published } = &self.insulation;
        if !(0.0..=3.0).contains(clo) {
            return Some(format!("insulation.clo {clo} is not within 0 and 3"));
        }
        if sources.is_empty() {
            return Some("insulation.sources is empty; an unpublished value has `estimate`".to_owned());
        }
        if *published && sources.contains(&Source::Estimate) {
            return Some("insulation.published is true and a source is an estimate".to_owned());
        }
        let running = self.worn_running_at_c.map(|range| ("worn_running_at_c", range));
        for (name, range) in [("worn_at_c", self.worn_at_c)].into_iter().chain(running) {
            let [least_c, most_c] = range;
            if !(least_c.is_finite() && most_c.is_finite() && least_c < most_c) {
                return Some(format!("{name} {range:?} is not a least and a most"));
            }
        }
        if self.air_up_to_c.is_some_and(|most_c| !most_c.is_finite()) {
            return Some(format!("air_up_to_c {:?} is not a temperature", self.air_up_to_c));
        }
        if (self.smooth_soles || self.loose_fit) && self.category != GarmentCategory::Shoes {
            return Some("smooth_soles and loose_fit are for shoes".to_owned());
        }
        if self.layer > OUTERMOST_LAYER {
            return Some(format!("layer {} is not within 0 and {OUTERMOST_LAYER}", self.layer));
        }
        if self.waterproof > MOST_WATERPROOF {
            return Some(format!("waterproof {} is not within 0 and {MOST_WATERPROOF}", self.waterproof));
        }
        // Beyond, ISO 11079's correction for wind has no meaning at high winds.
        if !(1.0..=300.0).contains(&self.air_permeability_l_m2s) {
            return Some(format!(
                "air_permeability_l_m2s {} is not within 1 and 300",
                self.air_permeability_l_m2s
            ));
        }
        if (self.category == GarmentCategory::Accessory) != self.purpose.is_some() {
            return Some("an accessory, and nothing else, has a purpose".to_owned());
        }
        if self.styles.is_empty() {
            return Some("styles is empty".to_owned());
        }
        if self.name.is_incomplete() || self.description.is_incomplete() {
            return Some("a name or a description is empty".to_owned());
        }
        None
    }
}
