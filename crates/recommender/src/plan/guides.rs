//! How the clothes compare with what guides for people say. The tables, with their
//! sources, are in `tests/guides`. What counts is what is worn, not what is carried.

use std::collections::BTreeSet;
use std::io::Write;

use common::recommendation::{GarmentCategory, Wardrobe, Wearer};
use serde::Deserialize;

use super::tests::{PLANNER, Sky, calm, occasion, plan};
use super::*;
use crate::wardrobe::{BodyPart, Garment};

/// A band of the Korean table.
#[derive(Deserialize)]
struct Band {
    level: u8,
    least_c: Option<f64>,
}

#[derive(Deserialize)]
struct Bands {
    band: Vec<Band>,
}

/// The level that the table gives a temperature; it speaks of whole degrees.
fn level_wanted(bands: &Bands, temperature_c: f64) -> u8 {
    let at = |band: &&Band| band.least_c.is_none_or(|least_c| temperature_c.round() >= least_c);
    bands.band.iter().find(at).unwrap().level
}

fn bands() -> Bands {
    toml::from_str(include_str!("../../tests/guides/korean_bands.toml")).unwrap()
}

/// The levels that a casual set may pass for: one, or two neighbours where the table
/// itself names the pieces twice (a T-shirt with shorts).
fn levels_of(worn: &BTreeSet<&str>) -> BTreeSet<u8> {
    let any = |ids: &[&str]| ids.iter().any(|id| worn.contains(id));
    let padded = any(&[
        "padded_jacket",
        "plain_padded_coat",
        "long_padded_coat",
        "tailored_down_coat",
        "belted_down_coat",
        "heavy_down_parka",
        "ankle_length_down_coat",
        "bench_parka",
    ]);
    let thick_coat = any(&["wool_coat", "wrap_coat", "collarless_coat"]);
    let light_coat = any(&[
        "casual_jacket",
        "denim_jacket",
        "summer_jacket",
        "cropped_jacket",
        "tweed_jacket",
        "blazer",
        "windbreaker",
        "rain_jacket",
        "raincoat",
        "mac_coat",
    ]);
    let knit = any(&[
        "hoodie",
        "sweater",
        "heavy_sweater",
        "v_neck_sweater",
        "merino_crew_neck",
        "knitted_vest",
        "zip_cardigan",
        "fleece_jacket",
        "fleece_vest",
        "suit_jacket",
        "down_liner",
    ]);
    let thin_cardigan = any(&["thin_cardigan", "summer_cardigan"]);
    let warm_shirt = any(&["flannel_shirt"]);
    let long_sleeves = warm_shirt || any(&["oxford_shirt", "long_sleeved_tee", "dress_shirt", "thin_shirt"]);
    let level = if padded {
        7
    } else if thick_coat {
        if knit && worn.contains("scarf") { 7 } else { 6 }
    } else if any(&["trench_coat"]) {
        if knit { 6 } else { 5 }
    } else if light_coat {
        match (knit, warm_shirt, long_sleeves) {
            (true, ..) | (_, true, _) => 5,
            (.., true) => 4,
            _ => 3,
        }
    } else if knit || (thin_cardigan && long_sleeves) {
        3
    } else if long_sleeves || thin_cardigan {
        2
    } else if any(&["walking_shorts"]) {
        return BTreeSet::from([0, 1]);
    } else {
        1
    };
    BTreeSet::from([level])
}

/// By how many levels a set is warmer than the table wants it; below zero, lighter.
fn levels_too_warm(levels: &BTreeSet<u8>, wanted: u8) -> i8 {
    let apart = |level: &u8| i8::try_from(*level).unwrap() - i8::try_from(wanted).unwrap();
    levels.iter().map(apart).min_by_key(|apart| apart.abs()).unwrap()
}

fn worn(plan: &Plan) -> BTreeSet<&str> {
    plan.set.garments().into_iter().map(|garment| garment.id.as_str()).collect()
}

/// A day on which it is this warm from morning to evening, for certain.
pub(super) fn flat(temperature_c: f64) -> Sky {
    let mut sky = calm(temperature_c, 0.0);
    sky.spread_k = 0.05;
    sky
}

