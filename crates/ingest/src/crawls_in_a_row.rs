//! Many crawls of one place, of a provider that does not have everything at once.

use common::lake::CrawlRecord;
use common::observation::{Observation, Variable, hours};
use proptest::prelude::*;

use crate::crawl::{Outlook, plan};
use crate::gaps::testing::{hour, record, stored};
use crate::gaps::{forget_before, is_outage, note_answer};
use crate::stored::Stored;

const HISTORY_H: i64 = 1_000;

/// Crawls every hour from `from` to `until`; the provider has what `has` says. Returns when it
/// was asked for something old.
fn crawl(
    record: &mut CrawlRecord,
    stored: &mut Stored,
    (from, until): (i64, i64),
    has: impl Fn(i64, i64) -> bool,
) -> Vec<i64> {
    let mut asked = Vec::new();
    for now in from..=until {
        let outlook = Outlook { now: hour(now), stored, record, history_h: HISTORY_H, page_h: 720 };
        for span in plan(&outlook) {
            let page = hours(span.from(), span.until()).filter(|at| has(now, at.as_second() / 3600));
            let page: Vec<Observation> = page
                .map(|at| {
                    let mut observation = Observation::new(at);
                    observation.set(Variable::Temperature, Some(1.0));
                    observation
                })
                .collect();
            stored.extend(&page);
            note_answer(record, stored, span, hour(now));
            if span.from() < hour(now - 200) {
                asked.push(now);
            }
        }
        record.complete_at = Some(hour(now));
        forget_before(record, stored, hour(now + 1 - HISTORY_H));
    }
    asked
}

#[test]
fn what_the_provider_does_not_have_is_asked_for_ever_less_and_then_no_more() {
    let (mut record, mut all) = (record(Vec::new()), stored([]));
    let begin = 500_000;
    let lacks = |_, n: i64| !(begin - 600..begin - 500).contains(&n);
    let asked = crawl(&mut record, &mut all, (begin, begin + 450), lacks);
    let asked: std::collections::BTreeSet<i64> = asked.into_iter().collect();
    assert_eq!(asked.into_iter().collect::<Vec<_>>(), [0, 1, 4, 16, 64, 232].map(|after| begin + after));
    assert!(record.gaps.iter().all(is_outage), "{:?}", record.gaps);
    assert_eq!(record.gaps.len(), 1);
}

#[test]
fn pages_that_were_empty_once_are_filled_an_hour_later() {
    let (mut record, mut all) = (record(Vec::new()), stored([]));
    let begin = 500_000;
    crawl(&mut record, &mut all, (begin, begin), |_, _| false);
    assert!(!record.gaps.iter().any(is_outage));
    crawl(&mut record, &mut all, (begin + 1, begin + 1), |_, _| true);
    assert!(record.gaps.is_empty(), "{:?}", record.gaps);
    assert!(hours(hour(begin + 2 - HISTORY_H), hour(begin + 1)).all(|at| all.is_whole(at)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever is withheld, and whenever: once the provider is well the history is whole.
    #[test]
    fn the_history_becomes_whole_once_the_provider_is_well(
        withheld in proptest::collection::vec((0_i64..1_200, 0_i64..60), 0..12),
        ill_h in 1_i64..40,
    ) {
        let (mut record, mut all) = (record(Vec::new()), stored([]));
        let begin = 500_000;
        let has = |now: i64, n: i64| {
            now >= begin + ill_h
                || !withheld.iter().any(|(from, len)| (from - HISTORY_H..from - HISTORY_H + len).contains(&(n - begin)))
        };
        // The longest wait after so many hours.
        crawl(&mut record, &mut all, (begin, begin + ill_h + 48), has);
        let now = begin + ill_h + 48;
        for at in hours(hour(now + 1 - HISTORY_H), hour(now)) {
            prop_assert!(all.is_whole(at));
        }
        prop_assert!(record.gaps.is_empty(), "{:?}", record.gaps);
    }
}
