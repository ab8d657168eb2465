//! Which hours to ask a provider for.

use common::lake::Coverage;
use common::observation::{floor_to_hour, hours};
use jiff::{SignedDuration, Timestamp};

/// A gap in what is stored is asked for again as long as it is this young:
/// stations deliver late, but not days late.
pub const HOLE_AGE_H: i64 = 48;

/// Full hours, both ends included; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Timestamp,
    until: Timestamp,
}

impl Span {
    /// The full hours from that of `from` to that of `until`; `None` when
    /// there are none.
    #[must_use]
    pub fn new(from: Timestamp, until: Timestamp) -> Option<Self> {
        let (from, until) = (floor_to_hour(from), floor_to_hour(until));
        (from <= until).then_some(Self { from, until })
    }

    /// The first hour.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// The last hour.
    #[must_use]
    pub const fn until(self) -> Timestamp {
        self.until
    }

    /// How many hours these are.
    #[must_use]
    pub fn len_h(self) -> i64 {
        (self.until.as_second() - self.from.as_second()) / 3600 + 1
    }

    /// Whether `time` is one of the hours.
    #[must_use]
    pub fn contains(self, time: Timestamp) -> bool {
        (self.from..=self.until).contains(&time) && floor_to_hour(time) == time
    }

    /// Both spans as one; `None` when hours lie between them.
    #[must_use]
    pub fn join(self, other: Self) -> Option<Self> {
        let Coverage { from, until } = Coverage::from(self).join(other.into())?;
        Some(Self { from, until })
    }

    /// The same hours in pieces of at most `page_h`, newest first; only the
    /// oldest is shorter.
    #[must_use]
    pub fn pages(self, page_h: i64) -> Vec<Self> {
        let page_h = page_h.max(1);
        let mut pages = Vec::new();
        let mut until = self.until;
        while until >= self.from {
            let from = after(until, 1 - page_h).max(self.from);
            pages.push(Self { from, until });
            until = after(from, -1);
        }
        pages
    }
}

impl From<Span> for Coverage {
    fn from(Span { from, until }: Span) -> Self {
        Self { from, until }
    }
}

/// What is known before a crawl.
#[derive(Debug, Clone, Copy)]
pub struct Outlook<'a> {
    /// The current time.
    pub now: Timestamp,
    /// What the provider has answered for.
    pub coverage: Option<Coverage>,
    /// The first hour of the last [`HOLE_AGE_H`] that is not stored.
    pub first_hole: Option<Timestamp>,
    /// Hours that were answered for and cannot be read any more, newest first.
    pub lost: &'a [Span],
    /// How far back the lake shall reach, hours.
    pub history_h: i64,
    /// How much one call asks for, hours.
    pub page_h: i64,
}

/// The spans to ask for, newest first, so that a new location has a forecast
/// after its first page: what came since the coverage ends (from the first
/// recent hole on), then what was lost, then what the history lacks before it begins.
///
/// What came since is asked for in full, however long ago that is: coverage is
/// one span, and grows only where it touches.
#[must_use]
pub fn plan(outlook: &Outlook<'_>) -> Vec<Span> {
    let Outlook { now, coverage, first_hole, lost, history_h, page_h } = *outlook;
    let now = floor_to_hour(now);
    let beginning = after(now, 1 - history_h.max(1));
    let Some(Coverage { from, until }) = coverage.filter(|coverage| coverage.from <= now) else {
        return Span::new(beginning, now).map(|span| span.pages(page_h)).unwrap_or_default();
    };
    let new_from = after(until, 1).min(first_hole.unwrap_or(Timestamp::MAX)).max(from);
    let newer = Span::new(new_from, now);
    let older = Span::new(beginning, after(from, -1));
    let lost =
        lost.iter().filter_map(|span| Span::new(span.from.max(from), span.until.min(after(new_from, -1))));
    newer.into_iter().chain(lost).chain(older).flat_map(|span| span.pages(page_h)).collect()
}

/// The hours in which a hole is looked for: the last [`HOLE_AGE_H`], and after a
/// pause those before it, which were the last when the crawler stopped.
#[must_use]
pub fn hole_window(now: Timestamp, coverage: Option<Coverage>) -> Span {
    let until = floor_to_hour(now);
    let recent = coverage.map_or(until, |coverage| coverage.until.min(until));
    Span { from: after(recent, 1 - HOLE_AGE_H), until }
}

/// The first hour of the window that is not stored.
#[must_use]
pub fn first_hole(window: Span, stored: impl IntoIterator<Item = Timestamp>) -> Option<Timestamp> {
    let stored: std::collections::BTreeSet<Timestamp> = stored.into_iter().collect();
    hours(window.from, window.until).find(|hour| !stored.contains(hour))
}