#[test]
fn sets_are_levelled_as_the_table_names_them() {
    let levels = |ids: &[&'static str]| levels_of(&ids.iter().copied().collect());
    for (ids, expected) in [
        (&["cotton_tee", "walking_shorts"][..], &[0, 1][..]),
        (&["cotton_tee", "chinos"], &[1]),
        (&["oxford_shirt", "jeans"], &[2]),
        (&["cotton_tee", "thin_cardigan", "chinos"], &[2]),
        (&["hoodie", "cotton_tee", "jeans"], &[3]),
        (&["casual_jacket", "oxford_shirt", "jeans"], &[4]),
        (&["casual_jacket", "sweater", "oxford_shirt"], &[5]),
        (&["wool_coat", "oxford_shirt"], &[6]),
        (&["wool_coat", "sweater", "scarf"], &[7]),
        (&["padded_jacket", "cotton_tee"], &[7]),
    ] {
        assert_eq!(levels(ids), expected.iter().copied().collect(), "{ids:?}");
    }
    let bands = bands();
    let wanted = [(28.4, 0), (27.0, 1), (22.6, 1), (20.0, 2), (17.0, 3), (12.0, 4), (9.0, 5), (5.0, 6)];
    for (temperature_c, level) in wanted.into_iter().chain([(4.0, 7), (-40.0, 7)]) {
        assert_eq!(level_wanted(&bands, temperature_c), level, "{temperature_c} °C");
    }
}

/// A day of the file that `stack sample-days` writes.
#[derive(Deserialize)]
struct SampledDay {
    date: String,
    mean_temperature_c: f64,
    garments: Vec<String>,
}

/// The clothes of uncertain days beside the table's for the mean of the waking hours.
#[test]
#[ignore = "it needs the days that `make compare-clothes` samples"]
fn sampled_days_agree_with_the_table() {
    let file = std::env::var("OVERCOAT_SAMPLED_DAYS").expect("the file that stack sample-days wrote");
    let days: Vec<SampledDay> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let bands = bands();
    let mut apart: Vec<i8> = Vec::new();
    for SampledDay { date, mean_temperature_c, garments } in &days {
        let wanted = level_wanted(&bands, *mean_temperature_c);
        let too_warm = levels_too_warm(&levels_of(&garments.iter().map(String::as_str).collect()), wanted);
        if too_warm != 0 {
            writeln!(
                std::io::stdout(),
                "{date}: {mean_temperature_c:.1} °C is level {wanted}, {too_warm:+}: {}",
                garments.join(" ")
            )
            .unwrap();
        }
        apart.push(too_warm);
    }
    let share = |fits: &dyn Fn(i8) -> bool| {
        apart.iter().filter(|apart| fits(**apart)).count() as f64 / apart.len() as f64
    };
    let (exact, near) = (share(&|apart| apart == 0), share(&|apart| apart.abs() <= 1));
    let (warm, light) = (share(&|apart| apart > 0), share(&|apart| apart < 0));
    writeln!(
        std::io::stdout(),
        "{} days: {:.1} % exact, {:.1} % within one level; {:.1} % too warm, {:.1} % too light",
        apart.len(),
        100.0 * exact,
        100.0 * near,
        100.0 * warm,
        100.0 * light
    )
    .unwrap();
    assert!(exact >= 0.75 && near >= 0.98, "{exact} {near}");
}

/// A rule of the guides for runners: whether a part is wanted at some temperatures.
#[derive(Deserialize)]
struct Rule {
    part: Part,
    wanted: bool,
    from_c: i8,
    until_c: i8,
}

#[derive(Deserialize)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Gloves,
    Hat,
    Face,
    LongSleeves,
    LongLegs,
    TwoLayers,
}

fn rules() -> Rules {
    toml::from_str(include_str!("../../tests/guides/running.toml")).unwrap()
}

impl Part {
    fn is_worn(self, plan: &Plan) -> bool {
        let garments = plan.set.garments();
        let any = |fits: &dyn Fn(&Garment) -> bool| garments.iter().any(|garment| fits(garment));
        let over_trunk =
            |garment: &&&std::sync::Arc<Garment>| garment.covers(BodyPart::Torso) && garment.layer > 0;
        match self {
            Self::Gloves => any(&|garment| garment.covers(BodyPart::Hands)),
            Self::Hat => any(&|garment| garment.covers(BodyPart::Head) && garment.worn_up_to_c() < 10.0),
            Self::Face => any(&|garment| {
                garment.category == GarmentCategory::Accessory && garment.covers(BodyPart::Neck)
            }),
            Self::LongSleeves => any(&|garment| garment.covers(BodyPart::Arms)),
            Self::LongLegs => any(&|garment| {
                garment.covers(BodyPart::Calves)
                    && garment.layer > 0
                    && garment.category != GarmentCategory::Socks
                    && garment.category != GarmentCategory::Shoes
            }),
            Self::TwoLayers => garments.iter().filter(over_trunk).count() >= 2,
        }
    }
}

