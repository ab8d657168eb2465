//! What there is to wear: the catalogue of garments, as data, and what one
//! person has of it.

mod closet;
mod garment;
mod ladder;
mod rack;

use std::collections::HashMap;
use std::sync::Arc;

use common::recommendation::{GarmentCategory, Style};
use indexmap::IndexMap;

pub(crate) use self::closet::Closet;
pub(crate) use self::garment::{BodyPart, Garment, MOST_WATERPROOF, Purpose};
pub(crate) use self::ladder::{Ladders, Rung};
pub(crate) use self::rack::{Piece, Rack};
use crate::comfort::ireq::Cloth;

/// All garments, in the order of preference; each style has every part that a
/// set needs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Catalogue {
    garments: Vec<Arc<Garment>>,
    /// Those that runners wear, as they wear them.
    running: Vec<Arc<Garment>>,
    by_id: HashMap<String, usize>,
    cloths: Vec<Cloth>,
}

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidCatalogue {
    /// It is not TOML of the expected form, or an id is used twice.
    #[error("the garments cannot be parsed: {0}")]
    Parse(#[from] toml::de::Error),
    /// It is, and a garment in it cannot be.
    #[error("garment {id}: {what}")]
    Garment { id: String, what: String },
    /// A style lacks a part.
    #[error("the style {style:?} has nothing for {category:?}")]
    Incomplete { style: Style, category: GarmentCategory },
    /// Runners lack a part.
    #[error("runners have nothing for {0:?}")]
    RunningIncomplete(GarmentCategory),
}

/// What clothes are for: an activity for which the ordinary ones are wrong has others,
/// the same in every style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kit {
    Everyday,
    /// Cycling and hiking: sporty clothes, whatever the style.
    Sports,
    Running,
}

impl Kit {
    pub(crate) const ALL: [Self; 3] = [Self::Everyday, Self::Sports, Self::Running];
}

impl Catalogue {
    /// The catalogue that comes with the service.
    pub(crate) fn embedded() -> Result<Self, InvalidCatalogue> {
        Self::parse(include_str!("garments.toml"))
    }

    fn parse(text: &str) -> Result<Self, InvalidCatalogue> {
        let parsed: IndexMap<String, Garment> = toml::from_str(text)?;
        let mut permeabilities_l_m2s: Vec<f64> =
            parsed.values().map(|garment| garment.air_permeability_l_m2s).collect();
        permeabilities_l_m2s.sort_by(f64::total_cmp);
        permeabilities_l_m2s.dedup();
        let mut garments = Vec::with_capacity(parsed.len());
        for (id, mut garment) in parsed {
            if let Some(what) = garment.fault() {
                return Err(InvalidCatalogue::Garment { id, what });
            }
            let tighter = |known: &f64| *known < garment.air_permeability_l_m2s;
            let cloth = permeabilities_l_m2s.partition_point(tighter);
            (garment.id, garment.cloth) = (id, cloth);
            garments.push(Arc::new(garment));
        }
        let by_id = garments.iter().enumerate().map(|(index, garment)| (garment.id.clone(), index)).collect();
        let cloths = permeabilities_l_m2s.into_iter().map(Cloth::new).collect();
        let running = garments.iter().filter_map(|garment| garment.for_running()).map(Arc::new).collect();
        let catalogue = Self { garments, running, by_id, cloths };
        let needed = [
            GarmentCategory::Underwear,
            GarmentCategory::Socks,
            GarmentCategory::Top,
            GarmentCategory::Bottom,
            GarmentCategory::Shoes,
            GarmentCategory::Outer,
        ];
        for style in Style::ALL {
            for category in needed {
                if !catalogue.iter().any(|garment| garment.is_of(style) && garment.category == category) {
                    return Err(InvalidCatalogue::Incomplete { style, category });
                }
            }
        }
        let runs_in = |category| catalogue.running.iter().any(|garment| garment.category == category);
        // They wear what is under it all in their style.
        if let Some(category) = needed[1..].iter().find(|&&category| !runs_in(category)) {
            return Err(InvalidCatalogue::RunningIncomplete(*category));
        }
        Ok(catalogue)
    }

    /// All garments, the preferred ones of a category first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Garment>> {
        self.garments.iter()
    }

    /// The cloths that the garments are made of, the most windproof first;
    /// [`Garment::cloth`] is a place here.
    pub(crate) fn cloths(&self) -> &[Cloth] {
        &self.cloths
    }

    /// The garment with this id.
    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Garment>> {
        self.by_id.get(id).and_then(|&index| self.garments.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMBEDDED: &str = include_str!("garments.toml");

    #[test]
    fn every_style_has_something_for_every_temperature() {
        let catalogue = Catalogue::embedded().unwrap();
        for style in Style::ALL {
            for temperature_c in -40..=45 {
                let temperature_c = f64::from(temperature_c);
                let count = |category| {
                    let worn = |garment: &&Arc<Garment>| {
                        garment.is_of(style)
                            && garment.category == category
                            && garment.is_worn_at(temperature_c)
                    };
                    catalogue.iter().filter(worn).count()
                };
                let at = format!("{style:?} at {temperature_c} °C");
                for category in [GarmentCategory::Underwear, GarmentCategory::Socks, GarmentCategory::Shoes] {
                    assert!(count(category) >= 1, "{category:?}, {at}");
                }
                assert!(count(GarmentCategory::Top) >= 2 && count(GarmentCategory::Bottom) >= 2, "{at}");
                assert!(temperature_c > 14.0 || count(GarmentCategory::Outer) >= 2, "{at}");
                assert!(temperature_c > 10.0 || count(GarmentCategory::Mid) >= 2, "{at}");
            }
        }
    }

    #[test]
    fn a_catalogue_that_cannot_be_is_refused_with_the_reason() {
        for (from, to, says) in [
            ("clo = 0.04", "clo = nan", "garment underpants: insulation.clo NaN"),
            ("clo = 0.04", "clo = -0.1", "garment underpants: insulation.clo -0.1"),
            ("[jeans]", "[chinos]", "duplicate key"),
            ("\"estimate\"], published = false", "\"estimate\"], published = true", "published is true"),
            ("worn_at_c = [-60, 50]", "worn_at_c = [50, -60]", "worn_at_c"),
            ("\"Jeans\"", "\" \"", "garment jeans: a name"),
            ("\"sporty\"", "\"sportive\"", "sportive"),
            ("category = \"outer\"", "category = \"mid\"", "has nothing for Outer"),
            ("category = \"shoes\"", "category = \"socks\"", "smooth_soles and loose_fit are for shoes"),
            ("purpose = \"cold\"", "", "has a purpose"),
            ("air_permeability_l_m2s = 100", "air_permeability_l_m2s = 0", "within 1 and 300"),
            ("waterproof = 2", "waterproof = 3", "waterproof 3"),
            ("layer = 0", "layer = 6", "layer 6"),
            ("layer = 0", "level = 0", "level"),
        ] {
            assert!(EMBEDDED.contains(from), "{from}");
            let error = Catalogue::parse(&EMBEDDED.replace(from, to)).unwrap_err();
            assert!(error.to_string().contains(says), "{from} -> {to}: {error}");
        }
    }
}
