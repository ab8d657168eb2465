//! When to crawl: once at the start, then hourly, sooner after a miss.

use std::sync::Arc;

use common::location::LocationId;
use common::observation::floor_to_hour;
use jiff::{SignedDuration, Timestamp};

use crate::crawler::Crawler;
use crate::runs::RunStatus;

const FIRST_RETRY_S: i64 = 60;
const LAST_RETRY_S: i64 = 900;

/// Crawls one location until the service stops.
pub(crate) async fn keep_current(crawler: Arc<Crawler>, location: LocationId, minute: u8) {
    let Some(site) = crawler.site(&location) else { return };
    let mut misses = 0;
    while !crawler.stop().is_cancelled() {
        let run = crawler.catch_up(site).await;
        // A station that delivers late is as much a miss as one that fails:
        // the hour must not wait for the next one.
        let current = run.last_observed_at.is_some_and(|last| last >= floor_to_hour(run.started_at));
        misses = if current && run.status == RunStatus::Succeeded { 0 } else { misses + 1 };
        let clock = crawler.clock();
        let wake = next_wake(run.started_at, clock.now(), minute, misses);
        site.crawl_next_at(wake);
        crawler.stop().run_until_cancelled(clock.sleep_until(wake)).await;
    }
}

/// The next crawl: the first time at `minute` of an hour after the last crawl
/// began, also when that has passed since; or earlier after `misses` misses in
/// a row, each of which doubles the wait.
fn next_wake(started_at: Timestamp, now: Timestamp, minute: u8, misses: u32) -> Timestamp {
    let later = |from: Timestamp, seconds: i64| {
        from.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
    };
    let that_hour = later(floor_to_hour(started_at), i64::from(minute) * 60);
    let regular = if that_hour > started_at { that_hour } else { later(that_hour, 3600) };
    if misses == 0 {
        return regular;
    }
    let wait_s = (FIRST_RETRY_S << (misses - 1).min(8)).min(LAST_RETRY_S);
    regular.min(later(now, wait_s))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wake(started_at: &str, now: &str, misses: u32) -> String {
        let time = |clock: &str| format!("2026-07-01T{clock}Z").parse().unwrap();
        next_wake(time(started_at), time(now), 3, misses).to_string()[11..19].to_owned()
    }

    #[test]
    fn hourly_at_the_minute() {
        assert_eq!(wake("10:00:00", "10:00:05", 0), "10:03:00");
        assert_eq!(wake("10:03:00", "10:03:05", 0), "11:03:00");
        assert_eq!(wake("10:59:59", "11:00:05", 0), "11:03:00");
    }

    #[test]
    fn an_hour_that_passed_during_a_long_crawl_is_not_skipped() {
        assert_eq!(wake("10:03:00", "11:20:00", 0), "11:03:00");
    }

    #[test]
    fn misses_wait_longer_each_time_but_never_past_the_next_hour() {
        assert_eq!(wake("10:03:00", "10:03:00", 1), "10:04:00");
        assert_eq!(wake("10:04:00", "10:04:00", 2), "10:06:00");
        assert_eq!(wake("10:20:00", "10:20:00", 5), "10:35:00");
        assert_eq!(wake("10:20:00", "10:20:00", 4_000_000_000), "10:35:00");
        assert_eq!(wake("10:55:00", "10:55:00", 9), "11:03:00");
    }
}
