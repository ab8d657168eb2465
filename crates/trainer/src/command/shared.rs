//! What several commands need: bounds of time, how to fit, and a file that is written.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;
use common::observation::floor_to_hour;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::checkpoints::Checkpoints;
use crate::config::Config;
use crate::dataset::Known;
use crate::pipeline::{Division, Recipe};

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
    pub(super) fn within(self, tz: &TimeZone) -> anyhow::Result<Timestamp> {
        Ok(match self {
            Self::Time(time) => time,
            // Lake hours are full hours in UTC, and some zones are half an hour off.
            Self::Date(date) => floor_to_hour(tz.to_timestamp(date.to_datetime(Time::midnight()))?),
        })
    }
}

pub(super) fn recipe(
    config: &Config,
    seed: Option<u64>,
    checkpoints: Option<PathBuf>,
) -> anyhow::Result<Recipe> {
    let Config { schedule, ridge_share, original_lstm_steps, .. } = config.clone();
    let checkpoints = checkpoints.map(Checkpoints::open).transpose()?.map(Arc::new);
    let seed = seed.unwrap_or(config.seed);
    Ok(Recipe { schedule, ridge_share, original_lstm_steps, seed, checkpoints })
}

/// A test that ends after the record, and guidance that nothing can be learned from, are no
/// errors, and seldom what was meant.
pub(super) fn tell_what_is_short(known: &Known, division: &Division) {
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

pub(super) fn write_file(path: &Path, text: String) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
