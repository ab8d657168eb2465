//! Predicted mean vote: how a large group would rate a room from −3 (cold) to
//! +3 (hot), and how many of them would be dissatisfied.
//!
//! ISO 7730:2005 (Fanger's heat balance), clauses 4 and 5, procedure of annex D.

use std::ops::RangeInclusive;

use super::{CLO_M2K_W, Checked, MET_W_M2};

/// Air temperatures of clause 4, °C.
const AIR_TEMPERATURE_C: RangeInclusive<f64> = 10.0..=30.0;
/// Mean radiant temperatures, °C.
const RADIANT_TEMPERATURE_C: RangeInclusive<f64> = 10.0..=40.0;
/// Air speeds relative to the body, m/s.
const AIR_SPEED_MS: RangeInclusive<f64> = 0.0..=1.0;
/// Metabolic rates, met.
const METABOLIC_RATE_MET: RangeInclusive<f64> = 0.8..=4.0;
/// Clothing, clo.
const CLOTHING_CLO: RangeInclusive<f64> = 0.0..=2.0;
/// Vapour pressures, Pa.
const VAPOUR_PRESSURE_PA: RangeInclusive<f64> = 0.0..=2700.0;
/// Votes.
const VOTE: RangeInclusive<f64> = -2.0..=2.0;

/// The standard's procedure ends when two estimates of the clothing's
/// temperature differ by less, K/100; where it ends is part of its result.
const ENOUGH: f64 = 1.5e-4;
/// Estimates after which it is given up: other programs do so too.
const MOST_ESTIMATES: usize = 151;

/// A person in a room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Room {
    /// Air temperature, °C.
    pub(crate) air_temperature_c: f64,
    /// Mean radiant temperature, °C.
    pub(crate) mean_radiant_temperature_c: f64,
    /// Air speed relative to the body, m/s.
    pub(crate) relative_air_speed_ms: f64,
    /// Relative humidity, %.
    pub(crate) relative_humidity_pct: f64,
    /// Metabolic rate, met.
    pub(crate) metabolic_rate_met: f64,
    /// What of it is mechanical work, met; mostly 0.
    pub(crate) external_work_met: f64,
    /// Insulation of the clothing as it is worn, clo.
    pub(crate) clothing_clo: f64,
}

impl Room {
    /// ISO 7730, annex D, Pa.
    fn vapour_pressure_pa(&self) -> f64 {
        10.0 * self.relative_humidity_pct * (16.6536 - 4030.183 / (self.air_temperature_c + 235.0)).exp()
    }
}

/// The surface of the clothing.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Surface {
    /// Its area, of the naked body's.
    area_factor: f64,
    /// Its temperature, hundreds of kelvins.
    hectokelvins: f64,
    /// Convective heat transfer from it, W/(m²K).
    convection_w_m2k: f64,
}

/// Predicted mean vote, −3 to 3 and beyond. `None` where the clothing's
/// temperature is not found, as in storms over thick clothing.
///
/// In range: air 10 to 30 °C, radiation 10 to 40 °C, air speed to 1 m/s,
/// 0.8 to 4 met, up to 2 clo and 2700 Pa of vapour, a vote of −2 to 2.
pub(crate) fn predicted_mean_vote(room: &Room) -> Option<Checked<f64>> {
    let vapour_pa = room.vapour_pressure_pa();
    let metabolism = room.metabolic_rate_met * MET_W_M2;
    let heat = metabolism - room.external_work_met * MET_W_M2;
    let radiant = hectokelvins(room.mean_radiant_temperature_c);
    let surface = clothing_surface(room, heat)?;

    let diffusion = 3.05e-3 * (5733.0 - 6.99 * heat - vapour_pa);
    let sweating = 0.42 * (heat - MET_W_M2).max(0.0);
    let latent_breath = 1.7e-5 * metabolism * (5867.0 - vapour_pa);
    let dry_breath = 0.0014 * metabolism * (34.0 - room.air_temperature_c);
    let radiation = 3.96 * surface.area_factor * (surface.hectokelvins.powi(4) - radiant.powi(4));
    let convection = surface.area_factor
        * surface.convection_w_m2k
        * (100.0 * surface.hectokelvins - 273.0 - room.air_temperature_c);
    let load = heat - diffusion - sweating - latent_breath - dry_breath - radiation - convection;
    let vote = (0.303 * (-0.036 * metabolism).exp() + 0.028) * load;

    vote.is_finite().then(|| Checked {
        value: vote,
        within_range: AIR_TEMPERATURE_C.contains(&room.air_temperature_c)
            && RADIANT_TEMPERATURE_C.contains(&room.mean_radiant_temperature_c)
            && AIR_SPEED_MS.contains(&room.relative_air_speed_ms)
            && METABOLIC_RATE_MET.contains(&room.metabolic_rate_met)
            && CLOTHING_CLO.contains(&room.clothing_clo)
            && VAPOUR_PRESSURE_PA.contains(&vapour_pa)
            && VOTE.contains(&vote),
    })
}

