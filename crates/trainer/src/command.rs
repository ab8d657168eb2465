//! The commands `train`, `backtest` and `publish`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use clap::{Args, Parser, Subcommand};
use common::Clock;
use common::guidance::GuidanceArchive;
use common::lake::{CHAMPION, CodecError, Lake, codec};
use common::location::{LocationId, Locations};
use common::model::{ModelPackage, RegisteredModel};
use common::observation::floor_to_hour;
use features::{BlankPrecipitation, Place};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::backtest::{Backtest, MODEL};
use crate::baselines::CLIMATOLOGY;
use crate::checkpoints::Checkpoints;
use crate::config::Config;
use crate::dataset::Known;
use crate::package::{MODEL_NAME, package};
use crate::pipeline::{Division, Job, Recipe, Refit};
use crate::quality::inspect;

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
    /// The same of guidance, beside files of observations.
    #[arg(long, num_args = 1.., requires = "observations")]
    pub guidance: Vec<PathBuf>,
    /// The file with the locations, instead of the configured one.
    #[arg(long)]
    pub locations: Option<PathBuf>,
    /// Where; the first configured location when none is named.
    #[arg(long)]
    pub location: Option<LocationId>,
    /// First hour that training does not see: a time in UTC, or a date that begins at
    /// midnight at the location.
    #[arg(long)]
    pub train_until: Option<Bound>,
    /// First hour after the test.
    #[arg(long)]
    pub test_until: Option<Bound>,
    /// Folder for the package.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Seed of every random number.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Puts the package into the registry as the champion.
    #[arg(long)]
    pub publish: bool,
    /// Folder in which trained networks are kept, so that a training that was interrupted
    /// goes on; it is removed when the training is done.
    #[arg(long)]
    pub checkpoints: Option<PathBuf>,
    /// How many forecasts go into the package for whoever loads it to reproduce.
    #[arg(long, default_value_t = 2)]
    pub golden_windows: usize,
}

/// What to test on.
#[derive(Debug, Args)]
pub struct BacktestArguments {
    /// Parquet files with the lake's columns of observations.
    #[arg(long, num_args = 1.., required = true)]
    pub observations: Vec<PathBuf>,
    /// Parquet files with the lake's columns of guidance.
    #[arg(long, num_args = 1..)]
    pub guidance: Vec<PathBuf>,
    /// Degrees north.
    #[arg(long, allow_negative_numbers = true)]
    pub latitude: f64,
    /// Degrees east.
    #[arg(long, allow_negative_numbers = true)]
    pub longitude: f64,
    /// Metres above mean sea level.
    #[arg(long, allow_negative_numbers = true, default_value_t = 0.0)]
    pub elevation: f64,
    /// IANA time zone: that of dates here, of days and seasons.
    #[arg(long, default_value = "UTC")]
    pub timezone: String,
    /// First hour that training does not see: a time in UTC, or a date that begins at
    /// midnight in the time zone.
    #[arg(long)]
    pub train_until: Bound,
    /// First hour of the test; absent: where training ends.
    #[arg(long)]
    pub test_from: Option<Bound>,
    /// First hour after the test.
    #[arg(long)]
    pub test_until: Bound,
    /// How often the forecaster is fitted anew on the way through the test.
    #[arg(long, value_enum, default_value_t)]
    pub refit: Refit,
    /// The JSON file for the scores.
    #[arg(long)]
    pub out: PathBuf,
    /// The HTML file for the report.
    #[arg(long)]
    pub report: Option<PathBuf>,
    /// Seed of every random number.
    #[arg(long)]
    pub seed: Option<u64>,
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
            let scores: Backtest = serde_json::from_slice(&text)
                .with_context(|| format!("{} is not the backtest.json of a package", backtest.display()))?;
            write_file(&out, scores.html()?)
        }
        Command::Models => list_models(&Lake::open(&config.lake).await).await,
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
    let (observations, guidance) = if arguments.observations.is_empty() {
        let lake = Lake::open(&config.lake).await;
        let all = (Timestamp::MIN, clock.now());
        let guidance = match &location.guidance {
            Some(source) => lake.guidance(source, &location.id, all).await?,
            None => GuidanceArchive::default(),
        };
        (lake.observations(location, all.0, all.1).await?, guidance)
    } else {
        let guidance = GuidanceArchive::new(read_files(&arguments.guidance, codec::read_guidance)?);
        (read_files(&arguments.observations, codec::read_observations)?, guidance)
    };
    let (history, quality) = inspect(observations, Place::from(location))
        .with_context(|| format!("cannot train on {}", location.id))?;
    tracing::info!(%quality, "the record is inspected");
    let bound = |bound: Option<Bound>| bound.map(|bound| bound.within(&location.tz())).transpose();
    let division = Division::new(
        &history,
        bound(arguments.train_until)?.or(config.division.train_until),
        bound(arguments.test_until)?.or(config.division.test_until),
    )
    .with_context(|| format!("cannot train on {}", location.id))?;
    let blank = if location.provider.starts_with("kma") {
        BlankPrecipitation::DryIfTemperatureObserved
    } else {
        BlankPrecipitation::Unknown
    };
    let known = Known { history, guidance, place: Place::from(location), blank };
    let job = Job {
        known,
        location: location.id.clone(),
        tz: location.tz(),
        division,
        recipe: recipe(&config, arguments.seed, arguments.checkpoints)?,
    };
    // Minutes of arithmetic are no work for the threads that wait for sockets.
    let (job, trained) =
        tokio::task::spawn_blocking(move || job.run().map(|trained| (job, trained))).await??;
    write!(std::io::stdout(), "{}", trained.backtest)?;

    let package = package(&job, &trained, arguments.golden_windows, clock.now())?;
    tracing::info!(version = package.manifest.version, bytes = package.onnx.len(), "the model is ready");
    if let Some(out) = &arguments.out {
        package.write_dir(out)?;
        tracing::info!(folder = %out.display(), "the package is written");
    }
    if arguments.publish {
        publish(&Lake::open(&config.lake).await, &package).await?;
    }
    if let Some(checkpoints) = job.recipe.checkpoints.and_then(Arc::into_inner) {
        checkpoints.clear()?;
    }
    Ok(())
}

