//! What people of a style have on as it gets colder, as data.

use std::collections::BTreeMap;
use std::sync::Arc;

use common::recommendation::{GarmentCategory, Style};
use serde::Deserialize;

use super::{BodyPart, Catalogue, Garment};

/// A step of a ladder: everything that is on, but for underwear and accessories.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rung {
    /// People have taken this step where they dress as for less, °C; `None`: the heat
    /// balance decides.
    pub(crate) below_c: Option<f64>,
    pub(crate) garments: Vec<Arc<Garment>>,
    /// Sum of the effective insulations, clo.
    pub(crate) sum_clo: f64,
    /// The most windproof cloth around the trunk, by its place in the catalogue.
    pub(crate) cloth: usize,
}

/// The ladders of all styles, each from the lightest set to the warmest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ladders(BTreeMap<Style, Vec<Rung>>);

/// Why ladders cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidLadder {
    /// It is not TOML of the expected form.
    #[error("the ladders cannot be parsed: {0}")]
    Parse(#[from] toml::de::Error),
    /// A step of it cannot be.
    #[error("the ladder of {style:?}, step {step}: {what}")]
    Step { style: Style, step: usize, what: String },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    below_c: Option<f64>,
    on: Vec<String>,
    #[serde(default)]
    off: Vec<String>,
}

impl Ladders {
    /// The ladders that come with the service.
    pub(crate) fn embedded(catalogue: &Catalogue) -> Result<Self, InvalidLadder> {
        Self::parse(include_str!("ladders.toml"), catalogue)
    }

    fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, InvalidLadder> {
        let parsed: BTreeMap<Style, Vec<Step>> = toml::from_str(text)?;
        let mut ladders = BTreeMap::new();
        for (style, steps) in parsed {
            let mut rungs: Vec<Rung> = Vec::with_capacity(steps.len());
            for (step, taken) in steps.into_iter().enumerate() {
                let fault = |what| InvalidLadder::Step { style, step, what };
                let rung = climb(rungs.last(), taken, catalogue, style).map_err(fault)?;
                if let Some(what) = rungs.last().and_then(|below| out_of_order(below, &rung)) {
                    return Err(fault(what));
                }
                rungs.push(rung);
            }
            ladders.insert(style, rungs);
        }
        Ok(Self(ladders))
    }

    /// The ladder of a style.
    pub(crate) fn of(&self, style: Style) -> &[Rung] {
        self.0.get(&style).map_or(&[], Vec::as_slice)
    }
}

fn climb(below: Option<&Rung>, step: Step, catalogue: &Catalogue, style: Style) -> Result<Rung, String> {
    let mut garments = below.map(|rung| rung.garments.clone()).unwrap_or_default();
    for id in &step.off {
        let Some(index) = garments.iter().position(|garment| garment.id == *id) else {
            return Err(format!("`{id}` is not on"));
        };
        garments.remove(index);
    }
    for id in &step.on {
        let garment = catalogue.get(id).ok_or_else(|| format!("there is no garment `{id}`"))?;
        if !garment.is_of(style) {
            return Err(format!("`{id}` is not of the style"));
        }
        garments.retain(|other| !replaces(garment, other));
        garments.push(Arc::clone(garment));
    }
    let has = |category| garments.iter().any(|garment| garment.category == category);
    let dressed =
        has(GarmentCategory::OnePiece) || (has(GarmentCategory::Top) && has(GarmentCategory::Bottom));
    if !(dressed && has(GarmentCategory::Socks) && has(GarmentCategory::Shoes)) {
        return Err("a set has a top and a bottom or a dress, and socks and shoes".to_owned());
    }
    let sum_clo = garments.iter().map(|garment| garment.insulation.clo).sum();
    let trunk = garments.iter().filter(|garment| garment.covers(BodyPart::Torso));
    let cloth = trunk.map(|garment| garment.cloth).min().unwrap_or_default();
    Ok(Rung { below_c: step.below_c, garments, sum_clo, cloth })
}

fn replaces(garment: &Garment, other: &Garment) -> bool {
    use GarmentCategory::{Bottom, OnePiece, Top};
    match (garment.category, other.category) {
        (OnePiece, Top | Bottom) | (Top | Bottom, OnePiece) => true,
        (one, other) => one == other,
    }
}

fn out_of_order(below: &Rung, rung: &Rung) -> Option<String> {
    // Sums of hundredths.
    if rung.sum_clo < below.sum_clo - 1e-9 {
        return Some(format!("{:.2} clo after {:.2}", rung.sum_clo, below.sum_clo));
    }
    let rises = match (below.below_c, rung.below_c) {
        (Some(before), Some(now)) => now >= before,
        _ => false,
    };
    rises.then(|| format!("below_c {:?} does not fall", rung.below_c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMBEDDED: &str = include_str!("ladders.toml");

    #[test]
    fn every_style_has_a_ladder_on_which_no_coat_comes_back() {
        let ladders = Ladders::embedded(&Catalogue::embedded().unwrap()).unwrap();
        for style in Style::ALL {
            let rungs = ladders.of(style);
            assert!(rungs.len() > 20, "{style:?}");
            let coat = |rung: &Rung| {
                rung.garments.iter().find(|it| it.category == GarmentCategory::Outer).map(|it| it.id.clone())
            };
            let mut coats: Vec<Option<String>> = rungs.iter().map(coat).collect();
            coats.dedup();
            let distinct: std::collections::BTreeSet<_> = coats.iter().collect();
            assert_eq!(distinct.len(), coats.len(), "{style:?}: {coats:?}");
        }
    }

    #[test]
    fn a_ladder_that_cannot_be_is_refused_with_the_reason() {
        let catalogue = Catalogue::embedded().unwrap();
        for (from, to, says) in [
            ("\"walking_shorts\"", "\"toga\"", "no garment `toga`"),
            ("\"walking_shorts\"", "\"short_shorts\"", "not of the style"),
            ("\"sandals\"]", "\"gloves\"]", "socks and shoes"),
            ("off = [\"hoodie\"]", "off = [\"sweater\"]", "`sweater` is not on"),
            ("below_c = 26", "below_c = 31", "does not fall"),
            ("\"bench_parka\"", "\"trench_coat\"", "not of the style"),
            ("\"heavy_down_parka\"", "\"rain_jacket\"", "clo after"),
            ("on =", "wears =", "unknown field"),
        ] {
            assert!(EMBEDDED.contains(from), "{from}");
            let outcome = Ladders::parse(&EMBEDDED.replace(from, to), &catalogue);
            let error = outcome.map(|_| ()).unwrap_err().to_string();
            assert!(error.contains(says), "{from} -> {to}: {error}");
        }
    }
}
