//! From observations to a trained and scored forecaster.

use common::location::Location;
use features::{BlankPrecipitation, History, Place};
use jiff::{Timestamp, ToSpan};

use crate::backtest::{Backtest, Trial};
use crate::baselines::Baselines;
use crate::dataset::{Dataset, Normals, Record};
use crate::forecaster::Forecaster;
use crate::network::Weights;
use crate::progress::Progress;
use crate::random::Random;
use crate::train::{Schedule, fit};

/// Hours at the end of a record that are kept for the back-test when no other
/// division is asked for: a year, so that every season counts.
const TEST_H: i64 = 365 * 24;

/// What to train on.
#[derive(Debug)]
pub struct Job {
    /// All observations, those of the test included.
    pub history: History,
    /// Where.
    pub location: Location,
    /// How the record is divided.
    pub division: Division,
    /// How to fit.
    pub schedule: Schedule,
    /// Seed of every random number.
    pub seed: u64,
}

/// Training sees hours before `train_until`; the test scores the hours from
/// there to before `test_until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// First hour that training does not see.
    pub train_until: Timestamp,
    /// First hour after the test.
    pub test_until: Timestamp,
}

impl Division {
    /// The last year of a record is the test, unless a bound is given.
    ///
    /// # Errors
    /// There are no observations, or the bounds leave no room.
    pub fn new(
        history: &History,
        train_until: Option<Timestamp>,
        test_until: Option<Timestamp>,
    ) -> anyhow::Result<Self> {
        let Some(last) = history.observations().last() else { anyhow::bail!("there are no observations") };
        let test_until = test_until.unwrap_or(last.time + 1.hour());
        let train_until = train_until.unwrap_or(test_until - TEST_H.hours());
        anyhow::ensure!(train_until < test_until,
            "nothing to test on between {train_until} and {test_until}");
        Ok(Self { train_until, test_until })
    }
}

/// What came out.
#[derive(Debug)]
pub struct Trained {
    /// The forecaster.
    pub forecaster: Forecaster,
    /// Its scores.
    pub backtest: Backtest,
    /// First and last hour that training saw.
    pub span: (Timestamp, Timestamp),
}

impl Job {
    fn place(&self) -> Place {
        Place::from(&self.location)
    }

    /// The Korean network leaves the gauge's field blank in dry hours.
    fn blank(&self) -> BlankPrecipitation {
        if self.location.provider.starts_with("kma") {
            BlankPrecipitation::DryIfTemperatureObserved
        } else {
            BlankPrecipitation::Unknown
        }
    }

    /// Trains and scores.
    ///
    /// # Errors
    /// The record is too short, or the arithmetic fails.
    pub fn run(&self) -> anyhow::Result<Trained> {
        let record = Record::new(&self.history, self.division.train_until, self.place(), self.blank())?;
        let normals = Normals::fit(&record.hours);
        let dataset = Dataset::new(&record, &normals)?;
        tracing::info!(windows = dataset.len(), hours = record.hours.len(), "the training set is ready");

        let Schedule { members, steps, .. } = self.schedule;
        let progress = Progress::new("training", (members * steps) as u64);
        let members = fit_members(&dataset, &self.schedule, self.seed, &progress)?;
        progress.finish();
        let Normals { climatology, scale, .. } = normals.clone();
        let forecaster = Forecaster { climatology, scale, members };

        let baselines = Baselines::fit(&record.hours, &normals);
        let Division { train_until, test_until } = self.division;
        let trial = Trial {
            history: &self.history,
            place: self.place(),
            from: train_until,
            until: test_until,
            blank: self.blank(),
        };
        let progress = Progress::new("back-test", trial.origins());
        let backtest = Backtest::run(&forecaster, &baselines, &trial, || progress.step(None))?;
        progress.finish();
        Ok(Trained { forecaster, backtest, span: record.span() })
    }
}

/// Fits the members side by side. Each has a seed of its own, so the result does
/// not depend on how many run at once.
fn fit_members(
    dataset: &Dataset,
    schedule: &Schedule,
    seed: u64,
    progress: &Progress,
) -> anyhow::Result<Vec<Weights>> {
    let mut seeds = Random::new(seed);
    let seeds: Vec<u64> = (0..schedule.members).map(|_| seeds.word()).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut members = Vec::new();
    for seeds in seeds.chunks(threads) {
        let fitted: Vec<anyhow::Result<Weights>> = std::thread::scope(|scope| {
            let running: Vec<_> = seeds
                .iter()
                .map(|&seed| scope.spawn(move || fit(dataset, schedule, seed, |loss| progress.step(Some(loss)))))
                .collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a training thread panicked"))))
                .collect()
        });
        for weights in fitted {
            members.push(weights?);
        }
    }
    Ok(members)
}
