//! What was asked for in vain: when it is asked for again, and when no more.

use common::lake::{CrawlRecord, Gap};
use common::observation::{floor_to_hour, hours};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::span::Span;
use crate::stored::Stored;

/// What is missing is asked for at every crawl as long as it is this young: stations deliver
/// late, but seldom days late.
pub const LATE_UP_TO_H: i64 = 48;
/// How long a gap waits after each attempt, hours; after the last one it is not asked for again.
const WAITS_H: [i64; 6] = [1, 3, 12, 48, 168, 720];
/// On so many different days it must be missing before it is an outage of the provider.
const OUTAGE_FROM_DAYS: usize = 3;

/// Whether the provider does not have it: it was missing on three different days.
#[must_use]
pub fn is_outage(gap: &Gap) -> bool {
    gap.days.len() >= OUTAGE_FROM_DAYS
}

/// The hours of a gap.
#[must_use]
pub fn span(gap: &Gap) -> Option<Span> {
    Span::new(gap.from, gap.until)
}

/// The gaps that are not asked for now: they wait, or have an end, and no more is missing than
/// when they were asked for.
#[must_use]
pub fn not_due(record: &CrawlRecord, stored: &Stored, now: Timestamp) -> Vec<Span> {
    let waits = |gap: &&Gap| gap.next.is_none_or(|next| next > now) && missing(stored, gap) <= gap.hours;
    record.gaps.iter().filter(waits).filter_map(span).collect()
}

fn missing(stored: &Stored, gap: &Gap) -> usize {
    hours(gap.from, gap.until).filter(|hour| !stored.is_whole(*hour)).count()
}

/// Remembers what is still missing of hours that were asked for just now.
pub fn note_answer(record: &mut CrawlRecord, stored: &Stored, asked: Span, now: Timestamp) {
    let now = floor_to_hour(now);
    let mut before: Vec<Gap> = Vec::new();
    let mut kept: Vec<Gap> = Vec::new();
    for gap in std::mem::take(&mut record.gaps).into_iter().filter(|gap| gap.from <= now) {
        if gap.until < asked.from() || gap.from > asked.until() {
            kept.push(gap);
            continue;
        }
        // What of it was not asked for.
        for (from, until) in [(gap.from, hour_before(asked.from())), (hour_after(asked.until()), gap.until)] {
            let part = Gap { from, until, ..gap.clone() };
            kept.extend((from <= until).then(|| Gap { hours: missing(stored, &part), ..part }));
        }
        before.push(gap);
    }
    let late_from = now.checked_sub(SignedDuration::from_hours(LATE_UP_TO_H - 1)).unwrap_or(Timestamp::MIN);
    let missing: Vec<Timestamp> = hours(asked.from(), asked.until())
        .filter(|hour| *hour < late_from && !stored.is_whole(*hour))
        .collect();
    if let (Some(&from), Some(&until)) = (missing.first(), missing.last()) {
        // What more is missing than before was not asked for before.
        let known: usize = before.iter().map(|gap| gap.hours).sum();
        let is_due = |gap: &Gap| gap.next.is_some_and(|next| next <= now);
        let last = before.iter().filter(|_| missing.len() <= known).max_by_key(|gap| gap.attempts);
        // Whatever was asked for in passing waits on.
        let waits = last.filter(|gap| !is_due(gap));
        let attempts = waits.or(last).map_or(0, |gap| gap.attempts) + u32::from(waits.is_none());
        let mut days = last.map(|gap| gap.days.clone()).unwrap_or_default();
        let today = now.to_zoned_datetime(TimeZone::UTC).date();
        if !days.contains(&today) {
            days.push(today);
            days.drain(..days.len().saturating_sub(OUTAGE_FROM_DAYS));
        }
        let wait_h = usize::try_from(attempts - 1).ok().and_then(|index| WAITS_H.get(index));
        let next = match waits {
            Some(gap) => gap.next,
            None => wait_h.and_then(|&wait_h| now.checked_add(SignedDuration::from_hours(wait_h)).ok()),
        };
        kept.push(Gap { from, until, hours: missing.len(), attempts, days, next });
    }
    kept.retain(|gap| gap.hours > 0);
    kept.sort_by_key(|gap| gap.from);
    record.gaps = kept;
}

/// Forgets what is older than the history.
pub fn forget_before(record: &mut CrawlRecord, stored: &Stored, beginning: Timestamp) {
    for gap in record.gaps.iter_mut().filter(|gap| gap.from < beginning) {
        gap.from = beginning;
        gap.hours = missing(stored, gap);
    }
    record.gaps.retain(|gap| gap.hours > 0);
}

/// Hours that are not stored with all their values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missing {
    /// Of which nothing is stored.
    pub hours: usize,
    /// Of which values are missing.
    pub incomplete: usize,
    /// Of both, those of outages.
    pub unavailable: usize,
}

impl Missing {
    /// What is missing from the hour of one time to that of another.
    #[must_use]
    pub fn of(stored: &Stored, record: &CrawlRecord, from: Timestamp, until: Timestamp) -> Self {
        let outages: Vec<Span> = record.gaps.iter().filter(|gap| is_outage(gap)).filter_map(span).collect();
        let mut missing = Self::default();
        let from = hour_after(floor_to_hour(from));
        for hour in hours(from, floor_to_hour(until)).filter(|hour| !stored.is_whole(*hour)) {
            let count = if stored.has(hour) { &mut missing.incomplete } else { &mut missing.hours };
            *count += 1;
            missing.unavailable += usize::from(outages.iter().any(|outage| outage.contains(hour)));
        }
        missing
    }
}

fn hour_before(hour: Timestamp) -> Timestamp {
    hour.checked_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN)
}

fn hour_after(hour: Timestamp) -> Timestamp {
    hour.checked_add(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
pub(crate) mod testing {
    use common::observation::{Presence, Variable};
    use common::testing::SEOUL;

    use super::*;

    pub(crate) fn hour(n: i64) -> Timestamp {
        Timestamp::from_second(n * 3600).unwrap()
    }

    /// Of a station that observes the temperature.
    pub(crate) fn stored(hours: impl IntoIterator<Item = i64>) -> Stored {
        let temperature: Presence = [Variable::Temperature].into_iter().collect();
        Stored::new(hours.into_iter().map(|n| (hour(n), temperature)), &[Variable::Temperature])
    }

    /// Of a place that was crawled and has these gaps.
    pub(crate) fn record(gaps: Vec<Gap>) -> CrawlRecord {
        let locations: common::location::Locations = SEOUL.parse().unwrap();
        CrawlRecord { gaps, ..CrawlRecord::new(locations.default_location()) }
    }
}
