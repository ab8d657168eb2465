//! Adding up what a back-test finds.

use std::collections::{BTreeMap, BTreeSet};

use common::forecast::{FORECAST_VARIABLES, HORIZON_H, QUANTILE_LEVELS};
use features::Targets;
use jiff::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::document::{
    Backtest, DayScore, Difference, LEAD_BANDS_H, Miss, ORIGIN_STEP_H, QuantileShare, RAIN_WITHIN_H,
    RainScore, RainShare, Score, Season, SeasonScore, Week,
};
use crate::axes::{DAY_H, LEVELS, Outlook, VARIABLES};
use crate::rain::Spells;
use crate::scores::{Errors, Probabilities};
use crate::statistics::quantile;

/// Origins that are drawn together: what two weeks apart is, is nearly independent.
const BLOCK_ORIGINS: usize = 14 * 24 / ORIGIN_STEP_H as usize;
/// How often a year is drawn anew.
const DRAWS: usize = 2000;
/// Seed of the drawing.
const DRAW_SEED: u64 = 1;
/// Parts of the scale of probabilities that are looked at by themselves.
const TENTHS: usize = 10;
/// How many of the largest errors are kept.
const MISSES: usize = 10;

/// What has been scored so far. Forecasters are known by their place.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By forecaster, variable and band; one entry an origin.
    origins: BTreeMap<(usize, usize, usize), Vec<Errors>>,
    seasons: BTreeMap<(usize, usize, Season), Errors>,
    /// Mean, lowest and highest temperature, by forecaster and day.
    days: BTreeMap<(usize, usize), [Errors; 3]>,
    /// By hours in which there is rain or not, and band.
    rain: BTreeMap<(usize, usize), Probabilities>,
    /// Of temperature, by forecaster and lead time.
    leads: BTreeMap<usize, Vec<Errors>>,
    /// Hours below each of the model's quantiles, and all hours, by variable.
    below: [[u64; LEVELS + 1]; VARIABLES],
    /// Hours, wet hours and the sum of their probabilities, by tenth.
    tenths: [(u64, u64, f64); TENTHS],
    /// The best, the middle and the worst so far are among these.
    weeks: Vec<Week>,
    misses: Vec<Miss>,
}

fn bands(lead: usize) -> impl Iterator<Item = usize> {
    let with_lead =
        move |(_, (from, until)): &(usize, (usize, usize))| (*from..=*until).contains(&(lead + 1));
    LEAD_BANDS_H.into_iter().enumerate().filter(with_lead).map(|(band, _)| band)
}

