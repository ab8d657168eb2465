//! What nobody would do in any weather: rules that hold for every set, whoever asks and
//! whatever the weather.

use common::recommendation::{Activity, GarmentCategory, HazardKind, Style, Wearer};
use proptest::prelude::*;

use super::tests::{Sky, person, plan, sky, style};
use super::*;
use crate::config::Config;
use crate::hazards::{HazardFound, hazards};
use crate::tuning::UMBRELLA_USELESS_MS;
use crate::wardrobe::{BodyPart, Garment, Kit, Purpose};
use crate::weather::feels_like_c;

/// A set as the rules see it.
struct Dressed {
    occasion: Occasion,
    plan: Plan,
    found: Vec<HazardFound>,
}

impl Dressed {
    fn of(sky: &Sky, person: &Wearer, style: Style) -> Self {
        let config: Config = service::config::load(None, [].into()).unwrap();
        let (occasion, plan) = plan(sky, person, style);
        let found = hazards(&occasion.hours, &config.hazards);
        Self { occasion, plan, found }
    }

    fn any(&self, fits: impl Fn(&Garment) -> bool) -> bool {
        self.plan.set.garments().into_iter().any(|garment| fits(garment))
    }

    fn covers(&self, part: BodyPart) -> bool {
        self.any(|garment| garment.covers(part))
    }

    fn hazard(&self, kind: HazardKind) -> Option<&HazardFound> {
        self.found.iter().find(|hazard| hazard.kind == kind)
    }

