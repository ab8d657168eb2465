//! The commands: `train`, `backtest`, `report`, `models`, `publish` and `promote`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use clap::{Args, Parser, Subcommand};
use common::Clock;
use common::guidance::GuidanceArchive;
use common::lake::{CHALLENGER, CHAMPION, CodecError, Lake, codec};
use common::location::{Location, LocationId, Locations};
use common::model::{ModelPackage, RegisteredModel};
use common::observation::{Observation, floor_to_hour};
use features::{BlankPrecipitation, Place};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::backtest::{Backtest, MODEL};
use crate::baselines::CLIMATOLOGY;
use crate::checkpoints::Checkpoints;
use crate::config::Config;
use crate::dataset::Known;
use crate::package::{MODEL_NAME, package};
use crate::pipeline::{Division, Job, Recipe, Refit, run_pooled};
use crate::quality::inspect;
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

/// What to train on and where to put the result.
#[derive(Debug, Args)]
pub struct TrainArguments {
    /// A folder with `observations/LOCATION.parquet` and, where there is guidance,
    /// `guidance/LOCATION.parquet`, of the lake's columns; without it the lake is read.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// The file with the locations, instead of the configured one.
    #[arg(long)]
    pub locations: Option<PathBuf>,
    /// Where: one or several, for one model that serves them all; when none is named, every
    /// configured location (in a folder of data, every one that has a file there).
    #[arg(long, num_args = 1..)]
    pub location: Vec<LocationId>,
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
    /// Puts the package into the registry.
    #[arg(long)]
    pub publish: bool,
    /// What a published package is used as.
    #[arg(long, value_enum, default_value_t, requires = "publish")]
    pub alias: Alias,
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
            let lake = Lake::open(&config.lake).await;
            let package = lake.model(MODEL_NAME, &version).await?;
            let package = package
                .with_context(|| format!("`{version}` is not in the registry; `models` lists what is"))?;
            promote(&lake, &package, alias).await
        }
    }
}

async fn train(arguments: TrainArguments, config: Config, clock: &Clock) -> anyhow::Result<()> {
    let locations_file = arguments.locations.clone().unwrap_or_else(|| PathBuf::from(&config.locations_file));
    let locations = Locations::load(&locations_file)?;
    let source = match &arguments.data {
        Some(folder) => Source::Folder(folder.clone()),
        None => Source::Lake(Lake::open(&config.lake).await),
    };
    let recipe = recipe(&config, arguments.seed, arguments.checkpoints.clone())?;
    let mut jobs = Vec::new();
    let wanted = wanted(&arguments, (&locations, &locations_file))?;
    let mut passed_over = None;
    for location in &wanted {
        let (observations, guidance) = Box::pin(source.read(location, clock.now())).await?;
        let bound = |bound: Option<Bound>| bound.map(|bound| bound.within(&location.tz())).transpose();
        let train_until = bound(arguments.train_until)?.or(config.division.train_until);
        let test_until = bound(arguments.test_until)?.or(config.division.test_until);
        let looked_through = inspect(observations, Place::from(*location)).and_then(|(history, quality)| {
            let division = Division::new(&history, train_until, test_until)?;
            Ok((history, quality, division))
        });
        let looked_through = looked_through.with_context(|| format!("cannot train on {}", location.id));
        let (history, quality, division) = match looked_through {
            Ok(looked_through) => looked_through,
            // Whoever names no location wants those that have a record.
            Err(error) if arguments.location.is_empty() => {
                tracing::warn!(error = format!("{error:#}"), "a location is passed over");
                passed_over = Some(error);
                continue;
            }
            Err(error) => return Err(error),
        };
        tracing::info!(location = %location.id, %quality, "the record is inspected");
        let blank = BlankPrecipitation::of(&history);
        let known = Known { history, guidance, place: Place::from(*location), blank };
        tell_what_is_short(&known, &division);
        let (location, tz, recipe) = (location.id.clone(), location.tz(), recipe.clone());
        jobs.push(Job { known, location, tz, division, recipe });
    }
    if let (true, Some(error)) = (jobs.is_empty(), passed_over) {
        return Err(error);
    }
    let pooled = config.pooled;
    // Minutes of arithmetic are no work for the threads that wait for sockets.
    let trained = tokio::task::spawn_blocking(move || {
        let trained =
            if pooled { run_pooled(&jobs)? } else { jobs.iter().map(Job::run).collect::<Result<_, _>>()? };
        anyhow::Ok(jobs.into_iter().zip(trained).collect::<Vec<_>>())
    })
    .await??;
    for (job, trained) in &trained {
        write!(std::io::stdout(), "\n{}\n{}", job.location, trained.backtest)?;
    }

    let package = package(&trained, arguments.golden_windows, clock.now())?;
    tracing::info!(version = package.manifest.version, bytes = package.onnx.len(), "the model is ready");
    if let Some(out) = &arguments.out {
        package.write_dir(out)?;
        tracing::info!(folder = %out.display(), "the package is written");
    }
    if arguments.publish {
        publish(&Lake::open(&config.lake).await, &package, arguments.alias).await?;
    }
    drop(trained);
    if let Some(checkpoints) = recipe.checkpoints.and_then(Arc::into_inner) {
        checkpoints.clear()?;
    }
    Ok(())
}

