//! Which hours to ask a provider for.

use common::lake::CrawlRecord;
use common::observation::{REVISED_AT_AGE_H, floor_to_hour, hours, revised_at};
use jiff::Timestamp;

use crate::gaps::{self, LATE_UP_TO_H};
use crate::span::{Span, after};
use crate::stored::Stored;

/// What is known before a crawl.
#[derive(Debug, Clone, Copy)]
pub struct Outlook<'a> {
    /// The current time.
    pub now: Timestamp,
    /// What the lake has.
    pub stored: &'a Stored,
    /// What was asked for in vain.
    pub record: &'a CrawlRecord,
    /// How far back the lake shall reach, hours.
    pub history_h: i64,
    /// How much one call asks for, hours.
    pub page_h: i64,
}

/// The spans to ask for, newest first, so that a new location has a forecast after its first
/// page. They hold every hour of the history that is not stored with all its values, unless it
/// was asked for in vain and is not due again, and every hour of an age at which providers
/// correct what they said.
#[must_use]
pub fn plan(outlook: &Outlook<'_>) -> Vec<Span> {
    let Outlook { now, stored, record, history_h, page_h } = *outlook;
    let now = floor_to_hour(now);
    let beginning = after(now, 1 - history_h.max(1));
    let young_from = after(now, 1 - LATE_UP_TO_H);
    let not_due = gaps::not_due(record, stored, now);
    let is_wanted = |hour: Timestamp| {
        if stored.is_whole(hour) {
            return is_due_for_revision(hour, record.complete_at, now);
        }
        hour >= young_from || !not_due.iter().any(|gap| gap.contains(hour))
    };
    let mut spans: Vec<Span> = Vec::new();
    for hour in hours(beginning, now).collect::<Vec<_>>().into_iter().rev().filter(|hour| is_wanted(*hour)) {
        match spans.last_mut() {
            Some(newer) if newer.since(hour).len_h() <= page_h => *newer = newer.since(hour),
            _ => spans.push(Span::of(hour)),
        }
    }
    spans
}

/// Whether the hour has reached an age since the last complete crawl at which it is asked for
/// again.
fn is_due_for_revision(hour: Timestamp, complete_at: Option<Timestamp>, now: Timestamp) -> bool {
    let since = complete_at.map_or(Timestamp::MIN, floor_to_hour);
    // Before the first complete crawl what is stored is as old as it is.
    let ages = REVISED_AT_AGE_H.into_iter().filter(|_| complete_at.is_some());
    // After a step back of the clock the last complete crawl lies in the future.
    ages.map(|age_h| revised_at(hour, age_h)).any(|due| since.min(now) < due && due <= now)
}

#[cfg(test)]
mod tests {
    use common::lake::Gap;
    use proptest::prelude::*;

    use super::*;
    use crate::gaps::testing::{hour, record, stored};

    const PAGE_H: i64 = 720;

    fn span(from: i64, until: i64) -> Span {
        Span::new(hour(from), hour(until)).unwrap()
    }

    fn planned(now_h: i64, stored: &Stored, record: &CrawlRecord) -> Vec<Span> {
        plan(&Outlook { now: hour(now_h), stored, record, history_h: 2000, page_h: PAGE_H })
    }

    /// Everything was answered for an hour before.
    fn complete_before(now_h: i64) -> CrawlRecord {
        CrawlRecord { complete_at: Some(hour(now_h - 1)), ..record(Vec::new()) }
    }

    #[test]
    fn a_new_location_begins_with_the_newest_thirty_days() {
        let spans = planned(10_000, &stored([]), &record(Vec::new()));
        assert_eq!(spans, [span(9_281, 10_000), span(8_561, 9_280), span(8_001, 8_560)]);
    }

    #[test]
    fn an_interrupted_back_fill_goes_on_where_it_stopped() {
        let spans = planned(10_000, &stored(9_281..=10_000), &record(Vec::new()));
        assert_eq!(spans, [span(8_561, 9_280), span(8_001, 8_560)]);
    }

