//! The lake: one S3 bucket that holds everything the services share.
//!
//! Objects are immutable or replaced whole; pointers are small JSON objects
//! that change by conditional PUT. Which S3 it is, is configuration: AWS, any
//! compatible server, or the embedded one.

pub mod codec;
#[cfg(feature = "conformance")]
pub mod conformance;
mod crawls;
mod feedback;
mod forecasts;
mod guidance;
pub mod layout;
mod observations;
mod outfit_key;
mod registry;
pub mod store;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::codec::CodecError;
pub use self::crawls::Coverage;
pub use self::forecasts::ForecastPointer;
pub use self::observations::Upserted;
pub use self::registry::{Aliases, CHALLENGER, CHAMPION};
pub use self::store::{LakeConfig, Store, StoreError, Version};
use crate::model::InvalidPackage;

/// Reads and writes the lake in the domain's terms.
#[derive(Debug, Clone)]
pub struct Lake {
    store: Store,
}

/// Why the lake did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// The object store did not answer as it should.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An object is not what its place in the lake says.
    #[error("the object {key} cannot be read")]
    Parquet {
        /// The object.
        key: String,
        /// What is wrong with it.
        source: CodecError,
    },
    /// A JSON object is not of the expected form.
    #[error("the object {key} is not valid")]
    Json {
        /// The object.
        key: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A version in the registry cannot be used.
    #[error("the model {model} {version} in the registry cannot be used")]
    Package {
        /// The model's name.
        model: String,
        /// The version.
        version: String,
        /// What is wrong with it.
        source: InvalidPackage,
    },
    /// Other writers were faster every time.
    #[error("gave up on {key}: other writers changed it {attempts} times in a row")]
    Contended {
        /// The object.
        key: String,
        /// How often it was tried.
        attempts: u32,
    },
}

/// How often a conditional write is tried again after losing to another writer.
const MAX_CAS_ATTEMPTS: u32 = 64;

impl Lake {
    /// Opens the lake; touches nothing yet.
    pub async fn open(config: &LakeConfig) -> Self {
        Self { store: Store::open(config).await }
    }

    /// Fails unless the bucket can be reached.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    pub async fn check(&self) -> Result<(), LakeError> {
        Ok(self.store.check().await?)
    }

    /// Reads a pointer; `None` when it was never set.
    async fn read_json<T: DeserializeOwned>(&self, key: &str) -> Result<Option<(T, Version)>, LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(None) };
        let value = serde_json::from_slice(&object.body)
            .map_err(|source| LakeError::Json { key: key.to_owned(), source })?;
        Ok(Some((value, object.version)))
    }

    /// Changes a pointer; `change` sees what is stored and returns what shall
    /// be, or `None` to leave it. It is called again when another writer came
    /// first. Returns what is stored in the end.
    async fn update_json<T>(
        &self,
        key: &str,
        change: impl Fn(Option<&T>) -> Option<T>,
    ) -> Result<Option<T>, LakeError>
    where
        T: Serialize + DeserializeOwned,
    {
        for _ in 0..MAX_CAS_ATTEMPTS {
            let stored = self.read_json::<T>(key).await?;
            let Some(wanted) = change(stored.as_ref().map(|(value, _)| value)) else {
                return Ok(stored.map(|(value, _)| value));
            };
            let body = serde_json::to_vec(&wanted)
                .map_err(|source| LakeError::Json { key: key.to_owned(), source })?;
            match self.store.replace(key, body.into(), stored.map(|(_, version)| version)).await {
                Ok(_) => return Ok(Some(wanted)),
                Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(LakeError::Contended { key: key.to_owned(), attempts: MAX_CAS_ATTEMPTS })
    }
}
