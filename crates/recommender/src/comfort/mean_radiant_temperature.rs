//! The mean radiant temperature outdoors: the temperature of uniform black
//! surroundings that would radiate as much to the body as sun, sky and ground.
//!
//! Di Napoli, Hogan and Pappenberger 2020, "Mean radiant temperature from
//! global-scale numerical weather prediction models", International Journal of
//! Biometeorology 64:1233–1245, <https://doi.org/10.1007/s00484-020-01900-5>.
//! ISO 7726 asks for ±5 K outdoors, which is about what an hourly forecast
//! gives.

use super::Checked;
use super::sky::{self, STEFAN_BOLTZMANN, Sunlight, ZERO_C_K};

/// Share of the sunlight that clothes and skin absorb.
const SHORTWAVE_ABSORPTIVITY: f64 = 0.7;
/// Share of the heat radiation that they absorb and emit.
const EMISSIVITY: f64 = 0.97;

/// What radiates to a body outdoors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Radiation {
    /// Sunlight from the sky, on a horizontal plane, W/m².
    pub(crate) diffuse_w_m2: f64,
    /// Sunlight from the ground, W/m².
    pub(crate) reflected_w_m2: f64,
    /// The beam on a plane that faces the sun, W/m².
    pub(crate) beam_w_m2: f64,
    /// Heat radiation of the sky, W/m².
    pub(crate) longwave_down_w_m2: f64,
    /// Heat radiation of the ground, W/m².
    pub(crate) longwave_up_w_m2: f64,
    /// The sine of the sun's height, which is its zenith angle's cosine.
    pub(crate) sun_elevation_sine: f64,
}

/// An hour's weather and a person's surroundings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Surroundings {
    /// Air temperature, °C.
    pub(crate) air_temperature_c: f64,
    /// Relative humidity, %.
    pub(crate) relative_humidity_pct: f64,
    /// Cloud cover, 0 to 1.
    pub(crate) cloud_fraction: f64,
    /// Global irradiance, W/m², where it is known; otherwise it follows from
    /// the clouds.
    pub(crate) global_w_m2: Option<f64>,
    /// The sun's height in the middle of the hour, °.
    pub(crate) sun_elevation_deg: f64,
    /// Day of the year, 1 to 366.
    pub(crate) day_of_year: i16,
    /// Share of the sunlight that the ground reflects: 0.2 for most, 0.6 for
    /// snow.
    pub(crate) albedo: f64,
    /// How much the sun warms the ground above the air, K per W/m² of global
    /// irradiance: 0 to 0.01.
    pub(crate) ground_heating_k_m2_w: f64,
    /// Share of the beam that does not reach the person, 0 to 1.
    pub(crate) shade_fraction: f64,
}

/// What a person is exposed to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Exposure {
    /// The sunlight outside the shade.
    pub(crate) sunlight: Sunlight,
    /// Heat radiation of the sky, W/m².
    pub(crate) longwave_down_w_m2: f64,
    /// Heat radiation of the ground, W/m².
    pub(crate) longwave_up_w_m2: f64,
    /// Mean radiant temperature where the person is, °C.
    pub(crate) mean_radiant_temperature_c: f64,
}

/// Share of a standing body's surface that the beam meets, from the sun's
/// height, °: 0.31 on the horizon, 0.08 in the zenith.
///
/// `0.308·cos(γ·(0.998 − γ²/50000))` with γ in degrees, VDI 3787 part 2 and
/// Di Napoli et al. 2020.
pub(crate) fn projected_area_factor(sun_elevation_deg: f64) -> f64 {
    let gamma = sun_elevation_deg;
    0.308 * (gamma * (0.998 - gamma * gamma / 50_000.0)).to_radians().cos()
}

/// Mean radiant temperature, °C, of a standing person from what radiates to
/// them: half from above and half from below, and the beam on the side that
/// it meets.
///
/// Di Napoli et al. 2020. Outside the range, and not a number,
/// where the sine is none or the body would radiate less than nothing.
pub(crate) fn mean_radiant_temperature_c(radiation: &Radiation) -> Checked<f64> {
    let factor = projected_area_factor(radiation.sun_elevation_sine.asin().to_degrees());
    let shortwave_w_m2 =
        0.5 * (radiation.diffuse_w_m2 + radiation.reflected_w_m2) + factor * radiation.beam_w_m2;
    let longwave_w_m2 = 0.5 * (radiation.longwave_down_w_m2 + radiation.longwave_up_w_m2);
    let absorbed_w_m2 = longwave_w_m2 + SHORTWAVE_ABSORPTIVITY / EMISSIVITY * shortwave_w_m2;
    let value = (absorbed_w_m2 / STEFAN_BOLTZMANN).powf(0.25) - ZERO_C_K;
    Checked { value, within_range: value.is_finite() }
}

