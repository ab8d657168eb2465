//! Apparent temperature: how warm the air feels to an adult who walks in the
//! shade or the sun.
//!
//! Steadman 1994, "Norms of apparent temperature in Australia", Australian
//! Meteorological Magazine 43:1–16, as the Australian Bureau of Meteorology uses
//! it.

use super::psychrometrics::vapour_pressure_pa;

/// Apparent temperature in the shade, °C, from the air temperature, °C, the
/// relative humidity, %, and the wind at 10 m, m/s: `T + 0.33·e − 0.7·v − 4`, e
/// in hPa. Any weather.
pub(crate) fn apparent_temperature_c(
    air_temperature_c: f64,
    relative_humidity_pct: f64,
    wind_speed_10m_ms: f64,
) -> f64 {
    let vapour_hpa = vapour_pressure_pa(air_temperature_c, relative_humidity_pct) / 100.0;
    air_temperature_c + 0.33 * vapour_hpa - 0.7 * wind_speed_10m_ms - 4.0
}

/// Apparent temperature with radiation, °C: as in the shade, and the net
/// radiation that the body's surface absorbs, W/m²:
/// `T + 0.348·e − 0.7·v + 0.7·Q/(v + 10) − 4.25`. Any weather.
pub(crate) fn apparent_temperature_in_sun_c(
    air_temperature_c: f64,
    relative_humidity_pct: f64,
    wind_speed_10m_ms: f64,
    net_radiation_w_m2: f64,
) -> f64 {
    let vapour_hpa = vapour_pressure_pa(air_temperature_c, relative_humidity_pct) / 100.0;
    let radiation_k = 0.7 * net_radiation_w_m2 / (wind_speed_10m_ms + 10.0);
    air_temperature_c + 0.348 * vapour_hpa - 0.7 * wind_speed_10m_ms + radiation_k - 4.25
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `ts_at.json` of FedericoTartarini/validation-data-comfort-models (MIT).
    #[test]
    fn it_gives_the_published_values() {
        assert!((apparent_temperature_c(25.0, 30.0, 0.1) - 24.1).abs() < 0.051);
        assert!((apparent_temperature_c(23.0, 70.0, 1.0) - 24.8).abs() < 0.051);
        assert!((apparent_temperature_in_sun_c(23.0, 70.0, 1.0, 50.0) - 28.1).abs() < 0.051);
    }

    proptest! {
        #[test]
        fn wind_cools_and_sun_warms_everywhere(
            t in -150.0..200.0_f64, rh in 0.0..100.0_f64, v in 0.0..490.0_f64, q in -2000.0..2000.0_f64,
        ) {
            let shade = apparent_temperature_c(t, rh, v);
            let sun = apparent_temperature_in_sun_c(t, rh, v, q);
            prop_assert!(shade.is_finite() && sun.is_finite());
            prop_assert!(apparent_temperature_c(t, rh, v + 5.0) < shade);
            prop_assert!(apparent_temperature_in_sun_c(t, rh, v, q + 10.0) > sun);
        }
    }
}
