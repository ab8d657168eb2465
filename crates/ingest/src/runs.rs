//! What crawls did.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use common::location::LocationId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many runs are remembered; a restart forgets them.
pub const MAX_RUNS: usize = 200;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// Everything that was asked for is in the lake.
    Succeeded,
    /// What was done before it failed is in the lake, and counted.
    Failed,
}

/// One crawl of one location.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Identifies the run.
    #[schema(example = "0198c1b2-7d4e-7c3a-9f10-2b6f5d0e8a11")]
    pub id: String,
    /// What was crawled.
    pub location: LocationId,
    /// When it began.
    #[schema(value_type = String, format = DateTime, example = "2026-07-01T03:03:00Z")]
    pub started_at: Timestamp,
    /// When it ended.
    #[schema(value_type = String, format = DateTime, example = "2026-07-01T03:03:01Z")]
    pub finished_at: Timestamp,
    /// How many spans were answered and stored; each is one call.
    #[schema(example = 1)]
    pub spans: usize,
    /// Hours for which the provider had observations.
    #[schema(example = 2)]
    pub hours_answered: usize,
    /// Of these, hours that the lake did not have.
    #[schema(example = 1)]
    pub hours_added: usize,
    /// Of these, hours that the lake had with other values.
    #[schema(example = 0)]
    pub hours_changed: usize,
    /// Values outside physical limits, stored as not observed.
    #[schema(example = 0)]
    pub values_rejected: usize,
    /// Hours of the history of which the lake has nothing after the run; null where the lake could
    /// not be read.
    #[schema(example = 0)]
    pub hours_missing: Option<usize>,
    /// Hours of which it lacks values that the station is known to observe.
    #[schema(example = 2)]
    pub hours_incomplete: Option<usize>,
    /// Of both, hours that the provider did not have on three different days: they are asked for
    /// ever more seldom, and in the end no more.
    #[schema(example = 2)]
    pub hours_unavailable: Option<usize>,
    /// The last observed hour.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-07-01T03:00:00Z")]
    pub last_observed_at: Option<Timestamp>,
    /// How it ended.
    pub status: RunStatus,
    /// Why it failed.
    #[schema(example = json!(null))]
    pub error: Option<String>,
}

/// The last runs.
#[derive(Debug, Default)]
pub struct Runs(Mutex<VecDeque<Run>>);

impl Runs {
    /// Remembers a run, and forgets the oldest when there are too many.
    pub fn push(&self, run: Run) {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.truncate(MAX_RUNS - 1);
        runs.push_front(run);
    }

    /// At most `limit` runs, the last one first; of one location, or of all.
    #[must_use]
    pub fn recent(&self, location: Option<&LocationId>, limit: usize) -> Vec<Run> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = runs.iter().filter(|run| location.is_none_or(|location| run.location == *location));
        wanted.take(limit).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_runs_are_remembered_and_the_oldest_forgotten() {
        let run = |n: usize| Run {
            id: n.to_string(),
            location: if n.is_multiple_of(2) { "seoul" } else { "busan" }.parse().unwrap(),
            started_at: Timestamp::UNIX_EPOCH,
            finished_at: Timestamp::UNIX_EPOCH,
            spans: 0,
            hours_answered: 0,
            hours_added: 0,
            hours_changed: 0,
            values_rejected: 0,
            hours_missing: Some(0),
            hours_incomplete: Some(0),
            hours_unavailable: Some(0),
            last_observed_at: None,
            status: RunStatus::Succeeded,
            error: None,
        };
        let runs = Runs::default();
        (0..=MAX_RUNS).for_each(|n| runs.push(run(n)));
        let all = runs.recent(None, usize::MAX);
        assert_eq!(all.len(), MAX_RUNS);
        assert_eq!((all[0].id.as_str(), all[MAX_RUNS - 1].id.as_str()), ("200", "1"));
        let busan = runs.recent(Some(&"busan".parse().unwrap()), 2);
        assert_eq!(busan.iter().map(|run| run.id.as_str()).collect::<Vec<_>>(), ["199", "197"]);
    }
}
