//! What to pack for a trip.

use std::collections::BTreeMap;

use common::recommendation::PackedGarment;
use jiff::civil::Date;

use crate::plan::Plan;
use crate::wardrobe::Garment;
use crate::words::{Facts, Speaker};

/// All that the plans of the days have on or along, from the skin outwards.
pub(crate) fn bag(days: &[(Date, &Plan)], speaker: Speaker<'_>) -> Vec<PackedGarment> {
    let mut bag: BTreeMap<&str, (&Garment, PackedGarment)> = BTreeMap::new();
    for (date, plan) in days {
        for garment in plan.set.garments() {
            add_once(&mut packed(&mut bag, garment, speaker).worn_on, *date);
        }
        for carried in &plan.take_along {
            add_once(&mut packed(&mut bag, &carried.garment, speaker).taken_along_on, *date);
        }
    }
    let mut bag: Vec<(&Garment, PackedGarment)> = bag.into_values().collect();
    for (_, PackedGarment { worn_on, taken_along_on, .. }) in &mut bag {
        taken_along_on.retain(|date| !worn_on.contains(date));
    }
    bag.sort_by_key(|(garment, _)| (garment.layer, garment.category));
    bag.into_iter().map(|(_, packed)| packed).collect()
}

/// How much that is.
pub(crate) fn bag_text(bag: &[PackedGarment], days: usize, speaker: Speaker<'_>) -> String {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    speaker.tell("bag", Facts::new().count("pieces", count(bag.len())).count("days", count(days)))
}

fn packed<'b, 'g>(
    bag: &'b mut BTreeMap<&'g str, (&'g Garment, PackedGarment)>,
    garment: &'g Garment,
    speaker: Speaker<'_>,
) -> &'b mut PackedGarment {
    let language = speaker.language();
    let (_, packed) = bag.entry(&garment.id).or_insert_with(|| {
        let packed = PackedGarment {
            id: garment.id.clone(),
            name: garment.name.in_language(language).to_owned(),
            description: garment.description.in_language(language).to_owned(),
            category: garment.category,
            insulation_clo: garment.insulation.clo,
            worn_on: Vec::new(),
            taken_along_on: Vec::new(),
        };
        (garment, packed)
    });
    packed
}

/// A day on which one travels comes twice.
fn add_once(dates: &mut Vec<Date>, date: Date) {
    if !dates.contains(&date) {
        dates.push(date);
    }
}