/// What a person is exposed to in an hour, from its weather: the global
/// irradiance that is given, or else Haurwitz's under Kasten's and Czeplak's
/// clouds; Erbs's split; Ångström's sky; and
/// [`mean_radiant_temperature_c`] in what the shade leaves of the beam.
///
/// The ground is as warm as in the sun: shade is mostly local.
pub(crate) fn exposure(at: &Surroundings) -> Exposure {
    let global_w_m2 = at.global_w_m2.unwrap_or_else(|| {
        sky::clear_sky_global_w_m2(at.sun_elevation_deg) * sky::cloud_transmission(at.cloud_fraction)
    });
    let sunlight = sky::sunlight(global_w_m2, at.sun_elevation_deg, at.day_of_year);
    let longwave_down_w_m2 =
        sky::longwave_down_w_m2(at.air_temperature_c, at.relative_humidity_pct, at.cloud_fraction);
    let ground_temperature_c = at.air_temperature_c + at.ground_heating_k_m2_w * global_w_m2;
    let longwave_up_w_m2 = sky::longwave_up_w_m2(ground_temperature_c, longwave_down_w_m2);

    let sunlit = 1.0 - at.shade_fraction;
    let shaded_global_w_m2 = sunlight.diffuse_w_m2 + sunlit * (global_w_m2 - sunlight.diffuse_w_m2);
    let radiation = Radiation {
        diffuse_w_m2: sunlight.diffuse_w_m2,
        reflected_w_m2: at.albedo * shaded_global_w_m2,
        beam_w_m2: sunlit * sunlight.beam_w_m2,
        longwave_down_w_m2,
        longwave_up_w_m2,
        sun_elevation_sine: at.sun_elevation_deg.to_radians().sin(),
    };
    let mean_radiant_temperature_c = mean_radiant_temperature_c(&radiation).value;
    Exposure { sunlight, longwave_down_w_m2, longwave_up_w_m2, mean_radiant_temperature_c }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOON: Surroundings = Surroundings {
        air_temperature_c: 25.0,
        relative_humidity_pct: 50.0,
        cloud_fraction: 0.0,
        global_w_m2: None,
        sun_elevation_deg: 60.0,
        day_of_year: 172,
        albedo: sky::GROUND_ALBEDO,
        ground_heating_k_m2_w: 0.0,
        shade_fraction: 0.0,
    };

    #[test]
    fn surroundings_at_one_temperature_have_that_temperature() {
        // The definition (ISO 7726): black surroundings at 20 °C, no sun.
        let black_w_m2 = STEFAN_BOLTZMANN * 293.15_f64.powi(4);
        let radiation = Radiation {
            diffuse_w_m2: 0.0,
            reflected_w_m2: 0.0,
            beam_w_m2: 0.0,
            longwave_down_w_m2: black_w_m2,
            longwave_up_w_m2: black_w_m2,
            sun_elevation_sine: -0.2,
        };
        let at_night = mean_radiant_temperature_c(&radiation);
        assert!(at_night.within_range && (at_night.value - 20.0).abs() < 1e-9, "{at_night:?}");
        let nowhere = Radiation { sun_elevation_sine: 1.1, ..radiation };
        assert!(!mean_radiant_temperature_c(&nowhere).within_range);
    }

    #[test]
    fn the_projected_area_is_that_of_a_standing_body() {
        // ASHRAE 55's table has 0.082 for a sun overhead, and on the
        // horizon 0.30 on average over the sides from which it may come.
        assert!((projected_area_factor(0.0) - 0.308).abs() < 1e-12);
        assert!((projected_area_factor(90.0) - 0.08).abs() < 0.01);
    }

    #[test]
    fn the_sun_is_worth_tens_of_kelvins_and_shade_takes_most_of_them() {
        let sun = exposure(&NOON).mean_radiant_temperature_c;
        let shade = exposure(&Surroundings { shade_fraction: 1.0, ..NOON }).mean_radiant_temperature_c;
        let night = exposure(&Surroundings { sun_elevation_deg: -30.0, ..NOON }).mean_radiant_temperature_c;
        assert!(
            sun - shade > 15.0 && shade > night && night < NOON.air_temperature_c,
            "{sun} {shade} {night}"
        );
    }

    proptest! {
        #[test]
        fn it_is_finite_and_more_shade_is_never_warmer(
            air_temperature_c in -60.0..55.0_f64, relative_humidity_pct in 0.0..100.0_f64,
            cloud_fraction in 0.0..1.0_f64, sun_elevation_deg in -90.0..90.0_f64,
            albedo in 0.0..1.0_f64, ground_heating_k_m2_w in 0.0..0.01_f64,
            shade_fraction in 0.0..1.0_f64, global in proptest::option::of(0.0..1_200.0_f64),
        ) {
            let open = Surroundings {
                air_temperature_c, relative_humidity_pct, cloud_fraction, global_w_m2: global,
                sun_elevation_deg, day_of_year: 100, albedo, ground_heating_k_m2_w, shade_fraction: 0.0,
            };
            let sunny = exposure(&open).mean_radiant_temperature_c;
            let shaded = exposure(&Surroundings { shade_fraction, ..open }).mean_radiant_temperature_c;
            prop_assert!(sunny.is_finite() && shaded <= sunny + 1e-9);
        }
    }
}
