//! The key that outfits' ids are sealed with, read from the lake once.

use common::lake::{Lake, LakeError};
use secrecy::SecretString;
use tokio::sync::OnceCell;

/// Reads the key when it is first wanted, and keeps it.
#[derive(Debug)]
pub(crate) struct OutfitKey {
    lake: Lake,
    key: OnceCell<SecretString>,
}

impl OutfitKey {
    pub(crate) fn new(lake: Lake) -> Self {
        Self { lake, key: OnceCell::new() }
    }

    pub(crate) async fn get(&self) -> Result<&SecretString, LakeError> {
        self.key.get_or_try_init(|| self.lake.outfit_key()).await
    }
}