    fn ids(&self) -> Vec<&str> {
        self.plan.set.garments().iter().map(|garment| garment.id.as_str()).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Hands, ears and face are dressed by the air, whatever the body does.
    #[test]
    fn whoever_is_warned_of_the_cold_has_what_the_warning_asks_for(
        sky in sky(), person in person(), style in style(),
    ) {
        // Where it is uncertain, it may be in the bag.
        let mut sky = sky;
        sky.spread_k = sky.spread_k.min(1.5);
        let dressed = Dressed::of(&sky, &person, style);
        let Some(cold) = dressed.hazard(HazardKind::Cold) else { return Ok(()) };
        prop_assert!(dressed.covers(BodyPart::Hands) && dressed.covers(BodyPart::Head), "{:?}", dressed.ids());
        prop_assert!(cold.level < 2 || dressed.covers(BodyPart::Neck), "{:?}", dressed.ids());
    }

    #[test]
    fn rain_is_kept_out(sky in sky(), person in person(), style in style()) {
        let dressed = Dressed::of(&sky, &person, style);
        let Occasion { wet, wet_shoes, hood, slippery, umbrella, .. } = dressed.occasion;
        let is_outer = |garment: &Garment| garment.category == GarmentCategory::Outer;
        let soaks = dressed.any(|garment| is_outer(garment) && garment.waterproof == 0);
        prop_assert!(!(wet && soaks), "{:?}", dressed.ids());
        let wet_feet =
            dressed.any(|garment| garment.category == GarmentCategory::Shoes && garment.waterproof == 0);
        prop_assert!(!(wet_shoes && wet_feet), "{:?}", dressed.ids());
        let hooded = dressed.any(|garment| is_outer(garment) && garment.hooded);
        prop_assert!(!hood || hooded, "{:?}", dressed.ids());
        let slips = dressed.any(|garment| garment.smooth_soles);
        prop_assert!(!(slippery && slips), "{:?}", dressed.ids());
        let has_umbrella = dressed.any(|garment| garment.purpose == Some(Purpose::Rain));
        prop_assert_eq!(has_umbrella, umbrella == UmbrellaUse::Open);
        let blown = dressed.occasion.hours.iter().any(|hour| hour.wind_speed_ms >= UMBRELLA_USELESS_MS);
        prop_assert!(!(blown && has_umbrella), "{:?}", dressed.ids());
        let carries_umbrella =
            dressed.plan.take_along.iter().any(|carried| carried.garment.purpose == Some(Purpose::Rain));
        prop_assert!(!(blown && carries_umbrella));
    }

    #[test]
    fn nobody_dresses_for_sun_and_rain_at_once(sky in sky(), person in person(), style in style()) {
        let dressed = Dressed::of(&sky, &person, style);
        let for_sun = dressed.any(|garment| garment.purpose == Some(Purpose::Sun));
        prop_assert!(!(for_sun && dressed.any(|garment| garment.purpose == Some(Purpose::Rain))), "{:?}", dressed.ids());
        prop_assert!(!(for_sun && dressed.occasion.hood));
    }

    #[test]
    fn winter_clothes_stay_in_the_cupboard_where_the_air_is_mild(
        sky in sky(), person in person(), style in style(),
    ) {
        let dressed = Dressed::of(&sky, &person, style);
        let air_c = dressed.occasion.air_c;
        for garment in dressed.plan.set.garments() {
            prop_assert!(garment.suits_air(air_c), "{} at {air_c} °C", garment.id);
        }
    }

    /// However one moves.
    #[test]
    fn legs_and_feet_follow_the_air_in_deep_cold(sky in sky(), person in person(), style in style()) {
        let dressed = Dressed::of(&sky, &person, style);
        let Occasion { bare_skin_c, mildest_felt_c, body, .. } = dressed.occasion;
        if bare_skin_c > -20.0 || mildest_felt_c > 5.0 || body.kit() == Kit::Running {
            return Ok(());
        }
        let under_trousers = |garment: &Garment| {
            matches!(garment.category, GarmentCategory::BaseBottom | GarmentCategory::OverBottom)
        };
        prop_assert!(dressed.any(under_trousers), "{:?}", dressed.ids());
        prop_assert!(!dressed.any(|garment| garment.id == "trainers"), "{:?}", dressed.ids());
    }

    /// A coat that is on for the wind is on while it blows.
    #[test]
    fn whoever_wears_something_windproof_keeps_it_on_in_the_wind(
        sky in sky(), person in person(), style in style(),
    ) {
        let dressed = Dressed::of(&sky, &person, style);
        let Occasion { windbreak, ref hours, ref body, .. } = dressed.occasion;
        let outermost = dressed.plan.set.stack.iter().rposition(|layer| {
            layer.iter().any(|garment| garment.category == GarmentCategory::Outer)
        });
        let Some(coat) = outermost.filter(|_| windbreak) else { return Ok(()) };
        for (index, hour) in hours.iter().enumerate() {
            let is_cold = hour.temperature_c + body.shift_k < 8.0;
            prop_assert!(dressed.plan.layers_on(index) > coat || !is_cold || hour.wind_speed_ms < 8.0, "{:?}", dressed.plan.changes);
        }
    }

    /// On a dry day without an inside between.
    #[test]
    fn what_came_off_goes_back_on_only_in_colder_air(sky in sky(), person in person(), style in style()) {
        let mut sky = sky;
        sky.rain = 0.0;
        let Dressed { occasion, plan, .. } = Dressed::of(&sky, &person, style);
        let hours = &occasion.hours;
        for [off, on] in plan.changes.array_windows() {
            if off.after >= off.before || on.after <= on.before {
                continue;
            }
            let warmest_c = hours[off.hour..on.hour].iter().map(feels_like_c).fold(f64::NEG_INFINITY, f64::max);
            let again_c = feels_like_c(&hours[on.hour]);
            prop_assert!(warmest_c - again_c >= 2.0, "{:?}: {} and {}", plan.changes, warmest_c, again_c);
        }
    }

    #[test]
    fn arms_are_covered_in_the_cold(sky in sky(), person in person(), style in style()) {
        let dressed = Dressed::of(&sky, &person, style);
        let stays_cold = dressed.occasion.hours.iter().all(|hour| hour.temperature_c <= 5.0);
        prop_assert!(!stays_cold || dressed.covers(BodyPart::Arms), "{:?}", dressed.ids());
    }

    /// An umbrella keeps out no rain that comes from the side.
    #[test]
    fn the_coat_for_driving_rain_is_waterproof(sky in sky(), person in person(), style in style()) {
        let dressed = Dressed::of(&sky, &person, style);
        let repels_only =
            |garment: &Garment| garment.category == GarmentCategory::Outer && garment.waterproof < 2;
        prop_assert!(!(dressed.occasion.driving_rain && dressed.any(repels_only)), "{:?}", dressed.ids());
    }

    #[test]
    fn the_wind_takes_no_hat_against_the_sun(sky in sky(), person in person(), style in style()) {
        let dressed = Dressed::of(&sky, &person, style);
        let for_sun =
            |garment: &Garment| garment.purpose == Some(Purpose::Sun) && garment.covers(BodyPart::Head);
        let blown = dressed.occasion.hours.iter().any(|hour| hour.wind_speed_ms >= UMBRELLA_USELESS_MS);
        prop_assert!(!(blown && dressed.any(for_sun)), "{:?}", dressed.ids());
    }

    /// On days that get milder, too.
    #[test]
    fn whoever_walks_fast_dresses_no_warmer_than_who_strolls(sky in sky(), style in style()) {
        let [strolling, walking] = [Activity::Strolling, Activity::BriskWalk].map(|activity| {
            let person =
                Wearer { activity: Some(activity), activity_met: activity.met(), ..Wearer::default() };
            Dressed::of(&sky, &person, style)
        });
        let clo = |dressed: &Dressed| dressed.plan.set.full().insulation_clo;
        let (fast, slow) = (clo(&walking), clo(&strolling));
        // A shirt for a T-shirt is no layer more.
        prop_assert!(fast <= slow + 0.15, "{fast:.2} {:?}, {slow:.2} {:?}", walking.ids(), strolling.ids());
    }

    #[test]
    fn nobody_walks_fast_in_shoes_that_do_not_hold_the_foot(sky in sky(), style in style()) {
        let activity = Activity::BriskWalk;
        let person = Wearer { activity: Some(activity), activity_met: activity.met(), ..Wearer::default() };
        let dressed = Dressed::of(&sky, &person, style);
        // Some styles have nothing else that rain does not go through.
        let is_loose = |garment: &Garment| {
            let has_others = matches!(style, Style::Casual | Style::Minimal | Style::Sporty);
            garment.loose_fit && (has_others || garment.waterproof == 0)
        };
        prop_assert!(!dressed.any(is_loose), "{:?}", dressed.ids());
    }

    #[test]
    fn nobody_runs_in_a_long_coat_or_in_boots(sky in sky(), person in person(), style in style()) {
        let activity = Activity::Running;
        let person = Wearer { activity: Some(activity), activity_met: activity.met(), ..person };
        let dressed = Dressed::of(&sky, &person, style);
        let part = |category, part| {
            dressed.any(|garment| garment.category == category && garment.covers(part))
        };
        let has_long_coat = part(GarmentCategory::Outer, BodyPart::Thighs);
        let has_boots = part(GarmentCategory::Shoes, BodyPart::Calves);
        prop_assert!(!has_long_coat && !has_boots, "{:?}", dressed.ids());
    }

    #[test]
    fn the_coat_that_is_opened_is_on_all_the_while(sky in sky(), person in person(), style in style()) {
        let Dressed { occasion, plan, .. } = Dressed::of(&sky, &person, style);
        let Some((hour, coat)) = plan.coat_to_open(&occasion) else { return Ok(()) };
        let layer = plan.set.stack.iter().position(|layer| layer.iter().any(|it| it.id == coat.id)).unwrap();
        prop_assert!((0..occasion.hours.len()).all(|hour| plan.layers_on(hour) > layer), "{:?}", plan.changes);
        let warmest_c = occasion.hours.iter().map(|hour| hour.temperature_c).fold(f64::NEG_INFINITY, f64::max);
        prop_assert!(occasion.hours[hour].temperature_c >= warmest_c);
    }

    /// What is thin enough for the afternoon leaves nobody in shorts in the morning.
    #[test]
    fn legs_are_covered_in_the_cool(sky in sky(), person in person(), style in style()) {
        let dressed = Dressed::of(&sky, &person, style);
        let is_cool = dressed.occasion.felt_c < 10.0 && dressed.occasion.body.kit() == Kit::Everyday;
        prop_assert!(!is_cool || dressed.covers(BodyPart::Calves), "{:?}", dressed.ids());
    }

    #[test]
    fn rain_and_snow_are_not_announced_for_the_same_hours(sky in sky(), person in person()) {
        let dressed = Dressed::of(&sky, &person, Style::Casual);
        let (rain, snow) = (dressed.hazard(HazardKind::Rain), dressed.hazard(HazardKind::Snow));
        if let Some((rain, snow)) = rain.zip(snow) {
            prop_assert!(rain.last < snow.first || snow.last < rain.first);
        }
    }
}

/// Whoever waits needs more than whoever is out and about, and they more than whoever walks.
#[test]
fn activities_are_ordered_in_every_style() {
    use Activity::{BriskWalk, Strolling, Waiting};
    for (style, temperature_c) in
        Style::ALL.into_iter().flat_map(|style| (-20..=20).map(move |at| (style, at)))
    {
        let clo = |activity: Activity| {
            let person =
                Wearer { activity: Some(activity), activity_met: activity.met(), ..Wearer::default() };
            let sky = super::guides::flat(f64::from(temperature_c));
            plan(&sky, &person, style).1.set.full().insulation_clo
        };
        let [waiting, strolling, walking] = [Waiting, Strolling, BriskWalk].map(clo);
        assert!(
            waiting >= strolling && strolling >= walking,
            "{style:?} at {temperature_c} °C: {waiting:.2} {strolling:.2} {walking:.2}"
        );
    }
}
