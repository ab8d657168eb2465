//! What is known of any hour without observing it.

use std::f64::consts::TAU;

use common::location::Location;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use solar_positioning::SolarPositions;
use solar_positioning::time::JulianDate;

use crate::columns::CALENDAR_COLUMNS;

/// Julian date of 1970-01-01T00:00:00Z.
const UNIX_EPOCH_JD: f64 = 2_440_587.5;

/// Terrestrial minus universal time, s. It moves by a few seconds a decade,
/// and a whole minute moves the sun by less than 0.001°.
const DELTA_T_S: f64 = 69.0;

const SECONDS_PER_DAY: f64 = 86_400.0;
const SECONDS_PER_HOUR: f64 = 3_600.0;

/// Where a window is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Degrees north.
    pub latitude_deg: f64,
    /// Degrees east.
    pub longitude_deg: f64,
    /// Metres above mean sea level.
    pub elevation_m: f64,
}

impl Place {
    /// The direction from the centre of the earth, of length 1, in the `f32` of the tensors:
    /// the shorter the chord to another place's, the nearer they are, also across a pole or
    /// the date line.
    #[must_use]
    pub fn direction(self) -> [f32; 3] {
        let [latitude, longitude] =
            [self.latitude_deg, self.longitude_deg].map(|degrees| (degrees as f32).to_radians());
        [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
    }

    /// The square of the chord to another place on an earth of radius 1.
    #[must_use]
    pub fn squared_chord(self, other: Self) -> f32 {
        let (here, there) = (self.direction(), other.direction());
        here.iter().zip(there).map(|(here, there)| (here - there) * (here - there)).sum()
    }

    /// What lies nearest; of equals the first.
    pub fn nearest<T>(self, others: impl IntoIterator<Item = T>, place: impl Fn(&T) -> Self) -> Option<T> {
        let distance = |other: &T| self.squared_chord(place(other));
        others.into_iter().min_by(|one, other| distance(one).total_cmp(&distance(other)))
    }
}

impl From<&Location> for Place {
    fn from(location: &Location) -> Self {
        let Location { latitude_deg, longitude_deg, elevation_m, .. } = *location;
        Self { latitude_deg, longitude_deg, elevation_m }
    }
}

/// The calendar of one hour at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calendar {
    /// Local mean solar time as an angle, 0 (midnight) to 2π.
    pub day_angle_rad: f64,
    /// Time of the year as an angle, 0 (1 January, 0 h UTC) to 2π.
    pub year_angle_rad: f64,
    /// Height of the sun's centre above the horizon, without refraction, in the
    /// middle of the hour that ends at the stamp.
    pub solar_elevation_deg: f64,
}

impl Calendar {
    /// Computes the calendar of the hour that ends at `time`.
    ///
    /// # Errors
    /// The place is not on the earth, or the time is before the year -2000.
    pub fn of(time: Timestamp, place: Place) -> Result<Self, solar_positioning::Error> {
        let utc = time.to_zoned_datetime(TimeZone::UTC);
        // Exact: no civil date has as many seconds since 1970 as f64 has integers.
        let unix_s = time.as_second() as f64;
        let second_of_day = unix_s.rem_euclid(SECONDS_PER_DAY);
        let solar_day = second_of_day / SECONDS_PER_DAY + place.longitude_deg / 360.0;
        let day_of_year = f64::from(utc.day_of_year() - 1) + second_of_day / SECONDS_PER_DAY;

        let middle =
            JulianDate::new(UNIX_EPOCH_JD + (unix_s - SECONDS_PER_HOUR / 2.0) / SECONDS_PER_DAY, DELTA_T_S)?;
        let here =
            solar_positioning::Location { latitude: place.latitude_deg, longitude: place.longitude_deg };
        // Grena's algorithm is ten times as fast and right to 0.01°; outside its
        // years, 2010 to 2110, the one that knows all years steps in.
        let sun = SolarPositions::grena3()
            .at_from_julian(middle, here, 0.0, None)
            .or_else(|_| SolarPositions::new().at_from_julian(middle, here, 0.0, None))?;
        Ok(Self {
            day_angle_rad: TAU * solar_day.rem_euclid(1.0),
            year_angle_rad: TAU * day_of_year / f64::from(utc.days_in_year()),
            solar_elevation_deg: sun.elevation_angle(),
        })
    }

