//! The model registry: immutable versions, and aliases that point at them.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::digest::stamp_json;
use super::store::State;
use super::{Lake, LakeError, layout, quarantine};
use crate::model::{InvalidPackage, Manifest, ModelPackage, RegisteredModel, RegisteredModels, files};

/// The alias of the version that serves.
pub const CHAMPION: &str = "champion";

/// The alias of the version that wants to.
pub const CHALLENGER: &str = "challenger";

/// Aliases of a model, such as [`CHAMPION`], and the versions they point at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aliases {
    /// Alias to version.
    pub aliases: BTreeMap<String, String>,
}

/// The files of a version as they are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionState(Vec<(String, State)>);

impl Lake {
    /// Puts a version into the registry. Its manifest is written last, so a
    /// version that can be found is whole. Doing it again changes nothing, unless what is there
    /// is damaged: that is set aside, and written anew.
    ///
    /// # Errors
    /// The store fails.
    pub async fn publish_model(&self, package: &ModelPackage) -> Result<(), LakeError> {
        let Manifest { name, version, .. } = &package.manifest;
        let contents = package.to_files().map_err(|source| LakeError::Package {
            model: name.clone(),
            version: version.clone(),
            source,
        })?;
        let contents = contents.into_iter().map(|(file, content)| {
            let content = if file == files::ONNX { content } else { stamp_json(content.into()).into() };
            (layout::model_file(name, version, file), content)
        });
        let contents: Vec<(String, Bytes)> = contents.collect();
        for (key, content) in &contents {
            self.store.create(key, content.clone()).await?;
        }
        let damage = match self.model(name, version).await {
            Err(damage @ LakeError::Package { .. }) => damage,
            outcome => return outcome.map(|_| ()),
        };
        for (key, content) in contents {
            let Some(stored) = self.store.get(&key).await? else { continue };
            if stored.body != content {
                self.set_aside(&key, stored.body, &damage).await?;
                self.store.replace(&key, content, Some(stored.version)).await?;
            }
        }
        Ok(())
    }

    /// Points an alias at a version that is in the registry.
    ///
    /// # Errors
    /// The store fails.
    pub async fn set_alias(&self, model: &str, alias: &str, version: &str) -> Result<(), LakeError> {
        self.update_json(&layout::aliases(model), |stored: Option<&Aliases>| {
            let mut wanted = stored.cloned().unwrap_or_default();
            wanted.aliases.insert(alias.to_owned(), version.to_owned());
            (stored != Some(&wanted)).then_some(wanted)
        })
        .await?;
        Ok(())
    }

    /// Points an alias at a version unless it already points somewhere; returns
    /// where it points in the end.
    ///
    /// # Errors
    /// The store fails.
    pub async fn claim_alias(&self, model: &str, alias: &str, version: &str) -> Result<String, LakeError> {
        let stored = self
            .update_json(&layout::aliases(model), |stored: Option<&Aliases>| {
                let mut wanted = stored.cloned().unwrap_or_default();
                wanted.aliases.entry(alias.to_owned()).or_insert_with(|| version.to_owned());
                (stored != Some(&wanted)).then_some(wanted)
            })
            .await?;
        let in_the_end = stored.and_then(|mut stored| stored.aliases.remove(alias));
        Ok(in_the_end.unwrap_or_else(|| version.to_owned()))
    }

    /// The model's aliases; none before the first version is published. Where they cannot be
    /// read, the version that serves is the champion again, or else the newest: `serving` is
    /// `None` for whoever serves none.
    ///
    /// # Errors
    /// The store fails.
    pub async fn aliases(&self, model: &str, serving: Option<&str>) -> Result<Aliases, LakeError> {
        let key = layout::aliases(model);
        match self.read_json(&key).await {
            Ok(aliases) => return Ok(aliases.map(|(aliases, _)| aliases).unwrap_or_default()),
            Err(LakeError::Json { .. }) => {}
            Err(error) => return Err(error),
        }
        let champion = match serving {
            Some(serving) => Some(serving.to_owned()),
            None => self.model_manifests(model).await?.into_iter().next().map(|manifest| manifest.version),
        };
        let rebuilt = || Aliases {
            aliases: champion.iter().map(|version| (CHAMPION.to_owned(), version.clone())).collect(),
        };
        let stored = self
            .update_json(&key, |stored: Option<&Aliases>| match stored {
                Some(_) => None,
                None => Some(rebuilt()),
            })
            .await?;
        tracing::error!(model, champion, "the aliases of the model were set again");
        Ok(stored.unwrap_or_default())
    }

