//! Observations in the lake: one object a month, upserted by hour.

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::Timestamp;

use super::layout::{Month, observations_prefix};
use super::{Lake, LakeError, MAX_CAS_ATTEMPTS, StoreError, Version, codec, quarantine};
use crate::location::Location;
use crate::observation::Observation;

/// A month's observations.
type Hours = BTreeMap<Timestamp, Observation>;

/// What an upsert did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Upserted {
    /// Hours that were not there before.
    pub added: usize,
    /// Hours that were there with other values.
    pub changed: usize,
}

impl Lake {
    /// Adds hours and values, and replaces values that are there. Other hours
    /// stay, also those that another writer adds at the same time, and so do
    /// values that are not observed any more. Months are written
    /// oldest first, so that the newest hour appears last.
    ///
    /// # Errors
    /// The store fails; months before the failing one are then written, and
    /// doing it again is safe.
    pub async fn upsert_observations(
        &self,
        location: &Location,
        observations: impl IntoIterator<Item = Observation>,
    ) -> Result<Upserted, LakeError> {
        let mut months: BTreeMap<Month, BTreeMap<Timestamp, Observation>> = BTreeMap::new();
        for observation in observations {
            months.entry(Month::of(observation.time)).or_default().insert(observation.time, observation);
        }
        let mut total = Upserted::default();
        for (month, hours) in months {
            let Upserted { added, changed } = self.upsert_month(&month.key(location), &hours).await?;
            total.added += added;
            total.changed += changed;
        }
        Ok(total)
    }

    async fn upsert_month(
        &self,
        key: &str,
        hours: &BTreeMap<Timestamp, Observation>,
    ) -> Result<Upserted, LakeError> {
        for _ in 0..MAX_CAS_ATTEMPTS {
            let (mut month, version) = self.month_to_change(key).await?;
            let mut done = Upserted::default();
            for (time, observation) in hours {
                let mut merged = observation.clone();
                match month.get(time) {
                    None => done.added += 1,
                    Some(before) => {
                        merged.complete_from(before);
                        done.changed += usize::from(merged != *before);
                    }
                }
                month.insert(*time, merged);
            }
            if done == Upserted::default() {
                return Ok(done);
            }
            let rows: Vec<Observation> = month.values().cloned().collect();
            let body = codec::write_observations(&rows)
                .map_err(|source| LakeError::Parquet { key: key.to_owned(), source })?;
            match self.store.replace(key, body, version).await {
                Ok(_) => return Ok(done),
                Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(LakeError::Contended { key: key.to_owned(), attempts: MAX_CAS_ATTEMPTS })
    }

    /// The observed hours from `from` to `until`, both included, ascending, of the months that can
    /// be read.
    ///
    /// # Errors
    /// The store fails.
    pub async fn observations(
        &self,
        location: &Location,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Observation>, LakeError> {
        let (first, last) = (Month::of(from), Month::of(until));
        let mut observations = Hours::new();
        for key in self.store.list(&observations_prefix(location)).await? {
            if Month::from_key(&key).is_some_and(|month| (first..=last).contains(&month)) {
                // Of a month that is being moved the old object comes first.
                observations.append(&mut self.readable_month(&key).await?);
            }
        }
        observations.retain(|time, _| (from..=until).contains(time));
        Ok(observations.into_values().collect())
    }

    /// Moves a month from where an earlier release put it to its place now.
    pub(super) async fn move_month(&self, from: &str, to: &str) -> Result<(), LakeError> {
        let Some(object) = self.store.get(from).await? else { return Ok(()) };
        if !self.store.create(to, object.body.clone()).await? {
            // The earlier release wrote after the move began: only what is missing is taken over.
            let old = match hours(from, object.body.clone()) {
                Ok(old) => old,
                Err(error) => {
                    self.set_aside(from, object.body, &error).await?;
                    Hours::new()
                }
            };
            let known = self.readable_month(to).await?;
            let missing = old.into_iter().map(|(time, mut hour)| {
                if let Some(known) = known.get(&time) {
                    let mut newer = known.clone();
                    newer.complete_from(&hour);
                    hour = newer;
                }
                (time, hour)
            });
            self.upsert_month(to, &missing.collect()).await?;
        }
        self.store.delete(from).await?;
        tracing::info!(from, to, "a month of observations was moved");
        Ok(())
    }

    /// The last observed hour not after `until`, if there is one.
    ///
    /// # Errors
    /// The store fails.
    pub async fn last_observed(
        &self,
        location: &Location,
        until: Timestamp,
    ) -> Result<Option<Timestamp>, LakeError> {
        let keys = self.store.list(&observations_prefix(location)).await?;
        let months = keys.into_iter().filter_map(|key| Some((Month::from_key(&key)?, key)));
        let mut months: Vec<(Month, String)> =
            months.filter(|(month, _)| *month <= Month::of(until)).collect();
        months.sort();
        for (_, key) in months.iter().rev() {
            let month = self.readable_month(key).await?;
            if let Some((time, _)) = month.range(..=until).next_back() {
                return Ok(Some(*time));
            }
        }
        Ok(None)
    }

    /// A month and its version. One that cannot be read is set aside, and begins empty.
    async fn month_to_change(&self, key: &str) -> Result<(Hours, Option<Version>), LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(Default::default()) };
        let month = match hours(key, object.body.clone()) {
            Ok(month) => month,
            Err(error) => {
                self.set_aside(key, object.body, &error).await?;
                Hours::new()
            }
        };
        Ok((month, Some(object.version)))
    }

    /// A month, empty where it cannot be read: its hours are then found missing, and crawled
    /// again.
    pub(super) async fn readable_month(&self, key: &str) -> Result<Hours, LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(Hours::new()) };
        Ok(hours(key, object.body).unwrap_or_else(|error| {
            tracing::warn!(key, error = %error, "observations that cannot be read are passed over");
            Hours::new()
        }))
    }
}

fn hours(key: &str, body: Bytes) -> Result<Hours, LakeError> {
    let hours = quarantine::decode(key, body, codec::read_observations)?;
    Ok(hours.into_iter().map(|hour| (hour.time, hour)).collect())
}