    /// The columns of `future`, in their order.
    pub(crate) fn row(self) -> [f32; CALENDAR_COLUMNS.len()] {
        [self.day_angle_rad, self.year_angle_rad, self.solar_elevation_deg].map(|value| value as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREENWICH: Place = Place { latitude_deg: 51.4779, longitude_deg: 0.0, elevation_m: 46.0 };

    fn seoul() -> Place {
        Place::from(&common::testing::seoul())
    }

    fn at(time: &str, place: Place) -> Calendar {
        Calendar::of(time.parse().unwrap(), place).unwrap()
    }

    #[test]
    fn the_day_angle_is_local_mean_solar_time() {
        assert!((at("2018-06-01T12:00:00Z", GREENWICH).day_angle_rad - TAU / 2.0).abs() < 1e-12);
        // 126.9658° east is 8 h 27.86 min ahead of Greenwich.
        let expected = TAU * (8.0 + 27.863_2 / 60.0) / 24.0;
        assert!((at("2018-06-01T00:00:00Z", seoul()).day_angle_rad - expected).abs() < 1e-9);
        // and west of the date line the day before is still on
        let west = Place { longitude_deg: -150.0, ..GREENWICH };
        assert!((at("2018-06-01T01:00:00Z", west).day_angle_rad - TAU * 15.0 / 24.0).abs() < 1e-9);
    }

    #[test]
    fn the_year_angle_spans_leap_and_common_years_alike() {
        assert_eq!(at("2016-01-01T00:00:00Z", seoul()).year_angle_rad, 0.0);
        for (last, days) in [("2016-12-31T12:00:00Z", 366.0), ("2017-12-31T12:00:00Z", 365.0)] {
            let expected = TAU * (days - 0.5) / days;
            assert!((at(last, seoul()).year_angle_rad - expected).abs() < 1e-12, "{last}");
        }
    }

    #[test]
    fn the_sun_stands_where_the_solar_position_algorithm_puts_it() {
        // Reda & Andreas, Solar Position Algorithm, NREL/TP-560-34302, appendix
        // A.5: Golden, Colorado, 17 October 2003 12:30:30 local (UTC-7), zenith
        // 50.11162° with refraction, of which 0.01° is refraction.
        let golden = Place { latitude_deg: 39.742_476, longitude_deg: -105.178_6, elevation_m: 1830.14 };
        let sun = at("2003-10-17T20:00:30Z", golden).solar_elevation_deg;
        assert!((sun - (90.0 - 50.111_62)).abs() < 0.03, "{sun}");
        // The mid-hour convention: noon's hour ends at 12:30 of solar time.
        let solstice = at("2018-06-21T12:30:00Z", GREENWICH).solar_elevation_deg;
        assert!((solstice - (90.0 - 51.4779 + 23.436)).abs() < 0.05, "{solstice}");
    }

    #[test]
    fn the_sun_does_not_jump_where_one_algorithm_takes_over_from_the_other() {
        let elevation_deg = |time: &str| at(time, seoul()).solar_elevation_deg;
        let (before, after) = (elevation_deg("2010-01-01T00:00:00Z"), elevation_deg("2010-01-01T01:00:00Z"));
        let slope = elevation_deg("2011-01-01T01:00:00Z") - elevation_deg("2011-01-01T00:00:00Z");
        assert!((after - before - slope).abs() < 0.05, "{before} {after} {slope}");
    }

    #[test]
    fn a_place_that_is_not_on_the_earth_is_refused() {
        let nowhere = Place { latitude_deg: 91.0, ..seoul() };
        assert!(Calendar::of("2018-06-01T00:00:00Z".parse().unwrap(), nowhere).is_err());
    }
}