    /// The manifests of all versions in the registry, the newest first. One that cannot be
    /// read, since it is damaged or of another release, is left out: the others are no worse
    /// for it.
    ///
    /// # Errors
    /// The store fails.
    pub async fn model_manifests(&self, model: &str) -> Result<Vec<Manifest>, LakeError> {
        let manifest = format!("/{}", files::MANIFEST);
        let mut manifests = Vec::new();
        for key in self.store.list(&layout::model_versions(model)).await? {
            // Only with its manifest a version is whole.
            if !key.ends_with(&manifest) {
                continue;
            }
            match self.read_json::<Manifest>(&key).await {
                Ok(manifest) => manifests.extend(manifest.map(|(manifest, _)| manifest)),
                Err(LakeError::Json { key, source }) => {
                    tracing::warn!(key, error = %source, "a version in the registry cannot be read");
                }
                Err(error) => return Err(error),
            }
        }
        manifests.sort_by(|one: &Manifest, other: &Manifest| other.version.cmp(&one.version));
        Ok(manifests)
    }

    /// All versions in the registry with what they are used as, the newest first.
    ///
    /// # Errors
    /// The store fails.
    pub async fn registered_models(
        &self,
        model: &str,
        serving: Option<&str>,
    ) -> Result<RegisteredModels, LakeError> {
        let aliases = self.aliases(model, serving).await?.aliases;
        let manifests = self.model_manifests(model).await?;
        let models = manifests.into_iter().map(|manifest| {
            let of_this = aliases.iter().filter(|(_, version)| **version == manifest.version);
            let of_this = of_this.map(|(alias, _)| alias.clone()).collect();
            let serves = serving == Some(&manifest.version);
            RegisteredModel::new(manifest, of_this, serves)
        });
        Ok(RegisteredModels { models: models.collect() })
    }

    /// A version with all its files.
    ///
    /// # Errors
    /// The store fails, a file is missing, or the files do not belong together.
    pub async fn model(&self, model: &str, version: &str) -> Result<ModelPackage, LakeError> {
        let file = async |file| {
            let found = self.file(model, version, file).await?;
            found.ok_or_else(|| LakeError::Incomplete {
                model: model.to_owned(),
                version: version.to_owned(),
                file,
            })
        };
        let (manifest, onnx) = (file(files::MANIFEST).await?, file(files::ONNX).await?);
        let (golden, backtest) = (file(files::GOLDEN).await?, file(files::BACKTEST).await?);
        ModelPackage::from_files(&manifest, onnx, &golden, &backtest).map_err(|source| LakeError::Package {
            model: model.to_owned(),
            version: version.to_owned(),
            source,
        })
    }

    /// What tells whether a version's files are as they were.
    ///
    /// # Errors
    /// The store fails.
    pub async fn version_state(&self, model: &str, version: &str) -> Result<VersionState, LakeError> {
        let files = format!("{}{version}/", layout::model_versions(model));
        Ok(VersionState(self.store.list_states(&files).await?))
    }

    async fn file(&self, model: &str, version: &str, file: &'static str) -> Result<Option<Bytes>, LakeError> {
        let key = layout::model_file(model, version, file);
        let Some(object) = self.store.get(&key).await? else { return Ok(None) };
        // The manifest knows the digest of the network.
        if file == files::ONNX {
            return Ok(Some(object.body));
        }
        let json = quarantine::json(&key, &object.body).map_err(|source| LakeError::Package {
            model: model.to_owned(),
            version: version.to_owned(),
            source: InvalidPackage::Damaged { file, reason: source.to_string() },
        })?;
        Ok(Some(object.body.slice_ref(json)))
    }
}
