//! `train`: from the lake, or from files, to a package.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use common::Clock;
use common::guidance::GuidanceArchive;
use common::lake::{Lake, codec};
use common::location::{Location, LocationId, Locations};
use common::observation::Observation;
use features::{BlankPrecipitation, Place};
use jiff::Timestamp;

use super::registry::{Alias, publish};
use super::shared::{Bound, recipe, tell_what_is_short};
use crate::config::Config;
use crate::dataset::Known;
use crate::package::package;
use crate::pipeline::{Division, Job, run_pooled};
use crate::quality::inspect;

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

pub(super) async fn train(arguments: TrainArguments, config: Config, clock: &Clock) -> anyhow::Result<()> {
    let locations_file = arguments.locations.clone().unwrap_or_else(|| PathBuf::from(&config.locations_file));
    let locations = Locations::load(&locations_file)?;
    let source = match &arguments.data {
        Some(folder) => Source::Folder(folder.clone()),
        None => Source::Lake(Lake::open(&config.lake).await),
    };
    let recipe = recipe(&config, arguments.seed, arguments.checkpoints.clone())?;
    let mut jobs = Vec::new();
    let wanted = wanted(&arguments, &locations, &locations_file)?;
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
    locations: &'a Locations,
    file: &Path,
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
                    Some(source) => lake.guidance(source, &location.id, Timestamp::MIN..=now).await?,
                    None => GuidanceArchive::default(),
                };
                Ok((lake.observations(location, Timestamp::MIN, now).await?, guidance))
            }
        }
    }
}
