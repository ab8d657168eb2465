//! How much wider the quantiles have to be than the networks say.
//!
//! A network knows the errors that it made on its own training windows, which
//! are too small. Blocks of the record are left out in turn (blocked
//! cross-validation, Bergmeir & Benítez, 2012), and the spread is scaled so that
//! 80 % of what came true there lies between the 10 % and the 90 % quantile, as
//! in conformalised quantile regression (Romano, Patterson & Candès, 2019).
//! Nothing of this looks at the test. What the seasons then still lack is scaled as well,
//! for the whole forecast: by a mean and one wave a year.

use burn::tensor::{Device, Tensor, TensorData};
use common::forecast::HORIZON_H;

use crate::axes::{LEVELS, VARIABLES};
use crate::basis::{Basis, YEAR_COSINE, YEAR_SINE};
use crate::dataset::{Block, Dataset, HELD_OUT_STRIDE};
use crate::network::{Network, Weights, to_vec};
use crate::preprocess::FEATURES;

/// Hours of lead time that share a factor.
pub const LEADS_PER_FACTOR: usize = 24;
/// How many factors a variable has.
pub const FACTORS: usize = HORIZON_H / LEADS_PER_FACTOR;

/// Windows that are scored at once.
const BATCH: usize = 256;
/// Indices of the 10 % and the 90 % quantile.
const INNER: [usize; 2] = [1, LEVELS - 2];
/// Share of what comes true that has to lie between them.
const COVERAGE: f64 = 0.8;
/// No factor leaves this range, however short the record.
const BOUNDS: [f32; 2] = [0.5, 2.0];

/// Factors on the spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Of the networks, by variable and day of lead time.
    pub spread: [[f32; FACTORS]; VARIABLES],
    /// Of the whole forecast, by variable: constant, and what multiplies cosine and sine of
    /// the forecast hour's time of the year.
    pub season: [[f32; 3]; VARIABLES],
}

/// A truth's distance from the centre in units of that of the quantile on its side.
#[derive(Debug, Clone, Copy)]
struct Ratio {
    variable: usize,
    factor: usize,
    value: f32,
    /// The quarter of the year around 1 January, 1 April and so on.
    quarter: usize,
}

/// No factor of a season leaves this range.
pub const SEASON_BOUNDS: [f64; 2] = [0.5, 2.0];
/// Shortest record that says how seasons differ: a year and a half.
const SEASONAL_H: usize = 13_149;
const QUARTERS: usize = 4;

impl Calibration {
    /// Leaves the spread as it is.
    pub const NONE: Self = Self { spread: [[1.0; FACTORS]; VARIABLES], season: [[1.0, 0.0, 0.0]; VARIABLES] };

    /// Finds the factors; each network is scored on the block that it has not
    /// seen.
    ///
    /// # Errors
    /// The device fails.
    pub fn fit(dataset: &Dataset, held_out: &[(Block, Weights)]) -> anyhow::Result<Self> {
        let mut ratios = Vec::new();
        for (block, weights) in held_out {
            let samples: Vec<usize> = block.held_out.iter().copied().step_by(HELD_OUT_STRIDE).collect();
            for batch in samples.chunks(BATCH) {
                collect(dataset, weights, batch, &mut ratios)?;
            }
        }
        let mut calibration = Self::NONE;
        for variable in 0..VARIABLES {
            let of_variable: Vec<&Ratio> = ratios.iter().filter(|ratio| ratio.variable == variable).collect();
            let spread = &mut calibration.spread[variable];
            for (factor, spread) in spread.iter_mut().enumerate() {
                let of_factor = of_variable.iter().filter(|ratio| ratio.factor == factor);
                let ratio = quantile(of_factor.map(|ratio| ratio.value).collect(), COVERAGE);
                *spread = ratio.clamp(BOUNDS[0], BOUNDS[1]);
            }
            if dataset.issue_hours() >= SEASONAL_H {
                let scaled = |ratio: &Ratio| ratio.value / spread[ratio.factor];
                let quarters = std::array::from_fn(|quarter| {
                    let of_quarter = of_variable.iter().filter(|ratio| ratio.quarter == quarter);
                    quantile(of_quarter.map(|ratio| scaled(ratio)).collect(), COVERAGE)
                });
                calibration.season[variable] = wave(quarters);
            }
        }
        Ok(calibration)
    }

    /// A network's distances of the quantiles from the centre, scaled.
    #[must_use]
    pub fn offsets(&self, weights: &Weights) -> Vec<f32> {
        let mut offsets = weights.offsets();
        for (cell, distances) in offsets.chunks_exact_mut(LEVELS).enumerate() {
            let factor = self.spread[cell / HORIZON_H][cell % HORIZON_H / LEADS_PER_FACTOR];
            for distance in distances {
                *distance *= factor;
            }
        }
        offsets
    }

