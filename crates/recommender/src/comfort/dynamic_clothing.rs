//! Clothes insulate less on somebody who moves: insulation and air speed as the
//! moving body has them.

use super::{Checked, MET_W_M2};

/// Insulation of still air around a naked body, clo: ISO 9920.
const STILL_AIR_CLO: f64 = 0.7;
/// Air speed of the standing body that static insulation is measured at, m/s.
const STATIC_AIR_SPEED_MS: f64 = 0.15;
/// Air speed at which the parabola of clothed bodies is back at no effect, m/s:
/// beyond, wind would warm. 0.15 + 0.281/0.044.
const MOST_AIR_SPEED_MS: f64 = 6.53;
/// Insulation up to which a body counts as partly naked, clo.
const LIGHT_CLO: f64 = 0.6;

/// Air speed relative to a body that moves, m/s, from that of the room, m/s,
/// and the metabolic rate, met: `v + 0.3·(M − 1)` above 1 met, to 0.001 m/s as
/// other implementations give it. ISO 7730, annex C, as in ASHRAE 55.
pub(crate) fn relative_air_speed_ms(air_speed_ms: f64, metabolic_rate_met: f64) -> f64 {
    if metabolic_rate_met > 1.0 {
        to_thousandths(air_speed_ms + 0.3 * (metabolic_rate_met - 1.0))
    } else {
        air_speed_ms
    }
}

/// Insulation on an active body, clo, from the static one, clo, and the
/// metabolic rate, met: `I_cl·(0.6 + 0.4/M)` above 1.2 met, to 0.001 clo as
/// other implementations give it. ASHRAE 55-2023, section 5.2.2; to 2 met.
pub(crate) fn dynamic_insulation_ashrae_clo(static_clo: f64, metabolic_rate_met: f64) -> f64 {
    if metabolic_rate_met > 1.2 {
        to_thousandths(static_clo * (0.6 + 0.4 / metabolic_rate_met))
    } else {
        static_clo
    }
}

/// Insulation on an active body in moving air, clo, from the static one, clo,
/// the metabolic rate, met, and the air speed of the room, m/s. ISO 9920:2007,
/// to which ISO 7730, annex C refers; the walking speed is 0.0052 m/s
/// for each W/m² above 58, to 0.7 m/s.
///
/// In range: relative air speed to 6.5 m/s.
pub(crate) fn dynamic_insulation_iso_clo(
    static_clo: f64,
    metabolic_rate_met: f64,
    air_speed_ms: f64,
) -> Checked<f64> {
    let relative_ms = relative_air_speed_ms(air_speed_ms, metabolic_rate_met);
    let walking_ms = (0.0052 * (metabolic_rate_met * MET_W_M2 - 58.0)).clamp(0.0, 0.7);
    let area_factor = 1.0 + 0.28 * static_clo;
    let air_clo = STILL_AIR_CLO * naked_factor(relative_ms, walking_ms);
    let clothed_clo = (static_clo + STILL_AIR_CLO / area_factor) * clothed_factor(relative_ms, walking_ms);
    let total_clo = if static_clo <= LIGHT_CLO {
        air_clo + static_clo / LIGHT_CLO * (clothed_clo - air_clo)
    } else {
        clothed_clo
    };
    let value = total_clo - air_clo / area_factor;
    Checked { value, within_range: value.is_finite() && (0.0..=MOST_AIR_SPEED_MS).contains(&relative_ms) }
}

/// What wind and walking leave of a clothed body's total insulation: ISO 9920,
/// normal clothing, 0.6 to 1.4 clo.
fn clothed_factor(relative_ms: f64, walking_ms: f64) -> f64 {
    let wind_ms = relative_ms - STATIC_AIR_SPEED_MS;
    (wind_ms * (-0.281 + 0.044 * wind_ms) + walking_ms * (-0.492 + 0.176 * walking_ms)).exp()
}

/// What they leave of the air layer on a naked body: ISO 9920.
fn naked_factor(relative_ms: f64, walking_ms: f64) -> f64 {
    let wind_ms = relative_ms - STATIC_AIR_SPEED_MS;
    (wind_ms * (-0.533 + 0.069 * wind_ms) + walking_ms * (-0.462 + 0.201 * walking_ms)).exp()
}

fn to_thousandths(value: f64) -> f64 {
    (value * 1000.0).round_ties_even() / 1000.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rest_changes_nothing() {
        assert!((relative_air_speed_ms(0.123_45, 1.0) - 0.123_45).abs() < 1e-12);
        assert!((dynamic_insulation_ashrae_clo(0.612_34, 1.2) - 0.612_34).abs() < 1e-12);
        let still = dynamic_insulation_iso_clo(1.0, 0.9, STATIC_AIR_SPEED_MS);
        assert!((still.value - 1.0).abs() < 1e-12 && still.within_range);
    }

    /// ASHRAE 55: 1 clo at 2 met is 0.8 clo. ISO: pythermalcomfort 4.8.1.
    #[test]
    fn walking_and_wind_take_insulation_away() {
        assert!((dynamic_insulation_ashrae_clo(1.0, 2.0) - 0.8).abs() < 1e-12);
        assert!((dynamic_insulation_ashrae_clo(0.41, 2.23) - 0.32).abs() < 1e-12);
        assert!((relative_air_speed_ms(0.45, 2.23) - 0.819).abs() < 1e-12);
        for (clo, met, v, expected) in [
            (0.41, 2.23, 0.45, 0.257_395_237_6),
            (1.48, 1.92, 0.17, 1.232_562_848),
            (0.64, 3.65, 1.95, 0.428_893_459_8),
        ] {
            let dynamic = dynamic_insulation_iso_clo(clo, met, v);
            assert!((dynamic.value - expected).abs() < 1e-8, "{clo} {met} {v}: {dynamic:?}");
            assert!(dynamic.within_range);
        }
    }

    #[test]
    fn a_storm_is_outside_the_range() {
        assert!(!dynamic_insulation_iso_clo(1.0, 1.0, 6.6).within_range);
        assert!(!dynamic_insulation_iso_clo(1.0, 1.0, f64::NAN).within_range);
        assert!(!dynamic_insulation_iso_clo(1.0, 1.0, 400.0).within_range);
    }

    proptest! {
        #[test]
        fn nobody_gains_by_moving(clo in 0.0..3.0_f64, met in 1.0..6.0_f64, v in 0.15..3.0_f64) {
            let iso = dynamic_insulation_iso_clo(clo, met, v).value;
            prop_assert!(iso <= clo + 1e-12 && iso > -0.05, "{iso}");
            prop_assert!(dynamic_insulation_ashrae_clo(clo, met) <= clo + 5e-4);
            prop_assert!(relative_air_speed_ms(v, met) >= v - 5e-4);
        }

        /// Where the two cases of ISO 9920 meet there is no step.
        #[test]
        fn light_clothing_joins_normal_clothing(met in 1.0..6.0_f64, v in 0.0..3.0_f64) {
            let light = dynamic_insulation_iso_clo(LIGHT_CLO, met, v).value;
            let normal = dynamic_insulation_iso_clo(LIGHT_CLO + 1e-9, met, v).value;
            prop_assert!((light - normal).abs() < 1e-6);
        }
    }
}
