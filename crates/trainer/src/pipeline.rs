//! From observations to a trained and scored forecaster.

use std::sync::Arc;

use common::forecast::HORIZON_H;
use common::location::LocationId;
use common::observation::{floor_to_hour, hours};
use features::History;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use crate::backtest::{Backtest, Contestants, Scoring, Trial};
use crate::baselines::{Original, baselines};
use crate::calibration::Calibration;
use crate::checkpoints::Checkpoints;
use crate::dataset::{BLOCKS, Block, Dataset, Known, Normals, Record};
use crate::forecaster::{Forecaster, Member, Model};
use crate::guided::Guided;
use crate::network::Weights;
use crate::progress::Progress;
use crate::quality::FEWEST_DAYS;
use crate::rain::Spells;
use crate::ridge::Ridge;
use crate::schedule::{Schedule, Task};
use crate::train::Training;

/// Hours at the end of a record that are kept for the back-test when no other division is
/// asked for: a year, so that every season counts, but no more than a third of the record,
/// nor so much that too little is left to learn from.
const TEST_H: i64 = 365 * 24;

/// What to train on.
#[derive(Debug)]
pub struct Job {
    /// Everything that is known, the test included.
    pub known: Known,
    /// Where.
    pub location: LocationId,
    /// The place's clock.
    pub tz: TimeZone,
    /// How the record is divided.
    pub division: Division,
    /// How to fit.
    pub recipe: Recipe,
}

/// How a forecaster is fitted to a record.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// How to fit the networks.
    pub schedule: Schedule,
    /// The regression's share of the forecast; the networks divide the rest.
    pub ridge_share: f64,
    /// Optimiser steps of the original's network among the baselines; 0 leaves it out.
    pub original_lstm_steps: usize,
    /// Seed of every random number.
    pub seed: u64,
    /// Where trained networks are kept until the training is done.
    pub checkpoints: Option<Arc<Checkpoints>>,
}

/// Training sees hours before `train_until`; the test scores the hours from
/// `test_from` to before `test_until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// First hour that training does not see.
    pub train_until: Timestamp,
    /// First hour of the test.
    pub test_from: Timestamp,
    /// First hour after the test.
    pub test_until: Timestamp,
    /// How often the forecaster is fitted anew on the way through the test.
    pub refit: Refit,
}

/// How often a forecaster is fitted anew while it is tested.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Refit {
    /// Once, before the test.
    #[default]
    Never,
    /// At the beginning of every calendar month in UTC, on all that was known then.
    Monthly,
}

impl Division {
    /// The end of a record is the test, unless a bound is given: a year, a third of it, or
    /// what training can spare.
    ///
    /// # Errors
    /// There are no observations, or the bounds leave no room.
    pub fn new(
        history: &History,
        train_until: Option<Timestamp>,
        test_until: Option<Timestamp>,
    ) -> anyhow::Result<Self> {
        let (Some(first), Some(last)) = (history.observations().first(), history.observations().last())
        else {
            anyhow::bail!("there are no observations");
        };
        let test_until = test_until.unwrap_or(last.time + 1.hour());
        let train_until = match train_until {
            Some(train_until) => train_until,
            None => {
                let whole_h = test_until.duration_since(first.time).as_hours();
                let spare_h = whole_h - FEWEST_DAYS * 24;
                anyhow::ensure!(
                    spare_h > 0,
                    "the record begins at {}, and training takes {FEWEST_DAYS} days of it before a test that \
                     ends at {test_until}",
                    first.time
                );
                test_until - TEST_H.min(whole_h / 3).min(spare_h).hours()
            }
        };
        let division = Self { train_until, test_from: train_until, test_until, refit: Refit::Never };
        division.check()?;
        division.check_reach(history)?;
        Ok(division)
    }

    /// Whether a record reaches into the test.
    ///
    /// # Errors
    /// It ends before.
    pub fn check_reach(&self, history: &History) -> anyhow::Result<()> {
        let Self { test_from, .. } = *self;
        match history.observations().last() {
            Some(last) if last.time >= test_from => Ok(()),
            Some(last) => anyhow::bail!(
                "the record ends at {}, before the test, which begins at {test_from}",
                last.time
            ),
            None => anyhow::bail!("there are no observations"),
        }
    }

