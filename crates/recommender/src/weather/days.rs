//! A forecast, cut into the days of a place.

use common::forecast::{Forecast, ForecastHour, QUANTILE_LEVELS};
use common::location::Location;
use common::numbers::rounded;
use features::{Calendar, Place};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ZonedDateTime};

use crate::comfort::sky::{clear_sky_uv_index, usual_ozone_du};
use crate::comfort::wind_profile::{Terrain, body_wind_speed_ms, open_wind_speed_ms};

/// What one hour may be like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hour {
    /// On the clock of the place.
    pub(crate) time: ZonedDateTime,
    /// Median air temperature, rounded to 0.1 °C: everything is derived from
    /// the number that is shown, so that whoever sees it can follow.
    pub(crate) temperature_c: f64,
    /// Quantiles of the air temperature at [`QUANTILE_LEVELS`], rounded alike.
    pub(crate) temperature_quantiles_c: [f64; QUANTILE_LEVELS.len()],
    /// Median relative humidity, %.
    pub(crate) relative_humidity_pct: f64,
    /// Median wind speed at 10 m, m/s: the one that is forecast and told.
    pub(crate) wind_speed_ms: f64,
    /// And at body height where people are, m/s: the one that is felt.
    pub(crate) body_wind_speed_ms: f64,
    /// Median share of the sky that is under clouds, 0 to 1; `None` where clouds are not
    /// forecast.
    pub(crate) cloud_cover_frac: Option<f64>,
    /// Probability of precipitation, 0 to 1.
    pub(crate) precipitation_probability: f64,
    /// Height of the sun above the horizon in the middle of the hour, °.
    pub(crate) sun_elevation_deg: f64,
    /// UV index, were the sky clear.
    pub(crate) clear_sky_uv_index: f64,
}

/// The hours of one local calendar day that a forecast covers; at least one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) hours: Vec<Hour>,
}

/// A day's weather in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Summary {
    pub(crate) avg_temp_c: f64,
    pub(crate) min_temp_c: f64,
    pub(crate) max_temp_c: f64,
    /// From the coldest to the warmest hour, K.
    pub(crate) temp_difference_k: f64,
    pub(crate) relative_humidity_mean_pct: f64,
    pub(crate) hours_covered: usize,
}

/// The hours of a forecast for a place.
pub(crate) fn hours(forecast: &Forecast, location: &Location, terrain: Terrain) -> Vec<Hour> {
    let time_zone = location.tz();
    forecast.hours.iter().map(|hour| Hour::new(hour, location, &time_zone, terrain)).collect()
}

/// The hours in stretches without a gap: between two of them one is inside.
pub(crate) fn outings(hours: &[Hour]) -> impl Iterator<Item = &[Hour]> {
    hours.chunk_by(|earlier, later| later.follows(earlier))
}

/// The local days that the hours cover, whole or in part, ascending.
pub(crate) fn days(hours: Vec<Hour>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for hour in hours {
        let date = hour.time.date();
        match days.last_mut() {
            Some(day) if day.date == date => day.hours.push(hour),
            _ => days.push(Day { date, hours: vec![hour] }),
        }
    }
    days
}

impl Hour {
    fn new(hour: &ForecastHour, location: &Location, time_zone: &TimeZone, terrain: Terrain) -> Self {
        let Location { latitude_deg, longitude_deg, .. } = *location;
        let calendar = Calendar::of(hour.valid_at, Place::from(location));
        // No position is known for years that no forecast is of.
        let sun_elevation_deg = calendar.map_or(-90.0, |calendar| calendar.solar_elevation_deg);
        let time = hour.valid_at.to_zoned_datetime(time_zone.clone());
        let wind_speed_ms = f64::from(hour.wind_speed_ms.p50);
        let ozone_du = usual_ozone_du(latitude_deg, longitude_deg, time.day_of_year());
        Self {
            time,
            temperature_c: rounded(f64::from(hour.temperature_c.p50), 10.0),
            temperature_quantiles_c: hour.temperature_c.values().map(|value| rounded(f64::from(value), 10.0)),
            relative_humidity_pct: f64::from(hour.relative_humidity_pct.p50),
            wind_speed_ms,
            body_wind_speed_ms: body_wind_speed_ms(wind_speed_ms, terrain),
            cloud_cover_frac: hour.cloud_cover_frac.as_ref().map(|clouds| f64::from(clouds.p50)),
            precipitation_probability: f64::from(hour.precipitation_probability),
            sun_elevation_deg,
            clear_sky_uv_index: clear_sky_uv_index(sun_elevation_deg, ozone_du),
        }
    }

    /// Whether it is the next hour after `earlier`.
    pub(crate) fn follows(&self, earlier: &Self) -> bool {
        self.time.timestamp().duration_since(earlier.time.timestamp()) <= SignedDuration::from_hours(1)
    }

    /// The wind at 10 m over open terrain that feels as strong, m/s.
    pub(crate) fn open_wind_speed_ms(&self) -> f64 {
        open_wind_speed_ms(self.body_wind_speed_ms)
    }
}

impl Summary {
    /// Some hours in numbers.
    pub(crate) fn of(hours: &[Hour]) -> Self {
        let of = |value: fn(&Hour) -> f64| hours.iter().map(value);
        let min_temp_c = of(|hour| hour.temperature_c).fold(f64::INFINITY, f64::min);
        let max_temp_c = of(|hour| hour.temperature_c).fold(f64::NEG_INFINITY, f64::max);
        Self {
            avg_temp_c: rounded(mean(of(|hour| hour.temperature_c)), 10.0),
            min_temp_c,
            max_temp_c,
            temp_difference_k: rounded(max_temp_c - min_temp_c, 10.0),
            relative_humidity_mean_pct: rounded(mean(of(|hour| hour.relative_humidity_pct)), 10.0),
            hours_covered: hours.len(),
        }
    }
}

