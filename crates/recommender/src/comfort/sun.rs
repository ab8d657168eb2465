//! Where the sun stands, exactly; for the hours of a forecast `features` has it.

use jiff::Timestamp;
use solar_positioning::time::JulianDate;
use solar_positioning::{Location, SolarPosition, SolarPositions};

/// Julian date of 1970-01-01T00:00:00Z.
const UNIX_EPOCH_JD: f64 = 2_440_587.5;

/// Terrestrial minus universal time, s. It moves by a few seconds a decade,
/// and a whole minute moves the sun by less than 0.001°.
const DELTA_T_S: f64 = 69.0;

const SECONDS_PER_DAY: f64 = 86_400.0;

/// The sun as seen from a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SunPosition {
    /// Height of its centre above the horizon, without refraction, °; negative
    /// at night.
    pub(crate) elevation_deg: f64,
    /// Direction from north over east, 0 to 360°.
    pub(crate) azimuth_deg: f64,
}

/// Where the sun stands at an instant, seen from a place (° north, ° east).
/// `None` for a place that is not on the earth, or before the year −2000.
///
/// Reda and Andreas 2004, "Solar position algorithm for solar radiation
/// applications", Solar Energy 76:577–589 (NREL/TP-560-34302): right to
/// 0.0003° from the year −2000 to 6000.
pub(crate) fn sun_position(time: Timestamp, latitude_deg: f64, longitude_deg: f64) -> Option<SunPosition> {
    let here = Location { latitude: latitude_deg, longitude: longitude_deg };
    SolarPositions::new().at_from_julian(julian(time)?, here, 0.0, None).ok().map(SunPosition::from)
}

fn julian(time: Timestamp) -> Option<JulianDate> {
    JulianDate::new(UNIX_EPOCH_JD + time.as_duration().as_secs_f64() / SECONDS_PER_DAY, DELTA_T_S).ok()
}

impl From<SolarPosition> for SunPosition {
    fn from(sun: SolarPosition) -> Self {
        Self { elevation_deg: sun.elevation_angle(), azimuth_deg: sun.azimuth() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sun(time: &str, latitude_deg: f64, longitude_deg: f64) -> SunPosition {
        sun_position(time.parse().unwrap(), latitude_deg, longitude_deg).unwrap()
    }

    #[test]
    fn the_sun_stands_where_the_solar_position_algorithm_puts_it() {
        // Reda & Andreas, NREL/TP-560-34302, appendix A.5: Golden, Colorado,
        // 17 October 2003 12:30:30 local (UTC−7), zenith 50.11162° with
        // refraction (0.01°) and from 1830 m, azimuth 194.34024°.
        let golden = sun("2003-10-17T19:30:30Z", 39.742_476, -105.178_6);
        assert!((golden.elevation_deg - (90.0 - 50.111_62)).abs() < 0.03, "{golden:?}");
        assert!((golden.azimuth_deg - 194.340_24).abs() < 0.01, "{golden:?}");
    }

    #[test]
    fn the_pole_has_half_a_year_of_day() {
        let (june, december) =
            (sun("2026-06-21T05:00:00Z", 90.0, 0.0), sun("2026-12-21T05:00:00Z", 90.0, 0.0));
        assert!((june.elevation_deg - 23.436).abs() < 0.02, "{june:?}");
        assert!((december.elevation_deg + 23.436).abs() < 0.02, "{december:?}");
    }

    #[test]
    fn a_place_that_is_not_on_the_earth_has_no_sun() {
        assert_eq!(sun_position(Timestamp::UNIX_EPOCH, 91.0, 0.0), None);
        assert_eq!(sun_position(Timestamp::UNIX_EPOCH, f64::NAN, 0.0), None);
    }

    proptest! {
        #[test]
        fn the_sun_is_somewhere_in_the_sky_or_under_it(
            second in -2_000_000_000_i64..6_000_000_000,
            latitude in -90.0..90.0_f64, longitude in -180.0..180.0_f64,
        ) {
            let sun = sun_position(Timestamp::from_second(second).unwrap(), latitude, longitude).unwrap();
            prop_assert!((-90.0..=90.0).contains(&sun.elevation_deg));
            prop_assert!((0.0..=360.0).contains(&sun.azimuth_deg));
        }
    }
}
