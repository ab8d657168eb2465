//! Rolling-origin back-test (Tashman, 2000): forecasts as they would have been
//! issued, against what came true.

use std::collections::BTreeMap;

use common::forecast::{FORECAST_VARIABLES, HORIZON_H};
use common::model::BacktestSummary;
use features::{BlankPrecipitation, History, Place, Targets, Window, WindowError};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use crate::baselines::{Baseline, Outlook};
use crate::forecaster::{Forecaster, LEVELS, future_bases};
use crate::network::VARIABLES;
use crate::scores::{Errors, Probabilities, quantile};

/// Hours between two origins.
pub const ORIGIN_STEP_H: i64 = 6;

/// Lead times that are scored together, h, both ends included.
pub const LEAD_BANDS_H: [(usize, usize); 4] = [(1, 24), (25, 72), (73, 168), (1, 168)];

/// Windows that are forecast at once.
const BATCH: usize = 64;

const DAY_H: usize = 24;

/// The model's name in reports.
pub const MODEL: &str = "model";
/// Origins that are drawn together: what two weeks apart is, is nearly independent.
const BLOCK_ORIGINS: usize = 14 * 24 / ORIGIN_STEP_H as usize;
/// How often a year is drawn anew.
const DRAWS: usize = 2000;
/// Seed of the drawing.
const DRAW_SEED: u64 = 1;

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
    fn of(month: i8) -> Self {
        match month {
            3..=5 => Self::Spring,
            6..=8 => Self::Summer,
            9..=11 => Self::Autumn,
            _ => Self::Winter,
        }
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
    /// 2.5 % and 97.5 % of it.
    pub rmse_range: (f64, f64),
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
    /// The place's clock.
    pub tz: TimeZone,
}

impl Backtest {
    /// Scores a forecaster and the baselines on every origin whose 168 hours
    /// lie in the trial. Hours that were not observed do not count.
    ///
    /// # Errors
    /// There is no origin to score, or a forecast fails.
    pub fn run(
        forecaster: &Forecaster,
        baselines: &[Baseline<'_>],
        trial: &Trial<'_>,
        mut on_origin: impl FnMut(),
    ) -> anyhow::Result<Self> {
        let windows = trial.windows()?;
        let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
            anyhow::bail!("there is no origin to score between {} and {}", trial.from, trial.until);
        };
        let mut tally = Tally::default();
        for batch in windows.chunks(BATCH) {
            for (window, forecast) in batch.iter().zip(forecaster.forecast(batch)?) {
                let truth = trial.truth(window);
                let (outlook, rain) = forecast.outlook();
                tally.add(0, &outlook, &truth);
                for (place, baseline) in baselines.iter().enumerate() {
                    tally.add(place + 1, &baseline.forecast(window), &truth);
                }
                let normal_rain =
                    future_bases(window).map(|basis| forecaster.climatology.rain_probability(&basis) as f32);
                tally.add_rain(rain.into_iter().zip(normal_rain), &truth);
                on_origin();
            }
        }
        let names = std::iter::once(MODEL).chain(baselines.iter().map(Baseline::name)).collect();
        Ok(tally.finish(names, (first.issued_at(), last.issued_at())))
    }

