//! The commands: `train`, `backtest`, `report`, `models`, `publish` and `promote`.

mod backtest;
mod registry;
mod train;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};
use common::Clock;
use common::lake::Lake;
use common::model::ModelPackage;
use common::observation::floor_to_hour;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

pub use self::backtest::BacktestArguments;
use self::backtest::backtest;
pub use self::registry::Alias;
use self::registry::{list_models, promote, publish};
pub use self::train::TrainArguments;
use self::train::train;
use crate::backtest::Backtest;
use crate::checkpoints::Checkpoints;
use crate::config::Config;
use crate::dataset::Known;
use crate::pipeline::{Division, Recipe};
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

/// A time, or the date that it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// As it is.
    Time(Timestamp),
    /// Midnight of a date.
    Date(Date),
}

impl FromStr for Bound {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A date's parser passes over a time of day without a zone.
        let date = || Date::strptime("%Y-%m-%d", text).map(Self::Date);
        text.parse().map(Self::Time).or_else(|_| date()).map_err(|_| {
            format!("`{text}` is neither a time such as 2018-01-01T00:00:00Z nor a date such as 2018-01-01")
        })
    }
}

impl Bound {
    fn within(self, tz: &TimeZone) -> anyhow::Result<Timestamp> {
        Ok(match self {
            Self::Time(time) => time,
            // Lake hours are full hours in UTC, and some zones are half an hour off.
            Self::Date(date) => floor_to_hour(tz.to_timestamp(date.to_datetime(Time::midnight()))?),
        })
    }
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

fn recipe(config: &Config, seed: Option<u64>, checkpoints: Option<PathBuf>) -> anyhow::Result<Recipe> {
    let Config { schedule, ridge_share, original_lstm_steps, .. } = config.clone();
    let checkpoints = checkpoints.map(Checkpoints::open).transpose()?.map(Arc::new);
    let seed = seed.unwrap_or(config.seed);
    Ok(Recipe { schedule, ridge_share, original_lstm_steps, seed, checkpoints })
}

/// A test that ends after the record, and guidance that nothing can be learned from, are no
/// errors, and seldom what was meant.
fn tell_what_is_short(known: &Known, division: &Division) {
    let Division { train_until, test_until, .. } = *division;
    if let Some(last) = known.history.observations().last().map(|hour| hour.time)
        && last + 1.hour() < test_until
    {
        tracing::warn!(%last, %test_until, "the record ends before the test does");
    }
    if let [first, .., last] = known.guidance.issues() {
        let (first, last, in_training) =
            (first.issued_at, last.issued_at, known.guidance.before(train_until).issues().len());
        tracing::info!(%first, %last, in_training, "there is guidance");
        if in_training == 0 || last < train_until {
            tracing::warn!(%train_until, "the guidance does not reach into both training and test");
        }
    }
}

fn write_file(path: &Path, text: String) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
