//! The lake: one S3 bucket that holds everything the services share.
//!
//! Objects are immutable or replaced whole; pointers are small JSON objects
//! that change by conditional PUT. Which S3 it is, is configuration: AWS, any
//! compatible server, or the embedded one.

pub mod codec;
#[cfg(feature = "conformance")]
pub mod conformance;
mod crawls;
mod digest;
mod feedback;
mod forecasts;
mod guidance;
mod inventory;
mod json;
pub mod layout;
mod observations;
mod outfit_key;
mod quarantine;
mod registry;
pub mod store;

pub use self::codec::CodecError;
pub use self::crawls::{CrawlRecord, Gap};
pub use self::digest::Differs;
pub use self::forecasts::ForecastPointer;
pub use self::inventory::Inventory;
pub use self::observations::Upserted;
pub use self::registry::{Aliases, CHALLENGER, CHAMPION, VersionState};
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
        source: InvalidJson,
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
    /// A version's files are not all in the registry.
    #[error("the model {model} {version} is not whole in the registry: {file} is missing")]
    Incomplete {
        /// The model's name.
        model: String,
        /// The version.
        version: String,
        /// What is missing.
        file: &'static str,
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

/// Why JSON of the lake cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidJson {
    /// It is no JSON, or not of the expected form.
    #[error(transparent)]
    Form(#[from] serde_json::Error),
    /// It is damaged.
    #[error(transparent)]
    Digest(#[from] Differs),
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
}