    /// The numbers that the manifest carries.
    #[must_use]
    pub fn summary(&self) -> BacktestSummary {
        let all = LEAD_BANDS_H[LEAD_BANDS_H.len() - 1];
        let temperature = self
            .scores
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

    fn truth(&self, window: &Window) -> Vec<(Season, Targets)> {
        let targets = Targets::after(self.history, window.issued_at(), self.blank);
        let seasons = (1..).map(|lead_h: i64| {
            let time = window.issued_at() + lead_h.hours();
            Season::of(time.to_zoned_datetime(self.tz.clone()).month())
        });
        seasons.zip(targets).collect()
    }
}

/// What has been scored so far. Forecasters are known by their place.
#[derive(Debug, Default)]
struct Tally {
    /// By forecaster, variable and band; one entry an origin.
    origins: BTreeMap<(usize, usize, usize), Vec<Errors>>,
    seasons: BTreeMap<(usize, usize, Season), Errors>,
    /// Mean, lowest and highest temperature, by forecaster and day.
    days: BTreeMap<(usize, usize), [Errors; 3]>,
    rain: BTreeMap<usize, Probabilities>,
}

fn bands(lead: usize) -> impl Iterator<Item = usize> {
    let with_lead =
        move |(_, (from, until)): &(usize, (usize, usize))| (*from..=*until).contains(&(lead + 1));
    LEAD_BANDS_H.into_iter().enumerate().filter(with_lead).map(|(band, _)| band)
}

impl Tally {
    /// Takes a forecaster's forecast from one origin.
    fn add(&mut self, place: usize, Outlook { point, quantiles }: &Outlook, truth: &[(Season, Targets)]) {
        for variable in 0..VARIABLES {
            let mut by_band = [Errors::default(); LEAD_BANDS_H.len()];
            for (lead, (season, target)) in truth.iter().enumerate() {
                let Some(truth) = target.values[variable] else { continue };
                let (point, quantiles) = (point[lead][variable], &quantiles[lead][variable]);
                bands(lead).for_each(|band| by_band[band].add(point, quantiles, truth));
                self.seasons.entry((place, variable, *season)).or_default().add(point, quantiles, truth);
            }
            for (band, errors) in by_band.into_iter().enumerate() {
                self.origins.entry((place, variable, band)).or_default().push(errors);
            }
        }
        let days = point.chunks_exact(DAY_H).zip(truth.chunks_exact(DAY_H));
        for (day, (point, truth)) in days.enumerate() {
            let temperatures: Option<Vec<f32>> = truth.iter().map(|(_, target)| target.values[0]).collect();
            let Some(truth) = temperatures else { continue };
            let point: Vec<f32> = point.iter().map(|values| values[0]).collect();
            let errors = self.days.entry((place, day)).or_default();
            for ((errors, point), truth) in errors.iter_mut().zip(extremes(&point)).zip(extremes(&truth)) {
                errors.add(point, &[point; LEVELS], truth);
            }
        }
    }

    fn add_rain(&mut self, chances: impl Iterator<Item = (f32, f32)>, truth: &[(Season, Targets)]) {
        for (lead, (chances, (_, target))) in chances.zip(truth).enumerate() {
            let Some(rained) = target.rain else { continue };
            bands(lead).for_each(|band| self.rain.entry(band).or_default().add(chances, rained));
        }
    }

