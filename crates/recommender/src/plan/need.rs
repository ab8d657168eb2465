//! How warm clothes must be, hour by hour, for one person.

use common::recommendation::{Activity, Caution, GarmentCategory, Wearer};
use jiff::ZonedDateTime;

use crate::comfort::MET_W_M2;
use crate::comfort::ireq::{
    Cloth, Criterion, Effort, ExposureLimit, HeatBalance, Stirring, Surroundings, WindCorrection,
    least_walking_speed_ms, within_range,
};
use crate::comfort::mean_radiant_temperature::{self as radiation, exposure};
use crate::comfort::sky::GROUND_ALBEDO;
use crate::tuning::{
    COMFORT_FULL_FROM_C, COMFORT_LEAST_FRACTION, COMFORT_LEAST_UP_TO_C, CYCLING_SPEED_MS,
    CYCLISTS_DRESS_WARMER_BY_AT_MOST_K, CYCLISTS_WEAR_GLOVES_LONGER_BY_K, GUIDES_FOR_RUNNERS_FROM_C,
    HIKERS_DRESS_WARMER_BY_AT_MOST_K, HIKERS_EASE_GAINED_DOWN_TO_C, HIKERS_EASE_GAINED_PER_K,
    LONG_STAYS_UP_TO_C, LONGEST_COLD_STAY_DRESSED_FOR_H, LONGEST_STAY_DRESSED_FOR_H, RESTING_MET,
    RUNNERS_BEYOND_GUIDES_DRESS_WARMER_BY_K, RUNNING_FROM_MET, SHORT_STAYS_FROM_C,
    SHORTEST_OUTING_DRESSED_FOR_H, SOCIAL_FLOOR_CLO, SPORTS_DRESS_WARMER_BY_AT_LEAST_K,
    SPORTS_EASE_LOST_PER_K,
};
use crate::wardrobe::{BodyPart, Garment, Kit};
use crate::weather::{Hour, cloudiness};

/// ISO 11079's range of the relative air velocity, m/s.
const AIR_VELOCITY_MS: (f64, f64) = (0.4, 18.0);
/// The ground warms by some of the sun that it takes.
const GROUND_HEATING_K_M2_W: f64 = 0.005;

/// A person, as the heat balance knows them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Body {
    /// By how much the air counts as warmer than it is, K.
    pub(crate) shift_k: f64,
    activity: Option<Activity>,
    kit: Kit,
    metabolic_rate_w_m2: f64,
    exposure_h: f64,
    sun_exposure: f64,
    caution: Caution,
}

impl Body {
    /// Somebody who says this of themselves, and to whom the air feels warmer by
    /// `shift_k` than it is, K: their step, with what was learned of them.
    pub(crate) fn new(person: &Wearer, shift_k: f64) -> Self {
        Self {
            shift_k,
            activity: person.activity,
            kit: kit_for(person),
            metabolic_rate_w_m2: person.activity_met * MET_W_M2,
            exposure_h: person.outdoors_h.max(SHORTEST_OUTING_DRESSED_FOR_H),
            sun_exposure: person.sun_exposure,
            caution: person.caution,
        }
    }

    /// Their metabolic rate, met.
    pub(crate) fn activity_met(&self) -> f64 {
        self.metabolic_rate_w_m2 / MET_W_M2
    }

    /// The kit for what they do.
    pub(crate) fn kit(&self) -> Kit {
        self.kit
    }

    /// The same person where the coldest air is this, °C: guides for runners end somewhere.
    pub(super) fn in_air_of(self, air_c: f64) -> Self {
        let is_beyond_guides = self.kit == Kit::Running && air_c < GUIDES_FOR_RUNNERS_FROM_C;
        Self { kit: if is_beyond_guides { Kit::Sports } else { self.kit }, ..self }
    }

    /// True for whoever runs, in whichever kit.
    pub(super) fn runs(&self) -> bool {
        match self.activity {
            Some(activity) => activity == Activity::Running,
            None => self.activity_met() >= RUNNING_FROM_MET,
        }
    }