impl Tally {
    /// Takes a forecaster's forecast from one origin.
    pub(super) fn add(
        &mut self,
        place: usize,
        Outlook { point, quantiles }: &Outlook,
        truth: &[(Season, Targets)],
    ) {
        for variable in 0..VARIABLES {
            let mut by_band = [Errors::default(); LEAD_BANDS_H.len()];
            for (lead, (season, target)) in truth.iter().enumerate() {
                let Some(truth) = target.values[variable] else { continue };
                let (point, quantiles) = (point[lead][variable], &quantiles[lead][variable]);
                bands(lead).for_each(|band| by_band[band].add(point, quantiles, truth));
                if variable == 0 {
                    let leads = self.leads.entry(place).or_insert_with(|| vec![Errors::default(); HORIZON_H]);
                    leads[lead].add(point, quantiles, truth);
                }
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

    /// Takes what a report shows of the model's own forecast from one origin.
    pub(super) fn illustrate(
        &mut self,
        issued_at: Timestamp,
        Outlook { point, quantiles }: &Outlook,
        truth: &[(Season, Targets)],
    ) {
        for (lead, (_, target)) in truth.iter().enumerate() {
            for (variable, below) in self.below.iter_mut().enumerate() {
                let Some(truth) = target.values[variable] else { continue };
                below[LEVELS] += 1;
                for (below, &quantile) in below.iter_mut().zip(&quantiles[lead][variable]) {
                    *below += u64::from(truth <= quantile);
                }
            }
        }
        let observed_c: Vec<Option<f32>> = truth.iter().map(|(_, target)| target.values[0]).collect();
        let first_day = observed_c.iter().zip(point).take(DAY_H).enumerate();
        let misses = first_day.filter_map(|(lead, (observed, point))| {
            Some(Miss { issued_at, lead_h: lead + 1, forecast_c: point[0], observed_c: (*observed)? })
        });
        // One of an origin: hours on either side miss by as much.
        self.misses.extend(misses.max_by(|one, other| one.error_c().total_cmp(&other.error_c())));
        self.misses.sort_by(|one, other| other.error_c().total_cmp(&one.error_c()));
        self.misses.truncate(MISSES);

        let mut errors = Errors::default();
        for (observed, point) in observed_c.iter().zip(point) {
            let Some(truth) = *observed else { return };
            errors.add(point[0], &[point[0]; LEVELS], truth);
        }
        let quantiles_c = quantiles.iter().map(|values| [values[0][1], values[0][3], values[0][5]]).collect();
        self.weeks.push(Week { issued_at, rmse_c: errors.rmse(), quantiles_c, observed_c });
    }

    /// Takes the model's and the normal probability of rain in each hour.
    pub(super) fn add_rain(&mut self, chances: &[[f64; 2]], truth: &[(Season, Targets)], spells: Spells) {
        for ([chance, _], (_, target)) in chances.iter().zip(truth) {
            let Some(rained) = target.rain else { continue };
            #[expect(clippy::cast_sign_loss, reason = "a probability")]
            let (hours, wet, sum) = &mut self.tenths[((chance * TENTHS as f64) as usize).min(TENTHS - 1)];
            *hours += 1;
            *wet += u64::from(rained);
            *sum += chance;
        }
        for within_h in RAIN_WITHIN_H {
            let periods = chances.chunks_exact(within_h).zip(truth.chunks_exact(within_h));
            for (period, (chances, truth)) in periods.enumerate() {
                let rained: Option<Vec<bool>> = truth.iter().map(|(_, target)| target.rain).collect();
                let Some(rained) = rained.map(|hours| hours.contains(&true)) else { continue };
                let [model, normal] =
                    [0, 1].map(|of| spells.within(chances.iter().map(|chances| chances[of])) as f32);
                for band in bands(period * within_h) {
                    self.rain.entry((within_h, band)).or_default().add(model, normal, rained);
                }
            }
        }
    }

    pub(super) fn finish(self, names: &[&str], from: Timestamp, until: Timestamp) -> Backtest {
        let column = |variable: usize| FORECAST_VARIABLES[variable].column().to_owned();
        let scores = self.origins.iter().filter_map(|(&(place, variable, band), origins)| {
            let errors = joined(origins);
            // What was never observed has no score.
            (errors.pairs() > 0).then(|| Score {
                forecaster: names[place].to_owned(),
                variable: column(variable),
                lead_h: LEAD_BANDS_H[band],
                pairs: errors.pairs(),
                rmse: errors.rmse(),
                mae: errors.mae(),
                bias: errors.bias(),
                crps: errors.crps(),
                coverage_p10_p90: errors.coverage(),
            })
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
                (joined(model).pairs() > 0).then(|| Difference {
                    baseline: names[place].to_owned(),
                    variable: column(variable),
                    lead_h: LEAD_BANDS_H[band],
                    rmse: joined(model).rmse() - joined(baseline).rmse(),
                    rmse_range: range(model, baseline),
                })
            },
        );
        let rain = self.rain.iter().map(|(&(within_h, band), probabilities)| RainScore {
            within_h,
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
            temperature_rmse_by_lead_c: self
                .leads
                .iter()
                .map(|(&place, leads)| (names[place].to_owned(), leads.iter().map(Errors::rmse).collect()))
                .collect(),
            quantiles: (0..VARIABLES)
                .filter(|&variable| self.below[variable][LEVELS] > 0)
                .flat_map(|variable| {
                    let below = self.below[variable];
                    let shares = QUANTILE_LEVELS.into_iter().zip(below);
                    shares.map(move |(level, count)| QuantileShare {
                        variable: column(variable),
                        level,
                        share_below: count as f64 / below[LEVELS] as f64,
                    })
                })
                .collect(),
            rain_shares: self
                .tenths
                .iter()
                .filter(|(hours, ..)| *hours > 0)
                .map(|&(hours, wet, sum)| RainShare {
                    hours,
                    mean_probability: sum / hours as f64,
                    share_wet: wet as f64 / hours as f64,
                })
                .collect(),
            weeks: telling(self.weeks),
            misses: self.misses,
        }
    }
}

/// The best, the middle and the worst week.
fn telling(mut weeks: Vec<Week>) -> Vec<Week> {
    weeks.sort_by(|one, other| one.rmse_c.total_cmp(&other.rmse_c));
    let places: BTreeSet<usize> = [0, weeks.len() / 2, weeks.len().saturating_sub(1)].into();
    places.into_iter().filter_map(|place| weeks.get(place).cloned()).collect()
}

impl Miss {
    fn error_c(&self) -> f32 {
        (self.forecast_c - self.observed_c).abs()
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

/// Fewest blocks that say how much a difference varies from one to the next.
const FEWEST_BLOCKS: usize = 4;

/// 95 % of the differences of root mean square errors when the blocks are drawn anew.
fn range(model: &[Errors], baseline: &[Errors]) -> Option<(f64, f64)> {
    let blocks: Vec<(Errors, Errors)> = model
        .chunks(BLOCK_ORIGINS)
        .zip(baseline.chunks(BLOCK_ORIGINS))
        .map(|(model, baseline)| (joined(model), joined(baseline)))
        .collect();
    if blocks.len() < FEWEST_BLOCKS {
        return None;
    }
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
    Some((quantile(&differences, 0.025), quantile(&differences, 0.975)))
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
        assert_eq!(range(&worse, &worse), Some((0.0, 0.0)));
        assert_eq!(range(&better[..BLOCK_ORIGINS], &worse[..BLOCK_ORIGINS]), None);
        let (low, high) = range(&better, &worse).unwrap();
        let difference = joined(&better).rmse() - joined(&worse).rmse();
        assert!(low <= difference && difference <= high && high < 0.0, "{low} {difference} {high}");
    }

    #[test]
    fn one_good_block_among_many_bad_ones_proves_nothing() {
        let other = vec![errors(1.0); 10 * BLOCK_ORIGINS];
        let mut model = vec![errors(1.1); 10 * BLOCK_ORIGINS];
        model[..BLOCK_ORIGINS].fill(errors(0.0));
        let (low, high) = range(&model, &other).unwrap();
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