    /// The factor of the season on the whole forecast's distances from the median.
    #[must_use]
    pub fn of_season(&self, variable: usize, basis: &Basis) -> f64 {
        let [constant, cosine, sine] = self.season[variable].map(f64::from);
        let factor = constant + cosine * basis[YEAR_COSINE] + sine * basis[YEAR_SINE];
        factor.clamp(SEASON_BOUNDS[0], SEASON_BOUNDS[1])
    }
}

/// A mean and one wave a year through the values of four quarters, as well as they go.
fn wave(quarters: [f32; QUARTERS]) -> [f32; 3] {
    let mean = quarters.iter().sum::<f32>() / QUARTERS as f32;
    [mean, (quarters[0] - quarters[2]) / 2.0, (quarters[1] - quarters[3]) / 2.0]
}

/// Adds the ratio of every truth of a batch.
fn collect(
    dataset: &Dataset,
    weights: &Weights,
    samples: &[usize],
    ratios: &mut Vec<Ratio>,
) -> anyhow::Result<()> {
    let device = Device::flex();
    let rows = dataset.rows(samples);
    let features = Tensor::from_data(TensorData::new(rows.features, [samples.len(), FEATURES]), &device);
    let prediction = Network::new(weights, &device).forward(features, None);
    let (centre, spread) = (to_vec(prediction.centre)?, to_vec(prediction.spread)?);
    let offsets = weights.offsets();
    for (index, (&target, &mask)) in rows.targets.iter().zip(&rows.target_mask).enumerate() {
        if mask == 0.0 {
            continue;
        }
        let (sample, cell) = (index / (VARIABLES * HORIZON_H), index % (VARIABLES * HORIZON_H));
        let error = target - centre[index];
        let quantile = spread[index] * offsets[cell * LEVELS + INNER[usize::from(error > 0.0)]];
        if quantile != 0.0 {
            let (variable, lead) = (cell / HORIZON_H, cell % HORIZON_H);
            ratios.push(Ratio {
                variable,
                factor: lead / LEADS_PER_FACTOR,
                value: error / quantile,
                quarter: quarter(dataset.year_angle_rad(samples[sample], lead)),
            });
        }
    }
    Ok(())
}

fn quarter(year_angle_rad: f64) -> usize {
    let turns = year_angle_rad / std::f64::consts::TAU * QUARTERS as f64;
    #[expect(clippy::cast_sign_loss, reason = "an angle from 0")]
    let nearest = turns.round().max(0.0) as usize;
    nearest % QUARTERS
}

/// An order statistic; 1 of nothing.
fn quantile(mut values: Vec<f32>, level: f64) -> f32 {
    #[expect(clippy::cast_sign_loss, reason = "a share of a length")]
    let rank = (values.len() as f64 * level) as usize;
    if rank >= values.len() {
        return 1.0;
    }
    *values.select_nth_unstable_by(rank, f32::total_cmp).1
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_pcg::Pcg64;

    use super::*;
    use crate::basis::basis;

    #[test]
    fn the_factor_is_the_share_that_has_to_be_covered() {
        assert_eq!(quantile((0..100).map(|value| value as f32).collect(), 0.8), 80.0);
        assert_eq!(quantile(Vec::new(), 0.8), 1.0);
    }

    #[test]
    fn factors_scale_the_offsets_of_their_variable_and_day() {
        let weights = Weights::random(&mut Pcg64::seed_from_u64(1));
        let mut factors = Calibration::NONE;
        factors.spread[1][2] = 2.0;
        let (plain, scaled) = (weights.offsets(), factors.offsets(&weights));
        for (index, (plain, scaled)) in plain.iter().zip(&scaled).enumerate() {
            let (variable, lead) = (index / LEVELS / HORIZON_H, index / LEVELS % HORIZON_H);
            let factor = if variable == 1 && (48..72).contains(&lead) { 2.0 } else { 1.0 };
            assert_eq!(*scaled, plain * factor, "variable {variable}, lead {lead}");
        }
    }

    #[test]
    fn a_wave_a_year_goes_through_the_quarters() {
        let mut factors = Calibration::NONE;
        factors.season[0] = wave([1.4, 1.0, 0.8, 1.2]);
        let at = |factors: &Calibration, turns: f64| {
            factors.of_season(0, &basis(1.0, turns * std::f64::consts::TAU))
        };
        // What four values have beyond one wave is left out.
        for (turns, expected) in [(0.0, 1.4), (0.25, 1.0), (0.5, 0.8), (0.75, 1.2)] {
            let factor = at(&factors, turns);
            assert!((factor - expected).abs() < 1e-6, "{turns}: {factor}");
        }
        assert_eq!(
            [0.0, 0.1, 0.2, 0.9, 0.5].map(|turns| quarter(turns * std::f64::consts::TAU)),
            [0, 0, 1, 0, 2]
        );
        factors.season[0] = [1.0, 5.0, 0.0];
        assert_eq!(at(&factors, 0.0), SEASON_BOUNDS[1]);
    }
}
