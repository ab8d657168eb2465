//! Which hours a provider has already answered for, so that a crawler that
//! starts again does not ask for hours that the provider does not have.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Lake, LakeError, layout};
use crate::location::Location;

/// The span of hours that a provider has answered for, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The first hour.
    pub from: Timestamp,
    /// The last hour.
    pub until: Timestamp,
}

impl Lake {
    /// The hours that have been answered for; `None` before the first crawl.
    ///
    /// # Errors
    /// The store fails, or the pointer is damaged.
    pub async fn coverage(&self, location: &Location) -> Result<Option<Coverage>, LakeError> {
        Ok(self.read_json(&layout::coverage(location)).await?.map(|(coverage, _)| coverage))
    }

    /// Records that `answered` has been answered for. It must touch or overlap
    /// what was recorded before; a span apart from it is not recorded, since
    /// the hours between would count as answered.
    ///
    /// # Errors
    /// The store fails, or the pointer is damaged.
    pub async fn extend_coverage(&self, location: &Location, answered: Coverage) -> Result<(), LakeError> {
        self.update_json(&layout::coverage(location), |stored: Option<&Coverage>| {
            let Some(stored) = stored else { return Some(answered) };
            let hour = jiff::SignedDuration::from_hours(1);
            let apart = answered.from.duration_since(stored.until) > hour
                || stored.from.duration_since(answered.until) > hour;
            let joined =
                Coverage { from: stored.from.min(answered.from), until: stored.until.max(answered.until) };
            (!apart && joined != *stored).then_some(joined)
        })
        .await?;
        Ok(())
    }
}
