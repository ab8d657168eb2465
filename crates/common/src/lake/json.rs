//! Small JSON objects, such as pointers, that change by conditional PUT.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::digest::stamp_json;
use super::{InvalidJson, Lake, LakeError, MAX_CAS_ATTEMPTS, StoreError, Version, quarantine};

impl Lake {
    /// Reads a pointer; `None` when it was never set.
    pub(super) async fn read_json<T: DeserializeOwned>(
        &self,
        key: &str,
    ) -> Result<Option<(T, Version)>, LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(None) };
        Ok(Some((parse(key, &object.body)?, object.version)))
    }

    /// Changes a pointer; `change` sees what is stored and returns what shall
    /// be, or `None` to leave it. It is called again when another writer came
    /// first. What cannot be read is set aside, and is as if it were not there.
    /// Returns what is stored in the end.
    pub(super) async fn update_json<T>(
        &self,
        key: &str,
        change: impl Fn(Option<&T>) -> Option<T>,
    ) -> Result<Option<T>, LakeError>
    where
        T: Serialize + DeserializeOwned,
    {
        for _ in 0..MAX_CAS_ATTEMPTS {
            let (body, version) =
                self.store.get(key).await?.map(|object| (object.body, object.version)).unzip();
            let stored = match body.as_ref().map(|body| parse::<T>(key, body)).transpose() {
                Err(error) => {
                    self.set_aside(key, body.unwrap_or_default(), &error).await?;
                    None
                }
                Ok(stored) => stored,
            };
            let Some(wanted) = change(stored.as_ref()) else { return Ok(stored) };
            let body = serde_json::to_vec(&wanted)
                .map_err(|source| LakeError::Json { key: key.to_owned(), source: source.into() })?;
            match self.store.replace(key, stamp_json(body).into(), version).await {
                Ok(_) => return Ok(Some(wanted)),
                Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(LakeError::Contended { key: key.to_owned(), attempts: MAX_CAS_ATTEMPTS })
    }
}

fn parse<T: DeserializeOwned>(key: &str, stored: &[u8]) -> Result<T, LakeError> {
    let parsed = quarantine::json(key, stored)
        .map_err(InvalidJson::from)
        .and_then(|json| Ok(serde_json::from_slice(json)?));
    parsed.map_err(|source| {
        quarantine::count_unreadable(key);
        LakeError::Json { key: key.to_owned(), source }
    })
}
