//! A place's past as if it were today's.

use std::collections::BTreeMap;

use common::guidance::GuidanceArchive;
use common::observation::{Observation, floor_to_hour, hours};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

/// A place's past, moved by whole calendar years so that it reaches now.
///
/// Every hour keeps its date and its hour of the day in the place's standard time: a July
/// evening stays one. Where the asked year is a leap year and the archive's is not, its
/// 29 February repeats the 28th; where only the archive's is, its 29 February
/// is left out. When the clock passes the archive's last hour, at a new year or at
/// whichever hour it ends, everything moves by one more year: hours served before stay
/// what they were only in a lake that already has them.
#[derive(Debug)]
pub struct Archive {
    by_time: BTreeMap<Timestamp, Observation>,
    last: Timestamp,
    guidance: GuidanceArchive,
    offset: Offset,
}

impl Archive {
    /// An archive of these hours, and of what had been forecast for them; `None` when
    /// there are none.
    #[must_use]
    pub fn new(
        observations: impl IntoIterator<Item = Observation>,
        guidance: GuidanceArchive,
        offset: Offset,
    ) -> Option<Self> {
        let by_time: BTreeMap<_, _> = observations.into_iter().map(|hour| (hour.time, hour)).collect();
        let last = *by_time.keys().next_back()?;
        Some(Self { by_time, last, guidance, offset })
    }

    /// By how many years the archive is moved at `now`: the fewest that bring
    /// its last hour to the current hour or past it.
    #[must_use]
    pub fn shift_years(&self, now: Timestamp) -> i16 {
        let now = floor_to_hour(now);
        let years = self.offset.to_datetime(now).year() - self.offset.to_datetime(self.last).year();
        // The last hour's place in its year decides about one year more.
        let enough = years.max(0);
        if self.moved(self.last, enough).is_some_and(|last| last < now) { enough + 1 } else { enough }
    }

    /// The hours from `from` to `until`, both included and none after `now`,
    /// under the times that were asked for.
    #[must_use]
    pub fn replay(&self, from: Timestamp, until: Timestamp, now: Timestamp) -> Vec<Observation> {
        let years = self.shift_years(now);
        let past = |time| self.by_time.get(&self.moved(time, -years)?);
        under_their_own_times(from, until.min(now), past)
    }

    /// What the newest forecast at `now` says of the hours after `now` from `from` to
    /// `until`, both included, under the times that were asked for.
    #[must_use]
    pub fn outlook(&self, from: Timestamp, until: Timestamp, now: Timestamp) -> Vec<Observation> {
        let years = self.shift_years(now);
        let newest = self.moved(now, -years).and_then(|now| self.guidance.known_at(now));
        let to_come = |time| newest.filter(|_| time > now)?.at(self.moved(time, -years)?);
        under_their_own_times(from, until, to_come)
    }

    /// The same date and hour some years later; `None` beyond the calendar.
    fn moved(&self, time: Timestamp, years: i16) -> Option<Timestamp> {
        let civil = self.offset.to_datetime(time).checked_add(Span::new().try_years(years).ok()?).ok()?;
        self.offset.to_timestamp(civil).ok()
    }
}

