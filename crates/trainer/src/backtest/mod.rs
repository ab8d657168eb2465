//! Rolling-origin back-test (Tashman, 2000): forecasts as they would have been
//! issued, against what came true.

mod document;
mod tally;

use std::collections::BTreeSet;

use common::forecast::HORIZON_H;
use common::observation::hours;
use features::{Targets, Window, WindowError};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

pub use self::document::{
    Backtest, DayScore, Difference, LEAD_BANDS_H, MODEL, Miss, ORIGIN_STEP_H, QuantileShare, RAIN_WITHIN_H,
    RainScore, RainShare, Score, Season, SeasonScore, Week,
};
use self::tally::Tally;
use crate::baselines::Baseline;
use crate::basis::future_bases;
use crate::dataset::Known;
use crate::forecaster::Forecaster;

/// Windows that are forecast at once.
const BATCH: usize = 64;

/// What is needed to score a forecaster.
#[derive(Debug)]
pub struct Trial<'a> {
    /// Everything that is known, the test included.
    pub known: &'a Known,
    /// First hour that may be a target.
    pub from: Timestamp,
    /// First hour that may not.
    pub until: Timestamp,
    /// The place's clock.
    pub tz: TimeZone,
}

/// Who is scored.
#[derive(Debug, Clone, Copy)]
pub struct Contestants<'a> {
    /// The model.
    pub forecaster: &'a Forecaster,
    /// What it is measured by.
    pub baselines: &'a [Baseline<'a>],
}

/// A back-test on its way.
#[derive(Debug, Default)]
pub struct Scoring {
    tally: Tally,
    names: Vec<&'static str>,
    span: Option<(Timestamp, Timestamp)>,
}

impl Scoring {
    /// Scores a forecaster and the baselines on origins, ascending. Hours that were not
    /// observed do not count.
    ///
    /// # Errors
    /// A forecast fails, or another forecaster was scored with other baselines before.
    pub fn score(
        &mut self,
        Contestants { forecaster, baselines }: Contestants<'_>,
        trial: &Trial<'_>,
        origins: &[Timestamp],
        mut on_origin: impl FnMut(),
    ) -> anyhow::Result<()> {
        let names: Vec<_> = std::iter::once(MODEL).chain(baselines.iter().map(Baseline::name)).collect();
        anyhow::ensure!(
            self.names.is_empty() || self.names == names,
            "there is guidance before some months of the test, and none before others"
        );
        self.names = names;
        for batch in origins.chunks(BATCH) {
            let windows = trial.windows(batch)?;
            for (window, forecast) in windows.iter().zip(forecaster.forecast(&windows)?) {
                let truth = trial.truth(window);
                let (outlook, rain) = forecast.outlook();
                self.tally.add(0, &outlook, &truth);
                self.tally.illustrate(window.issued_at(), &outlook, &truth);
                for (place, baseline) in baselines.iter().enumerate() {
                    self.tally.add(place + 1, &baseline.forecast(window), &truth);
                }
                let normal_rain =
                    future_bases(window).map(|basis| forecaster.climatology.rain_probability(&basis));
                let chances: Vec<[f64; 2]> = rain
                    .into_iter()
                    .zip(normal_rain)
                    .map(|(chance, normal)| [chance.into(), normal])
                    .collect();
                self.tally.add_rain(&chances, &truth, forecaster.spells);
                let issued_at = window.issued_at();
                self.span = Some((self.span.map_or(issued_at, |(first, _)| first), issued_at));
                on_origin();
            }
        }
        Ok(())
    }

    /// The scores.
    ///
    /// # Errors
    /// No origin was scored.
    pub fn finish(self) -> anyhow::Result<Backtest> {
        let Some((from, until)) = self.span else {
            anyhow::bail!("no hour of the test has enough observations before it to forecast from");
        };
        Ok(self.tally.finish(&self.names, from, until))
    }
}

impl Trial<'_> {
    /// The issue times, every [`ORIGIN_STEP_H`], whose 168 hours lie in the trial; with
    /// guidance in the trial those at which it was issued.
    #[must_use]
    pub fn origins(&self) -> Vec<Timestamp> {
        let first = self.from - 1.hour();
        let last = self.until - (HORIZON_H as i64 + 1).hours();
        let issues = self.known.guidance.issues().iter().map(|issue| issue.issued_at);
        let issues: BTreeSet<Timestamp> = issues.filter(|at| (first..=last).contains(at)).collect();
        let mut origins: Vec<Timestamp> = Vec::new();
        for hour in hours(first, last) {
            let is_due = origins.last().is_none_or(|before| hour >= *before + ORIGIN_STEP_H.hours());
            if is_due && (issues.is_empty() || issues.contains(&hour)) {
                origins.push(hour);
            }
        }
        origins
    }

    fn windows(&self, origins: &[Timestamp]) -> Result<Vec<Window>, WindowError> {
        let windows = origins.iter().filter_map(|&issued_at| match self.known.window(issued_at) {
            Err(WindowError::TooFewObservations { .. }) => None,
            built => Some(built),
        });
        windows.collect()
    }

    fn truth(&self, window: &Window) -> Vec<(Season, Targets)> {
        let targets = Targets::after(&self.known.history, window.issued_at(), self.known.blank);
        let seasons = (1..).map(|lead_h: i64| {
            let time = window.issued_at() + lead_h.hours();
            Season::of(time.to_zoned_datetime(self.tz.clone()).month())
        });
        seasons.zip(targets).collect()
    }
}
