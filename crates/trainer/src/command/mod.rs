//! The commands: `train`, `backtest`, `report`, `models`, `publish` and `promote`.

mod backtest;
mod registry;
mod shared;
mod train;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use common::Clock;
use common::lake::Lake;
use common::model::ModelPackage;

pub use self::backtest::BacktestArguments;
use self::backtest::backtest;
pub use self::registry::Alias;
use self::registry::{list_models, promote, publish};
pub use self::shared::Bound;
use self::shared::write_file;
pub use self::train::TrainArguments;
use self::train::train;
use crate::backtest::Backtest;
use crate::config::Config;
use crate::report::html;

/// Trains, back-tests and publishes the forecaster.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
    /// A TOML file over the embedded defaults; the environment
    /// (`OVERCOAT__SECTION__FIELD`) goes over both.
    #[arg(long, global = true)]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Trains a forecaster, scores it and prints the scores.
    Train(TrainArguments),
    /// Tests a forecaster on files: trains it on what was known and scores it on what came
    /// after.
    Backtest(BacktestArguments),
    /// Writes the report of a back-test: one page to look at.
    Report {
        /// `backtest.json` of a package.
        backtest: PathBuf,
        /// The HTML file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Lists the versions in the registry with their scores.
    Models,
    /// Puts a package into the registry.
    Publish {
        /// The folder that `train --out` wrote.
        folder: PathBuf,
        /// What it is used as.
        #[arg(long, value_enum, default_value_t)]
        alias: Alias,
    },
    /// Uses a version that is in the registry: the way back to an older one.
    Promote {
        /// As `models` lists it.
        version: String,
        /// What it is used as.
        #[arg(long, value_enum, default_value_t)]
        alias: Alias,
    },
}

/// Does what the arguments say. `clock` dates the package.
///
/// # Errors
/// There is nothing to train on, training fails, or a result cannot be stored.
pub async fn run(command: Command, config: Config, clock: &Clock) -> anyhow::Result<()> {
    match command {
        Command::Train(arguments) => Box::pin(train(arguments, config, clock)).await,
        Command::Backtest(arguments) => {
            tokio::task::spawn_blocking(move || backtest(&arguments, &config)).await?
        }
        Command::Report { backtest, out } => {
            let text =
                std::fs::read(&backtest).with_context(|| format!("cannot read {}", backtest.display()))?;
            let scores: BTreeMap<String, Backtest> = serde_json::from_slice(&text).with_context(|| {
                let file = backtest.display();
                format!(
                    "{file} is not the backtest.json of a package (`backtest --report` draws its own page)"
                )
            })?;
            write_file(&out, html(&scores)?)
        }
        Command::Models => list_models(&Lake::open(&config.lake).await).await,
        Command::Publish { folder, alias } => {
            let package = ModelPackage::read_dir(&folder)
                .with_context(|| format!("{} is not a model package", folder.display()))?;
            publish(&Lake::open(&config.lake).await, &package, alias).await
        }
        Command::Promote { version, alias } => {
            promote(&Lake::open(&config.lake).await, &version, alias).await
        }
    }
}
