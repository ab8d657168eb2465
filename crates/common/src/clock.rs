//! The only place that reads the time.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;

/// Where a service gets the time from.
///
/// Production and the demo use [`Clock::system`]; tests use [`Clock::manual`]
/// and move it themselves, so that no test depends on when it runs.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Manual(Arc<watch::Sender<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until [`Clock::set`] moves it.
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(watch::Sender::new(start))))
    }

    /// The current time in UTC.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => system_now(),
            Source::Manual(time) => *time.borrow(),
        }
    }

    /// Moves a manual clock; the system clock cannot be moved and ignores it.
    pub fn set(&self, now: Timestamp) {
        if let Source::Manual(time) = &self.0 {
            time.send_replace(now);
        }
    }

    /// Waits until the clock shows `deadline` or later.
    pub async fn sleep_until(&self, deadline: Timestamp) {
        match &self.0 {
            Source::System => {
                let left = deadline.duration_since(system_now());
                if let Ok(left) = std::time::Duration::try_from(left) {
                    tokio::time::sleep(left).await;
                }
            }
            Source::Manual(time) => {
                // The sender lives in `self`, so the channel cannot close.
                let _ = time.subscribe().wait_for(|now| *now >= deadline).await;
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
fn system_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_sleepers_only_when_it_is_moved() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let clock = Clock::manual(start);
        clock.sleep_until(start).await;

        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(start + 2.hours()).await }
        });
        clock.set(start + 1.hours());
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.set(start + 2.hours());
        sleeper.await.unwrap();
        assert_eq!(clock.now(), start + 2.hours());
    }
}
