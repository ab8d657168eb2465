//! How the air feels: one scale for hours, warnings and texts.
//!
//! It is the apparent temperature of the US National Weather Service, which is the wind
//! chill up to 10 °C, the heat index from 27 °C (80 °F), and the air temperature between
//! them (NWS, National Digital Forecast Database, "Apparent temperature"). Between them
//! it fades here, so that no degree makes a jump.

use super::days::Hour;
use crate::comfort::heat_index::nws_c;
use crate::comfort::wind_chill::wind_chill_temperature_c;

const KMH_PER_MS: f64 = 3.6;
/// Warmest air of the wind chill, °C, and where nothing is left of it.
const CHILL_UP_TO_C: f64 = 10.0;
const NO_CHILL_FROM_C: f64 = 20.0;
/// Coolest air of the heat index, °C, and up to where there is nothing of it.
const NO_HEAT_UP_TO_C: f64 = 20.0;
const HEAT_FROM_C: f64 = 27.0;
/// Least wind of the wind chill, km/h: a walker's own.
const LEAST_WIND_KMH: f64 = 4.8;
/// The driest air that the heat index knows, %: perfectly dry air has no dew point.
const DRIEST_PCT: f64 = 1.0;

/// What an hour feels like in the shade at its median temperature, °C.
pub(crate) fn feels_like_c(hour: &Hour) -> f64 {
    let (temperature_c, wind_ms) = (hour.temperature_c, hour.open_wind_speed_ms());
    let heat_c = temperature_c.max(HEAT_FROM_C);
    let index_c = nws_c(heat_c, hour.relative_humidity_pct.max(DRIEST_PCT)).value.heat_index_c;
    let share = faded(temperature_c, NO_HEAT_UP_TO_C, HEAT_FROM_C);
    chilled_c(temperature_c, wind_ms) + share * (index_c - heat_c)
}

/// What bare skin feels of air of this temperature, °C, in such a wind at 10 m over open
/// terrain, m/s.
pub(crate) fn chilled_c(temperature_c: f64, open_wind_speed_ms: f64) -> f64 {
    let cold_c = temperature_c.min(CHILL_UP_TO_C);
    let wind_kmh = open_wind_speed_ms * KMH_PER_MS;
    let chill_c = wind_chill_temperature_c(cold_c, wind_kmh.max(LEAST_WIND_KMH)).value;
    // In a lull the air is as cold as it is.
    let blows = (wind_kmh / LEAST_WIND_KMH).min(1.0);
    let share = faded(-temperature_c, -NO_CHILL_FROM_C, -CHILL_UP_TO_C);
    temperature_c + share * blows * (chill_c - cold_c).min(0.0)
}

/// 0 up to `from`, 1 from `whole` on, and straight between.
fn faded(value: f64, from: f64, whole: f64) -> f64 {
    ((value - from) / (whole - from)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::comfort::wind_profile::{Terrain, body_wind_speed_ms};

    fn feels(temperature_c: f64, relative_humidity_pct: f64, open_wind_ms: f64) -> f64 {
        feels_like_c(&Hour {
            temperature_c,
            relative_humidity_pct,
            body_wind_speed_ms: body_wind_speed_ms(open_wind_ms, Terrain::Open),
            ..super::super::days::tests::an_hour()
        })
    }

    #[test]
    fn it_is_the_agencies_charts_in_cold_and_heat() {
        // Environment Canada: −15 °C at 40 km/h is −27; NWS: 100 °F at 40 % is 109 °F.
        assert!((feels(-15.0, 60.0, 40.0 / 3.6) + 27.0).abs() < 0.5);
        assert!((feels(100.0_f64.mul_add(5.0, -160.0) / 9.0, 40.0, 3.0) - 42.8).abs() < 0.8);
        // KMA gives 6.4 °C for 10 °C at 9 m/s.
        assert!((feels(10.0, 60.0, 9.0) - 6.4).abs() < 0.3);
        assert!((feels(20.0, 50.0, 10.0) - 20.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn it_has_no_steps_and_wind_never_warms(
            t in -60.0..55.0_f64, rh in 0.0..=100.0_f64, wind in 0.0..40.0_f64, more in 0.0..10.0_f64,
        ) {
            let here = feels(t, rh, wind);
            prop_assert!(here.is_finite());
            prop_assert!(feels(t, rh, wind + more) <= here + 1e-9);
            // The heat index itself has steps of up to 1.6 K where its formulas meet.
            prop_assert!((feels(t + 0.01, rh, wind) - here).abs() < 1.8);
            prop_assert!(chilled_c(t + 0.5, wind) > chilled_c(t, wind));
        }
    }
}
