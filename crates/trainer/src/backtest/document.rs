//! The back-test as a document: `backtest.json`.

use std::collections::BTreeMap;
use std::fmt;

use common::forecast::FORECAST_VARIABLES;
use common::model::BacktestSummary;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Hours between two origins.
pub const ORIGIN_STEP_H: i64 = 6;

/// Lead times that are scored together, h, both ends included: the days, days together
/// and all.
pub const LEAD_BANDS_H: [(usize, usize); 10] =
    [(1, 24), (25, 48), (49, 72), (73, 96), (97, 120), (121, 144), (145, 168), (25, 72), (73, 168), (1, 168)];

/// Periods in which there is rain or not, h: an hour, and from one origin to the next.
pub const RAIN_WITHIN_H: [usize; 2] = [1, ORIGIN_STEP_H as usize];

/// The model's name in reports.
pub const MODEL: &str = "model";

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
    /// The model and every baseline, by variable and band of lead times.
    pub scores: Vec<Score>,
    /// The same over all lead times, by season.
    pub seasons: Vec<SeasonScore>,
    /// Mean, lowest and highest temperature of each day of lead time.
    pub days: Vec<DayScore>,
    /// The model against every baseline.
    pub differences: Vec<Difference>,
    /// The model's probability of rain.
    pub rain: Vec<RainScore>,
    /// Root mean square error of temperature by lead time, lead time 1 h first, °C, by
    /// forecaster.
    pub temperature_rmse_by_lead_c: BTreeMap<String, Vec<f64>>,
    /// How often what came true lay below each of the model's quantiles.
    pub quantiles: Vec<QuantileShare>,
    /// What became of the model's probabilities of rain in an hour.
    pub rain_shares: Vec<RainShare>,
    /// Weeks of temperature as they were forecast, the best first and the worst last.
    pub weeks: Vec<Week>,
    /// The largest errors of temperature on the first day, the largest first.
    pub misses: Vec<Miss>,
}

/// A forecaster's errors in one band of lead times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// `model` or a baseline.
    pub forecaster: String,
    /// The variable's column, unit included.
    pub variable: String,
    /// First and last lead time, h.
    pub lead_h: (usize, usize),
    /// Forecast and observed pairs.
    pub pairs: u64,
    /// Root mean square error; the model's point forecast is its median.
    pub rmse: f64,
    /// Mean absolute error.
    pub mae: f64,
    /// Mean of forecast minus observed.
    pub bias: f64,
    /// Continuous ranked probability score, as twice the mean pinball loss.
    pub crps: f64,
    /// Share of observations between the 10 % and the 90 % quantile; 0.8 is
    /// right.
    pub coverage_p10_p90: f64,
}

/// The seasons of the northern hemisphere, by the months that they are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Season {
    /// December to February.
    #[serde(rename = "DJF")]
    Winter,
    /// March to May.
    #[serde(rename = "MAM")]
    Spring,
    /// June to August.
    #[serde(rename = "JJA")]
    Summer,
    /// September to November.
    #[serde(rename = "SON")]
    Autumn,
}

impl Season {
    pub(super) fn of(month: i8) -> Self {
        match month {
            3..=5 => Self::Spring,
            6..=8 => Self::Summer,
            9..=11 => Self::Autumn,
            _ => Self::Winter,
        }
    }
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Winter => "DJF",
            Self::Spring => "MAM",
            Self::Summer => "JJA",
            Self::Autumn => "SON",
        })
    }
}

/// A forecaster's errors over all lead times in one season of the forecast hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeasonScore {
    /// `model` or a baseline.
    pub forecaster: String,
    /// The variable's column, unit included.
    pub variable: String,
    /// When.
    pub season: Season,
    /// Root mean square error.
    pub rmse: f64,
    /// Continuous ranked probability score.
    pub crps: f64,
    /// Share of observations between the 10 % and the 90 % quantile.
    pub coverage_p10_p90: f64,
}

/// Errors of what is made of the point forecasts of 24 hours of lead time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayScore {
    /// `model` or a baseline.
    pub forecaster: String,
    /// The day of lead time, from 1.
    pub day: usize,
    /// Root mean square error of the mean of the 24 temperatures, °C.
    pub mean_rmse: f64,
    /// Of the lowest.
    pub minimum_rmse: f64,
    /// Of the highest.
    pub maximum_rmse: f64,
}

/// By how much the model differs from a baseline on the same hours, below 0 where it is
/// better, with the range in which 95 % of differences lie when the test's blocks of 14
/// days are drawn anew (block bootstrap; Künsch, 1989).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The baseline.
    pub baseline: String,
    /// The variable's column, unit included.
    pub variable: String,
    /// First and last lead time, h.
    pub lead_h: (usize, usize),
    /// Root mean square error of the model minus that of the baseline.
    pub rmse: f64,
    /// 2.5 % and 97.5 % of it; absent where the test has too few blocks to tell.
    pub rmse_range: Option<(f64, f64)>,
}

/// How good the model's probability of rain is in one band of lead times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RainScore {
    /// Hours in which there is rain or not: 1, or 6 from one origin's step to the next.
    pub within_h: usize,
    /// First and last lead time, h.
    pub lead_h: (usize, usize),
    /// Brier score of the model.
    pub brier: f64,
    /// Brier score of climatology.
    pub brier_climatology: f64,
    /// 1 - brier / `brier_climatology`.
    pub skill: f64,
}

/// How often what came true lay below one of the model's quantiles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuantileShare {
    /// The variable's column, unit included.
    pub variable: String,
    /// The quantile's probability: what the share should be.
    pub level: f32,
    /// What it was, over all lead times.
    pub share_below: f64,
}

/// What became of the probabilities in one tenth of the scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RainShare {
    /// Hours that had one of them.
    pub hours: u64,
    /// Their mean.
    pub mean_probability: f64,
    /// The share of these hours with rain: what the mean should be.
    pub share_wet: f64,
}

/// A week of temperature as it was forecast and as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// The origin.
    pub issued_at: Timestamp,
    /// Root mean square error of the week, °C.
    pub rmse_c: f64,
    /// The 10 %, 50 % and 90 % quantile of each hour, °C.
    pub quantiles_c: Vec<[f32; 3]>,
    /// What was observed, °C.
    pub observed_c: Vec<Option<f32>>,
}

/// One large error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Miss {
    /// The origin.
    pub issued_at: Timestamp,
    /// The lead time, h.
    pub lead_h: usize,
    /// The forecast, °C.
    pub forecast_c: f32,
    /// What was observed, °C.
    pub observed_c: f32,
}

impl Backtest {
    /// The numbers that the manifest carries, with the first and last hour of the training.
    #[must_use]
    pub fn summary(&self, trained_from: Timestamp, trained_until: Timestamp) -> BacktestSummary {
        let all = LEAD_BANDS_H[LEAD_BANDS_H.len() - 1];
        let of_temperature =
            |score: &&Score| score.lead_h == all && score.variable == FORECAST_VARIABLES[0].column();
        let temperature = || self.scores.iter().filter(of_temperature);
        let model = temperature().find(|score| score.forecaster == MODEL);
        BacktestSummary {
            trained_from,
            trained_until,
            from: self.from,
            until: self.until,
            origins: self.origins,
            temperature_rmse_c: temperature().map(|score| (score.forecaster.clone(), score.rmse)).collect(),
            temperature_coverage_p10_p90: model.map(|score| score.coverage_p10_p90),
        }
    }
}