/// The mean of some values; not a number where there are none.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    sum / count
}

#[cfg(test)]
pub(super) mod tests {
    use common::forecast::{ModelRef, Quantiles};
    use common::testing::seoul;
    use jiff::{Timestamp, ToSpan};

    use super::*;
    use crate::comfort::sun::sun_position;

    /// An hour in which nothing is remarkable.
    pub(in crate::weather) fn an_hour() -> Hour {
        hours(&forecast("2026-11-23T00:00:00Z", &[10.0]), &seoul(), Terrain::Town).remove(0)
    }

    /// A forecast of one temperature after the other, °C.
    fn forecast(issued_at: &str, temperatures_c: &[f32]) -> Forecast {
        let issued_at: Timestamp = issued_at.parse().unwrap();
        let around = |value: f32| {
            let offsets = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
            Quantiles::new(offsets.map(|offset| value + offset)).unwrap()
        };
        let hours = (1_u16..).zip(temperatures_c).map(|(lead_h, &temperature_c)| ForecastHour {
            valid_at: issued_at + i64::from(lead_h).hours(),
            lead_h,
            temperature_c: around(temperature_c),
            relative_humidity_pct: around(60.0),
            wind_speed_ms: around(4.0),
            cloud_cover_frac: None,
            precipitation_probability: 0.125,
        });
        Forecast {
            location: "seoul".parse().unwrap(),
            model: ModelRef { name: "forecaster".to_owned(), version: "v".to_owned() },
            issued_at,
            hours: hours.collect(),
        }
    }

    /// A place in this time zone.
    fn place(time_zone: &str) -> Location {
        Location { timezone: time_zone.to_owned(), ..seoul() }
    }

    fn hours_by_day(issued_at: &str, time_zone: &str) -> Vec<(String, usize)> {
        let days = days(hours(&forecast(issued_at, &[5.0; 168]), &place(time_zone), Terrain::Town));
        days.iter().map(|day| (day.date.to_string(), day.hours.len())).collect()
    }

    #[test]
    fn days_are_those_of_the_place() {
        // 00:00 UTC is 09:00 in Seoul: 14 hours of the first day are left.
        let days = hours_by_day("2026-11-23T00:00:00Z", "Asia/Seoul");
        assert_eq!(days.first(), Some(&("2026-11-23".to_owned(), 14)));
        assert_eq!(days.last(), Some(&("2026-11-30".to_owned(), 10)));
        assert_eq!(days.len(), 8);
        assert!(days[1..7].iter().all(|(_, hours)| *hours == 24));
    }

    #[test]
    fn the_days_on_which_the_clocks_change_have_23_and_25_hours() {
        let spring = hours_by_day("2026-03-07T04:00:00Z", "America/New_York");
        assert!(spring.contains(&("2026-03-07".to_owned(), 24)), "{spring:?}");
        assert!(spring.contains(&("2026-03-08".to_owned(), 23)), "{spring:?}");
        assert!(spring.contains(&("2026-03-09".to_owned(), 24)), "{spring:?}");
        let autumn = hours_by_day("2026-10-31T03:00:00Z", "America/New_York");
        assert!(autumn.contains(&("2026-10-31".to_owned(), 24)), "{autumn:?}");
        assert!(autumn.contains(&("2026-11-01".to_owned(), 25)), "{autumn:?}");
        assert_eq!(autumn.iter().map(|(_, hours)| hours).sum::<usize>(), 168);
    }

    #[test]
    fn an_hour_has_the_sun_of_its_middle() {
        let greenwich = Location { latitude_deg: 51.4779, longitude_deg: 0.0, ..place("Europe/London") };
        let forecast = forecast("2026-06-21T11:30:00Z", &[20.0]);
        let elevation_deg = hours(&forecast, &greenwich, Terrain::Town)[0].sun_elevation_deg;
        let exact = sun_position("2026-06-21T12:00:00Z".parse().unwrap(), 51.4779, 0.0).unwrap();
        assert!((elevation_deg - exact.elevation_deg).abs() < 0.01, "{elevation_deg} {exact:?}");
        assert!((elevation_deg - (90.0 - 51.4779 + 23.436)).abs() < 0.05, "{elevation_deg}");
    }

    #[test]
    fn a_zone_of_half_hours_loses_none() {
        let days = hours_by_day("2026-11-23T00:00:00Z", "Asia/Kolkata");
        assert_eq!(days.iter().map(|(_, hours)| hours).sum::<usize>(), 168);
    }

    #[test]
    fn a_summary_follows_the_medians_that_are_shown() {
        // 15:00 UTC is midnight in Seoul: the first hour is 01:00.
        let temperatures_c: Vec<f32> = (0_i16..23).map(|hour| -0.04 + f32::from(hour) / 2.0).collect();
        let forecast = forecast("2026-11-23T15:00:00Z", &temperatures_c);
        let days = days(hours(&forecast, &place("Asia/Seoul"), Terrain::Town));
        assert_eq!(days.len(), 1);
        let summary = Summary::of(&days[0].hours);
        assert_eq!(
            summary,
            Summary {
                avg_temp_c: 5.5,
                min_temp_c: 0.0,
                max_temp_c: 11.0,
                temp_difference_k: 11.0,
                relative_humidity_mean_pct: 60.0,
                hours_covered: 23,
            }
        );
        assert!(summary.min_temp_c.is_sign_positive());
    }
}
