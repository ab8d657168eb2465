//! Past observations as if they were today's.

use std::collections::BTreeMap;

use common::observation::{Observation, floor_to_hour, hours};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

/// Korea Standard Time, in which the replayed stations live.
pub(super) const KST: Offset = jiff::tz::offset(9);

/// A station's past, moved by whole calendar years so that it reaches now.
///
/// Every hour keeps its date and its hour of the day in Korea: a July evening
/// stays one. Where the asked year is a leap year and the archive's is not, its
/// 29 February repeats the 28th; where only the archive's is, its 29 February
/// is left out. When the clock passes the archive's last hour, at a new year,
/// everything moves by one more year: hours served before stay what they were
/// only in a lake that already has them.
#[derive(Debug)]
pub struct Archive {
    by_time: BTreeMap<Timestamp, Observation>,
    last: Timestamp,
}

impl Archive {
    /// An archive of these hours; `None` when there are none.
    #[must_use]
    pub fn new(observations: impl IntoIterator<Item = Observation>) -> Option<Self> {
        let by_time: BTreeMap<_, _> = observations.into_iter().map(|hour| (hour.time, hour)).collect();
        let last = *by_time.keys().next_back()?;
        Some(Self { by_time, last })
    }

    /// By how many years the archive is moved at `now`: the fewest that bring
    /// its last hour to the current hour or past it.
    #[must_use]
    pub fn shift_years(&self, now: Timestamp) -> i16 {
        let now = floor_to_hour(now);
        let years = KST.to_datetime(now).year() - KST.to_datetime(self.last).year();
        // The last hour's place in its year decides about one year more.
        let enough = years.max(0);
        if moved(self.last, enough).is_some_and(|last| last < now) { enough + 1 } else { enough }
    }

    /// The hours from `from` to `until`, both included and none after `now`,
    /// under the times that were asked for.
    #[must_use]
    pub fn replay(&self, from: Timestamp, until: Timestamp, now: Timestamp) -> Vec<Observation> {
        let years = self.shift_years(now);
        hours(floor_to_hour(from), until.min(now))
            .filter(|time| *time >= from)
            .filter_map(|time| {
                let mut hour = self.by_time.get(&moved(time, -years)?)?.clone();
                hour.time = time;
                Some(hour)
            })
            .collect()
    }
}

/// The same date and hour in Korea some years later; `None` beyond the calendar.
fn moved(time: Timestamp, years: i16) -> Option<Timestamp> {
    let civil = KST.to_datetime(time).checked_add(Span::new().try_years(years).ok()?).ok()?;
    KST.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use common::observation::Variable;
    use proptest::prelude::*;

    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// 2016 to 2018 in Korea; every hour carries its number.
    fn archive() -> Archive {
        let numbered = hours(time("2015-12-31T15:00:00Z"), time("2018-12-31T14:00:00Z"));
        Archive::new((0_u16..).zip(numbered).map(|(number, time)| {
            let mut hour = Observation::new(time);
            hour.set(Variable::Visibility, Some(f32::from(number)));
            hour
        }))
        .unwrap()
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
        let until_june = Archive::new([Observation::new(time("2018-06-30T14:00:00Z"))]).unwrap();
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
        assert!(Archive::new([]).is_none());
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
            prop_assert!(moved(archive.last, years).unwrap() >= floor_to_hour(now));
            prop_assert!(moved(archive.last, years - 1).unwrap() < floor_to_hour(now));

            let asked = Timestamp::from_second(floor_to_hour(now).as_second() - back_h * 3600).unwrap();
            // Two whole years before this one are always there.
            let first = moved(archive.by_time.keys().next().copied().unwrap(), years).unwrap();
            let served = archive.replay(asked, asked, now);
            prop_assert_eq!(served.len(), usize::from(asked >= first));
            for hour in served {
                prop_assert_eq!(hour.time, asked);
                let source = KST.to_datetime(moved(asked, -years).unwrap());
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