/// Predicted percentage of dissatisfied, %, of a predicted mean vote: 5 to 100.
/// ISO 7730, clause 5.
pub(crate) fn predicted_dissatisfied_pct(vote: f64) -> f64 {
    100.0 - 95.0 * (-0.03353 * vote.powi(4) - 0.2179 * vote.powi(2)).exp()
}

/// The clothing's surface when as much heat reaches it through the clothing as
/// leaves it; `heat` is what the body produces, W/m². Annex D: each estimate is
/// the middle of the last and of what the balance then gives.
fn clothing_surface(room: &Room, heat: f64) -> Option<Surface> {
    let insulation = CLO_M2K_W * room.clothing_clo;
    let area_factor = if insulation <= 0.078 { 1.0 + 1.29 * insulation } else { 1.05 + 0.645 * insulation };
    let resistance = insulation * area_factor;
    let air_k = room.air_temperature_c + 273.0;
    let forced = 12.1 * room.relative_air_speed_ms.sqrt();
    let gained =
        308.7 - 0.028 * heat + 3.96 * resistance * hectokelvins(room.mean_radiant_temperature_c).powi(4);

    let first_k = air_k + (35.5 - room.air_temperature_c) / (3.5 * (6.45 * insulation + 0.1));
    let mut balanced = first_k / 100.0;
    // Twice the first estimate, so that the first middle lies well above it.
    let mut estimate = first_k / 50.0;
    for _ in 0..MOST_ESTIMATES {
        estimate = f64::midpoint(estimate, balanced);
        let natural = 2.38 * (100.0 * estimate - air_k).abs().powf(0.25);
        let convection = natural.max(forced);
        balanced = (gained + resistance * (air_k * convection - 3.96 * estimate.powi(4)))
            / (100.0 + 100.0 * resistance * convection);
        if (balanced - estimate).abs() <= ENOUGH {
            return Some(Surface { area_factor, hectokelvins: balanced, convection_w_m2k: convection });
        }
    }
    None
}

