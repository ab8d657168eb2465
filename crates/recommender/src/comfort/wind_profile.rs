//! How the wind grows with height.

use serde::Deserialize;

use super::Checked;

/// At what height weather services measure and forecast the wind, m.
pub(crate) const REFERENCE_HEIGHT_M: f64 = 10.0;

/// Roughness length of open grassland, m: the terrain around weather stations,
/// and UTCI's convention (Bröde et al. 2012).
pub(crate) const OPEN_TERRAIN_ROUGHNESS_M: f64 = 0.01;

/// Where people are, as the wind meets it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terrain {
    /// Streets, parks and gardens: half of the wind at 10 m reaches the body.
    #[default]
    Town,
    /// Open grassland: two thirds.
    Open,
    /// A beach with the sea upwind: three quarters.
    Coast,
}

impl Terrain {
    /// Roughness length, m: class 4, "roughly open", class 2, "smooth", with UTCI's
    /// convention for it, and between classes 1 and 2 of Davenport's classification
    /// (Wieringa et al. 2001, "New revision of Davenport roughness classification",
    /// 3rd European and African Conference on Wind Engineering). Below its roofs a town
    /// has no logarithmic profile: class 4 is that of the open spaces in it.
    const fn roughness_m(self) -> f64 {
        match self {
            Self::Town => 0.1,
            Self::Open => OPEN_TERRAIN_ROUGHNESS_M,
            Self::Coast => 0.001,
        }
    }
}

/// The middle of a standing body, m; IREQ, PMV and SET take the wind there.
pub(crate) const BODY_HEIGHT_M: f64 = 1.1;

/// A wind at one height, and the height at which it is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WindProfile {
    /// Wind speed at the reference height, m/s.
    pub(crate) reference_speed_ms: f64,
    /// Reference height above the ground, m.
    pub(crate) reference_height_m: f64,
    /// Height that is asked for, m.
    pub(crate) height_m: f64,
    /// Roughness length of the terrain, m: 0.01 for grass, 1 for a city.
    pub(crate) roughness_m: f64,
    /// By how much dense obstacles lift the profile, m.
    pub(crate) displacement_m: f64,
}

/// Wind speed, m/s, at another height: the logarithmic profile of a neutrally
/// stable surface layer, `v(z) = v(z₁)·ln((z − d)/z₀) / ln((z₁ − d)/z₀)`.
///
/// Oke 1987, Boundary Layer Climates, 2nd edition, chapter 2. Within range
/// where both heights are above the obstacles, `z − d > z₀`, up to about 100 m;
/// below, there is no wind of which this could tell, and the value may be
/// negative or not a number.
pub(crate) fn wind_speed_at_height_ms(profile: &WindProfile) -> Checked<f64> {
    let above = |height_m: f64| (height_m - profile.displacement_m) / profile.roughness_m;
    let (asked, reference) = (above(profile.height_m), above(profile.reference_height_m));
    let value = profile.reference_speed_ms * asked.ln() / reference.ln();
    let above_ground = profile.roughness_m > 0.0 && asked > 1.0 && reference > 1.0;
    Checked { value, within_range: above_ground && value.is_finite() }
}

/// Wind speed at body height, 1.1 m, m/s, from the one at 10 m, m/s, by
/// [`wind_speed_at_height_ms`]: 0.52 of it in town, 0.68 in the open.
pub(crate) fn body_wind_speed_ms(wind_speed_10m_ms: f64, terrain: Terrain) -> f64 {
    wind_speed_at_height_ms(&WindProfile {
        reference_speed_ms: wind_speed_10m_ms,
        reference_height_m: REFERENCE_HEIGHT_M,
        height_m: BODY_HEIGHT_M,
        roughness_m: terrain.roughness_m(),
        displacement_m: 0.0,
    })
    .value
}

/// The wind at 10 m over open terrain, m/s, that is as strong at body height as this
/// one, m/s. Wind chill, UTCI and other indices take the wind at 10 m and expect open
/// terrain below it.
pub(crate) fn open_wind_speed_ms(body_wind_speed_ms: f64) -> f64 {
    body_wind_speed_ms / self::body_wind_speed_ms(1.0, Terrain::Open)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn profile(speed_ms: f64, height_m: f64, roughness_m: f64) -> WindProfile {
        WindProfile {
            reference_speed_ms: speed_ms,
            reference_height_m: REFERENCE_HEIGHT_M,
            height_m,
            roughness_m,
            displacement_m: 0.0,
        }
    }

    #[test]
    fn the_body_feels_what_utci_assumes() {
        // Bröde et al. 2012, "Deriving the operational procedure for UTCI",
        // equation 3: v(x) = v(10 m)·log10(x/0.01)/log10(10/0.01).
        let open = |speed_ms| body_wind_speed_ms(speed_ms, Terrain::Open);
        assert!((open(3.0) - 3.0 * 110.0_f64.log10() / 3.0).abs() < 1e-12);
        assert!(open(0.0).abs() < f64::EPSILON);
        assert!((open_wind_speed_ms(open(7.0)) - 7.0).abs() < 1e-12);
    }

    #[test]
    fn half_of_the_wind_reaches_people_in_town() {
        let shares = [Terrain::Town, Terrain::Open, Terrain::Coast].map(|at| body_wind_speed_ms(1.0, at));
        for (share, expected) in shares.into_iter().zip([0.52, 0.68, 0.76]) {
            assert!((share - expected).abs() < 0.005, "{shares:?}");
        }
    }

    #[test]
    fn below_the_obstacles_there_is_no_profile() {
        assert!(wind_speed_at_height_ms(&profile(5.0, 2.0, 0.1)).within_range);
        for (height_m, roughness_m) in [(0.05, 0.1), (2.0, 0.0), (2.0, 10.0)] {
            assert!(!wind_speed_at_height_ms(&profile(5.0, height_m, roughness_m)).within_range);
        }
        let lifted = WindProfile { displacement_m: 2.0, ..profile(5.0, 2.0, 0.1) };
        assert!(!wind_speed_at_height_ms(&lifted).within_range);
    }

    proptest! {
        #[test]
        fn the_wind_grows_with_height_and_is_itself_at_the_reference(
            speed_ms in 0.0..40.0_f64, height_m in 1.1..9.9_f64, roughness_m in 0.001..1.0_f64,
        ) {
            let below = wind_speed_at_height_ms(&profile(speed_ms, height_m, roughness_m));
            let reference = wind_speed_at_height_ms(&profile(speed_ms, REFERENCE_HEIGHT_M, roughness_m));
            prop_assert!(below.within_range && (0.0..=speed_ms).contains(&below.value));
            prop_assert!((reference.value - speed_ms).abs() < 1e-9);
        }
    }
}
