//! Which hours a provider has already answered for, so that a crawler that
//! starts again does not ask for hours that the provider does not have.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Lake, LakeError, layout};
use crate::location::Location;

/// The span of hours that a provider has answered for, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// The first hour.
    pub from: Timestamp,
    /// The last hour.
    pub until: Timestamp,
}

impl Coverage {
    /// Both spans as one; `None` when hours lie between them.
    #[must_use]
    pub fn join(self, other: Self) -> Option<Self> {
        let hour = SignedDuration::from_hours(1);
        let apart =
            other.from.duration_since(self.until) > hour || self.from.duration_since(other.until) > hour;
        (!apart).then(|| Self { from: self.from.min(other.from), until: self.until.max(other.until) })
    }
}

/// As it is stored. What another station answered says nothing about this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    station: String,
    from: Timestamp,
    until: Timestamp,
}

impl Lake {
    /// The hours that have been answered for; `None` before the first crawl, and where that
    /// cannot be read: then all are asked for again.
    ///
    /// # Errors
    /// The store fails.
    pub async fn coverage(&self, location: &Location) -> Result<Option<Coverage>, LakeError> {
        let record: Option<(Record, _)> = match self.read_json(&layout::coverage(location)).await {
            Err(error @ LakeError::Json { .. }) => {
                tracing::warn!(location = %location.id, %error, "the whole history is crawled again");
                None
            }
            record => record?,
        };
        let record = record.map(|(record, _)| record).filter(|record| record.station == location.station);
        Ok(record.map(|Record { from, until, .. }| Coverage { from, until }))
    }

    /// Records that `answered` has been answered for. It must touch or overlap
    /// what was recorded before; a span apart from it is not recorded, since
    /// the hours between would count as answered.
    ///
    /// # Errors
    /// The store fails.
    pub async fn extend_coverage(&self, location: &Location, answered: Coverage) -> Result<(), LakeError> {
        let record = |Coverage { from, until }| Record { station: location.station.clone(), from, until };
        self.update_json(&layout::coverage(location), |stored: Option<&Record>| {
            let Some(stored) = stored.filter(|stored| stored.station == location.station) else {
                return Some(record(answered));
            };
            let covered = Coverage { from: stored.from, until: stored.until };
            covered.join(answered).map(record).filter(|joined| joined != stored)
        })
        .await?;
        Ok(())
    }
}
