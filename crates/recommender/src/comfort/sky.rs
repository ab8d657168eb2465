//! What comes down from the sky, and up from the ground: sunlight, heat
//! radiation and ultraviolet, from the sun's height and the clouds.

use std::f64::consts::TAU;

/// Stefan's and Boltzmann's constant, W/(m²K⁴).
pub(crate) const STEFAN_BOLTZMANN: f64 = 5.67e-8;
/// 0 °C, K.
pub(crate) const ZERO_C_K: f64 = 273.15;
/// Share of the sunlight that ordinary ground reflects.
pub(crate) const GROUND_ALBEDO: f64 = 0.2;
/// A usual ozone column of middle latitudes, Dobson units; also the one that
/// the UV formula is written for.
pub(crate) const USUAL_OZONE_DU: f64 = 300.0;

/// Mean irradiance outside the atmosphere, W/m² (ASTM E490).
const SOLAR_CONSTANT_W_M2: f64 = 1_366.1;
/// Below this height of the sun, °, the beam cannot be told from a small
/// remainder that is divided by a small sine: all is taken as diffuse.
const LOWEST_BEAM_DEG: f64 = 3.0;
/// No beam at the ground is stronger, W/m².
const STRONGEST_BEAM_W_M2: f64 = 1_100.0;
/// The clearness is not taken with a lower sun than this sine.
const LEAST_SINE_FOR_CLEARNESS: f64 = 0.065;
/// Emissivity of the ground.
const GROUND_EMISSIVITY: f64 = 0.97;
/// Broken clouds may brighten the ground against a clear sky, but hardly by
/// more than this in an hour's mean.
const MOST_BRIGHTENING: f64 = 1.2;
/// Below this clear-sky irradiance, W/m², there is no UV to speak of.
const DUSK_W_M2: f64 = 20.0;

/// Sunlight on the ground, W/m².
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sunlight {
    /// All of it, on a horizontal plane.
    pub(crate) global_w_m2: f64,
    /// What comes from the sky rather than the sun, on a horizontal plane.
    pub(crate) diffuse_w_m2: f64,
    /// The beam, on a plane that faces the sun.
    pub(crate) beam_w_m2: f64,
}

/// Global irradiance under a clear sky, W/m², from the sun's height, °; zero at
/// night. `1098·μ·exp(−0.057/μ)`, μ the height's sine.
///
/// Haurwitz 1945, "Insolation in relation to cloudiness and cloud density",
/// Journal of Meteorology 2:154–166.
pub(crate) fn clear_sky_global_w_m2(sun_elevation_deg: f64) -> f64 {
    let mu = sine(sun_elevation_deg);
    if mu > 0.0 { 1_098.0 * mu * (-0.057 / mu).exp() } else { 0.0 }
}

/// Share of the clear-sky irradiance that a cloud cover (0 to 1) lets through:
/// `1 − 0.75·N^3.4`.
///
/// Kasten and Czeplak 1980, "Solar and terrestrial radiation dependent on the
/// amount and type of cloud", Solar Energy 24:177–189.
pub(crate) fn cloud_transmission(cloud_fraction: f64) -> f64 {
    1.0 - 0.75 * cloud_fraction.powf(3.4)
}

/// Sunlight on the ground from the global irradiance on it, W/m², the sun's
/// height, °, and the day of the year, 1 to 366. All is diffuse with the sun
/// below 3°; the beam is at most 1100 W/m².
///
/// Erbs, Klein and Duffie 1982, "Estimation of the diffuse radiation fraction
/// for hourly, daily and monthly-average global radiation", Solar Energy
/// 28:293–302, equation 1.
pub(crate) fn sunlight(global_w_m2: f64, sun_elevation_deg: f64, day_of_year: i16) -> Sunlight {
    let mu = sine(sun_elevation_deg);
    if sun_elevation_deg < LOWEST_BEAM_DEG {
        return Sunlight { global_w_m2, diffuse_w_m2: global_w_m2, beam_w_m2: 0.0 };
    }
    let distance = 1.0 + 0.033 * (TAU * f64::from(day_of_year) / 365.0).cos();
    let clearness = global_w_m2 / (SOLAR_CONSTANT_W_M2 * distance * mu.max(LEAST_SINE_FOR_CLEARNESS));
    let diffuse_w_m2 = global_w_m2 * diffuse_fraction(clearness.min(1.0));
    let beam_w_m2 = ((global_w_m2 - diffuse_w_m2) / mu).min(STRONGEST_BEAM_W_M2);
    Sunlight { global_w_m2, diffuse_w_m2, beam_w_m2 }
}

