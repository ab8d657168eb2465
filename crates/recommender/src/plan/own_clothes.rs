//! What people wear who do not have everything, or insist on something.

use std::collections::BTreeSet;

use common::recommendation::{Activity, Wardrobe, Wearer};
use proptest::prelude::*;

use super::tests::{PLANNER, calm, occasion, plan, sky, style};
use super::*;
use crate::wardrobe::BodyPart;

#[derive(Default)]
struct Own<'a> {
    have: &'a [&'a str],
    lack: &'a [&'a str],
    locked: &'a [&'a str],
}

impl Own<'_> {
    fn with<T>(&self, dress: impl FnOnce(&Closet<'_>) -> T) -> T {
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
        let wardrobe = Wardrobe { have: set(self.have), lack: set(self.lack) };
        dress(&Closet::owned(PLANNER.catalogue(), &wardrobe, &set(self.locked)).unwrap())
    }

    fn plan(&self, occasion: &Occasion, style: Style) -> Plan {
        self.with(|closet| PLANNER.plans(occasion, style, Some(closet), 1).remove(0))
    }
}

fn ids(plan: &Plan) -> BTreeSet<&str> {
    plan.set.garments().iter().map(|garment| garment.id.as_str()).collect()
}

fn at(temperature_c: f64) -> Occasion {
    occasion(&calm(temperature_c, 2.0), &Wearer::default())
}

proptest! {
    #[test]
    fn whoever_insists_on_an_accessory_wears_it_over_what_everybody_wears(
        sky in sky(),
        style in style(),
        locked in proptest::sample::select(vec!["umbrella", "parasol", "sunglasses"]),
    ) {
        let (occasion, usual) = plan(&sky, &Wearer::default(), style);
        let own = Own { locked: &[locked], ..Own::default() }.plan(&occasion, style);
        let is_for_sun = |id: &&str| ["parasol", "sunglasses", "sun_hat", "cap", "umbrella"].contains(id);
        let clothes = |plan: &'_ Plan| -> BTreeSet<String> {
            ids(plan).into_iter().filter(|id| !is_for_sun(id)).map(str::to_owned).collect()
        };
        prop_assert_eq!(clothes(&own), clothes(&usual));
        prop_assert!(ids(&own).contains(locked));
    }

    #[test]
    fn whoever_names_an_umbrella_may_have_gloves(sky in sky(), style in style()) {
        let (occasion, usual) = plan(&sky, &Wearer::default(), style);
        let own = Own { have: &["umbrella"], ..Own::default() }.plan(&occasion, style);
        prop_assert_eq!(ids(&own), ids(&usual));
    }
}

#[test]
fn whoever_lacks_gloves_or_a_hat_wears_what_else_they_have_for_it() {
    for (lack, part) in [("gloves", BodyPart::Hands), ("knitted_hat", BodyPart::Head)] {
        let lacks = Own { lack: &[lack], ..Own::default() };
        for style in Style::ALL {
            for temperature_c in [-8.0, -4.0, 0.0] {
                let occasion = at(temperature_c);
                let usual = PLANNER.plans(&occasion, style, None, 1).remove(0);
                let covers = |plan: &Plan| plan.set.garments().iter().any(|garment| garment.covers(part));
                let own = lacks.plan(&occasion, style);
                assert!(covers(&own) || !covers(&usual), "{style:?} at {temperature_c} °C: {:?}", ids(&own));
            }
        }
    }
}

#[test]
fn nobody_is_in_sandals_in_the_frost_who_has_other_shoes() {
    let lack = ["trainers", "boots", "trail_shoes", "winter_boots", "rain_boots"];
    for style in Style::ALL {
        let own = Own { lack: &lack, ..Own::default() }.plan(&at(-3.0), style);
        assert!(!ids(&own).contains("sandals"), "{style:?}: {:?}", ids(&own));
    }
}

#[test]
fn a_runner_without_tights_has_other_long_trousers() {
    let runner = Wearer { activity: Some(Activity::Running), activity_met: 7.0, ..Wearer::default() };
    let cold = occasion(&calm(-8.0, 2.0), &runner);
    let own = Own { lack: &["running_tights"], ..Own::default() }.plan(&cold, Style::Casual);
    assert!(
        own.set
            .garments()
            .iter()
            .any(|garment| garment.covers(BodyPart::Calves) && garment.category == GarmentCategory::Bottom),
        "{:?}",
        ids(&own)
    );
}

#[test]
fn what_is_for_colder_days_is_worn_by_whoever_would_be_cold_without() {
    let shorts = Own { have: &["cotton_tee", "walking_shorts", "light_dress"], ..Own::default() };
    for temperature_c in [0.0, 6.0, 10.0, 14.0] {
        let own = shorts.plan(&at(temperature_c), Style::Casual);
        assert!(own.limit.is_none(), "{temperature_c} °C: {:?}", ids(&own));
    }
    let windbreaker = Own { have: &["windbreaker"], ..Own::default() };
    for temperature_c in [0.0, 6.0, 10.0, 14.0] {
        let own = windbreaker.plan(&at(temperature_c), Style::Business);
        assert!(own.limit.is_none(), "{temperature_c} °C: {:?}", ids(&own));
    }
}

#[test]
fn whoever_is_short_of_clothes_is_so_on_a_trip_as_at_home() {
    let own = Own {
        have: &["cotton_tee", "walking_shorts", "sandals", "summer_jacket", "scarf"],
        ..Own::default()
    };
    let day = at(1.0);
    let alone = own.plan(&day, Style::Casual);
    let packed =
        own.with(|closet| PLANNER.pack(std::slice::from_ref(&day), Style::Casual, Some(closet))).unwrap();
    assert_eq!(ids(&packed[0]), ids(&alone));
}

#[test]
fn no_day_of_a_trip_is_short_of_what_is_in_the_bag() {
    let occasions: Vec<Occasion> = [-4.0, 2.0, 5.0, 9.0].into_iter().map(at).collect();
    let own = Own { lack: &["thin_undershirt"], locked: &["light_dress"], ..Own::default() };
    let plans = own.with(|closet| PLANNER.pack(&occasions, Style::Feminine, Some(closet))).unwrap();
    for (occasion, packed) in occasions.iter().zip(&plans) {
        let alone = own.plan(occasion, Style::Feminine);
        assert!(packed.limit.is_none() || alone.limit.is_some(), "{:?}, {:?}", ids(packed), ids(&alone));
    }
}
