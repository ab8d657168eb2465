//! Ridge regression from the features to every lead time (Hoerl & Kennard, 1970):
//! on a record of few years a strong rival of any network, and the better judge of
//! rain.
//!
//! The regression gives centres. Its quantiles are the centre plus those of the errors
//! that it made on blocks which it had not seen ("dressing", Roulston & Smith, 2003).

use common::forecast::HORIZON_H;
use features::OBSERVED_COLUMNS;
use nalgebra::{Cholesky, DMatrix, DMatrixView, DVector, Dyn};

use crate::axes::{LEADS_PER_GROUP, LEVELS, TARGET_COLUMNS, VARIABLES};
use crate::climatology::RAIN_BOUNDS;
use crate::dataset::{Block, Dataset, HELD_OUT_STRIDE, Rows};
use crate::preprocess::FEATURES;
use crate::statistics::{logistic, quantiles};

/// Outputs: each variable's anomaly, and how far the probability of rain lies from
/// the normal one, at each lead time.
pub const RIDGE_OUTPUTS: usize = (VARIABLES + 1) * HORIZON_H;
/// Where the outputs for rain begin.
pub const RIDGE_RAIN_START: usize = VARIABLES * HORIZON_H;

/// Candidates for the penalty, as a share of the number of samples. Neighbouring
/// hours say the same, so that there are fewer independent samples than hours.
const PENALTIES: [f64; 9] = [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 3.0, 10.0];
/// What shares a penalty and the distances of the quantiles.
const GROUPS: usize = RIDGE_OUTPUTS / LEADS_PER_GROUP;
/// Samples that are multiplied at once.
const CHUNK: usize = 2048;

/// A linear forecaster of standardised anomalies.
#[derive(Debug, Clone, PartialEq)]
pub struct Ridge {
    /// `[FEATURES][RIDGE_OUTPUTS]`, row-major.
    pub weights: Vec<f32>,
    /// Distances of the quantiles from the centre: `[variable][lead][level]`,
    /// row-major, never decreasing along the levels.
    pub offsets: Vec<f32>,
}

impl Ridge {
    /// Fits to all samples, with the penalties that forecast the blocks best when they
    /// are left out in turn.
    ///
    /// # Errors
    /// There are too few samples to tell the features apart.
    pub fn fit(dataset: &Dataset, blocks: &[Block]) -> anyhow::Result<Self> {
        anyhow::ensure!(!dataset.is_empty(), "there is no window to train on: the record is too short");
        let all = Sums::of(dataset, &(0..dataset.len()).collect::<Vec<_>>());
        let trials: Vec<Trial> =
            blocks.iter().map(|block| Trial::run(dataset, block, &all)).collect::<Result<_, _>>()?;
        let penalties = best_penalties(&trials);
        let solved = all.equations().solve_each(&penalties)?;
        // Column-major is the transpose of row-major.
        let weights = solved.transpose().iter().map(|&weight| weight as f32).collect();
        Ok(Self { weights, offsets: dress(&trials, &penalties) })
    }

    /// The outputs for features `[row, FEATURES]`: `[row, RIDGE_OUTPUTS]`, row-major.
    #[must_use]
    pub fn predict(&self, features: &[f32]) -> Vec<f32> {
        let rows = features.len() / FEATURES;
        let features = DMatrixView::from_slice(features, FEATURES, rows);
        let weights = DMatrixView::from_slice(&self.weights, RIDGE_OUTPUTS, FEATURES);
        (weights * features).as_slice().to_vec()
    }

    /// Distances of the quantiles from the centre at a lead time, by variable, in
    /// physical units.
    #[must_use]
    pub fn offsets_at(&self, lead: usize, scale: &[f64; OBSERVED_COLUMNS]) -> [[f32; LEVELS]; VARIABLES] {
        std::array::from_fn(|variable| {
            let cell = (variable * HORIZON_H + lead) * LEVELS;
            let scale = scale[TARGET_COLUMNS[variable]] as f32;
            std::array::from_fn(|level| scale * self.offsets[cell + level])
        })
    }

    /// The probability of rain that lies `beyond` the normal one.
    #[must_use]
    pub fn rain_probability(normal: f64, beyond: f32) -> f64 {
        let [lowest, highest] = RAIN_BOUNDS;
        (normal + f64::from(beyond)).clamp(lowest, highest)
    }
}