    /// False for a long coat or boots on somebody who runs.
    pub(super) fn moves_in(&self, garment: &Garment) -> bool {
        let is_long = garment.category == GarmentCategory::Outer && garment.covers(BodyPart::Thighs);
        let are_boots = garment.category == GarmentCategory::Shoes && garment.covers(BodyPart::Calves);
        !((is_long || are_boots) && self.runs())
    }

    /// True for whoever walks so fast that shoes have to hold the foot.
    pub(super) fn walks_fast(&self) -> bool {
        self.kit == Kit::Everyday && self.activity_met() > Activity::default().met()
    }

    /// True for whoever climbs, with a rucksack.
    pub(super) fn hikes(&self) -> bool {
        self.activity == Some(Activity::Hiking)
    }

    /// At rest between two ascents, with the sweat of the last one; `None` for whoever does
    /// not climb.
    pub(crate) fn resting(&self) -> Option<Self> {
        self.hikes().then(|| self.at(RESTING_MET))
    }

    /// How fast they go through the air beside the wind, m/s.
    pub(crate) fn ride_speed_ms(&self) -> f64 {
        if self.activity == Some(Activity::Cycling) { CYCLING_SPEED_MS } else { 0.0 }
    }

    /// By how much warmer than it is cyclists and hikers take the air, K.
    pub(crate) fn sports_ease_k(&self, mean_c: f64) -> f64 {
        let (most_k, hardest_c) = match self.activity {
            Some(Activity::Hiking) => {
                let gained_k = HIKERS_EASE_GAINED_PER_K * (-mean_c).clamp(0.0, -HIKERS_EASE_GAINED_DOWN_TO_C);
                (HIKERS_DRESS_WARMER_BY_AT_MOST_K + gained_k, HIKERS_EASE_GAINED_DOWN_TO_C)
            }
            _ if self.runs() => (RUNNERS_BEYOND_GUIDES_DRESS_WARMER_BY_K, f64::NEG_INFINITY),
            _ => (CYCLISTS_DRESS_WARMER_BY_AT_MOST_K, f64::NEG_INFINITY),
        };
        let lost_k = SPORTS_EASE_LOST_PER_K * (mean_c.max(0.0) + (hardest_c - mean_c).max(0.0));
        (most_k - lost_k).max(SPORTS_DRESS_WARMER_BY_AT_LEAST_K)
    }

    /// The same person at another activity.
    pub(crate) fn at(self, activity_met: f64) -> Self {
        Self { metabolic_rate_w_m2: activity_met * MET_W_M2, ..self }
    }

    /// The temperature of an hour, °C, for which this person wants to have something with
    /// them.
    pub(crate) fn careful_c(&self, hour: &Hour) -> f64 {
        let [p05, p10, ..] = hour.temperature_quantiles_c;
        match self.caution {
            Caution::Relaxed => hour.temperature_c,
            Caution::Careful => p10,
            Caution::VeryCareful => p05,
        }
    }

    /// For how long a stay in this air they dress, h. Whoever is far from any door, on a
    /// mountain or a bicycle, dresses for all of it.
    fn stay_dressed_for_h(&self, air_c: f64) -> f64 {
        if let Some(Activity::Running | Activity::Cycling | Activity::Hiking) = self.activity {
            return self.exposure_h;
        }
        let cold = ((SHORT_STAYS_FROM_C - air_c) / (SHORT_STAYS_FROM_C - LONG_STAYS_UP_TO_C)).clamp(0.0, 1.0);
        let longer_h = LONGEST_COLD_STAY_DRESSED_FOR_H - LONGEST_STAY_DRESSED_FOR_H;
        self.exposure_h.min(LONGEST_STAY_DRESSED_FOR_H + cold * longer_h)
    }

    /// True where they want a garment against the cold for bare skin that feels this, °C.
    pub(super) fn wants(&self, garment: &Garment, bare_skin_c: f64) -> bool {
        garment.is_worn_at(bare_skin_c - self.worn_longer_by_k(garment))
    }

