//! Standard effective temperature (SET): the temperature of a standard room in
//! which a person, dressed for the activity, would lose as much heat through as
//! wet a skin as here.
//!
//! The two-node model of Gagge, Fobelets and Berglund 1986, "A standard
//! predictive index of human response to the thermal environment", ASHRAE
//! Transactions 92(2B):709–731, with the constants of ASHRAE 55-2020, normative
//! appendix D, and the wetness at the limit of sweating as in the paper.

use std::ops::RangeInclusive;

use super::{CLO_M2K_W, Checked};

/// Air and mean radiant temperatures of ASHRAE 55, °C.
const TEMPERATURE_C: RangeInclusive<f64> = 10.0..=40.0;
/// Air speeds, m/s.
const AIR_SPEED_MS: RangeInclusive<f64> = 0.0..=2.0;
/// Metabolic rates, met.
const METABOLIC_RATE_MET: RangeInclusive<f64> = 1.0..=4.0;
/// Clothing, clo.
const CLOTHING_CLO: RangeInclusive<f64> = 0.0..=1.5;

/// 1 met, W/m², in this model.
const MODEL_MET_W_M2: f64 = 58.2;
/// The standard's loop runs to 60 and begins with 1.
const MINUTES: usize = 59;
/// The body's surface, m², and mass, kg.
const BODY_M2: f64 = 1.8258;
const BODY_KG: f64 = 70.0;
/// Heat capacity of the body, Wh/(kg·K).
const HEAT_CAPACITY_WH_KGK: f64 = 0.97;
/// Skin and core of a body that neither sweats nor shivers, °C.
const NEUTRAL_SKIN_C: f64 = 33.7;
const NEUTRAL_CORE_C: f64 = 36.8;
/// Lewis ratio at sea level, K/torr.
const LEWIS: f64 = 2.2;
/// How well vapour passes clothing, against heat.
const PERMEATION: f64 = 0.45;

/// A person and what surrounds them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Exposure {
    /// Air temperature, °C.
    pub(crate) air_temperature_c: f64,
    /// Mean radiant temperature, °C.
    pub(crate) mean_radiant_temperature_c: f64,
    /// Air speed at the body, m/s.
    pub(crate) air_speed_ms: f64,
    /// Relative humidity, %.
    pub(crate) relative_humidity_pct: f64,
    /// Metabolic rate, met; all of it becomes heat.
    pub(crate) metabolic_rate_met: f64,
    /// Insulation of the clothing, clo.
    pub(crate) clothing_clo: f64,
}

/// Dry heat through clothing and air, from the skin to the surroundings.
#[derive(Debug, Clone, Copy, PartialEq)]
struct DryPath {
    air_c: f64,
    radiant_c: f64,
    clothing_m2k_w: f64,
    area_factor: f64,
    convection_w_m2k: f64,
    radiation_w_m2k: f64,
}

impl DryPath {
    fn air_m2k_w(&self) -> f64 {
        1.0 / (self.area_factor * (self.radiation_w_m2k + self.convection_w_m2k))
    }

    fn operative_c(&self) -> f64 {
        (self.radiation_w_m2k * self.radiant_c + self.convection_w_m2k * self.air_c)
            / (self.radiation_w_m2k + self.convection_w_m2k)
    }

    fn surface_c(&self, skin_c: f64) -> f64 {
        let air = self.air_m2k_w();
        (air * skin_c + self.clothing_m2k_w * self.operative_c()) / (air + self.clothing_m2k_w)
    }

    /// The path at which the clothing's temperature and the radiation from it
    /// agree to 0.01 K. `None` where they do not within 151 steps.
    fn settled(mut self, skin_c: f64) -> Option<Self> {
        let mut surface_c = self.surface_c(skin_c);
        for _ in 0..151 {
            let mean_k = f64::midpoint(surface_c, self.radiant_c) + 273.15;
            self.radiation_w_m2k = 4.0 * 0.95 * 0.73 * 5.6697e-8 * mean_k.powi(3);
            let next_c = self.surface_c(skin_c);
            if (next_c - surface_c).abs() <= 0.01 {
                return Some(self);
            }
            surface_c = next_c;
        }
        None
    }

