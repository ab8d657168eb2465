//! What the sun through a window, or between clouds, adds to the heat that a
//! body takes in: `SolarCal`.
//!
//! ANSI/ASHRAE Standard 55, appendix C; Arens et al. 2015, "Modeling the
//! comfort effects of short-wave solar radiation indoors", Building and
//! Environment 88:3–9.

/// The share of the beam that comes again from the sky.
const DIFFUSE_SHARE: f64 = 0.2;
/// Share of the heat radiation that the body absorbs.
const LONGWAVE_ABSORPTIVITY: f64 = 0.95;
/// Radiative heat transfer coefficient of the body, W/(m²K).
const RADIATIVE_TRANSFER_W_M2K: f64 = 6.0;
/// Between the rows and the columns of the tables, °.
const STEP_DEG: f64 = 15.0;

/// Columns: the sun's altitude, 0 to 90°. Rows: its angle from the front of the
/// body, 0 to 180°.
type Table = [[f64; 7]; 13];

/// Projected area factor of a standing person: Fanger's, as ASHRAE 55 lists it.
const STANDING: Table = [
    [0.35, 0.35, 0.314, 0.258, 0.206, 0.144, 0.082],
    [0.342, 0.342, 0.31, 0.252, 0.2, 0.14, 0.082],
    [0.33, 0.33, 0.3, 0.244, 0.19, 0.132, 0.082],
    [0.31, 0.31, 0.275, 0.228, 0.175, 0.124, 0.082],
    [0.283, 0.283, 0.251, 0.208, 0.16, 0.114, 0.082],
    [0.252, 0.252, 0.228, 0.188, 0.15, 0.108, 0.082],
    [0.23, 0.23, 0.214, 0.18, 0.148, 0.108, 0.082],
    [0.242, 0.242, 0.222, 0.18, 0.153, 0.112, 0.082],
    [0.274, 0.274, 0.245, 0.203, 0.165, 0.116, 0.082],
    [0.304, 0.304, 0.27, 0.22, 0.174, 0.121, 0.082],
    [0.328, 0.328, 0.29, 0.234, 0.183, 0.125, 0.082],
    [0.344, 0.344, 0.304, 0.244, 0.19, 0.128, 0.082],
    [0.347, 0.347, 0.308, 0.246, 0.191, 0.128, 0.082],
];

/// Projected area factor of a seated person: Fanger's, as ASHRAE 55 lists it.
const SITTING: Table = [
    [0.29, 0.324, 0.305, 0.303, 0.262, 0.224, 0.177],
    [0.292, 0.328, 0.294, 0.288, 0.268, 0.227, 0.177],
    [0.288, 0.332, 0.298, 0.29, 0.264, 0.222, 0.177],
    [0.274, 0.326, 0.294, 0.289, 0.252, 0.214, 0.177],
    [0.254, 0.308, 0.28, 0.276, 0.241, 0.202, 0.177],
    [0.23, 0.282, 0.262, 0.26, 0.233, 0.193, 0.177],
    [0.216, 0.26, 0.248, 0.244, 0.22, 0.186, 0.177],
    [0.234, 0.258, 0.236, 0.227, 0.208, 0.18, 0.177],
    [0.262, 0.26, 0.224, 0.208, 0.196, 0.176, 0.177],
    [0.28, 0.26, 0.21, 0.192, 0.184, 0.17, 0.177],
    [0.298, 0.256, 0.194, 0.174, 0.168, 0.168, 0.177],
    [0.306, 0.25, 0.18, 0.156, 0.156, 0.166, 0.177],
    [0.3, 0.24, 0.168, 0.152, 0.152, 0.164, 0.177],
];

/// How a person is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posture {
    /// On their feet.
    Standing,
    /// On a chair.
    Sitting,
    /// On their back.
    Supine,
}

