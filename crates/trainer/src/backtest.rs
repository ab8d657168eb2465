//! Rolling-origin back-test (Tashman, 2000): forecasts as they would have been
//! issued, against what came true.

use std::collections::BTreeMap;

use common::forecast::{FORECAST_VARIABLES, HORIZON_H};
use common::model::BacktestSummary;
use features::{BlankPrecipitation, History, Place, Targets, Window, WindowError};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::baselines::{BaselineForecasts, Baselines};
use crate::forecaster::{Forecast, Forecaster, LEVELS};
use crate::scores::{Errors, Probabilities, Spread};

/// Hours between two origins.
pub const ORIGIN_STEP_H: i64 = 6;

/// Lead times that are scored together, h, both ends included.
pub const LEAD_BANDS_H: [(usize, usize); 4] = [(1, 24), (25, 72), (73, 168), (1, 168)];

/// Windows that are forecast at once.
const BATCH: usize = 64;

/// Level of the median, which is the point forecast.
const MEDIAN: usize = LEVELS / 2;

/// The model's name in reports.
pub const MODEL: &str = "model";
/// The baseline of that name.
pub const PERSISTENCE: &str = "persistence";
/// The baseline of that name.
pub const CLIMATOLOGY: &str = "climatology";
/// The baseline of that name.
pub const DAMPED_ANOMALY: &str = "damped_anomaly";

/// The whole back-test: `backtest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backtest {
    /// First origin.
    pub from: Timestamp,
    /// Last origin.
    pub until: Timestamp,
    /// Origins that were scored.
    pub origins: usize,
    /// Point forecasts: the model's is its median.
    pub points: Vec<PointScore>,
    /// The model's quantiles.
    pub quantiles: Vec<QuantileScore>,
    /// The model's probability of rain.
    pub rain: Vec<RainScore>,
}

/// A forecaster's errors in one band of lead times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointScore {
    /// `model` or a baseline.
    pub forecaster: String,
    /// The variable's column, unit included.
    pub variable: String,
    /// First and last lead time, h.
    pub lead_h: (usize, usize),
    /// Forecast and observed pairs.
    pub pairs: u64,
    /// Root mean square error.
    pub rmse: f64,
    /// Mean absolute error.
    pub mae: f64,
    /// Mean of forecast minus observed.
    pub bias: f64,
}

/// How good the model's quantiles are in one band of lead times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuantileScore {
    /// The variable's column, unit included.
    pub variable: String,
    /// First and last lead time, h.
    pub lead_h: (usize, usize),
    /// Continuous ranked probability score, as twice the mean pinball loss.
    pub crps: f64,
    /// Share of observations between the 10 % and the 90 % quantile; 0.8 is
    /// right.
    pub coverage_p10_p90: f64,
}

/// How good the model's probability of rain is in one band of lead times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RainScore {
    /// First and last lead time, h.
    pub lead_h: (usize, usize),
    /// Brier score of the model.
    pub brier: f64,
    /// Brier score of climatology.
    pub brier_climatology: f64,
    /// 1 - brier / `brier_climatology`.
    pub skill: f64,
}

/// What is needed to score a forecaster.
#[derive(Debug)]
pub struct Trial<'a> {
    /// All observations, those of the test included.
    pub history: &'a History,
    /// Where.
    pub place: Place,
    /// First hour that may be a target.
    pub from: Timestamp,
    /// First hour that may not.
    pub until: Timestamp,
    /// How to read a blank precipitation.
    pub blank: BlankPrecipitation,
}

#[derive(Default)]
struct Totals {
    /// By forecaster, variable and band.
    points: BTreeMap<(&'static str, usize, usize), Errors>,
    spreads: BTreeMap<(usize, usize), Spread>,
    rain: BTreeMap<usize, Probabilities>,
}

impl Backtest {
    /// Scores a forecaster and the baselines on every origin whose 168 hours
    /// lie in the trial. Hours that were not observed do not count.
    ///
    /// # Errors
    /// There is no origin to score, or a forecast fails.
    pub fn run(
        forecaster: &Forecaster,
        baselines: &Baselines<'_>,
        trial: &Trial<'_>,
        mut on_origin: impl FnMut(),
    ) -> anyhow::Result<Self> {
        let windows = trial.windows()?;
        let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
            anyhow::bail!("there is no origin to score between {} and {}", trial.from, trial.until);
        };
        let mut totals = Totals::default();
        for batch in windows.chunks(BATCH) {
            for (window, forecast) in batch.iter().zip(forecaster.forecast(batch)?) {
                let past = trial.history.until(window.issued_at());
                let baseline = baselines.forecast(past, window);
                let targets = Targets::after(trial.history, window.issued_at(), trial.blank);
                totals.add(&forecast, &baseline, &targets);
                on_origin();
            }
        }
        Ok(totals.finish(first.issued_at(), last.issued_at(), windows.len()))
    }