    /// Whether its bounds leave room for a test after the training.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check(&self) -> anyhow::Result<()> {
        let Self { train_until, test_from, test_until, .. } = *self;
        for bound in [train_until, test_from, test_until] {
            anyhow::ensure!(floor_to_hour(bound) == bound, "{bound} is not a full hour");
        }
        anyhow::ensure!(
            train_until <= test_from,
            "training until {train_until} would see the test, which begins at {test_from}"
        );
        anyhow::ensure!(
            test_from < test_until,
            "the test would begin at {test_from}, and end before that, at {test_until}"
        );
        anyhow::ensure!(
            test_until.duration_since(test_from) > SignedDuration::from_hours(HORIZON_H as i64),
            "a back-test takes more than {HORIZON_H} h; {test_from} to {test_until} is not enough"
        );
        Ok(())
    }

    /// For each fit the first hour that it does not see, and the first that it does not
    /// forecast from.
    fn fits(&self) -> Vec<(Timestamp, Timestamp)> {
        let mut bounds = vec![self.train_until];
        if self.refit == Refit::Monthly {
            let test = hours(self.test_from, self.test_until - 1.hour());
            bounds.extend(test.filter(|&hour| hour > self.train_until && begins_a_month(hour)));
        }
        let ends = bounds.iter().skip(1).copied().chain([self.test_until]).collect::<Vec<_>>();
        bounds.into_iter().zip(ends).collect()
    }
}

fn begins_a_month(hour: Timestamp) -> bool {
    let hour = hour.to_zoned_datetime(TimeZone::UTC);
    hour.day() == 1 && hour.hour() == 0
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

/// A place's record, ready to learn from.
#[derive(Debug)]
struct Prepared {
    record: Record,
    normals: Normals,
}

/// What was learned about anomalies; it holds at every place that it was learned at.
#[derive(Debug, Clone)]
struct Learned {
    ridge: Ridge,
    networks: Vec<Weights>,
    calibration: Calibration,
}

/// A forecaster with all that it was made of.
#[derive(Debug)]
struct Fitted {
    prepared: Prepared,
    ridge: Ridge,
    original: Option<Original>,
    forecaster: Forecaster,
}

impl Prepared {
    fn new(known: &Known, until: Timestamp) -> anyhow::Result<Self> {
        let record = Record::new(known, until)?;
        let normals = Normals::fit(&record.hours);
        Ok(Self { record, normals })
    }

    fn dataset(&self) -> anyhow::Result<Dataset> {
        Dataset::new(&self.record, &self.normals)
    }
}

impl Recipe {
    fn learn(&self, dataset: &Dataset) -> anyhow::Result<Learned> {
        tracing::info!(windows = dataset.len(), "the training set is ready");
        let blocks = dataset.blocks(BLOCKS);
        let ridge = Ridge::fit(dataset, &blocks)?;
        tracing::info!(blocks = blocks.len(), "the regression is fitted");
        let (networks, calibration) = if self.ridge_share < 1.0 {
            self.fit_networks(dataset, blocks)?
        } else {
            (Vec::new(), Calibration::NONE)
        };
        Ok(Learned { ridge, networks, calibration })
    }

    fn assemble(&self, prepared: Prepared, learned: Learned) -> anyhow::Result<Fitted> {
        let Learned { ridge, networks, calibration } = learned;
        let share = self.ridge_share;
        let each = (1.0 - share) / networks.len() as f64;
        let networks = networks.into_iter().map(Model::Network).map(|model| Member { model, share: each });
        let regression = Member { model: Model::Ridge(ridge.clone()), share };
        let members = networks.chain((share > 0.0).then_some(regression)).collect();
        let guided = Guided::fit(&prepared.record, &prepared.normals)?;
        let Normals { climatology, scale, .. } = prepared.normals.clone();
        let spells = Spells::of(&prepared.record.hours);
        let forecaster = Forecaster { climatology, scale, calibration, members, guided, spells };
        let (record, steps) = (&prepared.record, self.original_lstm_steps);
        let original = (steps > 0).then(|| Original::fit(record, steps, self.seed)).transpose()?;
        Ok(Fitted { prepared, ridge, original, forecaster })
    }

    fn fit_networks(
        &self,
        dataset: &Dataset,
        blocks: Vec<Block>,
    ) -> anyhow::Result<(Vec<Weights>, Calibration)> {
        let Schedule { members, steps, .. } = self.schedule;
        let mut random = Pcg64::seed_from_u64(self.seed);
        let mut task = |samples| Task { samples, seed: random.next_u64() };
        let mut tasks: Vec<Task> = (0..members).map(|_| task((0..dataset.len()).collect())).collect();
        tasks.extend(blocks.iter().map(|block| task(block.train.clone())));

        let progress = Progress::new("training", (tasks.len() * steps) as u64);
        let checkpoints = self.checkpoints.as_deref();
        let training = Training { dataset, schedule: &self.schedule, checkpoints };
        let mut networks = training.fit_all(&tasks, &|loss| progress.step(loss))?;
        progress.finish();
        let held_out: Vec<_> = blocks.into_iter().zip(networks.split_off(members)).collect();
        let calibration = Calibration::fit(dataset, &held_out)?;
        tracing::info!(spread = ?calibration.spread, season = ?calibration.season, "the spread is calibrated");
        Ok((networks, calibration))
    }
}

/// A test under way.
#[derive(Debug)]
struct Test<'a> {
    trial: Trial<'a>,
    origins: Vec<Timestamp>,
    scoring: Scoring,
    last: Option<Fitted>,
}