#[test]
fn the_table_for_runners_contradicts_itself_nowhere() {
    let rules = rules().rule;
    assert_eq!(rules.iter().map(|rule| rule.part).collect::<BTreeSet<_>>().len(), 6);
    for (number, one) in rules.iter().enumerate() {
        assert!((-30..=35).contains(&one.from_c) && one.from_c < one.until_c && one.until_c <= 35);
        for other in rules[number + 1..].iter().filter(|other| other.part == one.part) {
            assert!(one.until_c < other.from_c || other.until_c < one.from_c, "{:?}", one.part);
        }
    }
}

/// At so many of the degrees at which the table speaks the clothes agree with it at least,
/// %.
const RUNNERS_AGREE_PCT: usize = 90;
/// So many of the forty certain days are dressed as the Korean table says at least, and so
/// many within one level.
const DAYS_EXACT: usize = 34;
const DAYS_WITHIN_ONE: usize = 40;

/// At how many whole degrees the clothes of runners agree with each part of the table,
/// of how many.
fn running_agreement(style: Style) -> BTreeMap<Part, (usize, usize)> {
    let mut agreement: BTreeMap<Part, (usize, usize)> = BTreeMap::new();
    let runner = Wearer { activity_met: 6.0, ..Wearer::default() };
    for rule in rules().rule {
        for temperature_c in rule.from_c..=rule.until_c {
            let (_, plan) = plan(&flat(f64::from(temperature_c)), &runner, style);
            let (agreed, of) = agreement.entry(rule.part).or_default();
            *of += 1;
            *agreed += usize::from(rule.part.is_worn(&plan) == rule.wanted);
        }
    }
    agreement
}

#[test]
fn runners_are_dressed_as_guides_say() {
    for style in Style::ALL {
        for (part, (agreed, of)) in running_agreement(style) {
            eprintln!("{style:?} {part:?}: {agreed} of {of} degrees");
            assert!(100 * agreed >= RUNNERS_AGREE_PCT * of, "{style:?} {part:?}: {agreed} of {of} degrees");
        }
    }
}

#[test]
fn certain_days_are_dressed_as_the_korean_table_says() {
    let bands = bands();
    let days: Vec<(i8, i8)> = (-5..=34)
        .map(|temperature_c| {
            let at_c = f64::from(temperature_c);
            let (_, plan) = plan(&flat(at_c), &Wearer::default(), Style::Casual);
            let apart = levels_too_warm(&levels_of(&worn(&plan)), level_wanted(&bands, at_c));
            eprintln!(
                "{temperature_c:4} °C {apart:+} {}",
                worn(&plan).into_iter().collect::<Vec<_>>().join(" ")
            );
            (temperature_c, apart)
        })
        .collect();
    let within = |levels: i8| days.iter().filter(|(_, apart)| apart.abs() <= levels).count();
    let (exact, within_one) = (within(0), within(1));
    eprintln!("{exact} of {} days exact, {within_one} within one level", days.len());
    assert!(exact >= DAYS_EXACT && within_one >= DAYS_WITHIN_ONE, "{exact} exact, {within_one} within one");
}

/// Nobody runs in jeans, nor with an umbrella: of a style are only the underclothes.
#[test]
fn runners_wear_their_own_clothes_in_every_style() {
    for temperature_c in (-30..=40).step_by(2) {
        for style in Style::ALL {
            let runner = Wearer { activity_met: 6.0, ..Wearer::default() };
            let mut sky = flat(f64::from(temperature_c));
            sky.rain = if temperature_c % 4 == 0 { 0.8 } else { 0.0 };
            let (_, plan) = plan(&sky, &runner, style);
            for garment in plan.set.garments() {
                let known = PLANNER.catalogue().get(&garment.id).unwrap();
                let under = known.category == GarmentCategory::Underwear;
                assert!(
                    under || known.for_running().is_some(),
                    "{style:?} at {temperature_c} °C: {}",
                    garment.id
                );
            }
        }
    }
}

/// A lock outweighs the activity: who insists on jeans runs in them.
#[test]
fn a_locked_garment_is_worn_for_running_too() {
    let locked = BTreeSet::from(["jeans".to_owned()]);
    let wardrobe = Wardrobe::default();
    let closet = Closet::owned(PLANNER.catalogue(), &wardrobe, &locked).unwrap();
    let runner = Wearer { activity_met: 6.0, ..Wearer::default() };
    let occasion = occasion(&flat(10.0), &runner);
    let plans = PLANNER.plans(&occasion, Style::Casual, Some(&closet), 1);
    assert!(worn(&plans[0]).contains("jeans"), "{:?}", worn(&plans[0]));
}