/// The sums of products that a regression needs.
#[derive(Debug)]
struct Sums {
    samples: f64,
    /// `[FEATURES, FEATURES]`.
    gram: DMatrix<f64>,
    /// `[FEATURES, RIDGE_OUTPUTS]`, over what was observed.
    moment: DMatrix<f64>,
    /// How many samples that is, by output.
    observed: DVector<f64>,
}

impl Sums {
    fn of(dataset: &Dataset, samples: &[usize]) -> Self {
        let mut sums = Self {
            samples: samples.len() as f64,
            gram: DMatrix::zeros(FEATURES, FEATURES),
            moment: DMatrix::zeros(FEATURES, RIDGE_OUTPUTS),
            observed: DVector::zeros(RIDGE_OUTPUTS),
        };
        for chunk in samples.chunks(CHUNK) {
            let rows = dataset.rows(chunk);
            let (features, (targets, observed)) = (features(&rows), targets(&rows));
            sums.gram.gemm(1.0, &features, &features.transpose(), 1.0);
            sums.moment.gemm(1.0, &features, &targets.transpose(), 1.0);
            sums.observed += observed.column_sum();
        }
        sums
    }

    fn without(&self, others: &Self) -> Self {
        Self {
            samples: self.samples - others.samples,
            gram: &self.gram - &others.gram,
            moment: &self.moment - &others.moment,
            observed: &self.observed - &others.observed,
        }
    }

    /// The features' products are taken over all samples, as if what was not observed had
    /// gone missing by chance.
    fn equations(self) -> Equations {
        let Self { samples, gram, mut moment, observed } = self;
        for (mut column, observed) in moment.column_iter_mut().zip(&observed) {
            column *= samples / observed.max(1.0);
        }
        Equations { samples, gram, moment }
    }
}

/// The normal equations of a regression.
#[derive(Debug)]
struct Equations {
    samples: f64,
    /// `[FEATURES, FEATURES]`.
    gram: DMatrix<f64>,
    /// `[FEATURES, RIDGE_OUTPUTS]`.
    moment: DMatrix<f64>,
}

impl Equations {
    /// `[FEATURES, RIDGE_OUTPUTS]` under one penalty.
    fn solve(&self, penalty: f64) -> anyhow::Result<DMatrix<f64>> {
        let ridge = DMatrix::from_diagonal_element(FEATURES, FEATURES, penalty * self.samples);
        let factors: Option<Cholesky<f64, Dyn>> = (&self.gram + ridge).cholesky();
        factors
            .map(|factors| factors.solve(&self.moment))
            .ok_or_else(|| anyhow::anyhow!("{} windows do not tell the features apart", self.samples))
    }

    /// `[FEATURES, RIDGE_OUTPUTS]`, each group of outputs under its penalty.
    fn solve_each(&self, penalties: &[usize; GROUPS]) -> anyhow::Result<DMatrix<f64>> {
        let mut weights = DMatrix::zeros(FEATURES, RIDGE_OUTPUTS);
        for (index, &penalty) in PENALTIES.iter().enumerate().filter(|(index, _)| penalties.contains(index)) {
            let solved = self.solve(penalty)?;
            let outputs = (0..RIDGE_OUTPUTS).filter(|output| penalties[output / LEADS_PER_GROUP] == index);
            for output in outputs {
                weights.set_column(output, &solved.column(output));
            }
        }
        Ok(weights)
    }
}

/// One block left out, forecast under every penalty.
#[derive(Debug)]
struct Trial {
    rows: Rows,
    /// By penalty: `[RIDGE_OUTPUTS, sample]`.
    outputs: Vec<DMatrix<f64>>,
}

impl Trial {
    fn run(dataset: &Dataset, Block { train, held_out }: &Block, all: &Sums) -> anyhow::Result<Self> {
        let mut trained_on = vec![false; dataset.len()];
        train.iter().for_each(|&sample| trained_on[sample] = true);
        let left_out: Vec<usize> = (0..dataset.len()).filter(|&sample| !trained_on[sample]).collect();
        let equations = all.without(&Sums::of(dataset, &left_out)).equations();
        let samples: Vec<usize> = held_out.iter().copied().step_by(HELD_OUT_STRIDE).collect();
        let rows = dataset.rows(&samples);
        let features = features(&rows);
        let outputs = PENALTIES.iter().map(|&penalty| Ok(equations.solve(penalty)?.tr_mul(&features)));
        let outputs = outputs.collect::<anyhow::Result<_>>()?;
        Ok(Self { rows, outputs })
    }
}

