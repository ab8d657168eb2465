//! Moist air: vapour pressure, dew point, wet bulb.

/// 0 °C, K.
const ZERO_C_K: f64 = 273.15;

/// Saturation pressure of water vapour, Pa, at an air temperature, °C; over
/// ice below 0 °C, over water from there on.
///
/// Hyland and Wexler 1983, as in the ASHRAE Handbook of Fundamentals, chapter
/// "Psychrometrics", equations 5 and 6. Made for −100 to 200 °C.
pub(crate) fn saturation_vapour_pressure_pa(air_temperature_c: f64) -> f64 {
    let t = air_temperature_c + ZERO_C_K;
    let exponent = if t < ZERO_C_K {
        let series =
            polynomial(&[6.392_524_7, -9.677_843e-3, 6.221_570_1e-7, 2.074_782_5e-9, -9.484_024e-13], t);
        -5_674.535_9 / t + series + 4.163_501_9 * t.ln()
    } else {
        let series = polynomial(&[1.391_499_3, -4.864_023_9e-2, 4.176_476_8e-5, -1.445_209_3e-8], t);
        -5_800.220_6 / t + series + 6.545_967_3 * t.ln()
    };
    exponent.exp()
}

/// Partial pressure of water vapour, Pa, at an air temperature, °C, and a
/// relative humidity, %. The saturation is that of
/// [`saturation_vapour_pressure_pa`].
pub(crate) fn vapour_pressure_pa(air_temperature_c: f64, relative_humidity_pct: f64) -> f64 {
    relative_humidity_pct / 100.0 * saturation_vapour_pressure_pa(air_temperature_c)
}

/// Dew point over water, °C, at an air temperature, °C, and a relative
/// humidity, %; `None` where it does not exist: in air without any vapour.
///
/// Magnus formula with the coefficients of the WMO Guide to Instruments and
/// Methods of Observation (WMO-No. 8), annex 4.B. Made for −45 to 60 °C.
pub(crate) fn dew_point_c(air_temperature_c: f64, relative_humidity_pct: f64) -> Option<f64> {
    const SLOPE: f64 = 17.62;
    const POLE_C: f64 = 243.12;
    // The logarithm of the vapour pressure over that at 0 °C.
    let excess =
        (relative_humidity_pct / 100.0).ln() + SLOPE * air_temperature_c / (POLE_C + air_temperature_c);
    Some(POLE_C * excess / (SLOPE - excess)).filter(|dew_point_c| dew_point_c.is_finite())
}

/// Wet-bulb temperature at sea level, °C, of air at a temperature, °C, and a
/// relative humidity, %.
///
/// Stull 2011, "Wet-Bulb Temperature from Relative Humidity and Air
/// Temperature", J. Appl. Meteor. Climatol. 50:2267–2269, equation 1. Fitted
/// for −20 to 50 °C and 5 to 99 %, within −1.0 and +0.65 K; without meaning in
/// dry and cold air at once.
pub(crate) fn wet_bulb_c(air_temperature_c: f64, relative_humidity_pct: f64) -> f64 {
    let (t, rh) = (air_temperature_c, relative_humidity_pct);
    t * (0.151_977 * (rh + 8.313_659).sqrt()).atan() + (t + rh).atan() - (rh - 1.676_331).atan()
        + 0.003_918_38 * rh.powf(1.5) * (0.023_101 * rh).atan()
        - 4.686_035
}

/// The polynomial whose coefficients are given by ascending power.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn saturation_is_that_of_the_ashrae_tables() {
        // ASHRAE Handbook of Fundamentals 2009, chapter 1, table 3, kPa.
        for (temperature_c, kpa) in
            [(-40.0, 0.012_85), (-20.0, 0.103_24), (0.0, 0.611_2), (20.0, 2.338_9), (40.0, 7.383_5)]
        {
            let pa = saturation_vapour_pressure_pa(temperature_c);
            assert!((pa / 1000.0 / kpa - 1.0).abs() < 5e-4, "{temperature_c}: {pa}");
        }
    }

    #[test]
    fn the_wet_bulb_is_that_of_stulls_example() {
        // Stull 2011, section 3: 20 °C and 50 % give 13.7 °C.
        assert!((wet_bulb_c(20.0, 50.0) - 13.7).abs() < 0.05);
    }

    #[test]
    fn saturated_air_is_at_its_dew_point_and_dry_air_has_none() {
        assert!((dew_point_c(25.0, 100.0).unwrap() - 25.0).abs() < 1e-12);
        // The psychrometric tables give 9.3 °C for 20 °C and 50 %.
        assert!((dew_point_c(20.0, 50.0).unwrap() - 9.3).abs() < 0.05);
        assert_eq!(dew_point_c(20.0, 0.0), None);
        assert!(vapour_pressure_pa(20.0, 0.0).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn warmer_air_holds_more(temperature_c in -100.0..150.0_f64, by_k in 0.01..30.0_f64) {
            let (less, more) = (temperature_c, temperature_c + by_k);
            prop_assert!(saturation_vapour_pressure_pa(less) < saturation_vapour_pressure_pa(more));
        }

        #[test]
        fn the_dew_point_is_never_above_the_air(temperature_c in -60.0..60.0_f64, rh in 0.1..100.0_f64) {
            prop_assert!(dew_point_c(temperature_c, rh).unwrap() <= temperature_c + 1e-9);
            prop_assert!(wet_bulb_c(temperature_c, rh).is_finite());
        }
    }
}
