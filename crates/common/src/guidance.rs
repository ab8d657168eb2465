//! A provider's own forecast, as it was issued.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::observation::Observation;

/// Guidance that is older than this stands for nothing any more.
pub const LONGEST_AGE: SignedDuration = SignedDuration::from_hours(48);

/// What a provider forecast at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Guidance {
    /// When it could be had; an hour that had begun then may be part of it.
    pub issued_at: Timestamp,
    /// The hours that it is for, ascending; in the quantities and units of observations.
    pub hours: Vec<Observation>,
}

impl Guidance {
    /// What it says of an hour.
    #[must_use]
    pub fn at(&self, time: Timestamp) -> Option<&Observation> {
        let index = self.hours.binary_search_by_key(&time, |hour| hour.time).ok()?;
        self.hours.get(index)
    }
}

/// All guidance that a provider issued for a place, ascending by issue time. Clones share
/// it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GuidanceArchive(Vec<Arc<Guidance>>);

impl GuidanceArchive {
    /// Sorts by issue time; of several with one time the last given stays.
    #[must_use]
    pub fn new(mut issues: Vec<Guidance>) -> Self {
        for issue in &mut issues {
            issue.hours.sort_by_key(|hour| hour.time);
        }
        // Reversed and stable, so that the last given is the one that stays.
        issues.reverse();
        issues.sort_by_key(|issue| issue.issued_at);
        issues.dedup_by_key(|issue| issue.issued_at);
        Self(issues.into_iter().map(Arc::new).collect())
    }

    /// All of it, ascending.
    #[must_use]
    pub fn issues(&self) -> &[Arc<Guidance>] {
        &self.0
    }

    /// What had been issued before a time.
    #[must_use]
    pub fn before(&self, time: Timestamp) -> Self {
        let end = self.0.partition_point(|issue| issue.issued_at < time);
        Self(self.0[..end].to_vec())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The newest that was known at a time, unless it is older than [`LONGEST_AGE`].
    #[must_use]
    pub fn known_at(&self, time: Timestamp) -> Option<&Guidance> {
        let known = self.0.partition_point(|issue| issue.issued_at <= time);
        let newest = self.0.get(known.checked_sub(1)?)?;
        (time.duration_since(newest.issued_at) <= LONGEST_AGE).then_some(newest)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn only_what_had_been_issued_is_known_and_nothing_old() {
        let first: Timestamp = "2025-03-01T00:00:00Z".parse().unwrap();
        let issue = |hours: i64| Guidance { issued_at: first + hours.hours(), hours: Vec::new() };
        let archive = GuidanceArchive::new(vec![issue(6), issue(0)]);
        let known = |hours: i64| {
            archive.known_at(first + hours.hours()).map(|issue| issue.issued_at.duration_since(first))
        };
        assert_eq!(known(-1), None);
        assert_eq!(known(5), Some(SignedDuration::ZERO));
        assert_eq!(known(6), Some(SignedDuration::from_hours(6)));
        assert_eq!(known(54), Some(SignedDuration::from_hours(6)));
        assert_eq!(known(55), None);
    }
}