    /// The warmest that bare skin may feel, °C, for them to want a garment against the cold.
    pub(super) fn wants_up_to_c(&self, garment: &Garment) -> f64 {
        garment.worn_up_to_c() + self.worn_longer_by_k(garment)
    }

    /// True for ordinary gloves on a handlebar, which are worn where bare skin feels warmer than
    /// the catalogue says. Mittens are in the way of the brakes.
    pub(super) fn wears_longer(&self, garment: &Garment) -> bool {
        self.activity == Some(Activity::Cycling)
            && garment.covers(BodyPart::Hands)
            && garment.worn_up_to_c() > 0.0
    }

    /// How much warmer than in the catalogue bare skin may feel, K.
    fn worn_longer_by_k(&self, garment: &Garment) -> f64 {
        if self.wears_longer(garment) { CYCLISTS_WEAR_GLOVES_LONGER_BY_K } else { 0.0 }
    }

    fn effort(&self) -> Effort {
        Effort {
            metabolic_rate_w_m2: self.metabolic_rate_w_m2,
            walking_speed_ms: least_walking_speed_ms(self.metabolic_rate_w_m2).max(0.0),
        }
    }
}

fn kit_for(person: &Wearer) -> Kit {
    match person.activity {
        Some(Activity::Running) => Kit::Running,
        Some(Activity::Cycling | Activity::Hiking) => Kit::Sports,
        Some(Activity::Waiting | Activity::Strolling | Activity::BriskWalk) => Kit::Everyday,
        None if person.activity_met >= RUNNING_FROM_MET => Kit::Running,
        None => Kit::Everyday,
    }
}

/// The air where people are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Air {
    /// °C.
    pub(crate) temperature_c: f64,
    /// By how much radiation makes the surroundings warmer, K.
    pub(crate) radiant_excess_k: f64,
    /// %.
    pub(crate) relative_humidity_pct: f64,
    /// At body height, m/s.
    pub(crate) wind_speed_ms: f64,
}

impl Air {
    /// The air of an hour at a temperature that it may have. Of the sun counts
    /// what the person says will reach them.
    pub(crate) fn of(hour: &Hour, temperature_c: f64, body: &Body) -> Self {
        Self {
            temperature_c,
            radiant_excess_k: body.sun_exposure * sunlit_excess_k(hour, temperature_c, body),
            relative_humidity_pct: hour.relative_humidity_pct,
            wind_speed_ms: hour.body_wind_speed_ms,
        }
    }

    fn around(&self, body: &Body) -> Surroundings {
        let walking_ms = body.effort().walking_speed_ms;
        // Nobody knows which way one walks: on average across the wind.
        let (least_ms, most_ms) = AIR_VELOCITY_MS;
        Surroundings {
            air_temperature_c: self.temperature_c + body.shift_k,
            mean_radiant_temperature_c: self.temperature_c + body.shift_k + self.radiant_excess_k,
            relative_humidity_pct: self.relative_humidity_pct,
            relative_air_velocity_ms: self
                .wind_speed_ms
                .hypot(walking_ms.max(body.ride_speed_ms()))
                .clamp(least_ms, most_ms),
        }
    }
}

fn sunlit_excess_k(hour: &Hour, temperature_c: f64, body: &Body) -> f64 {
    if body.sun_exposure <= 0.0 || hour.sun_elevation_deg <= 0.0 {
        return 0.0;
    }
    let at = radiation::Surroundings {
        air_temperature_c: temperature_c,
        relative_humidity_pct: hour.relative_humidity_pct,
        cloud_fraction: cloudiness(hour),
        global_w_m2: None,
        sun_elevation_deg: hour.sun_elevation_deg,
        day_of_year: hour.time.day_of_year(),
        albedo: GROUND_ALBEDO,
        ground_heating_k_m2_w: GROUND_HEATING_K_M2_W,
        shade_fraction: 0.0,
    };
    (exposure(&at).mean_radiant_temperature_c - temperature_c).max(0.0)
}