/// Erbs's correlation: what share of the global irradiance is diffuse, from
/// what share of the irradiance outside the atmosphere arrives.
fn diffuse_fraction(clearness: f64) -> f64 {
    let k = clearness;
    if k <= 0.22 {
        1.0 - 0.09 * k
    } else if k <= 0.8 {
        0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)))
    } else {
        0.165
    }
}

/// Heat radiation of the sky, W/m², from air temperature, °C, relative
/// humidity, %, and cloud cover, 0 to 1.
///
/// Ångström's clear-sky emissivity `0.82 − 0.25·10^(−0.0945·e)` with the vapour
/// pressure e in hPa (Buck 1981), and `1 + 0.21·N^2.5` for clouds, as in VDI
/// 3789 part 2 and `RayMan` (Matzarakis et al. 2010, Int J Biometeorol
/// 54:131–139).
pub(crate) fn longwave_down_w_m2(
    air_temperature_c: f64,
    relative_humidity_pct: f64,
    cloud_fraction: f64,
) -> f64 {
    let saturation_hpa = 6.1121 * (17.502 * air_temperature_c / (240.97 + air_temperature_c)).exp();
    let vapour_hpa = relative_humidity_pct / 100.0 * saturation_hpa;
    let clear_emissivity = 0.82 - 0.25 * 10.0_f64.powf(-0.0945 * vapour_hpa);
    black_body_w_m2(air_temperature_c) * clear_emissivity * (1.0 + 0.21 * cloud_fraction.powf(2.5))
}

/// Heat radiation of the ground with what it reflects of the sky's, W/m², from
/// the ground's temperature, °C, and the sky's radiation, W/m². Emissivity
/// 0.97.
pub(crate) fn longwave_up_w_m2(ground_temperature_c: f64, longwave_down_w_m2: f64) -> f64 {
    GROUND_EMISSIVITY * black_body_w_m2(ground_temperature_c) + (1.0 - GROUND_EMISSIVITY) * longwave_down_w_m2
}

/// UV index under a clear sky, from the sun's height, °, and the ozone column,
/// Dobson units; zero at night. `12.5·μ^2.42·(ozone/300)^−1.23`.
///
/// Madronich 2007, "Analytic formula for the clear-sky UV index",
/// Photochemistry and Photobiology 83:1537–1538.
pub(crate) fn clear_sky_uv_index(sun_elevation_deg: f64, ozone_du: f64) -> f64 {
    12.5 * sine(sun_elevation_deg).max(0.0).powf(2.42) * (ozone_du / USUAL_OZONE_DU).powf(-1.23)
}

/// UV index under clouds (0 to 1): [`clear_sky_uv_index`] times
/// [`cloud_transmission`], as if clouds held back as much of the ultraviolet as
/// of all sunlight; they hold back rather less of it.
pub(crate) fn cloudy_uv_index(sun_elevation_deg: f64, cloud_fraction: f64, ozone_du: f64) -> f64 {
    clear_sky_uv_index(sun_elevation_deg, ozone_du) * cloud_transmission(cloud_fraction)
}

/// UV index where the global irradiance, W/m², is known: as much of the
/// clear-sky one as the irradiance is of that under a clear sky, at most 1.2;
/// zero where that is no more than 20 W/m².
pub(crate) fn measured_uv_index(sun_elevation_deg: f64, global_w_m2: f64, ozone_du: f64) -> f64 {
    let clear_w_m2 = clear_sky_global_w_m2(sun_elevation_deg);
    if clear_w_m2 <= DUSK_W_M2 {
        return 0.0;
    }
    clear_sky_uv_index(sun_elevation_deg, ozone_du) * (global_w_m2 / clear_w_m2).min(MOST_BRIGHTENING)
}

/// The usual ozone column at a place (° north, ° east) on a day of the year, Dobson
/// units: most in spring and towards the poles.
///
/// Van Heuklon 1979, "Estimating atmospheric ozone for solar radiation models",
/// Solar Energy 22:63–68.
pub(crate) fn usual_ozone_du(latitude_deg: f64, longitude_deg: f64, day_of_year: i16) -> f64 {
    let sine = |degrees: f64| degrees.to_radians().sin();
    let day = f64::from(day_of_year);
    let (mean, season, waves, belt) = if latitude_deg >= 0.0 {
        let shift_deg = if longitude_deg > 0.0 { 20.0 } else { 0.0 };
        (150.0, 40.0 * sine(0.9865 * (day - 30.0)), 20.0 * sine(3.0 * (longitude_deg + shift_deg)), 1.28)
    } else {
        (100.0, 30.0 * sine(0.9865 * (day + 152.625)), 20.0 * sine(2.0 * (longitude_deg - 75.0)), 1.5)
    };
    235.0 + (mean + season + waves) * sine(belt * latitude_deg).powi(2)
}