fn under_their_own_times<'a>(
    from: Timestamp,
    until: Timestamp,
    archived: impl Fn(Timestamp) -> Option<&'a Observation>,
) -> Vec<Observation> {
    hours(floor_to_hour(from), until)
        .filter(|time| *time >= from)
        .filter_map(|time| {
            let mut hour = archived(time)?.clone();
            hour.time = time;
            Some(hour)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use common::guidance::Guidance;
    use common::observation::Variable;
    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;

    const KST: Offset = jiff::tz::offset(9);

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// 2016 to 2018 in Korea; every hour carries its number.
    fn archive() -> Archive {
        let numbered = hours(time("2015-12-31T15:00:00Z"), time("2018-12-31T14:00:00Z"));
        let numbered = (0_u16..).zip(numbered).map(|(number, time)| {
            let mut hour = Observation::new(time);
            hour.set(Variable::Visibility, Some(f32::from(number)));
            hour
        });
        archive_of(numbered.collect(), GuidanceArchive::default())
    }

    fn archive_of(hours: Vec<Observation>, guidance: GuidanceArchive) -> Archive {
        Archive::new(hours, guidance, KST).unwrap()
    }

    #[test]
    fn the_shift_changes_with_the_new_year_in_korea() {
        let archive = archive();
        for (now, years) in [
            ("2017-06-01T00:00:00Z", 0),
            ("2018-12-31T14:59:59Z", 0),
            ("2018-12-31T15:00:00Z", 1),
            ("2026-12-31T14:59:59Z", 8),
            ("2026-12-31T15:00:00Z", 9),
        ] {
            assert_eq!(archive.shift_years(time(now)), years, "{now}");
        }
        let until_june =
            archive_of(vec![Observation::new(time("2018-06-30T14:00:00Z"))], GuidanceArchive::default());
        assert_eq!(until_june.shift_years(time("2026-06-30T14:30:00Z")), 8);
        assert_eq!(until_june.shift_years(time("2026-06-30T15:00:00Z")), 9);
    }

    #[test]
    fn a_leap_day_without_counterpart_repeats_the_day_before() {
        let archive = archive();
        // Shift 8: 2024 is 2016, both leap years.
        let now = time("2026-07-01T00:00:00Z");
        let leap = archive.replay(time("2024-02-28T15:00:00Z"), time("2024-02-29T14:00:00Z"), now);
        let original = archive.replay(
            time("2016-02-28T15:00:00Z"),
            time("2016-02-29T14:00:00Z"),
            time("2018-01-01T00:00:00Z"),
        );
        let values = |hours: &[Observation]| -> Vec<_> {
            hours.iter().map(|hour| hour.get(Variable::Visibility)).collect()
        };
        assert_eq!(values(&leap), values(&original));
        // Shift 10: 2028 is 2018.
        let now = time("2028-07-01T00:00:00Z");
        let leap = archive.replay(time("2028-02-28T15:00:00Z"), time("2028-02-29T14:00:00Z"), now);
        let before = archive.replay(time("2028-02-27T15:00:00Z"), time("2028-02-28T14:00:00Z"), now);
        assert_eq!(leap.len(), 24);
        assert_eq!(values(&leap), values(&before));
    }

    #[test]
    fn nothing_from_the_future_and_only_what_is_there() {
        let archive = archive();
        let now = time("2026-07-01T03:30:00Z");
        let hours = archive.replay(time("2026-07-01T00:30:00Z"), time("2026-07-02T00:00:00Z"), now);
        let times: Vec<_> = hours.iter().map(|hour| hour.time.to_string()).collect();
        assert_eq!(times, ["2026-07-01T01:00:00Z", "2026-07-01T02:00:00Z", "2026-07-01T03:00:00Z"]);
        assert!(archive.replay(time("2023-12-01T00:00:00Z"), time("2023-12-31T14:00:00Z"), now).is_empty());
        assert!(archive.replay(time("2026-08-01T00:00:00Z"), time("2026-08-02T00:00:00Z"), now).is_empty());
        assert!(Archive::new([], GuidanceArchive::default(), KST).is_none());
    }

    #[test]
    fn what_is_to_come_is_what_was_forecast_then_and_nothing_older() {
        let issue = |issued_at: &str, name: f32| {
            let issued_at = time(issued_at);
            let hours = hours(issued_at, issued_at + 12.hours()).map(|time| {
                let mut hour = Observation::new(time);
                hour.set(Variable::Temperature, Some(name));
                hour
            });
            Guidance { issued_at, hours: hours.collect() }
        };
        let issues = [issue("2018-05-01T00:00:00Z", 1.0), issue("2018-05-01T06:00:00Z", 2.0)];
        let hours = vec![Observation::new(time("2018-12-31T14:00:00Z"))];
        let archive = archive_of(hours, GuidanceArchive::new(issues.into()));
        let names = |now: &str| -> Vec<(i64, Option<f32>)> {
            let now = time(now);
            let outlook = archive.outlook(now - 2.hours(), now + 20.hours(), now).into_iter();
            let named = |hour: Observation| {
                (hour.time.duration_since(now).as_hours(), hour.get(Variable::Temperature))
            };
            outlook.map(named).collect()
        };
        // Until 12 h after the issue; what is past is no forecast.
        let of = |name, last_h: i64| (1..=last_h).map(|hour| (hour, Some(name))).collect::<Vec<_>>();
        assert_eq!(names("2026-05-01T05:00:00Z"), of(1.0, 7));
        assert_eq!(names("2026-05-01T06:00:00Z"), of(2.0, 12));
        assert_eq!(names("2026-04-30T23:00:00Z"), []);
        assert_eq!(names("2026-05-03T08:00:00Z"), []);
    }

    proptest! {
        #[test]
        fn every_hour_up_to_now_keeps_its_date_and_hour(
            // 2024 to 2035 in Korea.
            now_s in 1_704_034_800_i64..2_082_754_800,
            back_h in 0_i64..20_000,
        ) {
            let archive = archive();
            let now = Timestamp::from_second(now_s).unwrap();
            let years = archive.shift_years(now);
            prop_assert!(archive.moved(archive.last, years).unwrap() >= floor_to_hour(now));
            prop_assert!(archive.moved(archive.last, years - 1).unwrap() < floor_to_hour(now));

            let asked = Timestamp::from_second(floor_to_hour(now).as_second() - back_h * 3600).unwrap();
            // Two whole years before this one are always there.
            let first = archive.moved(archive.by_time.keys().next().copied().unwrap(), years).unwrap();
            let served = archive.replay(asked, asked, now);
            prop_assert_eq!(served.len(), usize::from(asked >= first));
            for hour in served {
                prop_assert_eq!(hour.time, asked);
                let source = KST.to_datetime(archive.moved(asked, -years).unwrap());
                let asked = KST.to_datetime(asked);
                prop_assert_eq!(source.hour(), asked.hour());
                prop_assert_eq!(source.month(), asked.month());
                let leap = (asked.month(), asked.day()) == (2, 29) && !source.date().in_leap_year();
                prop_assert_eq!(source.day(), if leap { 28 } else { asked.day() });
                prop_assert_eq!(asked.year() - source.year(), years);
                let stored = &archive.by_time[&KST.to_timestamp(source).unwrap()];
                prop_assert_eq!(hour.get(Variable::Visibility), stored.get(Variable::Visibility));
            }
        }
    }
}