/// What the heat balance asks for: resultant insulations, whatever the cloth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Need {
    minimal_m2k_w: f64,
    neutral_m2k_w: f64,
    air: Stirring,
    /// Where between the two people want to be, 0 to 1.
    comfort_fraction: f64,
    /// Whether ISO 11079 was made for this; above 10 °C it is extended.
    pub(crate) within_standard: bool,
}

impl Need {
    /// What this air asks of this person.
    pub(crate) fn of(air: &Air, body: &Body) -> Self {
        let (around, effort) = (air.around(body), body.effort());
        let stay_h = body.stay_dressed_for_h(around.air_temperature_c);
        let required =
            |criterion| HeatBalance::new(&around, effort, criterion).required(Some(stay_h)).resultant_m2k_w();
        Self {
            minimal_m2k_w: required(Criterion::Minimal),
            neutral_m2k_w: required(Criterion::Neutral),
            air: Stirring::new(around.relative_air_velocity_ms, effort.walking_speed_ms),
            comfort_fraction: comfort_fraction(around.air_temperature_c),
            within_standard: within_range(&around, effort),
        }
    }

    /// The intrinsic insulation, clo, that a set should have whose most windproof cloth is
    /// this one.
    pub(crate) fn of_cloth(&self, cloth: &Cloth) -> NeededClo {
        // Cloth of the catalogue keeps the correction well above its least.
        let Some(wind) = WindCorrection::new(self.air, cloth) else {
            return NeededClo { minimal: f64::MAX, comfort: f64::MAX, neutral: f64::MAX };
        };
        let minimal = wind.intrinsic_clo(self.minimal_m2k_w).max(0.0);
        let neutral = wind.intrinsic_clo(self.neutral_m2k_w).max(0.0);
        NeededClo { minimal, comfort: minimal + self.comfort_fraction * (neutral - minimal), neutral }
    }
}

/// What an hour asks of a cloth, clo, without custom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NeededClo {
    /// What can be borne over the time outdoors, with cool skin.
    pub(crate) minimal: f64,
    /// What people want.
    pub(crate) comfort: f64,
    /// What keeps the skin as warm as it likes to be.
    pub(crate) neutral: f64,
}

/// What people wear at least, whatever the heat balance asks for.
pub(crate) fn with_custom_clo(needed_clo: f64) -> f64 {
    needed_clo.max(SOCIAL_FLOOR_CLO)
}

/// Where between ISO 11079's minimal (0) and its neutral criterion (1) people want to be.
fn comfort_fraction(air_temperature_c: f64) -> f64 {
    let cold = (COMFORT_FULL_FROM_C - air_temperature_c) / (COMFORT_FULL_FROM_C - COMFORT_LEAST_UP_TO_C);
    1.0 - (1.0 - COMFORT_LEAST_FRACTION) * cold.clamp(0.0, 1.0)
}

/// How long a set can be worn in this air before the body has lost 40 W·h/m².
pub(crate) fn exposure_limit(air: &Air, body: &Body, insulation_clo: f64, cloth: &Cloth) -> ExposureLimit {
    let (around, effort) = (air.around(body), body.effort());
    let stirring = Stirring::new(around.relative_air_velocity_ms, effort.walking_speed_ms);
    WindCorrection::new(stirring, cloth).map_or(ExposureLimit::Hours(0.0), |wind| {
        HeatBalance::new(&around, effort, Criterion::Neutral)
            .exposure_limit(wind.resultant_m2k_w(insulation_clo))
    })
}

/// One hour as a person meets it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HourNeed {
    /// When, on the clock of the place.
    pub(crate) time: ZonedDateTime,
    /// What the hour asks for at the median temperature.
    pub(crate) likely: Need,
    /// At the temperature for which one wants to have something along.
    pub(crate) careful: Need,
}

impl HourNeed {
    /// What an hour asks of a person.
    pub(crate) fn of(hour: &Hour, body: &Body) -> Self {
        let need = |temperature_c| Need::of(&Air::of(hour, temperature_c, body), body);
        Self {
            time: hour.time.clone(),
            likely: need(hour.temperature_c),
            careful: need(body.careful_c(hour)),
        }
    }
}
