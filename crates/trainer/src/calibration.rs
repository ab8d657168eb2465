//! How much wider the quantiles have to be than the networks say.
//!
//! A network knows the errors that it made on its own training windows, which
//! are too small. Blocks of the record are left out in turn (blocked
//! cross-validation, Bergmeir & Benítez, 2012), and the spread is scaled so that
//! 80 % of what came true there lies between the 10 % and the 90 % quantile, as
//! in conformalised quantile regression (Romano, Patterson & Candès, 2019).
//! Nothing of this looks at the test.

use burn::tensor::{Device, Tensor, TensorData};
use common::forecast::HORIZON_H;

use crate::dataset::{Block, Dataset};
use crate::forecaster::LEVELS;
use crate::network::{Network, VARIABLES, Weights, to_vec};
use crate::preprocess::FEATURES;

/// Hours of lead time that share a factor.
pub const LEADS_PER_FACTOR: usize = 24;
/// How many factors a variable has.
pub const FACTORS: usize = HORIZON_H / LEADS_PER_FACTOR;

/// How many blocks are left out in turn: two months each in a record of two
/// years, long against the memory of weather.
pub const BLOCKS: usize = 12;

/// Of the windows left out, one in this many is scored; neighbours say the same.
pub const STRIDE: usize = 7;
/// Windows that are scored at once.
const BATCH: usize = 256;
/// Indices of the 10 % and the 90 % quantile.
const INNER: [usize; 2] = [1, LEVELS - 2];
/// Share of what comes true that has to lie between them.
const COVERAGE: f64 = 0.8;
/// No factor leaves this range, however short the record.
const BOUNDS: [f32; 2] = [0.5, 2.0];

/// Factors on the spread, by variable and day of lead time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration(pub [[f32; FACTORS]; VARIABLES]);

impl Calibration {
    /// Leaves the spread as it is.
    pub const NONE: Self = Self([[1.0; FACTORS]; VARIABLES]);

    /// Finds the factors; each network is scored on the block that it has not
    /// seen.
    ///
    /// # Errors
    /// The device fails.
    pub fn fit(dataset: &Dataset, held_out: &[(Block, Weights)]) -> anyhow::Result<Self> {
        let mut ratios = vec![Vec::new(); VARIABLES * FACTORS];
        for (block, weights) in held_out {
            let samples: Vec<usize> = block.held_out.iter().copied().step_by(STRIDE).collect();
            for batch in samples.chunks(BATCH) {
                collect(dataset, weights, batch, &mut ratios)?;
            }
        }
        let mut factors =
            ratios.into_iter().map(|ratios| quantile(ratios, COVERAGE).clamp(BOUNDS[0], BOUNDS[1]));
        Ok(Self(std::array::from_fn(|_| std::array::from_fn(|_| factors.next().unwrap_or(1.0)))))
    }

    /// A network's distances of the quantiles from the centre, scaled.
    #[must_use]
    pub fn offsets(&self, weights: &Weights) -> Vec<f32> {
        let mut offsets = weights.offsets();
        for (cell, distances) in offsets.chunks_exact_mut(LEVELS).enumerate() {
            let factor = self.0[cell / HORIZON_H][cell % HORIZON_H / LEADS_PER_FACTOR];
            for distance in distances {
                *distance *= factor;
            }
        }
        offsets
    }
}

/// Adds, for every truth of a batch, its distance from the centre in units of the
/// distance of the quantile on its side.
fn collect(
    dataset: &Dataset,
    weights: &Weights,
    samples: &[usize],
    ratios: &mut [Vec<f32>],
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
        let cell = index % (VARIABLES * HORIZON_H);
        let error = target - centre[index];
        let quantile = spread[index] * offsets[cell * LEVELS + INNER[usize::from(error > 0.0)]];
        if quantile != 0.0 {
            let (variable, lead) = (cell / HORIZON_H, cell % HORIZON_H);
            ratios[variable * FACTORS + lead / LEADS_PER_FACTOR].push(error / quantile);
        }
    }
    Ok(())
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

    #[test]
    fn the_factor_is_the_share_that_has_to_be_covered() {
        assert_eq!(quantile((0..100).map(|value| value as f32).collect(), 0.8), 80.0);
        assert_eq!(quantile(Vec::new(), 0.8), 1.0);
    }

    #[test]
    fn factors_scale_the_offsets_of_their_variable_and_day() {
        let weights = Weights::random(&mut Pcg64::seed_from_u64(1));
        let mut factors = Calibration::NONE;
        factors.0[1][2] = 2.0;
        let (plain, scaled) = (weights.offsets(), factors.offsets(&weights));
        for (index, (plain, scaled)) in plain.iter().zip(&scaled).enumerate() {
            let (variable, lead) = (index / LEVELS / HORIZON_H, index / LEVELS % HORIZON_H);
            let factor = if variable == 1 && (48..72).contains(&lead) { 2.0 } else { 1.0 };
            assert_eq!(*scaled, plain * factor, "variable {variable}, lead {lead}");
        }
    }
}
