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
        let wake = next_wake(clock.now(), minute, misses);
        crawler.stop().run_until_cancelled(clock.sleep_until(wake)).await;
    }
}

/// The next crawl: at `minute` of an hour, or earlier after `misses` misses in
/// a row, each of which doubles the wait.
fn next_wake(now: Timestamp, minute: u8, misses: u32) -> Timestamp {
    let later = |from: Timestamp, seconds: i64| {
        from.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
    };
    let this_hour = later(floor_to_hour(now), i64::from(minute) * 60);
    let regular = if this_hour > now { this_hour } else { later(this_hour, 3600) };
    if misses == 0 {
        return regular;
    }
    let wait_s = (FIRST_RETRY_S << (misses - 1).min(8)).min(LAST_RETRY_S);
    regular.min(later(now, wait_s))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wake(now: &str, misses: u32) -> String {
        next_wake(format!("2026-07-01T{now}Z").parse().unwrap(), 3, misses).to_string()[11..19].to_owned()
    }

    #[test]
    fn hourly_at_the_minute() {
        assert_eq!(wake("10:00:00", 0), "10:03:00");
        assert_eq!(wake("10:03:00", 0), "11:03:00");
        assert_eq!(wake("10:59:59", 0), "11:03:00");
    }

    #[test]
    fn misses_wait_longer_each_time_but_never_past_the_next_hour() {
        assert_eq!(wake("10:03:00", 1), "10:04:00");
        assert_eq!(wake("10:04:00", 2), "10:06:00");
        assert_eq!(wake("10:20:00", 5), "10:35:00");
        assert_eq!(wake("10:20:00", 4_000_000_000), "10:35:00");
        assert_eq!(wake("10:55:00", 9), "11:03:00");
    }
}
