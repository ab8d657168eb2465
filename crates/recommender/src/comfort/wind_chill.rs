//! How much wind adds to the cold on bare skin: as a temperature, and as the
//! heat flux of the older index.

use super::Checked;

/// Warmest air that the index is given for, °C.
const WARMEST_C: f64 = 10.0;
/// Least wind, km/h: a walker's own.
const LEAST_WIND_KMH: f64 = 4.8;
/// Wind beyond which the older index would have it cool the less the more it
/// blows until it warms, m/s: the root of `10.45 + 10·√v − v`.
const MOST_WIND_MS: f64 = 118.9;
/// Neutral skin of the older index, °C.
const SKIN_C: f64 = 33.0;

/// Wind chill temperature, °C, from the air temperature, °C, and the wind at
/// 10 m, km/h: the temperature at which bare skin in a walker's wind cools as
/// fast.
///
/// The joint index of 2001 of Environment Canada and the US National Weather
/// Service; Osczevski and Bluestein 2005, "The new wind chill equivalent
/// temperature chart", <https://doi.org/10.1175/BAMS-86-10-1453>.
/// `13.12 + 0.6215·T − 11.37·V^0.16 + 0.3965·T·V^0.16`; in range up to 10 °C and
/// from 4.8 km/h.
pub(crate) fn wind_chill_temperature_c(air_temperature_c: f64, wind_speed_10m_kmh: f64) -> Checked<f64> {
    let wind = wind_speed_10m_kmh.powf(0.16);
    Checked {
        value: 13.12 + 0.6215 * air_temperature_c + (0.3965 * air_temperature_c - 11.37) * wind,
        within_range: air_temperature_c <= WARMEST_C && wind_speed_10m_kmh >= LEAST_WIND_KMH,
    }
}

/// Wind chill index, W/m², from the air temperature, °C, and the wind, m/s: what
/// bare skin of 33 °C would lose.
///
/// Siple and Passel 1945, Proceedings of the American Philosophical Society
/// 89:177–199: `(10.45 + 10·√v − v)·(33 − T)` kcal/(m²h), 1.163 W each. In range
/// while wind cools at all, up to 118.9 m/s; measured to 12 m/s below freezing,
/// and above 25 m/s it gives less for more wind.
pub(crate) fn wind_chill_index_w_m2(air_temperature_c: f64, wind_speed_ms: f64) -> Checked<f64> {
    let cooling_kcal = 10.45 + 10.0 * wind_speed_ms.sqrt() - wind_speed_ms;
    let value = 1.163 * cooling_kcal * (SKIN_C - air_temperature_c);
    Checked { value, within_range: value.is_finite() && (0.0..=MOST_WIND_MS).contains(&wind_speed_ms) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The chart of the Meteorological Service of Canada, whole °C.
    #[test]
    fn the_canadian_chart_holds() {
        for (t, kmh, chill) in [
            (0.0, 20.0, -5.0),
            (-10.0, 30.0, -20.0),
            (-15.0, 40.0, -27.0),
            (-20.0, 10.0, -27.0),
            (-25.0, 50.0, -42.0),
            (-30.0, 60.0, -50.0),
            (-40.0, 80.0, -67.0),
            (5.0, 5.0, 4.0),
        ] {
            let result = wind_chill_temperature_c(t, kmh);
            assert!((result.value.round() - chill).abs() < 1e-9, "{t} {kmh}: {result:?}");
            assert!(result.within_range);
        }
    }

    /// The chart of the US National Weather Service, whole °F, mph.
    #[test]
    fn the_american_chart_holds() {
        for (fahrenheit, mph, chill) in [
            (40.0, 5.0, 36.0),
            (30.0, 10.0, 21.0),
            (20.0, 20.0, 4.0),
            (0.0, 15.0, -19.0),
            (-20.0, 50.0, -60.0),
            (-45.0, 60.0, -98.0),
        ] {
            let celsius = wind_chill_temperature_c((fahrenheit - 32.0) / 1.8, mph * 1.609_344).value;
            assert!((celsius * 1.8 + 32.0 - chill).abs() < 0.6, "{fahrenheit} {mph}: {celsius}");
        }
    }

    #[test]
    fn it_is_for_cold_wind() {
        assert!(wind_chill_temperature_c(10.0, 4.8).within_range);
        assert!(!wind_chill_temperature_c(10.1, 4.8).within_range);
        assert!(!wind_chill_temperature_c(10.0, 4.7).within_range);
        assert!(!wind_chill_temperature_c(f64::NAN, 20.0).within_range);
    }

    /// `ts_wind_chill.json` of FedericoTartarini/validation-data-comfort-models (MIT).
    #[test]
    fn the_older_index_has_its_published_values() {
        for (t, v, flux) in [
            (0.0, 0.1, 518.6),
            (0.0, 1.5, 813.5),
            (-5.0, 5.5, 1255.2),
            (-10.0, 11.0, 1631.1),
            (-5.0, 11.0, 1441.4),
        ] {
            let result = wind_chill_index_w_m2(t, v);
            assert!((result.value - flux).abs() < 0.06, "{t} {v}: {result:?}");
            assert!(result.within_range);
        }
        assert!(!wind_chill_index_w_m2(0.0, 119.0).within_range);
        assert!(!wind_chill_index_w_m2(0.0, -1.0).within_range);
    }

    proptest! {
        #[test]
        fn more_wind_is_colder(t in -60.0..10.0_f64, kmh in 4.8..150.0_f64, more in 0.1..50.0_f64) {
            let calmer = wind_chill_temperature_c(t, kmh);
            prop_assert!(calmer.within_range && calmer.value < 10.0);
            prop_assert!(wind_chill_temperature_c(t, kmh + more).value < calmer.value);
        }

        #[test]
        fn colder_air_takes_more_heat(t in -150.0..200.0_f64, v in 0.0..118.0_f64) {
            let result = wind_chill_index_w_m2(t, v);
            prop_assert!(result.within_range && result.value > wind_chill_index_w_m2(t + 1.0, v).value);
        }
    }
}
