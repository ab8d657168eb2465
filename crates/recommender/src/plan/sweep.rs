//! The order of the clothes: as certain, even days get colder by half a degree each, warmth
//! never falls, a coat that was put away does not come back, and little changes at once.

use std::collections::{BTreeMap, BTreeSet};

use common::recommendation::{GarmentCategory, Wearer};

use super::guides::flat;
use super::tests::plan;
use super::*;

const COLDEST_HALF_DEGREE: i32 = -60;
const WARMEST_HALF_DEGREE: i32 = 84;
/// Of the garments that are put on or away in half a degree.
const MOST_CHANGES: usize = 2;

struct Step {
    temperature_c: f64,
    insulation_clo: f64,
    coat: Option<String>,
    worn: BTreeSet<String>,
}

fn sweep(style: Style) -> Vec<Step> {
    (COLDEST_HALF_DEGREE..=WARMEST_HALF_DEGREE)
        .rev()
        .map(|half_degrees| {
            let temperature_c = f64::from(half_degrees) / 2.0;
            let (_, plan) = plan(&flat(temperature_c), &Wearer::default(), style);
            let worn = plan.set.garments();
            let coat = worn.iter().find(|garment| garment.category == GarmentCategory::Outer);
            Step {
                temperature_c,
                insulation_clo: plan.set.full().insulation_clo,
                coat: coat.map(|garment| garment.id.clone()),
                worn: worn.iter().map(|garment| garment.id.clone()).collect(),
            }
        })
        .collect()
}

/// What is wrong with a sweep, a sentence each.
fn faults(steps: &[Step]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut last_of_coat: BTreeMap<&Option<String>, usize> = BTreeMap::new();
    for (index, step) in steps.iter().enumerate() {
        let at = step.temperature_c;
        if let Some(before) = index.checked_sub(1).map(|before| &steps[before]) {
            if step.insulation_clo < before.insulation_clo - 1e-9 {
                faults.push(format!(
                    "{at} °C: {:.2} clo after {:.2}",
                    step.insulation_clo, before.insulation_clo
                ));
            }
            let on: Vec<_> = step.worn.difference(&before.worn).collect();
            let off: Vec<_> = before.worn.difference(&step.worn).collect();
            if on.len().max(off.len()) > MOST_CHANGES {
                faults.push(format!("{at} °C: {off:?} become {on:?}"));
            }
        }
        if last_of_coat.get(&step.coat).is_some_and(|last| last + 1 != index) {
            faults.push(format!("{at} °C: {:?} comes back", step.coat));
        }
        last_of_coat.insert(&step.coat, index);
    }
    faults
}

#[test]
fn as_it_gets_colder_warmth_never_falls_and_little_changes() {
    let mut all = Vec::new();
    for style in Style::ALL {
        let steps = sweep(style);
        for step in &steps {
            let worn: Vec<&str> = step.worn.iter().map(String::as_str).collect();
            eprintln!(
                "{style:?} {:5.1} °C {:.2} clo {}",
                step.temperature_c,
                step.insulation_clo,
                worn.join(" ")
            );
        }
        all.extend(faults(&steps).into_iter().map(|fault| format!("{style:?} {fault}")));
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}
