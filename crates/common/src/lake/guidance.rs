//! What providers forecast, in the lake: immutable, and never among observations.

use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp};

use super::{Lake, LakeError, codec, layout, quarantine};
use crate::guidance::{Guidance, GuidanceArchive, LONGEST_AGE};
use crate::location::LocationId;

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Lake {
    /// Stores what a provider forecast. What it issued at the same hour before stays as it
    /// is, unless it cannot be read; tells whether this is new.
    ///
    /// # Errors
    /// The store fails.
    pub async fn store_guidance(
        &self,
        source: &str,
        location: &LocationId,
        guidance: &Guidance,
    ) -> Result<bool, LakeError> {
        let key = layout::guidance(source, location, guidance.issued_at);
        let body = codec::write_guidance(std::slice::from_ref(guidance))
            .map_err(|source| LakeError::Parquet { key: key.clone(), source })?;
        Ok(self.create_or_read(&key, body, codec::read_guidance).await?.is_none())
    }

    /// Whether a provider's forecast of an hour is stored and can be read.
    ///
    /// # Errors
    /// The store fails.
    pub async fn has_guidance(
        &self,
        source: &str,
        location: &LocationId,
        issued_at: Timestamp,
    ) -> Result<bool, LakeError> {
        match self.read_guidance(&layout::guidance(source, location, issued_at)).await {
            Ok(guidance) => Ok(guidance.is_some()),
            Err(LakeError::Parquet { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The newest of a provider's forecasts that was known at a time, unless it is older
    /// than [`LONGEST_AGE`]. What cannot be read is as if it were not there.
    ///
    /// # Errors
    /// The store fails.
    pub async fn guidance_known_at(
        &self,
        source: &str,
        location: &LocationId,
        time: Timestamp,
    ) -> Result<Option<Guidance>, LakeError> {
        let newest_possible = layout::guidance(source, location, time);
        let mut day = time;
        while time.duration_since(day) <= LONGEST_AGE + DAY {
            let keys = self.store.list(&layout::guidance_of_day(source, location, day)).await?;
            // The hour is in the key, so that keys are in the order of their hours.
            for key in keys.iter().rev().filter(|key| **key <= newest_possible) {
                match self.read_guidance(key).await {
                    Ok(guidance) => return Ok(guidance.and_then(|archive| archive.known_at(time).cloned())),
                    Err(error @ LakeError::Parquet { .. }) => {
                        tracing::warn!(%location, key, %error, "guidance that cannot be read is passed over");
                    }
                    Err(error) => return Err(error),
                }
            }
            day -= DAY;
        }
        Ok(None)
    }

    /// All that a provider forecast between two times and that can be read.
    ///
    /// # Errors
    /// The store fails.
    pub async fn guidance(
        &self,
        source: &str,
        location: &LocationId,
        issued: RangeInclusive<Timestamp>,
    ) -> Result<GuidanceArchive, LakeError> {
        let mut issues = Vec::new();
        let first = layout::guidance(source, location, *issued.start());
        let last = layout::guidance(source, location, *issued.end());
        for key in self.store.list(&layout::guidance_prefix(source, location)).await? {
            if !(&first..=&last).contains(&&key) {
                continue;
            }
            match self.read_guidance(&key).await {
                Ok(archive) => {
                    let stored = archive.iter().flat_map(|archive| archive.issues());
                    issues.extend(stored.map(|issue| Guidance::clone(issue)));
                }
                Err(error @ LakeError::Parquet { .. }) => {
                    tracing::warn!(%location, key, %error, "guidance that cannot be read is passed over");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(GuidanceArchive::new(issues))
    }

    async fn read_guidance(&self, key: &str) -> Result<Option<GuidanceArchive>, LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(None) };
        Ok(Some(GuidanceArchive::new(quarantine::decode(key, object.body, codec::read_guidance)?)))
    }
}