/// The locations to train on.
fn wanted<'a>(
    arguments: &TrainArguments,
    (locations, file): (&'a Locations, &Path),
) -> anyhow::Result<Vec<&'a Location>> {
    if !arguments.location.is_empty() {
        let distinct: BTreeSet<&LocationId> = arguments.location.iter().collect();
        anyhow::ensure!(distinct.len() == arguments.location.len(), "a location is named twice");
        let require = |id| locations.require(id).with_context(|| file.display().to_string());
        return arguments.location.iter().map(require).collect();
    }
    let Some(folder) = &arguments.data else { return Ok(locations.iter().collect()) };
    let has_file = |location: &&Location| observations_file(folder, &location.id).is_file();
    let wanted: Vec<&Location> = locations.iter().filter(has_file).collect();
    let none = || format!("{} has no observations/LOCATION.parquet of a location", folder.display());
    anyhow::ensure!(!wanted.is_empty(), none());
    Ok(wanted)
}

fn observations_file(folder: &Path, location: &LocationId) -> PathBuf {
    folder.join("observations").join(format!("{location}.parquet"))
}

/// Where records are read from.
enum Source {
    /// A folder in the form of `train --data`.
    Folder(PathBuf),
    Lake(Lake),
}

impl Source {
    /// All that is known of a place `now`.
    async fn read(
        &self,
        location: &Location,
        now: Timestamp,
    ) -> anyhow::Result<(Vec<Observation>, GuidanceArchive)> {
        match self {
            Self::Folder(folder) => {
                let observations =
                    codec::read_file(&observations_file(folder, &location.id), codec::read_observations)?;
                let guidance = folder.join("guidance").join(format!("{}.parquet", location.id));
                let guidance = if guidance.is_file() {
                    GuidanceArchive::new(codec::read_file(&guidance, codec::read_guidance)?)
                } else {
                    GuidanceArchive::default()
                };
                Ok((observations, guidance))
            }
            Self::Lake(lake) => {
                let guidance = match &location.guidance {
                    Some(source) => lake.guidance(source, &location.id, (Timestamp::MIN, now)).await?,
                    None => GuidanceArchive::default(),
                };
                Ok((lake.observations(location, Timestamp::MIN, now).await?, guidance))
            }
        }
    }
}

fn recipe(config: &Config, seed: Option<u64>, checkpoints: Option<PathBuf>) -> anyhow::Result<Recipe> {
    let Config { schedule, ridge_share, original_lstm_steps, .. } = config.clone();
    let checkpoints = checkpoints.map(Checkpoints::open).transpose()?.map(Arc::new);
    let seed = seed.unwrap_or(config.seed);
    Ok(Recipe { schedule, ridge_share, original_lstm_steps, seed, checkpoints })
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
    division.check_reach(&history)?;
    let known = Known {
        blank: BlankPrecipitation::of(&history),
        history,
        guidance: GuidanceArchive::new(read_files(&arguments.guidance, codec::read_guidance)?),
        place,
    };
    tell_what_is_short(&known, &division);
    let location = "backtest".parse().map_err(|error| anyhow::anyhow!("{error}"))?;
    let job = Job { known, location, tz, division, recipe: recipe(config, arguments.seed, None)? };
    let backtest = job.run()?.backtest;
    write!(std::io::stdout(), "{backtest}")?;
    let mut json = serde_json::to_string_pretty(&backtest.nested())?;
    json.push('\n');
    write_file(&arguments.out, json)?;
    match &arguments.report {
        Some(report) => {
            let place = format!("{latitude}°, {longitude}°");
            write_file(report, html(&[(place, backtest)].into())?)
        }
        None => Ok(()),
    }
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

async fn list_models(lake: &Lake) -> anyhow::Result<()> {
    let registered = lake.registered_models(MODEL_NAME).await;
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

fn read_files<T>(
    files: &[PathBuf],
    decode: impl Fn(Bytes) -> Result<Vec<T>, CodecError>,
) -> anyhow::Result<Vec<T>> {
    let mut all = Vec::new();
    for file in files {
        all.extend(codec::read_file(file, &decode)?);
    }
    Ok(all)
}

async fn publish(lake: &Lake, package: &ModelPackage, alias: Alias) -> anyhow::Result<()> {
    lake.publish_model(package).await?;
    promote(lake, package, alias).await
}

async fn promote(lake: &Lake, package: &ModelPackage, alias: Alias) -> anyhow::Result<()> {
    let (manifest, alias) = (&package.manifest, alias.name());
    lake.set_alias(&manifest.name, alias, &manifest.version).await?;
    tracing::info!(model = manifest.name, version = manifest.version, "the model is the {alias}");
    Ok(())
}
