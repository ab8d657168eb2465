//! The commands `train` and `publish`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use common::Clock;
use common::lake::{CHAMPION, Lake, codec};
use common::location::{Location, LocationId, Locations};
use common::model::ModelPackage;
use common::observation::Observation;
use features::History;
use jiff::Timestamp;

use crate::config::Config;
use crate::package::package;
use crate::pipeline::{Division, Job};

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
    /// Puts a package into the registry as the champion.
    Publish {
        /// The folder that `train --out` wrote.
        folder: PathBuf,
    },
}

/// What to train on and where to put the result.
#[derive(Debug, Args)]
pub struct TrainArguments {
    /// Parquet files with the lake's columns; without them the lake is read.
    #[arg(long, num_args = 1..)]
    pub observations: Vec<PathBuf>,
    /// The file with the locations, instead of the configured one.
    #[arg(long)]
    pub locations: Option<PathBuf>,
    /// Where; the first configured location when none is named.
    #[arg(long)]
    pub location: Option<LocationId>,
    /// First hour that training does not see.
    #[arg(long)]
    pub train_until: Option<Timestamp>,
    /// First hour after the test.
    #[arg(long)]
    pub test_until: Option<Timestamp>,
    /// Folder for the package.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Seed of every random number.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Puts the package into the registry as the champion.
    #[arg(long)]
    pub publish: bool,
}

/// Does what the arguments say. `clock` dates the package.
///
/// # Errors
/// There is nothing to train on, training fails, or a result cannot be stored.
pub async fn run(command: Command, config: Config, clock: &Clock) -> anyhow::Result<()> {
    match command {
        Command::Train(arguments) => Box::pin(train(arguments, config, clock)).await,
        Command::Publish { folder } => {
            let package = ModelPackage::read_dir(&folder)
                .with_context(|| format!("{} is not a model package", folder.display()))?;
            publish(&Lake::open(&config.lake).await, &package).await
        }
    }
}

async fn train(arguments: TrainArguments, config: Config, clock: &Clock) -> anyhow::Result<()> {
    let locations_file = arguments.locations.unwrap_or_else(|| PathBuf::from(&config.locations_file));
    let locations = Locations::load(&locations_file)?;
    let location = match &arguments.location {
        None => locations.default_location(),
        Some(id) => locations.require(id).with_context(|| locations_file.display().to_string())?,
    };
    let observations = if arguments.observations.is_empty() {
        let lake = Lake::open(&config.lake).await;
        lake.observations(location, Timestamp::MIN, clock.now()).await?
    } else {
        read_files(&arguments.observations)?
    };
    let history = History::new(observations);
    let division = Division::new(
        &history,
        arguments.train_until.or(config.division.train_until),
        arguments.test_until.or(config.division.test_until),
    )
    .with_context(|| format!("cannot train on {}", location.id))?;
    let job = Job {
        history,
        location: Location::clone(location),
        division,
        schedule: config.schedule,
        ridge_share: config.ridge_share,
        seed: arguments.seed.unwrap_or(config.seed),
    };
    // Minutes of arithmetic are no work for the threads that wait for sockets.
    let (job, trained) =
        tokio::task::spawn_blocking(move || job.run().map(|trained| (job, trained))).await??;
    write!(std::io::stdout(), "{}", trained.backtest)?;

    let package = package(&job, &trained, clock.now())?;
    tracing::info!(version = package.manifest.version, bytes = package.onnx.len(), "the model is ready");
    if let Some(out) = &arguments.out {
        package.write_dir(out)?;
        tracing::info!(folder = %out.display(), "the package is written");
    }
    if arguments.publish {
        publish(&Lake::open(&config.lake).await, &package).await?;
    }
    Ok(())
}

fn read_files(files: &[PathBuf]) -> anyhow::Result<Vec<Observation>> {
    let read = |file: &Path| -> anyhow::Result<Vec<Observation>> {
        Ok(codec::read_observations(std::fs::read(file)?.into())?)
    };
    let mut observations = Vec::new();
    for file in files {
        observations.extend(read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(observations)
}

async fn publish(lake: &Lake, package: &ModelPackage) -> anyhow::Result<()> {
    let manifest = &package.manifest;
    lake.publish_model(package).await?;
    lake.set_alias(&manifest.name, CHAMPION, &manifest.version).await?;
    tracing::info!(model = manifest.name, version = manifest.version, "the model is the champion");
    Ok(())
}
