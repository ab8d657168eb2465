//! From observations to a trained and scored forecaster.

use common::forecast::HORIZON_H;
use common::location::Location;
use common::observation::floor_to_hour;
use features::{BlankPrecipitation, History, Place};
use jiff::{SignedDuration, Timestamp, ToSpan};

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use crate::backtest::{Backtest, Trial};
use crate::baselines::baselines;
use crate::calibration::{BLOCKS, Calibration};
use crate::dataset::{Block, Dataset, Normals, Record};
use crate::forecaster::{Forecaster, Member, Model};
use crate::network::Weights;
use crate::progress::Progress;
use crate::ridge::Ridge;
use crate::train::{Schedule, Task, fit_all};

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
    /// How to fit the networks.
    pub schedule: Schedule,
    /// The regression's share of the forecast; the networks divide the rest.
    pub ridge_share: f64,
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
        for bound in [train_until, test_until] {
            anyhow::ensure!(floor_to_hour(bound) == bound, "{bound} is not a full hour");
        }
        anyhow::ensure!(
            test_until.duration_since(train_until) > SignedDuration::from_hours(HORIZON_H as i64),
            "a back-test takes more than {HORIZON_H} h; {train_until} to {test_until} is not enough"
        );
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

    fn fit(&self, dataset: &Dataset, normals: &Normals) -> anyhow::Result<(Forecaster, Ridge)> {
        let blocks = dataset.blocks(BLOCKS);
        let ridge = Ridge::fit(dataset, &blocks)?;
        tracing::info!(blocks = blocks.len(), "the regression is fitted");
        let share = self.ridge_share;
        let (networks, calibration) =
            if share < 1.0 { self.fit_networks(dataset, blocks)? } else { (Vec::new(), Calibration::NONE) };

        let each = (1.0 - share) / networks.len() as f64;
        let networks = networks.into_iter().map(Model::Network).map(|model| Member { model, share: each });
        let regression = Member { model: Model::Ridge(ridge.clone()), share };
        let members = networks.chain((share > 0.0).then_some(regression)).collect();
        let Normals { climatology, scale, .. } = normals.clone();
        Ok((Forecaster { climatology, scale, calibration, members }, ridge))
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
        let mut networks = fit_all(dataset, &self.schedule, &tasks, &|loss| progress.step(Some(loss)))?;
        progress.finish();
        let held_out: Vec<_> = blocks.into_iter().zip(networks.split_off(members)).collect();
        let calibration = Calibration::fit(dataset, &held_out)?;
        tracing::info!(factors = ?calibration.0, "the spread is calibrated");
        Ok((networks, calibration))
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

        let (forecaster, ridge) = self.fit(&dataset, &normals)?;

        let baselines = baselines(&record, &normals, &ridge)?;
        let Division { train_until, test_until } = self.division;
        let trial = Trial {
            history: &self.history,
            place: self.place(),
            from: train_until,
            until: test_until,
            blank: self.blank(),
            tz: self.location.tz(),
        };
        let progress = Progress::new("back-test", trial.origins());
        let backtest = Backtest::run(&forecaster, &baselines, &trial, || progress.step(None))?;
        progress.finish();
        Ok(Trained { forecaster, backtest, span: record.span() })
    }
}