    /// W/m² from a skin of this temperature.
    fn loss_w_m2(&self, skin_c: f64) -> f64 {
        (skin_c - self.operative_c()) / (self.air_m2k_w() + self.clothing_m2k_w)
    }
}

/// The state of the two nodes, skin and core.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Body {
    skin_c: f64,
    core_c: f64,
    /// L/(m²h).
    skin_blood_flow: f64,
    /// The skin's part of the body's mass.
    skin_part: f64,
    /// With shivering, W/m².
    metabolism_w_m2: f64,
    /// The part of the skin that is wet.
    wettedness: f64,
    dry_loss_w_m2: f64,
    evaporation_w_m2: f64,
}

/// Standard effective temperature, °C. `None` where the model finds no balance.
///
/// In range: air and radiation 10 to 40 °C, air speed to 2 m/s, 1 to 4 met, up
/// to 1.5 clo.
pub(crate) fn standard_effective_temperature_c(exposure: &Exposure) -> Option<Checked<f64>> {
    let (body, radiation_w_m2k) = after_an_hour(exposure)?;
    let value = standard_temperature_c(exposure.metabolic_rate_met, &body, radiation_w_m2k)?;
    Some(Checked {
        value,
        within_range: TEMPERATURE_C.contains(&exposure.air_temperature_c)
            && TEMPERATURE_C.contains(&exposure.mean_radiant_temperature_c)
            && AIR_SPEED_MS.contains(&exposure.air_speed_ms)
            && METABOLIC_RATE_MET.contains(&exposure.metabolic_rate_met)
            && CLOTHING_CLO.contains(&exposure.clothing_clo),
    })
}

/// Saturation vapour pressure, torr: Antoine's equation as in ASHRAE 55.
fn saturation_torr(celsius: f64) -> f64 {
    (18.6686 - 4030.183 / (celsius + 235.0)).exp()
}

/// Convection, W/(m²K), that the body's own movement makes; none at rest.
fn convection_by_activity(metabolic_rate_met: f64) -> f64 {
    5.66 * (metabolic_rate_met - 0.85).max(0.0).powf(0.39)
}

/// The body after an hour, and the last radiative heat transfer, W/(m²K).
fn after_an_hour(exposure: &Exposure) -> Option<(Body, f64)> {
    let air_speed_ms = exposure.air_speed_ms.max(0.1);
    let vapour_torr = exposure.relative_humidity_pct / 100.0 * saturation_torr(exposure.air_temperature_c);
    let heat = exposure.metabolic_rate_met * MODEL_MET_W_M2;
    let breath = 0.0023 * heat * (44.0 - vapour_torr) + 0.0014 * heat * (34.0 - exposure.air_temperature_c);
    let (permeation, most_wettedness) = if exposure.clothing_clo > 0.0 {
        (PERMEATION, 0.59 * air_speed_ms.powf(-0.08))
    } else {
        (1.0, 0.38 * air_speed_ms.powf(-0.29))
    };
    let mut path = DryPath {
        air_c: exposure.air_temperature_c,
        radiant_c: exposure.mean_radiant_temperature_c,
        clothing_m2k_w: CLO_M2K_W * exposure.clothing_clo,
        area_factor: 1.0 + 0.15 * exposure.clothing_clo,
        convection_w_m2k: (8.600_001 * air_speed_ms.powf(0.53))
            .max(3.0)
            .max(convection_by_activity(exposure.metabolic_rate_met)),
        radiation_w_m2k: 4.7,
    };
    let vapour_resistance =
        1.0 / (LEWIS * path.area_factor * path.convection_w_m2k) + path.clothing_m2k_w / (LEWIS * permeation);
    let mut body = Body {
        skin_c: NEUTRAL_SKIN_C,
        core_c: NEUTRAL_CORE_C,
        skin_blood_flow: 6.3,
        skin_part: 0.1,
        metabolism_w_m2: heat,
        wettedness: 0.0,
        dry_loss_w_m2: 0.0,
        evaporation_w_m2: 0.1 * exposure.metabolic_rate_met,
    };

    for _ in 0..MINUTES {
        path = path.settled(body.skin_c)?;
        body.dry_loss_w_m2 = path.loss_w_m2(body.skin_c);
        let sweat_w_m2 = body.live_a_minute(heat, breath);
        let most_w_m2 = match (saturation_torr(body.skin_c) - vapour_torr) / vapour_resistance {
            // Air as humid as the skin takes nothing, yet sweat is divided by it.
            0.0 => 0.001,
            most => most,
        };
        let wettedness = (0.06 + 0.94 * sweat_w_m2 / most_w_m2).min(most_wettedness);
        (body.wettedness, body.evaporation_w_m2) =
            if most_w_m2 < 0.0 { (most_wettedness, 0.0) } else { (wettedness, wettedness * most_w_m2) };
    }
    Some((body, path.radiation_w_m2k))
}

