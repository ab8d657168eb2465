use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use common::recommendation::{Activity, Age, Caution, GarmentCategory, Sensitivity, Wardrobe, Wearer};
use jiff::civil::date;
use proptest::prelude::*;

use super::need::NeededClo;
use super::*;
use crate::comfort::ireq::Cloth;
use crate::comfort::wind_profile::{Terrain, body_wind_speed_ms};
use crate::config::Config;
use crate::tuning::{CERTAIN_SPREAD_K, NOTHING_MISSING_CLO, SOCIAL_FLOOR_CLO};
use crate::wardrobe::{Garment, Ladders};
use crate::weather::Summary;

pub(super) static PLANNER: LazyLock<Planner> = LazyLock::new(|| {
    let config: Config = service::config::load(None, [].into()).unwrap();
    let catalogue = Catalogue::embedded().unwrap();
    let ladders = Ladders::embedded(&catalogue).unwrap();
    Planner::new(catalogue, ladders, &config.hazards)
});

/// Any weather of the earth, and a bit more.
#[derive(Debug, Clone)]
pub(super) struct Sky {
    coldest_c: f64,
    swing_k: f64,
    pub(super) spread_k: f64,
    humidity_pct: f64,
    pub(super) wind_ms: f64,
    pub(super) rain: f64,
    /// By how much each hour is warmer than an even course, K.
    bumps_k: [f64; 16],
}

pub(super) fn sky() -> impl Strategy<Value = Sky> {
    let bumps_k = (proptest::array::uniform16(0.0..1.0_f64), 0.0..3.0_f64)
        .prop_map(|(parts, highest_k)| parts.map(|part| part * highest_k));
    (-40.0..40.0_f64, 0.0..20.0_f64, 0.0..6.0_f64, 5.0..100.0_f64, 0.0..20.0_f64, 0.0..1.0_f64, bumps_k)
        .prop_map(|(coldest_c, swing_k, spread_k, humidity_pct, wind_ms, rain, bumps_k)| Sky {
            coldest_c,
            swing_k: swing_k.min(45.0 - coldest_c),
            spread_k,
            humidity_pct,
            wind_ms,
            rain,
            bumps_k,
        })
}

pub(super) fn person() -> impl Strategy<Value = Wearer> {
    let sensitivity = proptest::sample::select(vec![
        Sensitivity::FeelsVeryCold,
        Sensitivity::FeelsCold,
        Sensitivity::Normal,
        Sensitivity::FeelsHot,
        Sensitivity::FeelsVeryHot,
    ]);
    let caution = proptest::sample::select(vec![Caution::Relaxed, Caution::Careful, Caution::VeryCareful]);
    let activity = proptest::sample::select(vec![
        None,
        Some(Activity::Strolling),
        Some(Activity::Running),
        Some(Activity::Cycling),
        Some(Activity::Hiking),
    ]);
    (sensitivity, activity, 1.0..6.8_f64, 0.25..8.0_f64, 0.0..1.0_f64, caution).prop_map(
        |(sensitivity, activity, activity_met, outdoors_h, sun_exposure, caution)| Wearer {
            sensitivity,
            age: Age::Adult,
            activity,
            activity_met,
            outdoors_h,
            sun_exposure,
            caution,
            id: None,
        },
    )
}

pub(super) fn style() -> impl Strategy<Value = Style> {
    proptest::sample::select(&Style::ALL[..])
}

/// A day from 7 to 22 h that is coldest in the morning.
fn hours(sky: &Sky) -> Vec<Hour> {
    (7_i8..=22)
        .zip(sky.bumps_k)
        .map(|(hour, bump_k)| {
            let phase = (f64::from(hour) - 7.0) / 15.0 * std::f64::consts::PI;
            let temperature_c = sky.coldest_c + sky.swing_k * phase.sin() + bump_k;
            Hour {
                time: date(2026, 11, 24).at(hour, 0, 0, 0).in_tz("Asia/Seoul").unwrap(),
                temperature_c,
                temperature_quantiles_c: [-1.6, -1.3, -0.7, 0.0, 0.7, 1.3, 1.6]
                    .map(|part| temperature_c + part * sky.spread_k),
                relative_humidity_pct: sky.humidity_pct,
                wind_speed_ms: sky.wind_ms,
                body_wind_speed_ms: body_wind_speed_ms(sky.wind_ms, Terrain::Town),
                cloud_cover_frac: Some(0.5),
                precipitation_probability: sky.rain,
                sun_elevation_deg: 40.0 * phase.sin(),
                clear_sky_uv_index: 6.0 * phase.sin(),
            }
        })
        .collect()
}

