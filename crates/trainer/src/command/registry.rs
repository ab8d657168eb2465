//! `models`, `publish` and `promote`: what is in the registry, and what it is used as.

use std::io::Write;

use anyhow::Context;
use common::lake::{CHALLENGER, CHAMPION, Lake, LakeError};
use common::model::{ModelPackage, RegisteredModel, files};

use crate::backtest::MODEL;
use crate::baselines::CLIMATOLOGY;
use crate::package::MODEL_NAME;

/// What a version in the registry is used as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Alias {
    /// It issues the forecasts.
    #[default]
    Champion,
    /// It wants to.
    Challenger,
}

impl Alias {
    fn name(self) -> &'static str {
        match self {
            Self::Champion => CHAMPION,
            Self::Challenger => CHALLENGER,
        }
    }
}

/// Prints the versions with what they are used as and their scores.
pub(super) async fn list_models(lake: &Lake) -> anyhow::Result<()> {
    let registered = lake.registered_models(MODEL_NAME, None).await;
    let registered = registered
        .context("cannot read the registry; OVERCOAT__LAKE__ENDPOINT and its keys say where it is")?;
    let mut out = std::io::stdout();
    let head = ("version", "used as", "location");
    writeln!(out, "{:<28}{:<22}{:<20}{:>10}{:>14}", head.0, head.1, head.2, "RMSE, °C", CLIMATOLOGY)?;
    for RegisteredModel { version, aliases, backtest, .. } in registered.models {
        for (location, backtest) in backtest {
            let rmse = |name: &str| {
                let score = backtest.temperature_rmse_c.get(name);
                score.map_or_else(|| "-".to_owned(), |rmse| format!("{rmse:.3}"))
            };
            let (aliases, location) = (aliases.join(","), location.to_string());
            let (model, climatology) = (rmse(MODEL), rmse(CLIMATOLOGY));
            writeln!(out, "{version:<28}{aliases:<22}{location:<20}{model:>10}{climatology:>14}")?;
        }
    }
    Ok(())
}

/// Puts a package into the registry and uses it.
pub(super) async fn publish(lake: &Lake, package: &ModelPackage, alias: Alias) -> anyhow::Result<()> {
    lake.publish_model(package).await?;
    point(lake, package, alias).await
}

/// Uses a version that is in the registry.
pub(super) async fn promote(lake: &Lake, version: &str, alias: Alias) -> anyhow::Result<()> {
    let package = match lake.model(MODEL_NAME, version).await {
        Err(LakeError::Incomplete { file: files::MANIFEST, .. }) => {
            anyhow::bail!("`{version}` is not in the registry; `models` lists what is")
        }
        package => package?,
    };
    point(lake, &package, alias).await
}

async fn point(lake: &Lake, package: &ModelPackage, alias: Alias) -> anyhow::Result<()> {
    let (manifest, alias) = (&package.manifest, alias.name());
    lake.set_alias(&manifest.name, alias, &manifest.version).await?;
    tracing::info!(model = manifest.name, version = manifest.version, "the model is the {alias}");
    Ok(())
}