/// `[FEATURES, sample]`.
fn features(rows: &Rows) -> DMatrix<f64> {
    let samples = rows.features.len() / FEATURES;
    DMatrix::from_iterator(FEATURES, samples, rows.features.iter().map(|&feature| f64::from(feature)))
}

/// `[RIDGE_OUTPUTS, sample]`: targets, 0 where nothing was observed, and 1 where it was.
fn targets(rows: &Rows) -> (DMatrix<f64>, DMatrix<f64>) {
    let samples = rows.features.len() / FEATURES;
    let observed = (0..samples).flat_map(|sample| {
        let variables = &rows.target_mask[sample * RIDGE_RAIN_START..(sample + 1) * RIDGE_RAIN_START];
        let rain = &rows.rain_mask[sample * HORIZON_H..(sample + 1) * HORIZON_H];
        variables.iter().chain(rain).map(|&mask| f64::from(mask))
    });
    let observed = DMatrix::from_iterator(RIDGE_OUTPUTS, samples, observed);
    let by_sample = (0..samples).flat_map(|sample| {
        let leads = sample * HORIZON_H..(sample + 1) * HORIZON_H;
        let rain = leads.map(|lead| {
            let normal = logistic(rows.rain_log_odds[lead].into());
            f64::from(rows.rain_mask[lead]) * (f64::from(rows.rain[lead]) - normal)
        });
        let variables = sample * RIDGE_RAIN_START..(sample + 1) * RIDGE_RAIN_START;
        rows.targets[variables].iter().map(|&anomaly| f64::from(anomaly)).chain(rain)
    });
    (DMatrix::from_iterator(RIDGE_OUTPUTS, samples, by_sample), observed)
}

/// The index of the best penalty for each group of outputs.
fn best_penalties(trials: &[Trial]) -> [usize; GROUPS] {
    let mut errors = [[0.0; PENALTIES.len()]; GROUPS];
    for trial in trials {
        let (targets, observed) = targets(&trial.rows);
        for (penalty, outputs) in trial.outputs.iter().enumerate() {
            let missed = (outputs - &targets).component_mul(&observed);
            for (output, row) in missed.row_iter().enumerate() {
                errors[output / LEADS_PER_GROUP][penalty] += row.norm_squared();
            }
        }
    }
    errors.map(|errors| {
        let ranked = errors.iter().enumerate().min_by(|(_, one), (_, other)| one.total_cmp(other));
        ranked.map_or(0, |(penalty, _)| penalty)
    })
}

/// The quantiles of the errors on what was left out: `[variable][lead][level]`.
fn dress(trials: &[Trial], penalties: &[usize; GROUPS]) -> Vec<f32> {
    let mut errors = vec![Vec::new(); RIDGE_RAIN_START / LEADS_PER_GROUP];
    for Trial { rows, outputs } in trials {
        for (index, (&target, &mask)) in rows.targets.iter().zip(&rows.target_mask).enumerate() {
            let (sample, output) = (index / RIDGE_RAIN_START, index % RIDGE_RAIN_START);
            let group = output / LEADS_PER_GROUP;
            if mask > 0.0 {
                errors[group].push(f64::from(target) - outputs[penalties[group]][(output, sample)]);
            }
        }
    }
    let by_group = errors.into_iter().map(quantiles);
    let by_lead = by_group.flat_map(|offsets| std::iter::repeat_n(offsets, LEADS_PER_GROUP));
    by_lead.flatten().collect()
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;

    #[test]
    fn a_planted_linear_climate_is_recovered() {
        let mut random = Pcg64::seed_from_u64(1);
        let samples = 4 * FEATURES;
        let features = DMatrix::from_fn(FEATURES, samples, |_, _| random.random_range(-1.0..1.0));
        let planted = DMatrix::from_fn(FEATURES, RIDGE_OUTPUTS, |_, _| random.random_range(-1.0..1.0));
        let sums = Sums {
            samples: samples as f64,
            gram: &features * features.transpose(),
            moment: &features * (features.transpose() * &planted),
            observed: DVector::from_element(RIDGE_OUTPUTS, samples as f64),
        };
        let solved = sums.equations().solve(1e-12).unwrap();
        let largest = (solved - planted).amax();
        assert!(largest < 1e-6, "{largest}");
    }
}