fn recipe(config: &Config, seed: Option<u64>, checkpoints: Option<PathBuf>) -> anyhow::Result<Recipe> {
    let Config { schedule, ridge_share, .. } = config.clone();
    let checkpoints = checkpoints.map(Checkpoints::open).transpose()?.map(Arc::new);
    Ok(Recipe { schedule, ridge_share, seed: seed.unwrap_or(config.seed), checkpoints })
}

fn backtest(arguments: &BacktestArguments, config: &Config) -> anyhow::Result<()> {
    let BacktestArguments { latitude, longitude, elevation, timezone, .. } = arguments;
    let tz = TimeZone::get(timezone).with_context(|| format!("`{timezone}` is no IANA time zone"))?;
    for (what, value, range) in [
        ("latitude", latitude, -90.0..=90.0),
        ("longitude", longitude, -180.0..=180.0),
        ("elevation", elevation, -500.0..=9000.0),
    ] {
        anyhow::ensure!(
            range.contains(value),
            "{what} is {value}, not within {} and {}",
            range.start(),
            range.end()
        );
    }
    // Minutes of training are not for a file that cannot be written in the end.
    for file in std::iter::once(&arguments.out).chain(&arguments.report) {
        let opened = std::fs::OpenOptions::new().create(true).append(true).open(file);
        opened.with_context(|| format!("cannot write {}", file.display()))?;
    }
    let place = Place { latitude_deg: *latitude, longitude_deg: *longitude, elevation_m: *elevation };
    let (history, quality) = inspect(read_files(&arguments.observations, codec::read_observations)?, place)?;
    tracing::info!(%quality, "the record is inspected");
    let train_until = arguments.train_until.within(&tz)?;
    let division = Division {
        train_until,
        test_from: arguments.test_from.map_or(Ok(train_until), |bound| bound.within(&tz))?,
        test_until: arguments.test_until.within(&tz)?,
        refit: arguments.refit,
    };
    division.check()?;
    let known = Known {
        blank: BlankPrecipitation::of(&history),
        history,
        guidance: GuidanceArchive::new(read_files(&arguments.guidance, codec::read_guidance)?),
        place,
    };
    let location = "backtest".parse().map_err(|error| anyhow::anyhow!("{error}"))?;
    let job = Job { known, location, tz, division, recipe: recipe(config, arguments.seed, None)? };
    let backtest = job.run()?.backtest;
    write!(std::io::stdout(), "{backtest}")?;
    let mut json = serde_json::to_string_pretty(&backtest.nested())?;
    json.push('\n');
    write_file(&arguments.out, json)?;
    match &arguments.report {
        Some(report) => write_file(report, backtest.html()?),
        None => Ok(()),
    }
}

fn write_file(path: &Path, text: String) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

async fn list_models(lake: &Lake) -> anyhow::Result<()> {
    let registered = lake.registered_models(MODEL_NAME).await;
    let registered = registered
        .context("cannot read the registry; OVERCOAT__LAKE__ENDPOINT and its keys say where it is")?;
    let mut out = std::io::stdout();
    writeln!(out, "{:<32}{:<12}{:>16}{:>16}", "version", "used as", "RMSE, °C", "climatology")?;
    for RegisteredModel { version, aliases, backtest, .. } in registered.models {
        let rmse = |name: &str| {
            let score = backtest.temperature_rmse_c.get(name);
            score.map_or_else(|| "-".to_owned(), |rmse| format!("{rmse:.3}"))
        };
        writeln!(out, "{version:<32}{:<12}{:>16}{:>16}", aliases.join(","), rmse(MODEL), rmse(CLIMATOLOGY))?;
    }
    Ok(())
}

fn read_files<T>(
    files: &[PathBuf],
    decode: impl Fn(Bytes) -> Result<Vec<T>, CodecError>,
) -> anyhow::Result<Vec<T>> {
    let read = |file: &Path| -> anyhow::Result<Vec<T>> { Ok(decode(std::fs::read(file)?.into())?) };
    let mut all = Vec::new();
    for file in files {
        all.extend(read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(all)
}

async fn publish(lake: &Lake, package: &ModelPackage) -> anyhow::Result<()> {
    let manifest = &package.manifest;
    lake.publish_model(package).await?;
    lake.set_alias(&manifest.name, CHAMPION, &manifest.version).await?;
    tracing::info!(model = manifest.name, version = manifest.version, "the model is the champion");
    Ok(())
}
