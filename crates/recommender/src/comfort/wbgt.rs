//! Wet-bulb globe temperature: the heat that work and sport are limited by.

/// WBGT without the sun, °C, from the natural wet-bulb and the globe
/// temperature, °C: `0.7·t_nw + 0.3·t_g`. ISO 7243:2017; any temperatures.
pub(crate) fn wbgt_c(natural_wet_bulb_c: f64, globe_c: f64) -> f64 {
    0.7 * natural_wet_bulb_c + 0.3 * globe_c
}

/// WBGT in the sun, °C, from the natural wet-bulb, the globe and the air
/// temperature, °C: `0.7·t_nw + 0.2·t_g + 0.1·t_a`. ISO 7243:2017; any temperatures.
pub(crate) fn wbgt_in_sun_c(natural_wet_bulb_c: f64, globe_c: f64, air_temperature_c: f64) -> f64 {
    0.7 * natural_wet_bulb_c + 0.2 * globe_c + 0.1 * air_temperature_c
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `ts_wbgt.json` of FedericoTartarini/validation-data-comfort-models (MIT).
    #[test]
    fn it_gives_the_published_values() {
        assert!((wbgt_in_sun_c(25.0, 32.0, 20.0) - 25.9).abs() < 0.051);
        for (wet, globe, wbgt) in
            [(25.0, 30.0, 26.5), (17.3, 40.0, 24.1), (21.1, 55.0, 31.3), (16.7, 40.0, 23.7)]
        {
            assert!((wbgt_c(wet, globe) - wbgt).abs() < 0.051, "{wet} {globe}");
        }
    }

    proptest! {
        #[test]
        fn it_lies_among_its_parts(wet in -20.0..40.0_f64, globe in -20.0..80.0_f64, air in -20.0..50.0_f64) {
            let (least, most) = (wet.min(globe).min(air), wet.max(globe).max(air));
            prop_assert!((least - 1e-9..=most + 1e-9).contains(&wbgt_in_sun_c(wet, globe, air)));
            prop_assert!((wet.min(globe) - 1e-9..=wet.max(globe) + 1e-9).contains(&wbgt_c(wet, globe)));
        }
    }
}