impl<'a> Test<'a> {
    fn of(job: &'a Job) -> Self {
        let Division { test_from, test_until, .. } = job.division;
        let trial = Trial { known: &job.known, from: test_from, until: test_until, tz: job.tz.clone() };
        Self { origins: trial.origins(), trial, scoring: Scoring::default(), last: None }
    }

    /// Those that a fit forecasts from.
    fn origins(&self, train_until: Timestamp, until: Timestamp) -> Vec<Timestamp> {
        let of_fit = |origin: &Timestamp| *origin >= train_until - 1.hour() && *origin < until - 1.hour();
        self.origins.iter().copied().filter(of_fit).collect()
    }

    fn score(&mut self, fitted: Fitted, origins: &[Timestamp]) -> anyhow::Result<()> {
        let Fitted { prepared: Prepared { record, normals }, ridge, original, forecaster } = &fitted;
        let progress = Progress::new("back-test", origins.len() as u64);
        let baselines = baselines(record, normals, ridge, original.as_ref())?;
        let contestants = Contestants { forecaster, baselines: &baselines };
        self.scoring.score(contestants, &self.trial, origins, || progress.step(None))?;
        drop(baselines);
        progress.finish();
        self.last = Some(fitted);
        Ok(())
    }

    /// Of several fits the last stays.
    fn finish(self) -> anyhow::Result<Trained> {
        let Self { trial: Trial { from, until, .. }, scoring, last, .. } = self;
        let Some(Fitted { prepared, forecaster, .. }) = last else {
            anyhow::bail!("there is no origin to score between {from} and {until}");
        };
        Ok(Trained { forecaster, backtest: scoring.finish()?, span: prepared.record.span() })
    }
}

impl Job {
    /// Trains and scores; of several fits the last stays.
    ///
    /// # Errors
    /// The record is too short, or the arithmetic fails.
    pub fn run(&self) -> anyhow::Result<Trained> {
        let mut test = Test::of(self);
        for (train_until, until) in self.division.fits() {
            let origins = test.origins(train_until, until);
            if origins.is_empty() {
                continue;
            }
            let prepared = Prepared::new(&self.known, train_until)?;
            let learned = self.recipe.learn(&prepared.dataset()?)?;
            test.score(self.recipe.assemble(prepared, learned)?, &origins)?;
        }
        test.finish()
    }
}

/// Trains and scores several places that share what is learned about anomalies: each has
/// a climatology and corrections of its own, and all have the same networks and regression,
/// fitted once.
///
/// # Errors
/// As [`Job::run`], or there is no place.
pub fn run_pooled(jobs: &[Job]) -> anyhow::Result<Vec<Trained>> {
    let Some(first) = jobs.first() else { anyhow::bail!("there is no place to train on") };
    anyhow::ensure!(
        jobs.iter().all(|job| job.division.refit == Refit::Never),
        "places that share networks are fitted once"
    );
    let last_seen = jobs.iter().map(|job| job.division.train_until).max();
    if jobs.iter().any(|job| last_seen > Some(job.division.test_from)) {
        tracing::warn!("the shared part learns from one place in hours of another's test");
    }
    let prepared = jobs.iter().map(|job| Prepared::new(&job.known, job.division.train_until));
    let prepared = prepared.collect::<anyhow::Result<Vec<_>>>()?;
    let datasets = prepared.iter().map(Prepared::dataset).collect::<anyhow::Result<Vec<_>>>()?;
    let learned = first.recipe.learn(&Dataset::join(datasets))?;
    let scored = jobs.iter().zip(prepared).map(|(job, prepared)| {
        let mut test = Test::of(job);
        let origins = test.origins(job.division.train_until, job.division.test_until);
        test.score(job.recipe.assemble(prepared, learned.clone())?, &origins)?;
        test.finish()
    });
    scored.collect()
}

#[cfg(test)]
mod tests;