/// Saturates at the ends of time, which no provider reaches.
fn after(time: Timestamp, hours: i64) -> Timestamp {
    let end = if hours < 0 { Timestamp::MIN } else { Timestamp::MAX };
    time.checked_add(SignedDuration::from_hours(hours)).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PAGE_H: i64 = 720;

    fn hour(n: i64) -> Timestamp {
        Timestamp::from_second(n * 3600).unwrap()
    }

    fn outlook(now_h: i64, coverage: Option<(i64, i64)>) -> Outlook<'static> {
        Outlook {
            now: hour(now_h),
            coverage: coverage.map(|(from, until)| Coverage { from: hour(from), until: hour(until) }),
            first_hole: None,
            lost: &[],
            history_h: 2000,
            page_h: PAGE_H,
        }
    }

    #[test]
    fn a_new_location_begins_with_the_newest_thirty_days() {
        let spans = plan(&outlook(10_000, None));
        let ends: Vec<_> =
            spans.iter().map(|span| (span.from.as_second() / 3600, span.until.as_second() / 3600)).collect();
        assert_eq!(ends, [(9281, 10_000), (8561, 9280), (8001, 8560)]);
    }

    #[test]
    fn a_restart_asks_only_for_what_is_new() {
        assert!(plan(&outlook(10_000, Some((8001, 10_000)))).is_empty());
        let spans = plan(&outlook(10_002, Some((8003, 10_000))));
        assert_eq!(spans, [Span { from: hour(10_001), until: hour(10_002) }]);
    }

    #[test]
    fn an_interrupted_back_fill_goes_on_where_it_stopped() {
        let spans = plan(&outlook(10_000, Some((9281, 10_000))));
        assert_eq!(spans.first(), Some(&Span { from: hour(8561), until: hour(9280) }));
        assert_eq!(spans.len(), 2);
    }

    #[test]
    fn a_recent_hole_is_asked_for_again() {
        let window = hole_window(hour(100), None);
        assert_eq!(window.len_h(), HOLE_AGE_H);
        let stored = (53..=100).filter(|n| *n != 97).map(hour);
        let hole = first_hole(window, stored);
        assert_eq!(hole, Some(hour(97)));
        assert_eq!(first_hole(window, (53..=100).map(hour)), None);

        let outlook = Outlook { first_hole: hole, history_h: 50, ..outlook(100, Some((51, 100))) };
        assert_eq!(plan(&outlook), [Span { from: hour(97), until: hour(100) }]);
    }

    #[test]
    fn a_hole_at_the_end_is_found_after_a_long_pause() {
        let covered = Coverage { from: hour(51), until: hour(100) };
        let window = hole_window(hour(500), Some(covered));
        let hole = first_hole(window, (53..100).map(hour));
        assert_eq!(hole, Some(hour(100)));
        let outlook = Outlook { first_hole: hole, history_h: 450, ..outlook(500, Some((51, 100))) };
        assert_eq!(plan(&outlook), [Span { from: hour(100), until: hour(500) }]);
    }

    #[test]
    fn what_was_lost_is_asked_for_again_between_what_is_new_and_what_is_old() {
        let span = |from, until| Span { from: hour(from), until: hour(until) };
        let lost = [span(9_990, 10_010), span(9_500, 9_600), span(8_900, 9_100)];
        let outlook = Outlook { lost: &lost, ..outlook(10_002, Some((9_000, 10_000))) };
        assert_eq!(
            plan(&outlook),
            [
                span(10_001, 10_002),
                span(9_990, 10_000),
                span(9_500, 9_600),
                span(9_000, 9_100),
                span(8_280, 8_999),
                span(8_003, 8_279)
            ]
        );
    }

    #[test]
    fn spans_join_where_no_hour_lies_between() {
        let span = |from, until| Span { from: hour(from), until: hour(until) };
        assert_eq!(span(5, 9).join(span(1, 4)), Some(span(1, 9)));
        assert_eq!(span(1, 4).join(span(3, 9)), Some(span(1, 9)));
        assert_eq!(span(1, 4).join(span(6, 9)), None);
    }

    proptest! {
        #[test]
        fn spans_tile_what_is_wanted(
            now in 500_000_i64..600_000,
            minute in 0_i64..60,
            history_h in 1_i64..5_000,
            page_h in 1_i64..=720,
            covered in proptest::option::of((-3_000_i64..3_000, 0_i64..4_000)),
            hole in proptest::option::of(0_i64..HOLE_AGE_H),
        ) {
            let coverage = covered.map(|(from, len)| (now - 2_000 + from, now - 2_000 + from + len));
            let spans = plan(&Outlook {
                now: Timestamp::from_second(now * 3600 + minute * 60).unwrap(),
                coverage: coverage.map(|(from, until)| Coverage { from: hour(from), until: hour(until) }),
                first_hole: hole.map(|age| hour(now - age)),
                lost: &[],
                history_h,
                page_h,
            });
            for pair in spans.windows(2) {
                prop_assert!(pair[1].until < pair[0].from, "not newest first, or overlapping");
            }
            let mut asked = std::collections::BTreeSet::new();
            for span in &spans {
                prop_assert!(span.len_h() <= page_h);
                prop_assert!(span.until <= hour(now));
                for time in hours(span.from, span.until) {
                    prop_assert!(asked.insert(time));
                }
            }
            let coverage = coverage.filter(|(from, _)| *from <= now);
            let beginning = now - history_h + 1;
            let first = coverage.map_or(beginning, |(from, until)| beginning.min(from).min(until + 1));
            for n in first..=now {
                let wanted = match coverage {
                    None => n >= beginning,
                    Some((from, until)) => {
                        n > until
                            || (n < from && n >= beginning)
                            || (n >= from && hole.is_some_and(|age| n >= now - age))
                    }
                };
                prop_assert_eq!(asked.contains(&hour(n)), wanted, "hour {}", n);
            }
        }
    }
}