impl Body {
    /// Moves heat for a minute, sets blood flow and shivering by the new
    /// temperatures and returns the evaporation, W/m², that sweating asks for.
    /// `heat` and `breath` are produced and lost by breathing, W/m².
    fn live_a_minute(&mut self, heat: f64, breath: f64) -> f64 {
        let to_skin = (self.core_c - self.skin_c) * (5.28 + 1.163 * self.skin_blood_flow);
        let k_per_w_m2 = BODY_M2 / (60.0 * HEAT_CAPACITY_WH_KGK * BODY_KG);
        self.skin_c += (to_skin - self.dry_loss_w_m2 - self.evaporation_w_m2) * k_per_w_m2 / self.skin_part;
        self.core_c += (self.metabolism_w_m2 - to_skin - breath) * k_per_w_m2 / (1.0 - self.skin_part);

        let skin_signal = self.skin_c - NEUTRAL_SKIN_C;
        let core_signal = self.core_c - NEUTRAL_CORE_C;
        let body_c = self.skin_part * self.skin_c + (1.0 - self.skin_part) * self.core_c;
        let body_signal = body_c - (0.1 * NEUTRAL_SKIN_C + 0.9 * NEUTRAL_CORE_C);
        let (warm_skin, cold_skin) = (skin_signal.max(0.0), (-skin_signal).max(0.0));
        let (warm_core, cold_core) = (core_signal.max(0.0), (-core_signal).max(0.0));

        let widened = 6.3 + 120.0 * warm_core;
        self.skin_blood_flow = (widened / (1.0 + 0.5 * cold_skin)).clamp(0.5, 90.0);
        self.skin_part = 0.041_773_7 + 0.745_183_3 / (self.skin_blood_flow + 0.585_417);
        self.metabolism_w_m2 = heat + 19.4 * cold_skin * cold_core;
        let sweat_g_m2h = (170.0 * body_signal.max(0.0) * (warm_skin / 10.7).exp()).min(500.0);
        0.68 * sweat_g_m2h
    }
}

