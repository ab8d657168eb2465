//! Puts the pre-trained model into an empty registry.

use std::path::Path;

use anyhow::Context;
use common::lake::{CHAMPION, Lake};
use common::model::ModelPackage;

/// Publishes the package in `folder` and makes it the champion, unless the
/// registry already has one.
///
/// # Errors
/// The package cannot be read, or the lake does not answer.
pub async fn publish_if_empty(lake: &Lake, folder: &Path) -> anyhow::Result<()> {
    let package = ModelPackage::read_dir(folder)
        .with_context(|| format!("the pre-trained model in {} cannot be used", folder.display()))?;
    let name = &package.manifest.name;
    if lake.aliases(name).await?.aliases.contains_key(CHAMPION) {
        return Ok(());
    }
    lake.publish_model(&package).await?;
    let champion = lake.claim_alias(name, CHAMPION, &package.manifest.version).await?;
    tracing::info!(model = name, champion, "the registry was empty; published the pre-trained model");
    Ok(())
}