    /// The numbers that the manifest carries.
    #[must_use]
    pub fn summary(&self) -> BacktestSummary {
        let all = LEAD_BANDS_H[LEAD_BANDS_H.len() - 1];
        let temperature = self
            .points
            .iter()
            .filter(|score| score.lead_h == all && score.variable == FORECAST_VARIABLES[0].column());
        BacktestSummary {
            from: self.from,
            until: self.until,
            origins: self.origins,
            temperature_rmse_c: temperature.map(|score| (score.forecaster.clone(), score.rmse)).collect(),
        }
    }
}

impl Trial<'_> {
    /// How many origins there may be.
    #[must_use]
    pub fn origins(&self) -> u64 {
        let hours = (self.until.as_second() - self.from.as_second()) / 3600;
        u64::try_from((hours - HORIZON_H as i64).div_euclid(ORIGIN_STEP_H) + 1).unwrap_or_default()
    }

    fn windows(&self) -> Result<Vec<Window>, WindowError> {
        let mut windows = Vec::new();
        let mut issued_at = self.from - 1.hour();
        while issued_at + (HORIZON_H as i64).hours() < self.until {
            match Window::build(self.history, issued_at, self.place, None) {
                Ok(window) => windows.push(window),
                Err(WindowError::TooFewObservations { .. }) => {}
                Err(error) => return Err(error),
            }
            issued_at += ORIGIN_STEP_H.hours();
        }
        Ok(windows)
    }
}

impl Totals {
    fn add(&mut self, forecast: &Forecast, baseline: &BaselineForecasts, targets: &[Targets]) {
        for (lead, target) in targets.iter().enumerate() {
            let bands = || {
                LEAD_BANDS_H
                    .iter()
                    .enumerate()
                    .filter(move |(_, (from, until))| (*from..=*until).contains(&(lead + 1)))
                    .map(|(band, _)| band)
            };
            for (variable, value) in target.values.iter().enumerate() {
                let Some(truth) = *value else { continue };
                let quantiles = &forecast.quantiles[lead][variable];
                let points = [
                    (MODEL, quantiles[MEDIAN]),
                    (DAMPED_ANOMALY, baseline.damped_anomaly[lead][variable]),
                    (CLIMATOLOGY, baseline.climatology[lead][variable]),
                    (PERSISTENCE, baseline.persistence[lead][variable]),
                ];
                for band in bands() {
                    for (name, point) in points {
                        self.points.entry((name, variable, band)).or_default().add(point, truth);
                    }
                    self.spreads.entry((variable, band)).or_default().add(quantiles, truth);
                }
            }
            if let Some(rained) = target.rain {
                for band in bands() {
                    let probabilities = (forecast.precipitation_probability[lead], baseline.rain[lead]);
                    self.rain.entry(band).or_default().add(probabilities, rained);
                }
            }
        }
    }

    fn finish(self, from: Timestamp, until: Timestamp, origins: usize) -> Backtest {
        let column = |variable: usize| FORECAST_VARIABLES[variable].column().to_owned();
        let points = self.points.into_iter().map(|((name, variable, band), errors)| PointScore {
            forecaster: name.to_owned(),
            variable: column(variable),
            lead_h: LEAD_BANDS_H[band],
            pairs: errors.pairs(),
            rmse: errors.rmse(),
            mae: errors.mae(),
            bias: errors.bias(),
        });
        let quantiles = self.spreads.into_iter().map(|((variable, band), spread)| QuantileScore {
            variable: column(variable),
            lead_h: LEAD_BANDS_H[band],
            crps: spread.crps(),
            coverage_p10_p90: spread.coverage(),
        });
        let rain = self.rain.into_iter().map(|(band, probabilities)| RainScore {
            lead_h: LEAD_BANDS_H[band],
            brier: probabilities.brier(),
            brier_climatology: probabilities.brier_reference(),
            skill: probabilities.skill(),
        });
        Backtest {
            from,
            until,
            origins,
            points: points.collect(),
            quantiles: quantiles.collect(),
            rain: rain.collect(),
        }
    }
}