/// A person in the sun.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SunExposure {
    /// The sun's altitude, 0 to 90°.
    pub(crate) sun_altitude_deg: f64,
    /// The sun's horizontal angle from the front of the person, 0 to 180°.
    pub(crate) sun_from_front_deg: f64,
    /// The beam on a plane that faces the sun, W/m².
    pub(crate) beam_w_m2: f64,
    /// Share of the sunlight that the window lets through.
    pub(crate) transmittance: f64,
    /// Share of the sky's vault that the person sees.
    pub(crate) sky_view_fraction: f64,
    /// Share of the body that the beam meets.
    pub(crate) body_exposure_fraction: f64,
    /// Share of the sunlight that clothes and skin absorb.
    pub(crate) shortwave_absorptivity: f64,
    /// How the person is placed.
    pub(crate) posture: Posture,
    /// Share of the sunlight that the floor reflects.
    pub(crate) floor_reflectance: f64,
}

/// What the sun adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SolarGain {
    /// Effective radiant field, W per m² of body.
    pub(crate) effective_radiant_field_w_m2: f64,
    /// By how much the mean radiant temperature rises, K.
    pub(crate) mean_radiant_temperature_rise_k: f64,
}

/// What the sun adds to a person's radiation: the beam on the body, the sky's
/// diffuse light (a fifth of the beam), and what the floor reflects of both.
///
/// ASHRAE 55 appendix C. `None` where the sun's angles are outside 0 to 90°
/// and 0 to 180°, for which there is no projected area.
pub(crate) fn solar_gain(exposure: &SunExposure) -> Option<SolarGain> {
    let projected_area = projected_area_factor(exposure)?;
    let radiating_share = radiating_share(exposure.posture);
    let beam_w_m2 = exposure.transmittance * exposure.beam_w_m2;
    let diffuse_w_m2 = DIFFUSE_SHARE * beam_w_m2;
    let floor_w_m2 = exposure.floor_reflectance
        * (beam_w_m2 * exposure.sun_altitude_deg.to_radians().sin() + diffuse_w_m2);

    let on_body_w_m2 = projected_area * exposure.body_exposure_fraction * beam_w_m2
        + 0.5 * exposure.sky_view_fraction * (diffuse_w_m2 + floor_w_m2);
    let absorbed_w_m2 = on_body_w_m2 * exposure.shortwave_absorptivity / LONGWAVE_ABSORPTIVITY;
    Some(SolarGain {
        effective_radiant_field_w_m2: radiating_share * absorbed_w_m2,
        mean_radiant_temperature_rise_k: absorbed_w_m2 / RADIATIVE_TRANSFER_W_M2K,
    })
}

/// Share of the body's surface that faces its surroundings rather than itself.
fn radiating_share(posture: Posture) -> f64 {
    match posture {
        Posture::Sitting => 0.696,
        Posture::Standing | Posture::Supine => 0.725,
    }
}

/// Share of the radiating surface that the beam meets. A supine person is a
/// standing one to whom the sun has turned.
fn projected_area_factor(exposure: &SunExposure) -> Option<f64> {
    let (altitude_deg, from_front_deg) = (exposure.sun_altitude_deg, exposure.sun_from_front_deg);
    if !(0.0..=90.0).contains(&altitude_deg) || !(0.0..=180.0).contains(&from_front_deg) {
        return None;
    }
    match exposure.posture {
        Posture::Standing => interpolated(&STANDING, altitude_deg, from_front_deg),
        Posture::Sitting => interpolated(&SITTING, altitude_deg, from_front_deg),
        Posture::Supine => {
            let (altitude_deg, from_front_deg) = turned_onto_the_back(altitude_deg, from_front_deg);
            interpolated(&STANDING, altitude_deg, from_front_deg)
        }
    }
}

/// The sun's altitude and angle from the front, °, relative to the axis of a
/// body that lies on its back.
fn turned_onto_the_back(altitude_deg: f64, from_front_deg: f64) -> (f64, f64) {
    let (altitude, from_front) = (altitude_deg.to_radians(), from_front_deg.to_radians());
    let from_side = (from_front_deg - 90.0).abs().to_radians();
    let turned_altitude = (from_side.sin() * altitude.cos()).asin();
    let turned_from_front = (from_front.sin() * (90.0 - altitude_deg).to_radians().tan()).atan();
    (turned_altitude.to_degrees(), turned_from_front.to_degrees())
}