/// Hundreds of kelvins, with the standard's zero at −273 °C.
fn hectokelvins(celsius: f64) -> f64 {
    (celsius + 273.0) / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn room(t: f64, tr: f64, v: f64, rh: f64, met: f64, clo: f64) -> Room {
        Room {
            air_temperature_c: t,
            mean_radiant_temperature_c: tr,
            relative_air_speed_ms: v,
            relative_humidity_pct: rh,
            metabolic_rate_met: met,
            external_work_met: 0.0,
            clothing_clo: clo,
        }
    }

    /// ISO 7730:2005, table D.1.
    #[test]
    fn the_standards_examples_hold() {
        for (t, tr, v, rh, met, clo, vote, dissatisfied) in [
            (22.0, 22.0, 0.10, 60.0, 1.2, 0.5, -0.75, 17.0),
            (27.0, 27.0, 0.10, 60.0, 1.2, 0.5, 0.77, 17.0),
            (27.0, 27.0, 0.30, 60.0, 1.2, 0.5, 0.44, 9.0),
            (23.5, 25.5, 0.10, 60.0, 1.2, 0.5, -0.01, 5.0),
            (23.5, 25.5, 0.30, 60.0, 1.2, 0.5, -0.55, 11.0),
            (19.0, 19.0, 0.10, 40.0, 1.2, 1.0, -0.60, 13.0),
            (23.5, 23.5, 0.30, 40.0, 1.2, 1.0, 0.12, 5.0),
            (23.0, 21.0, 0.10, 40.0, 1.2, 1.0, 0.05, 5.0),
            (27.0, 27.0, 0.10, 60.0, 1.6, 0.5, 1.17, 34.0),
        ] {
            let result = predicted_mean_vote(&room(t, tr, v, rh, met, clo)).unwrap();
            assert!((result.value - vote).abs() < 0.008, "{t} {tr} {v} {rh} {met} {clo}: {result:?}");
            assert!((predicted_dissatisfied_pct(result.value) - dissatisfied).abs() < 1.0);
            assert!(result.within_range);
        }
    }

    #[test]
    fn each_limit_counts() {
        let within = |room: Room| predicted_mean_vote(&room).unwrap().within_range;
        let fine = room(20.0, 20.0, 0.1, 50.0, 1.5, 1.0);
        assert!(within(fine));
        assert!(!within(Room { air_temperature_c: 9.9, metabolic_rate_met: 2.0, ..fine }));
        assert!(!within(Room { air_temperature_c: 30.1, clothing_clo: 0.1, ..fine }));
        assert!(!within(Room { mean_radiant_temperature_c: 9.9, ..fine }));
        assert!(!within(Room { relative_air_speed_ms: 1.1, ..fine }));
        assert!(!within(Room { metabolic_rate_met: 0.7, clothing_clo: 2.0, ..fine }));
        assert!(!within(Room { clothing_clo: 2.1, metabolic_rate_met: 1.0, ..fine }));
        // 76 % at 28 °C are 2873 Pa.
        assert!(!within(room(28.0, 28.0, 0.3, 76.0, 1.0, 0.4)));
        assert!(!within(Room { air_temperature_c: 12.0, clothing_clo: 0.3, ..fine }));
    }

    #[test]
    fn work_that_leaves_the_body_cools_it() {
        let idle = room(20.0, 20.0, 0.2, 50.0, 2.0, 0.7);
        let working = Room { external_work_met: 0.2, ..idle };
        let (idle, working) = (predicted_mean_vote(&idle).unwrap(), predicted_mean_vote(&working).unwrap());
        assert!((working.value + 0.039_890_741_15).abs() < 1e-6 && idle.value > working.value);
    }

    proptest! {
        #[test]
        fn between_5_and_100_in_100_are_dissatisfied(vote in -50.0..50.0_f64) {
            prop_assert!((5.0..=100.0).contains(&predicted_dissatisfied_pct(vote)));
        }

        #[test]
        fn warmer_air_and_more_clothing_raise_the_vote(
            t in 10.0..27.0_f64, tr in 10.0..40.0_f64, v in 0.0..1.0_f64, rh in 0.0..100.0_f64,
            met in 0.8..4.0_f64, clo in 0.0..1.5_f64,
        ) {
            let vote = |room: Room| predicted_mean_vote(&room).unwrap().value;
            let base = room(t, tr, v, rh, met, clo);
            let (warmer, dressed) = (room(t + 3.0, tr, v, rh, met, clo), room(t, tr, v, rh, met, clo + 0.5));
            prop_assert!(vote(warmer) > vote(base));
            if t.max(tr) < 28.0 {
                prop_assert!(vote(dressed) > vote(base));
            }
        }

        #[test]
        fn nothing_but_numbers_comes_out(
            t in -150.0..200.0_f64, tr in -150.0..200.0_f64, v in 0.0..500.0_f64, rh in 0.0..100.0_f64,
            met in 0.1..20.0_f64, clo in 0.0..20.0_f64,
        ) {
            if let Some(result) = predicted_mean_vote(&room(t, tr, v, rh, met, clo)) {
                prop_assert!(result.value.is_finite());
                prop_assert!((5.0..=100.0).contains(&predicted_dissatisfied_pct(result.value)));
            }
        }
    }
}
