//! Puts the pre-trained model into a registry that has none to serve.

use std::path::Path;

use anyhow::Context;
use common::lake::{CHAMPION, Lake};
use common::model::{Manifest, ModelPackage};

/// Publishes the package in `folder` and makes it the champion, unless the registry has
/// one that was trained on the same definition of the features; a champion of another
/// definition, or of a release that wrote other manifests, cannot be served any more.
///
/// # Errors
/// The package cannot be read, or the lake does not answer.
pub async fn publish_if_needed(lake: &Lake, folder: &Path) -> anyhow::Result<()> {
    let package = ModelPackage::read_dir(folder)
        .with_context(|| format!("the pre-trained model in {} cannot be used", folder.display()))?;
    let Manifest { name, version, features_version, .. } = &package.manifest;
    let Some(champion) = lake.aliases(name, None).await?.aliases.remove(CHAMPION) else {
        lake.publish_model(&package).await?;
        let champion = lake.claim_alias(name, CHAMPION, version).await?;
        tracing::info!(model = name, champion, "the registry was empty; published the pre-trained model");
        return Ok(());
    };
    let manifests = lake.model_manifests(name).await?;
    let of_champion = manifests.iter().find(|manifest| manifest.version == champion);
    if of_champion.is_none_or(|of_champion| of_champion.features_version != *features_version) {
        lake.publish_model(&package).await?;
        lake.set_alias(name, CHAMPION, version).await?;
        tracing::warn!(
            model = name,
            before = champion,
            champion = version,
            "the champion cannot be read or is of another definition of the features; \
             the pre-trained model takes its place"
        );
    }
    Ok(())
}
