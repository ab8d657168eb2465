//! Observations in the lake: one object a month, upserted by hour.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::layout::{Month, observations_prefix};
use super::{Lake, LakeError, MAX_CAS_ATTEMPTS, StoreError, Version, codec};
use crate::location::Location;
use crate::observation::Observation;

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
            let (mut month, version) = self.read_month(key).await?.unzip();
            let month = month.get_or_insert_default();
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

    /// The observed hours from `from` to `until`, both included, ascending.
    ///
    /// # Errors
    /// The store fails, or an object is damaged.
    pub async fn observations(
        &self,
        location: &Location,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Observation>, LakeError> {
        let (first, last) = (Month::of(from), Month::of(until));
        let mut observations = Vec::new();
        for key in self.store.list(&observations_prefix(location)).await? {
            if Month::from_key(&key).is_some_and(|month| (first..=last).contains(&month)) {
                let month = self.read_month(&key).await?.map(|(month, _)| month).unwrap_or_default();
                observations.extend(month.into_values().filter(|hour| (from..=until).contains(&hour.time)));
            }
        }
        Ok(observations)
    }

    /// The last observed hour not after `until`, if there is one.
    ///
    /// # Errors
    /// The store fails, or an object is damaged.
    pub async fn last_observed(
        &self,
        location: &Location,
        until: Timestamp,
    ) -> Result<Option<Timestamp>, LakeError> {
        let months = self.store.list(&observations_prefix(location)).await?;
        for key in months.iter().rev() {
            if Month::from_key(key).is_some_and(|month| month <= Month::of(until)) {
                let month = self.read_month(key).await?.map(|(month, _)| month).unwrap_or_default();
                if let Some((time, _)) = month.range(..=until).next_back() {
                    return Ok(Some(*time));
                }
            }
        }
        Ok(None)
    }

    async fn read_month(
        &self,
        key: &str,
    ) -> Result<Option<(BTreeMap<Timestamp, Observation>, Version)>, LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(None) };
        let hours = codec::read_observations(object.body)
            .map_err(|source| LakeError::Parquet { key: key.to_owned(), source })?;
        let month = hours.into_iter().map(|hour| (hour.time, hour)).collect();
        Ok(Some((month, object.version)))
    }
}