/// The standard room, at 50 % humidity, still air and clothing that fits the
/// activity, in which this body would lose what it loses, °C.
fn standard_temperature_c(metabolic_rate_met: f64, body: &Body, radiation_w_m2k: f64) -> Option<f64> {
    let convection = convection_by_activity(metabolic_rate_met).max(3.0);
    let transfer = convection + radiation_w_m2k;
    let clothing_clo = 1.52 / (metabolic_rate_met + 0.6944) - 0.1835;
    let clothing = CLO_M2K_W * clothing_clo;
    let area_factor = 1.0 + 0.25 * clothing_clo;
    let efficiency = 1.0 / (1.0 + area_factor * transfer * clothing);
    let convective_part = convection / transfer;
    let permeation =
        PERMEATION * convective_part * (1.0 - efficiency) / (convective_part - efficiency * PERMEATION);
    let dry = 1.0 / (1.0 / (area_factor * transfer) + clothing);
    let evaporative =
        1.0 / (1.0 / (LEWIS * area_factor * convection) + clothing / (LEWIS * permeation)) * body.wettedness;

    let loss = body.dry_loss_w_m2 + body.evaporation_w_m2;
    let skin_torr = saturation_torr(body.skin_c);
    let mut standard_c = body.skin_c - loss / dry;
    for _ in 0..100 {
        let half_torr = 0.5 * saturation_torr(standard_c);
        let missing = loss - dry * (body.skin_c - standard_c) - evaporative * (skin_torr - half_torr);
        let slope = dry + evaporative * half_torr * 4030.183 / (standard_c + 235.0).powi(2);
        let step = missing / slope;
        standard_c -= step;
        if step.abs() <= 1e-6 {
            return standard_c.is_finite().then_some(standard_c);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exposure(t: f64, tr: f64, v: f64, rh: f64, met: f64, clo: f64) -> Exposure {
        Exposure {
            air_temperature_c: t,
            mean_radiant_temperature_c: tr,
            air_speed_ms: v,
            relative_humidity_pct: rh,
            metabolic_rate_met: met,
            clothing_clo: clo,
        }
    }

    /// `ts_set.json` of FedericoTartarini/validation-data-comfort-models (MIT),
    /// for ASHRAE 55.
    #[test]
    fn the_standards_table_holds() {
        for (t, tr, v, rh, met, clo, set) in [
            (25.0, 25.0, 0.15, 10.0, 1.0, 0.5, 23.3),
            (15.0, 25.0, 0.15, 50.0, 1.0, 0.5, 19.2),
            (40.0, 25.0, 0.15, 50.0, 1.0, 0.5, 34.3),
            (25.0, 25.0, 0.15, 90.0, 1.0, 0.5, 24.9),
            (25.0, 25.0, 0.60, 50.0, 1.0, 0.5, 21.3),
            (25.0, 10.0, 0.15, 50.0, 1.0, 0.5, 15.3),
            (25.0, 40.0, 0.15, 50.0, 1.0, 0.5, 31.6),
            (25.0, 25.0, 0.15, 50.0, 1.0, 0.1, 20.7),
            (25.0, 25.0, 0.15, 50.0, 2.0, 0.5, 25.9),
            (25.0, 25.0, 0.15, 50.0, 4.0, 0.5, 30.5),
        ] {
            let result = standard_effective_temperature_c(&exposure(t, tr, v, rh, met, clo)).unwrap();
            assert!((result.value - set).abs() < 0.051, "{t} {tr} {v} {rh} {met} {clo}: {result:?}");
            assert!(result.within_range);
        }
    }

    #[test]
    fn each_limit_counts() {
        let within = |exposure: Exposure| standard_effective_temperature_c(&exposure).unwrap().within_range;
        let fine = exposure(25.0, 25.0, 0.15, 50.0, 1.2, 0.5);
        assert!(within(fine));
        assert!(!within(Exposure { air_temperature_c: 9.9, ..fine }));
        assert!(!within(Exposure { air_temperature_c: 40.1, ..fine }));
        assert!(!within(Exposure { mean_radiant_temperature_c: 9.9, ..fine }));
        assert!(!within(Exposure { mean_radiant_temperature_c: 40.1, ..fine }));
        assert!(!within(Exposure { air_speed_ms: 2.1, ..fine }));
        assert!(!within(Exposure { metabolic_rate_met: 0.99, ..fine }));
        assert!(!within(Exposure { metabolic_rate_met: 4.1, ..fine }));
        assert!(!within(Exposure { clothing_clo: 1.6, ..fine }));
    }

    proptest! {
        #[test]
        fn warmer_surroundings_have_a_higher_temperature(
            t in 10.0..36.0_f64, tr in 10.0..36.0_f64, v in 0.0..2.0_f64, rh in 0.0..100.0_f64,
            met in 1.0..4.0_f64, clo in 0.0..1.5_f64,
        ) {
            let set = |t, tr| {
                standard_effective_temperature_c(&exposure(t, tr, v, rh, met, clo)).unwrap().value
            };
            prop_assert!((-30.0..60.0).contains(&set(t, tr)));
            prop_assert!(set(t + 4.0, tr + 4.0) > set(t, tr));
        }

        #[test]
        fn nothing_but_numbers_comes_out(
            t in -150.0..200.0_f64, tr in -150.0..200.0_f64, v in 0.0..500.0_f64, rh in 0.0..100.0_f64,
            met in 0.1..20.0_f64, clo in 0.0..20.0_f64,
        ) {
            if let Some(set) = standard_effective_temperature_c(&exposure(t, tr, v, rh, met, clo)) {
                prop_assert!(set.value.is_finite());
            }
        }
    }
}