/// Radiation of a black body, W/m², of a temperature, °C.
fn black_body_w_m2(temperature_c: f64) -> f64 {
    STEFAN_BOLTZMANN * (temperature_c + ZERO_C_K).powi(4)
}

fn sine(elevation_deg: f64) -> f64 {
    elevation_deg.to_radians().sin()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_clear_noon_is_as_bright_and_as_ultraviolet_as_published() {
        // Haurwitz 1945: 1098·exp(−0.057) with the sun in the zenith.
        assert!((clear_sky_global_w_m2(90.0) - 1_037.164).abs() < 0.01);
        // Madronich 2007: 12.5 with the sun in the zenith and 300 DU.
        assert!((clear_sky_uv_index(90.0, 300.0) - 12.5).abs() < 1e-12);
        // Kasten and Czeplak 1980: an overcast lets a quarter through.
        assert!((cloud_transmission(1.0) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn erbs_fits_itself_where_its_pieces_meet() {
        for clearness in [0.22, 0.8] {
            let gap = diffuse_fraction(clearness - 1e-9) - diffuse_fraction(clearness + 1e-9);
            assert!(gap.abs() < 2e-3, "{clearness}: {gap}");
        }
    }

    #[test]
    fn ozone_is_most_in_spring_and_least_at_the_equator() {
        // Van Heuklon's model has 235 DU at the equator all year; over Seoul the
        // record has about 350 DU in March and 290 in October.
        assert!((usual_ozone_du(0.0, 100.0, 100) - 235.0).abs() < 1e-9);
        let (spring, autumn) = (usual_ozone_du(37.6, 127.0, 80), usual_ozone_du(37.6, 127.0, 285));
        assert!((335.0..365.0).contains(&spring) && (280.0..315.0).contains(&autumn), "{spring} {autumn}");
        assert!((250.0..450.0).contains(&usual_ozone_du(-60.0, 0.0, 280)));
    }

    #[test]
    fn a_low_sun_has_no_beam() {
        let dusk = sunlight(60.0, 2.9, 172);
        assert_eq!(dusk, Sunlight { global_w_m2: 60.0, diffuse_w_m2: 60.0, beam_w_m2: 0.0 });
        assert!(sunlight(60.0, 3.1, 172).beam_w_m2 > 0.0);
    }

    proptest! {
        #[test]
        fn there_is_neither_sunlight_nor_uv_at_night(
            elevation_deg in -90.0..0.0_f64, cloud in 0.0..1.0_f64, ozone_du in 200.0..500.0_f64,
        ) {
            prop_assert!(clear_sky_global_w_m2(elevation_deg).abs() < f64::EPSILON);
            prop_assert!(cloudy_uv_index(elevation_deg, cloud, ozone_du).abs() < f64::EPSILON);
            prop_assert!(measured_uv_index(elevation_deg, 500.0, ozone_du).abs() < f64::EPSILON);
        }

        #[test]
        fn more_cloud_never_gives_more_light_and_never_a_colder_sky(
            elevation_deg in -20.0..90.0_f64, cloud in 0.0..1.0_f64, more in 0.0..1.0_f64,
            temperature_c in -50.0..50.0_f64, rh in 0.0..100.0_f64,
        ) {
            let (less, more) = (cloud.min(more), cloud.max(more));
            let uv = |cloud| cloudy_uv_index(elevation_deg, cloud, USUAL_OZONE_DU);
            prop_assert!(uv(more) <= uv(less));
            let sky = |cloud| longwave_down_w_m2(temperature_c, rh, cloud);
            prop_assert!(sky(less) <= sky(more) && sky(0.0) > 0.0);
            // and no sky is warmer than the air by more than clouds make up for
            prop_assert!(sky(1.0) < black_body_w_m2(temperature_c));
        }

        #[test]
        fn the_parts_of_the_sunlight_are_parts_of_it(
            global_w_m2 in 0.0..1_400.0_f64, elevation_deg in -10.0..90.0_f64, day in 1_i16..=366,
        ) {
            let light = sunlight(global_w_m2, elevation_deg, day);
            prop_assert!((0.0..=global_w_m2).contains(&light.diffuse_w_m2));
            prop_assert!((0.0..=STRONGEST_BEAM_W_M2).contains(&light.beam_w_m2));
            let vertical = light.beam_w_m2 * sine(elevation_deg).max(0.0);
            prop_assert!(light.diffuse_w_m2 + vertical <= global_w_m2 + 1e-9);
        }
    }
}
