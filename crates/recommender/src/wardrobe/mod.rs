//! What there is to wear: garments with their insulation, as data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use common::recommendation::GarmentCategory;
use serde::Deserialize;

use crate::language::Text;

/// A way to dress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Style {
    Casual,
    Business,
    Sporty,
    Feminine,
    Minimal,
}

impl Style {
    /// All styles.
    pub(crate) const ALL: [Self; 5] =
        [Self::Casual, Self::Business, Self::Sporty, Self::Feminine, Self::Minimal];
}

/// What a set cannot do without.
pub(crate) const REQUIRED: [GarmentCategory; 4] =
    [GarmentCategory::Top, GarmentCategory::Bottom, GarmentCategory::Socks, GarmentCategory::Shoes];
/// What a set may have one of.
pub(crate) const OPTIONAL: [GarmentCategory; 4] =
    [GarmentCategory::BaseTop, GarmentCategory::BaseBottom, GarmentCategory::Mid, GarmentCategory::Outer];

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
    published: bool,
}

/// How a garment is worn.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Worn {
    /// As what part of a set.
    pub(crate) category: GarmentCategory,
    /// 0 on the skin, to 5 outermost.
    pub(crate) layer: u8,
    /// In sets that insulate this much (clo, without accessories): least and most.
    pub(crate) in_clo: [f64; 2],
}

/// Something to wear.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Garment {
    #[serde(skip)]
    pub(crate) id: String,
    pub(crate) name: Text,
    pub(crate) description: Text,
    pub(crate) insulation: Insulation,
    pub(crate) worn: Worn,
    styles: BTreeSet<Style>,
}

/// All garments, by id; each style has every part that a set needs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Catalogue(Vec<Arc<Garment>>);

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
}

const OUTERMOST_LAYER: u8 = 5;

impl Catalogue {
    /// The catalogue that comes with the service.
    pub(crate) fn embedded() -> Result<Self, InvalidCatalogue> {
        Self::parse(include_str!("garments.toml"))
    }

    /// Reads a catalogue.
    fn parse(toml: &str) -> Result<Self, InvalidCatalogue> {
        let garments: BTreeMap<String, Garment> = toml::from_str(toml)?;
        let garments: Vec<_> =
            garments.into_iter().map(|(id, garment)| Arc::new(Garment { id, ..garment })).collect();
        for garment in &garments {
            if let Some(what) = garment.fault() {
                return Err(InvalidCatalogue::Garment { id: garment.id.clone(), what });
            }
        }
        let catalogue = Self(garments);
        for style in Style::ALL {
            for category in REQUIRED.into_iter().chain([GarmentCategory::Underwear, GarmentCategory::Outer]) {
                if catalogue.of(style, category).next().is_none() {
                    return Err(InvalidCatalogue::Incomplete { style, category });
                }
            }
        }
        Ok(catalogue)
    }

    /// The garments of a style and category, in the order of their ids.
    pub(crate) fn of(&self, style: Style, category: GarmentCategory) -> impl Iterator<Item = &Arc<Garment>> {
        self.0
            .iter()
            .filter(move |garment| garment.worn.category == category && garment.styles.contains(&style))
    }
}

impl Garment {
    fn fault(&self) -> Option<String> {
        let Insulation { clo, sources, published } = &self.insulation;
        let Worn { layer, in_clo, .. } = self.worn;
        let [least_clo, most_clo] = in_clo;
        if !(0.0..=3.0).contains(clo) {
            return Some(format!("insulation.clo {clo} is not within 0 and 3"));
        }
        if sources.is_empty() {
            return Some("insulation.sources is empty; an unpublished value has `estimate`".to_owned());
        }
        if *published == sources.contains(&Source::Estimate) {
            return Some(format!("insulation.published is {published} and the sources are {sources:?}"));
        }
        if !(least_clo.is_finite() && most_clo.is_finite() && least_clo < most_clo) {
            return Some(format!("worn.in_clo {in_clo:?} is not a least and a most"));
        }
        if layer > OUTERMOST_LAYER {
            return Some(format!("worn.layer {layer} is not within 0 and {OUTERMOST_LAYER}"));
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

#[cfg(test)]
mod tests {
    use super::*;

    const EMBEDDED: &str = include_str!("garments.toml");

    #[test]
    fn the_embedded_catalogue_is_valid() {
        let catalogue = Catalogue::embedded().unwrap();
        assert!(catalogue.0.len() > 40);
        assert!(catalogue.of(Style::Business, GarmentCategory::Outer).count() >= 3);
    }

    #[test]
    fn a_catalogue_that_cannot_be_is_refused_with_the_reason() {
        for (from, to, says) in [
            ("clo = 0.08", "clo = nan", "garment cotton_tee: insulation.clo NaN"),
            ("clo = 0.08", "clo = -0.1", "garment cotton_tee: insulation.clo -0.1"),
            ("[jeans]", "[joggers]", "duplicate key"),
            ("published = false", "published = true", "insulation.published is true"),
            ("in_clo = [0.0, 1.3]", "in_clo = [1.3, 0.0]", "worn.in_clo"),
            ("\"Jeans\"", "\" \"", "garment jeans: a name"),
            ("\"sporty\"", "\"sportive\"", "sportive"),
            ("category = \"shoes\"", "category = \"socks\"", "has nothing for Shoes"),
            ("layer = 0", "layer = 6", "worn.layer 6"),
            ("layer = 0", "level = 0", "level"),
        ] {
            assert!(EMBEDDED.contains(from), "{from}");
            let error = Catalogue::parse(&EMBEDDED.replace(from, to)).unwrap_err();
            assert!(error.to_string().contains(says), "{from} -> {to}: {error}");
        }
    }
}
