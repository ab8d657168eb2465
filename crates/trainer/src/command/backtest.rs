//! `backtest`: a forecaster on files of one place.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use bytes::Bytes;
use clap::Args;
use common::guidance::GuidanceArchive;
use common::lake::{CodecError, codec};
use features::{BlankPrecipitation, Place};
use jiff::tz::TimeZone;

use super::shared::{Bound, recipe, tell_what_is_short, write_file};
use crate::config::Config;
use crate::dataset::Known;
use crate::pipeline::{Division, Job, Refit};
use crate::quality::inspect;
use crate::report::html;

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

pub(super) fn backtest(arguments: &BacktestArguments, config: &Config) -> anyhow::Result<()> {
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