pub(super) fn occasion(sky: &Sky, person: &Wearer) -> Occasion {
    let hours = hours(sky);
    let norm = Norm::of(&Summary::of(&hours));
    let body = Body::new(person, person.sensitivity.shift_k());
    PLANNER.occasion(hours, body, norm).unwrap()
}

pub(super) fn plan(sky: &Sky, person: &Wearer, style: Style) -> (Occasion, Plan) {
    let occasion = occasion(sky, person);
    let mut plans = PLANNER.plans(&occasion, style, None, 1);
    assert_eq!(plans.len(), 1);
    (occasion, plans.remove(0))
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.set.garments().iter().map(|garment| garment.id.as_str()).collect()
}

fn category_count(set: &Set, category: GarmentCategory) -> usize {
    set.garments().iter().filter(|garment| garment.category == category).count()
}

/// Everything that holds for any set, for anybody and in any weather.
fn check(occasion: &Occasion, plan: &Plan) {
    let set = &plan.set;
    let worn = set.garments();
    let distinct: HashSet<&str> = worn.iter().map(|garment| garment.id.as_str()).collect();
    assert_eq!(distinct.len(), worn.len(), "something is worn twice: {:?}", ids(plan));
    let count = |category| category_count(set, category);
    let dress = count(GarmentCategory::OnePiece);
    assert_eq!((count(GarmentCategory::Top) + dress, count(GarmentCategory::Bottom) + dress), (1, 1));
    for category in [GarmentCategory::Socks, GarmentCategory::Shoes] {
        assert_eq!(count(category), 1, "{category:?}");
    }
    assert!(count(GarmentCategory::Underwear) >= 1);
    for category in [GarmentCategory::Mid, GarmentCategory::Outer, GarmentCategory::OverBottom] {
        assert!(count(category) <= 1, "{category:?}");
    }

    let insulations: Vec<f64> = set.levels.iter().map(|level| level.insulation_clo).collect();
    assert!(insulations.is_sorted() && insulations.iter().all(|clo| clo.is_finite() && *clo > 0.0));
    let full = set.full();
    let missing_clo = plan.deciding.required_clo - full.insulation_clo;
    assert_eq!(missing_clo <= NOTHING_MISSING_CLO, plan.limit.is_none());
    // Every hour's requirement lies between ISO 11079's criteria, or is custom.
    for (hour, need) in occasion.needs.iter().enumerate() {
        let cloth = &PLANNER.measures.cloths[full.cloth];
        let required_clo = occasion.required_in_hour_clo(hour, full.cloth, &PLANNER.measures.cloths);
        let NeededClo { minimal, neutral, .. } = need.likely.of_cloth(cloth);
        assert!(required_clo <= plan.deciding.required_clo + 1e-9);
        let is_between = (minimal..=neutral).contains(&required_clo);
        assert!(
            is_between || (required_clo - SOCIAL_FLOOR_CLO).abs() < 1e-9,
            "{minimal} {required_clo} {neutral}"
        );
    }

    assert!(plan.changes.len() <= 3, "{:?}", plan.changes);
    for pair in plan.changes.windows(2) {
        assert!(pair[0].hour < pair[1].hour && pair[0].after == pair[1].before);
    }
    // Everything in the set is on at some time.
    let first = plan.layers_on(0);
    let most = plan.changes.iter().map(|change| change.after).fold(first, usize::max);
    assert_eq!(most, set.stack.len(), "{:?} {:?}", ids(plan), plan.changes);
    assert!(plan.take_along.len() <= 3);
    for carried in &plan.take_along {
        assert!((0.1..=0.5).contains(&carried.chance_needed), "{carried:?}");
        assert!(
            !distinct.contains(carried.garment.id.as_str()),
            "{} is worn and carried",
            carried.garment.id
        );
    }
    let certain = occasion
        .hours
        .iter()
        .all(|hour| hour.temperature_c - hour.temperature_quantiles_c[0] < CERTAIN_SPREAD_K);
    if certain
        && occasion.umbrella != UmbrellaUse::Along
        && !occasion.hood_along
        && occasion.body.resting().is_none()
    {
        assert!(plan.take_along.is_empty(), "{:?}", plan.take_along);
    }
    if let Some(limit) = plan.limit {
        assert!(limit.exposure_h.is_none_or(|hours| hours.is_finite() && hours > 0.0 && hours <= 8.0));
        assert!(limit.activity_met.is_none_or(|met| met > occasion.body.activity_met()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// One bag dresses every day of a trip as well as if all clothes were at hand, and is no
    /// fuller than if one packed day by day.
    #[test]
    fn a_bag_dresses_every_day(
        skies in proptest::collection::vec(sky(), 1..=7), person in person(), style in style(),
    ) {
        let occasions: Vec<Occasion> = skies.iter().map(|sky| occasion(sky, &person)).collect();
        let plans = PLANNER.pack(&occasions, style, None).unwrap();
        prop_assert_eq!(plans.len(), occasions.len());
        let day_by_day: Vec<Plan> =
            occasions.iter().flat_map(|occasion| PLANNER.plans(occasion, style, None, 1)).collect();
        for ((occasion, plan), alone) in occasions.iter().zip(&plans).zip(&day_by_day) {
            check(occasion, plan);
            let has_coat = |plan: &Plan| category_count(&plan.set, GarmentCategory::Outer) > 0;
            prop_assert!(has_coat(plan) || !has_coat(alone), "{:?}, not {:?}", ids(plan), ids(alone));
            prop_assert!(plan.limit.is_none() || alone.limit.is_some(), "{:?}, not {:?}", ids(plan), ids(alone));
        }
        prop_assert!(pieces(&plans) <= pieces(&day_by_day));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_set_is_complete_and_covers_the_need_or_says_that_it_cannot(
        sky in sky(),
        person in person(),
        style in style(),
    ) {
        let (occasion, plan) = plan(&sky, &person, style);
        check(&occasion, &plan);
    }

    #[test]
    fn the_same_weather_always_gives_the_same_clothes(sky in sky(), person in person(), style in style()) {
        prop_assert_eq!(plan(&sky, &person, style).1, plan(&sky, &person, style).1);
    }

    /// The need is that of any set: of any cloth that the catalogue has.
    #[test]
    fn colder_windier_darker_or_less_active_never_asks_for_less(
        air in (-50.0..50.0_f64, 5.0..100.0_f64, 0.0..25.0_f64, 0.0..45.0_f64),
        person in person(),
        change in (0.0..15.0_f64, 0.0..8.0_f64, 0.0..20.0_f64, 0.0..2.0_f64, 0.0..4.0_f64),
        cloth in 1.0..250.0_f64,
    ) {
        let (temperature_c, relative_humidity_pct, wind_speed_ms, radiant_excess_k) = air;
        let (colder_k, windier_ms, darker_k, calmer_met, longer_h) = change;
        let air = Air { temperature_c, radiant_excess_k, relative_humidity_pct, wind_speed_ms };
        let cloth = Cloth::new(cloth);
        let need = |air: Air, person: &Wearer| {
            with_custom_clo(Need::of(&air, &Body::new(person, 0.0)).of_cloth(&cloth).comfort)
        };
        let here = need(air, &person);
        prop_assert!(here.is_finite() && here >= SOCIAL_FLOOR_CLO);
        let near = 1e-6;
        let colder = need(Air { temperature_c: temperature_c - colder_k, ..air }, &person);
        prop_assert!(colder >= here - near, "colder: {} after {}", colder, here);
        let windier = need(Air { wind_speed_ms: wind_speed_ms + windier_ms, ..air }, &person);
        prop_assert!(windier >= here - near, "windier: {} after {}", windier, here);
        let darker = need(Air { radiant_excess_k: radiant_excess_k - darker_k, ..air }, &person);
        prop_assert!(darker >= here - near, "darker: {} after {}", darker, here);
        let calmer = Wearer { activity_met: (person.activity_met - calmer_met).max(1.0), ..person.clone() };
        prop_assert!(need(air, &calmer) >= here - near, "calmer: {} after {}", need(air, &calmer), here);
        let longer = Wearer { outdoors_h: person.outdoors_h + longer_h, ..person.clone() };
        prop_assert!(need(air, &longer) >= here - near, "longer: {} after {}", need(air, &longer), here);
    }

    #[test]
    fn what_is_locked_is_worn_and_what_is_lacking_is_not(
        sky in sky(),
        style in style(),
        locked in 0..1000_usize,
        lack in proptest::collection::btree_set(0..1000_usize, 0..25),
    ) {
        let all: Vec<&Garment> = PLANNER.catalogue().iter().map(AsRef::as_ref).collect();
        let pick = |index: usize| all[index % all.len()].id.clone();
        let locked = BTreeSet::from([pick(locked)]);
        let lack: BTreeSet<String> = lack.into_iter().map(pick).filter(|id| !locked.contains(id)).collect();
        let wardrobe = Wardrobe { lack: lack.clone(), ..Wardrobe::default() };
        let Ok(closet) = Closet::owned(PLANNER.catalogue(), &wardrobe, &locked) else { return Ok(()) };
        let occasion = occasion(&sky, &Wearer::default());
        let plans = PLANNER.plans(&occasion, style, Some(&closet), 1);
        let worn = ids(&plans[0]);
        prop_assert!(locked.iter().all(|id| worn.contains(&id.as_str())), "{:?} without {:?}", worn, locked);
        prop_assert!(!lack.iter().any(|id| worn.contains(&id.as_str())), "{:?} with one of {:?}", worn, lack);
    }

    #[test]
    fn alternatives_look_unlike_each_other_and_are_no_worse_than_sets(sky in sky(), style in style()) {
        let occasion = occasion(&sky, &Wearer::default());
        let plans = PLANNER.plans(&occasion, style, None, 3);
        prop_assert_eq!(plans.len(), 3);
        let looks: HashSet<Vec<&str>> = plans.iter().map(ids).collect();
        prop_assert_eq!(looks.len(), 3);
        for plan in &plans {
            check(&occasion, plan);
        }
    }
}

pub(super) fn calm(coldest_c: f64, swing_k: f64) -> Sky {
    Sky { coldest_c, swing_k, spread_k: 1.0, humidity_pct: 55.0, wind_ms: 2.0, rain: 0.0, bumps_k: [0.0; 16] }
}

#[test]
fn nobody_wears_a_coat_in_the_heat_or_goes_without_in_the_frost() {
    for style in Style::ALL {
        let (_, hot) = plan(&calm(27.0, 7.0), &Wearer::default(), style);
        assert_eq!(category_count(&hot.set, GarmentCategory::Outer), 0, "{style:?}: {:?}", ids(&hot));
        assert!(hot.changes.is_empty() && hot.take_along.is_empty());
        let (_, cold) = plan(&calm(-8.0, 6.0), &Wearer::default(), style);
        assert_eq!(category_count(&cold.set, GarmentCategory::Outer), 1, "{style:?}");
        assert!(category_count(&cold.set, GarmentCategory::Accessory) >= 2, "{style:?}: {:?}", ids(&cold));
    }
}

#[test]
fn a_warm_afternoon_takes_something_off() {
    for style in Style::ALL {
        let (_, plan) = plan(&calm(6.0, 15.0), &Wearer::default(), style);
        assert!(!plan.changes.is_empty(), "{style:?}: {:?}", ids(&plan));
        assert!(plan.changes[0].after < plan.changes[0].before);
    }
}

#[test]
fn a_jogger_wears_less_than_somebody_who_waits() {
    let clo = |activity_met| {
        let person = Wearer { activity_met, ..Wearer::default() };
        plan(&calm(3.0, 4.0), &person, Style::Sporty).1.set.full().insulation_clo
    };
    assert!(clo(6.0) + 0.5 < clo(1.2), "{} and {}", clo(6.0), clo(1.2));
}

#[test]
fn rain_brings_an_umbrella_and_a_storm_a_hood() {
    for style in Style::ALL {
        let wet = Sky { rain: 0.8, ..calm(15.0, 4.0) };
        let (_, rainy) = plan(&wet, &Wearer::default(), style);
        assert!(ids(&rainy).contains(&"umbrella"), "{style:?}: {:?}", ids(&rainy));
        let (_, stormy) = plan(&Sky { wind_ms: 11.0, ..wet }, &Wearer::default(), style);
        assert!(!ids(&stormy).contains(&"umbrella"), "{style:?}: {:?}", ids(&stormy));
        let waterproof = |garment: &&std::sync::Arc<Garment>| {
            garment.category == GarmentCategory::Outer && garment.waterproof == 2
        };
        assert_eq!(stormy.set.garments().iter().copied().filter(waterproof).count(), 1, "{:?}", ids(&stormy));
    }
}

#[test]
fn a_raincoat_stays_on_while_it_rains() {
    let is_raincoat = |garment: &std::sync::Arc<Garment>| {
        garment.category == GarmentCategory::Outer && garment.waterproof > 0
    };
    let mut raincoats = 0;
    for (coldest_c, style) in [6.0, 9.0, 12.0].into_iter().flat_map(|at| Style::ALL.map(|style| (at, style)))
    {
        let (_, plan) = plan(&Sky { rain: 0.8, ..calm(coldest_c, 6.0) }, &Wearer::default(), style);
        let raincoat = plan.set.stack.iter().position(|layer| layer.iter().any(is_raincoat));
        let Some(raincoat) = raincoat else { continue };
        raincoats += 1;
        let off = plan.changes.iter().any(|change| change.after.min(change.before) <= raincoat);
        assert!(!off, "{style:?} at {coldest_c} °C: {plan:?}");
    }
    assert!(raincoats > 0);
}

#[test]
fn where_no_set_is_warm_enough_it_says_for_how_long_and_what_helps() {
    for style in Style::ALL {
        let waiting = Wearer { activity_met: 1.2, outdoors_h: 4.0, ..Wearer::default() };
        let (_, plan) = plan(&calm(-35.0, 5.0), &waiting, style);
        let limit = plan.limit.unwrap();
        let (hours, met) = (limit.exposure_h.unwrap(), limit.activity_met.unwrap());
        assert!(hours < 2.0 && met > 1.5 && !limit.is_borne, "{style:?}: {limit:?}");
    }
}

#[test]
fn a_step_moves_the_temperature_once() {
    let person = Wearer { sensitivity: Sensitivity::FeelsVeryCold, ..Wearer::default() };
    let shifted = occasion(&calm(5.0, 4.0), &person);
    let colder = occasion(&calm(2.0, 4.0), &Wearer::default());
    assert!((shifted.body.shift_k + 3.0).abs() < f64::EPSILON);
    let difference_clo = shifted.decisive.required_clo - colder.decisive.required_clo;
    assert!(difference_clo.abs() < 0.03, "3 K colder and a person who feels 3 K: {difference_clo} clo apart");
}

#[test]
fn whoever_runs_in_the_cold_wears_shoes_for_it() {
    for style in Style::ALL {
        let runner = Wearer { activity_met: 6.8, ..Wearer::default() };
        let worn = plan(&calm(-1.0, 3.0), &runner, style).1;
        assert!(!ids(&worn).contains(&"sandals"), "{style:?}: {:?}", ids(&worn));
    }
}
