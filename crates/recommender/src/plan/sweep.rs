//! The order of the clothes: as certain, even days get colder by half a degree each, warmth
//! never falls, a coat that was put away does not come back, and little changes at once.

use std::collections::{BTreeMap, BTreeSet};

use common::recommendation::{Activity, GarmentCategory, Wearer};

use super::guides::flat;
use super::tests::{PLANNER, occasion, plan};
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

/// Nothing lies in the catalogue for nobody: some weather, somebody and some set have it.
#[test]
fn every_garment_is_worn_in_some_weather() {
    let mut never: BTreeSet<String> = PLANNER.catalogue().iter().map(|garment| garment.id.clone()).collect();
    for temperature_c in (-40..=40).map(f64::from) {
        for (wind_ms, rain) in [(2.0, 0.0), (2.0, 0.9), (12.0, 0.9), (12.0, 0.0)] {
            for activity in [Activity::Strolling, Activity::Waiting, Activity::Running, Activity::Hiking] {
                let person =
                    Wearer { activity: Some(activity), activity_met: activity.met(), ..Wearer::default() };
                let mut sky = flat(temperature_c);
                (sky.wind_ms, sky.rain) = (wind_ms, rain);
                let occasion = occasion(&sky, &person);
                for style in Style::ALL {
                    for plan in PLANNER.plans(&occasion, style, None, 3) {
                        for garment in plan.set.garments() {
                            never.remove(&garment.id);
                        }
                    }
                }
            }
        }
    }
    assert!(never.is_empty(), "nobody wears {never:?}");
}
