//! Humidex: Canada's measure of humid heat.

/// Humidex, °C by custom, from the air temperature, °C, and the relative
/// humidity, %: `T + 5/9·(e − 10)`, e in hPa.
///
/// Masterton and Richardson 1979, Environment Canada CLI 1-79, with the vapour
/// pressure as in Rana, Kusy, Jurdak, Wall and Hu 2013, Energy and Buildings
/// 64:17–25: Magnus' formula over water. Any air above −237 °C; meant for 20 °C
/// and more.
pub(crate) fn humidex_c(air_temperature_c: f64, relative_humidity_pct: f64) -> f64 {
    let saturation_hpa = 6.112 * 10.0_f64.powf(7.5 * air_temperature_c / (237.7 + air_temperature_c));
    air_temperature_c + 5.0 / 9.0 * (saturation_hpa * relative_humidity_pct / 100.0 - 10.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `ts_humidex.json` of FedericoTartarini/validation-data-comfort-models (MIT).
    #[test]
    fn it_gives_the_published_values() {
        for (t, rh, humidex) in [
            (25.0, 50.0, 28.2),
            (10.0, 50.0, 7.9),
            (28.0, 50.0, 32.9),
            (30.0, 50.0, 36.2),
            (35.0, 50.0, 45.0),
        ] {
            assert!((humidex_c(t, rh) - humidex).abs() < 0.15, "{t} {rh}: {}", humidex_c(t, rh));
        }
    }

    proptest! {
        #[test]
        fn humid_air_is_warmer_everywhere(t in -80.0..200.0_f64, rh in 0.0..90.0_f64) {
            prop_assert!(humidex_c(t, rh).is_finite());
            prop_assert!(humidex_c(t, rh + 10.0) > humidex_c(t, rh));
        }
    }
}