    #[test]
    fn a_restart_in_the_same_hour_asks_for_nothing() {
        let record = CrawlRecord { complete_at: Some(hour(10_000)), ..record(Vec::new()) };
        assert!(planned(10_000, &stored(8_001..=10_000), &record).is_empty());
    }

    #[test]
    fn a_month_that_was_deleted_is_asked_for_again() {
        let kept = (8_001..=10_000).filter(|n| !(8_500..9_200).contains(n));
        let record = CrawlRecord { complete_at: Some(hour(10_000)), ..record(Vec::new()) };
        assert_eq!(planned(10_000, &stored(kept), &record), [span(8_500, 9_199)]);
    }

    #[test]
    fn what_was_asked_for_in_vain_waits_unless_more_is_missing() {
        let kept = (8_001..=10_000).filter(|n| !(9_000..9_100).contains(n));
        let all = stored(kept.clone());
        let gap = |next| Gap {
            from: hour(9_000),
            until: hour(9_099),
            hours: 100,
            attempts: 7,
            days: Vec::new(),
            next,
        };
        let with = |next| CrawlRecord { complete_at: Some(hour(10_000)), ..record(vec![gap(next)]) };
        assert!(planned(10_000, &all, &with(None)).is_empty());
        assert!(planned(10_000, &all, &with(Some(hour(10_001)))).is_empty());
        assert_eq!(planned(10_000, &all, &with(Some(hour(10_000)))), [span(9_000, 9_099)]);
        let fewer = stored(kept.filter(|n| !(8_900..9_000).contains(n)));
        assert_eq!(planned(10_000, &fewer, &with(None)), [span(8_900, 8_999)]);
    }

    #[test]
    fn the_ages_of_revision_are_asked_for_once_each() {
        let (from, until) = (10_000, 10_400);
        let mut asked = std::collections::BTreeMap::<i64, Vec<i64>>::new();
        for now in from..=until {
            for span in planned(now, &stored(8_000..=now), &complete_before(now)) {
                let first = span.from().as_second() / 3600;
                asked.entry(first).or_default().push(now - first);
            }
        }
        // Each crawl reaches back to the hour that became 12 hours old, or once a day further.
        let ages: std::collections::BTreeSet<i64> = asked.values().flatten().copied().collect();
        assert_eq!(ages.into_iter().collect::<Vec<_>>(), [12, 191]);
    }

    #[test]
    fn a_clock_that_stepped_back_asks_again_for_what_is_young() {
        let record = CrawlRecord { complete_at: Some(hour(20_000)), ..record(Vec::new()) };
        assert!(planned(10_000, &stored(8_001..=10_000), &record).is_empty());
        assert_eq!(planned(10_001, &stored(8_001..=10_000), &record), [span(10_001, 10_001)]);
    }

    proptest! {
        #[test]
        fn spans_hold_what_is_wanted_and_are_no_longer_than_a_page(
            missing in proptest::collection::btree_set(0_i64..2_000, 0..60),
            page_h in 1_i64..=720,
            complete in proptest::option::of(0_i64..400),
        ) {
            let now = 500_000;
            let kept = stored((now - 1_999..=now).filter(|n| !missing.contains(&(now - n))));
            let record = CrawlRecord { complete_at: complete.map(|age| hour(now - age)), ..record(Vec::new()) };
            let spans = plan(&Outlook { now: hour(now), stored: &kept, record: &record, history_h: 2_000, page_h });
            for pair in spans.windows(2) {
                prop_assert!(pair[1].until() < pair[0].from(), "not newest first, or overlapping");
            }
            prop_assert!(spans.iter().all(|span| span.len_h() <= page_h && span.until() <= hour(now)));
            for age in missing {
                prop_assert!(spans.iter().any(|span| span.contains(hour(now - age))), "{} h", age);
            }
        }
    }
}