    fn finish(self, names: Vec<&str>, (from, until): (Timestamp, Timestamp)) -> Backtest {
        let column = |variable: usize| FORECAST_VARIABLES[variable].column().to_owned();
        let scores = self.origins.iter().map(|(&(place, variable, band), origins)| {
            let errors = joined(origins);
            Score {
                forecaster: names[place].to_owned(),
                variable: column(variable),
                lead_h: LEAD_BANDS_H[band],
                pairs: errors.pairs(),
                rmse: errors.rmse(),
                mae: errors.mae(),
                bias: errors.bias(),
                crps: errors.crps(),
                coverage_p10_p90: errors.coverage(),
            }
        });
        let seasons = self.seasons.iter().map(|(&(place, variable, season), errors)| SeasonScore {
            forecaster: names[place].to_owned(),
            variable: column(variable),
            season,
            rmse: errors.rmse(),
            crps: errors.crps(),
            coverage_p10_p90: errors.coverage(),
        });
        let days = self.days.iter().map(|(&(place, day), [mean, minimum, maximum])| DayScore {
            forecaster: names[place].to_owned(),
            day: day + 1,
            mean_rmse: mean.rmse(),
            minimum_rmse: minimum.rmse(),
            maximum_rmse: maximum.rmse(),
        });
        let model = |variable, band| self.origins.get(&(0, variable, band));
        let differences = self.origins.iter().filter(|((place, ..), _)| *place > 0).filter_map(
            |(&(place, variable, band), baseline)| {
                let model = model(variable, band)?;
                Some(Difference {
                    baseline: names[place].to_owned(),
                    variable: column(variable),
                    lead_h: LEAD_BANDS_H[band],
                    rmse: joined(model).rmse() - joined(baseline).rmse(),
                    rmse_range: range(model, baseline),
                })
            },
        );
        let rain = self.rain.iter().map(|(&band, probabilities)| RainScore {
            lead_h: LEAD_BANDS_H[band],
            brier: probabilities.brier(),
            brier_climatology: probabilities.brier_reference(),
            skill: probabilities.skill(),
        });
        Backtest {
            from,
            until,
            origins: model(0, 0).map_or(0, Vec::len),
            scores: scores.collect(),
            seasons: seasons.collect(),
            days: days.collect(),
            differences: differences.collect(),
            rain: rain.collect(),
        }
    }
}

fn joined(origins: &[Errors]) -> Errors {
    origins.iter().fold(Errors::default(), |mut all, errors| {
        all.join(errors);
        all
    })
}

/// Mean, lowest and highest.
fn extremes(values: &[f32]) -> [f32; 3] {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let lowest = values.iter().copied().fold(f32::INFINITY, f32::min);
    let highest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    [mean, lowest, highest]
}

/// 95 % of the differences of root mean square errors when the blocks are drawn anew.
fn range(model: &[Errors], baseline: &[Errors]) -> (f64, f64) {
    let blocks: Vec<(Errors, Errors)> = model
        .chunks(BLOCK_ORIGINS)
        .zip(baseline.chunks(BLOCK_ORIGINS))
        .map(|(model, baseline)| (joined(model), joined(baseline)))
        .collect();
    let mut random = Pcg64::seed_from_u64(DRAW_SEED);
    let mut differences: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut drawn = (Errors::default(), Errors::default());
            for _ in 0..blocks.len() {
                let (model, baseline) = &blocks[random.random_range(0..blocks.len())];
                drawn.0.join(model);
                drawn.1.join(baseline);
            }
            drawn.0.rmse() - drawn.1.rmse()
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    (quantile(&differences, 0.025), quantile(&differences, 0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(error: f32) -> Errors {
        let mut errors = Errors::default();
        errors.add(error, &[error; LEVELS], 0.0);
        errors
    }

    #[test]
    fn a_difference_that_every_block_shows_is_certain_and_none_is_none() {
        let origins = 10 * BLOCK_ORIGINS;
        let worse: Vec<Errors> = (0..origins).map(|origin| errors(2.0 + (origin % 7) as f32)).collect();
        let better: Vec<Errors> = (0..origins).map(|origin| errors(1.0 + (origin % 7) as f32)).collect();
        assert_eq!(range(&worse, &worse), (0.0, 0.0));
        let (low, high) = range(&better, &worse);
        let difference = joined(&better).rmse() - joined(&worse).rmse();
        assert!(low <= difference && difference <= high && high < 0.0, "{low} {difference} {high}");
    }

    #[test]
    fn one_good_block_among_many_bad_ones_proves_nothing() {
        let other = vec![errors(1.0); 10 * BLOCK_ORIGINS];
        let mut model = vec![errors(1.1); 10 * BLOCK_ORIGINS];
        model[..BLOCK_ORIGINS].fill(errors(0.0));
        let (low, high) = range(&model, &other);
        assert!(low < 0.0 && high > 0.0, "{low} {high}");
    }

    #[test]
    fn a_day_is_its_mean_and_its_extremes() {
        assert_eq!(extremes(&[1.0, -3.0, 5.0]), [1.0, -3.0, 5.0]);
    }

    #[test]
    fn every_month_has_its_season() {
        let seasons: Vec<Season> = (1..=12).map(Season::of).collect();
        let expected = [Season::Winter, Season::Spring, Season::Summer, Season::Autumn];
        for (index, season) in seasons.into_iter().enumerate() {
            // December is the first month of winter.
            assert_eq!(season, expected[(index + 1) % 12 / 3], "month {}", index + 1);
        }
    }
}
