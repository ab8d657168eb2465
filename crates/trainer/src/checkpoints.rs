//! Networks that are already trained, kept so that an interrupted training goes on.

use std::path::PathBuf;

use anyhow::Context;
use common::model::sha256_hex;

use crate::network::Weights;
use crate::schedule::{Schedule, Task};

/// A folder with one file for each trained network. Its name is the digest of everything
/// that the network depends on, so that a file is right or not found.
#[derive(Debug)]
pub struct Checkpoints {
    folder: PathBuf,
}

impl Checkpoints {
    /// Opens a folder, which is made if it is not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Where the network of a task is kept; `dataset` is the digest of what it is fitted to.
    ///
    /// # Errors
    /// The schedule cannot be written as JSON.
    pub fn place(
        &self,
        dataset: &[u8; 32],
        schedule: &Schedule,
        Task { samples, seed }: &Task,
    ) -> anyhow::Result<PathBuf> {
        let mut key = serde_json::to_vec(schedule)?;
        key.extend(env!("CARGO_PKG_VERSION").bytes());
        key.extend(dataset);
        key.extend(seed.to_le_bytes());
        key.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        Ok(self.folder.join(format!("{}.weights", sha256_hex(&key))))
    }

    /// The network that is kept there, if it is whole.
    #[must_use]
    pub fn load(place: &PathBuf) -> Option<Weights> {
        Weights::from_bytes(&std::fs::read(place).ok()?)
    }

    /// Keeps a network, whole or not at all.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(place: &PathBuf, weights: &Weights) -> anyhow::Result<()> {
        let written = place.with_extension("part");
        std::fs::write(&written, weights.to_bytes())
            .and_then(|()| std::fs::rename(&written, place))
            .with_context(|| format!("cannot write {}", place.display()))
    }

    /// Forgets all networks: the training is done.
    ///
    /// # Errors
    /// The folder cannot be removed.
    pub fn clear(self) -> anyhow::Result<()> {
        std::fs::remove_dir_all(&self.folder)
            .with_context(|| format!("cannot remove {}", self.folder.display()))
    }
}