/// The table between its rows and columns, bilinear; `None` outside.
fn interpolated(table: &Table, altitude_deg: f64, from_front_deg: f64) -> Option<f64> {
    let (lower, upper, row_share) = neighbours(table, from_front_deg)?;
    let along = |row: &[f64; 7]| {
        let (left, right, column_share) = neighbours(row, altitude_deg)?;
        Some(left + column_share * (right - left))
    };
    let (lower, upper) = (along(lower)?, along(upper)?);
    Some(lower + row_share * (upper - lower))
}

/// The two entries of a 15° scale between which an angle lies, and how far it
/// has come from the first to the second.
fn neighbours<T>(scale: &[T], angle_deg: f64) -> Option<(&T, &T, f64)> {
    let mut from_deg = 0.0;
    for (first, second) in scale.iter().zip(scale.iter().skip(1)) {
        if (from_deg..=from_deg + STEP_DEG).contains(&angle_deg) {
            return Some((first, second, (angle_deg - from_deg) / STEP_DEG));
        }
        from_deg += STEP_DEG;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SEATED: SunExposure = SunExposure {
        sun_altitude_deg: 0.0,
        sun_from_front_deg: 120.0,
        beam_w_m2: 800.0,
        transmittance: 0.5,
        sky_view_fraction: 0.5,
        body_exposure_fraction: 0.5,
        shortwave_absorptivity: 0.7,
        posture: Posture::Sitting,
        floor_reflectance: 0.6,
    };

    #[test]
    fn it_gives_the_standards_examples() {
        // ASHRAE 55-2017, table C-5 (validation of the computer program).
        for (altitude_deg, erf_w_m2, rise_k) in [(0.0, 43.3, 10.4), (60.0, 63.2, 15.1)] {
            let gain = solar_gain(&SunExposure { sun_altitude_deg: altitude_deg, ..SEATED }).unwrap();
            assert!((gain.effective_radiant_field_w_m2 - erf_w_m2).abs() < 0.06, "{gain:?}");
            assert!((gain.mean_radiant_temperature_rise_k - rise_k).abs() < 0.06, "{gain:?}");
        }
    }

    #[test]
    fn a_sun_under_the_horizon_or_behind_the_back_of_the_back_has_no_gain() {
        for (altitude_deg, from_front_deg) in [(-0.1, 0.0), (90.1, 0.0), (45.0, -1.0), (45.0, 180.1)] {
            let nowhere =
                SunExposure { sun_altitude_deg: altitude_deg, sun_from_front_deg: from_front_deg, ..SEATED };
            assert_eq!(solar_gain(&nowhere), None);
        }
    }

    #[test]
    fn lying_under_the_zenith_is_standing_before_the_horizon() {
        let lying = SunExposure { sun_altitude_deg: 90.0, posture: Posture::Supine, ..SEATED };
        assert!((projected_area_factor(&lying).unwrap() - 0.35).abs() < 1e-9);
        // and at the feet it is standing under the zenith
        let at_the_feet = SunExposure { sun_altitude_deg: 0.0, sun_from_front_deg: 0.0, ..lying };
        assert!((projected_area_factor(&at_the_feet).unwrap() - 0.082).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn more_sun_adds_more_and_no_sun_nothing(
            altitude_deg in 0.0..=90.0_f64, from_front_deg in 0.0..=180.0_f64, beam_w_m2 in 0.0..1_100.0_f64,
            posture in prop::sample::select(vec![Posture::Standing, Posture::Sitting, Posture::Supine]),
        ) {
            let at = |beam_w_m2| {
                let exposure = SunExposure {
                    sun_altitude_deg: altitude_deg, sun_from_front_deg: from_front_deg, beam_w_m2, posture,
                    ..SEATED
                };
                solar_gain(&exposure).unwrap().effective_radiant_field_w_m2
            };
            prop_assert!(at(0.0).abs() < f64::EPSILON);
            prop_assert!(at(beam_w_m2) >= 0.0 && at(beam_w_m2 + 100.0) > at(beam_w_m2));
        }

        #[test]
        fn the_projected_area_stays_between_the_tables_ends(
            altitude_deg in 0.0..=90.0_f64, from_front_deg in 0.0..=180.0_f64,
        ) {
            let factor = interpolated(&SITTING, altitude_deg, from_front_deg).unwrap();
            prop_assert!((0.152..=0.332).contains(&factor));
        }
    }
}
