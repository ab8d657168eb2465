//! Objects that cannot be read are set aside, with the reason, and written again by whoever
//! owns them. Nothing is lost: what was there can be looked at.

use bytes::Bytes;
use serde::Serialize;

use super::digest::{self, Differs, Integrity};
use super::store::folder;
use super::{CodecError, Lake, LakeError, MAX_CAS_ATTEMPTS, StoreError, layout};
use crate::model::sha256_hex;

/// The digits of the content's digest in a name in the quarantine.
const DIGITS: usize = 16;

/// Why an object was set aside, as it is stored beside it.
#[derive(Debug, Serialize)]
struct Reason<'a> {
    key: &'a str,
    reason: String,
}

impl Lake {
    /// Copies an object that cannot be read to the quarantine. The caller writes another in
    /// its place. Doing it again changes nothing.
    pub(super) async fn set_aside(
        &self,
        key: &str,
        body: Bytes,
        error: &LakeError,
    ) -> Result<(), StoreError> {
        let digest = sha256_hex(&body);
        let name = digest.get(..DIGITS).unwrap_or(&digest);
        let reason = serde_json::to_vec(&Reason { key, reason: causes(error) }).unwrap_or_default();
        self.store.create(&layout::quarantine_reason(key, name), reason.into()).await?;
        if self.store.create(&layout::quarantine(key, name), body).await? {
            metrics::counter!("lake_objects_quarantined_total", "kind" => folder(key).to_owned())
                .increment(1);
            tracing::error!(key, error = causes(error), "an object that cannot be read was set aside");
        }
        Ok(())
    }

    /// Writes an object that never changes. One that is there and can be read stays and is
    /// returned; one that cannot is set aside, and this takes its place.
    pub(super) async fn create_or_read<T>(
        &self,
        key: &str,
        body: Bytes,
        read: impl Fn(Bytes) -> Result<T, CodecError>,
    ) -> Result<Option<T>, LakeError> {
        for _ in 0..MAX_CAS_ATTEMPTS {
            if self.store.create(key, body.clone()).await? {
                return Ok(None);
            }
            let Some(stored) = self.store.get(key).await? else { continue };
            let error = match decode(key, stored.body.clone(), &read) {
                Ok(stored) => return Ok(Some(stored)),
                Err(error) => error,
            };
            self.set_aside(key, stored.body, &error).await?;
            match self.store.replace(key, body.clone(), Some(stored.version)).await {
                Ok(_) => return Ok(None),
                Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(LakeError::Contended { key: key.to_owned(), attempts: MAX_CAS_ATTEMPTS })
    }
}

/// Decodes a Parquet object after its digest was looked at.
pub(super) fn decode<T>(
    key: &str,
    body: Bytes,
    decode: impl FnOnce(Bytes) -> Result<T, CodecError>,
) -> Result<T, LakeError> {
    let checked = digest::check_parquet(&body).map_err(CodecError::from);
    checked
        .and_then(|integrity| {
            count_unknown(key, integrity);
            decode(body)
        })
        .map_err(|source| {
            count_unreadable(key);
            LakeError::Parquet { key: key.to_owned(), source }
        })
}

/// The JSON of an object without its digest.
pub(super) fn json<'a>(key: &str, stored: &'a [u8]) -> Result<&'a [u8], Differs> {
    let (json, integrity) = digest::check_json(stored)?;
    count_unknown(key, integrity);
    Ok(json)
}

pub(super) fn count_unreadable(key: &str) {
    metrics::counter!("lake_objects_unreadable_total", "kind" => folder(key).to_owned()).increment(1);
}

fn count_unknown(key: &str, integrity: Integrity) {
    if integrity == Integrity::Unknown {
        metrics::counter!("lake_objects_without_digest_total", "kind" => folder(key).to_owned()).increment(1);
    }
}

fn causes(error: &LakeError) -> String {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let said: Vec<String> = chain.map(ToString::to_string).collect();
    said.join(": ")
}
