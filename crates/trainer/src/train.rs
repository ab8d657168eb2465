//! Fits the network to a dataset.

use burn::grad_clipping::GradientClippingConfig;
use burn::optim::{AdamWConfig, GradientsParams};
use burn::tensor::activation::log_sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use common::forecast::{HORIZON_H, QUANTILE_LEVELS};

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::axes::VARIABLES;
use crate::checkpoints::Checkpoints;
use crate::dataset::{Dataset, Rows};
use crate::network::{Dropout, HIDDEN, Network, Prediction, Weights};
use crate::preprocess::FEATURES;
use crate::schedule::{Schedule, Task};

/// Weights of the losses of temperature, relative humidity, wind speed and cloud cover.
const VARIABLE_WEIGHTS: [f32; VARIABLES] = [1.0, 0.5, 0.5, 0.25];
/// Weight of the quantiles' loss beside the centre's squared error.
const PINBALL_WEIGHT: f32 = 2.0;
/// Weight of the rain's cross-entropy.
const RAIN_WEIGHT: f32 = 0.1;
/// Longest gradient of one matrix.
const GRADIENT_BOUND: f32 = 1.0;

/// What all networks of a training have in common.
#[derive(Debug, Clone, Copy)]
pub struct Training<'a> {
    /// What they are fitted to.
    pub dataset: &'a Dataset,
    /// How.
    pub schedule: &'a Schedule,
    /// Where those that are trained are kept until the training is done.
    pub checkpoints: Option<&'a Checkpoints>,
}

impl Training<'_> {
    /// Fits networks side by side. Each has a seed of its own, so what comes out does
    /// not depend on how many run at once, nor on which of them the checkpoints already
    /// have. `on_step` is called once for every step of each, with the loss where it was
    /// taken.
    ///
    /// # Errors
    /// As [`fit`], or a checkpoint cannot be written.
    pub fn fit_all(
        &self,
        tasks: &[Task],
        on_step: &(dyn Fn(Option<f32>) + Sync),
    ) -> anyhow::Result<Vec<Weights>> {
        let Self { dataset, schedule, checkpoints } = *self;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let kept = checkpoints.map(|checkpoints| (checkpoints, dataset.digest()));
        let one = |task: &Task| -> anyhow::Result<Weights> {
            let place = kept.as_ref().map(|(all, digest)| all.place(digest, schedule, task)).transpose()?;
            if let Some(weights) = place.as_ref().and_then(Checkpoints::load) {
                (0..schedule.steps).for_each(|_| on_step(None));
                return Ok(weights);
            }
            let weights = fit(dataset, schedule, task, |loss| on_step(Some(loss)))?;
            place.map_or(Ok(()), |place| Checkpoints::save(&place, &weights))?;
            Ok(weights)
        };
        let mut networks = Vec::with_capacity(tasks.len());
        for tasks in tasks.chunks(threads) {
            let fitted: Vec<anyhow::Result<Weights>> = std::thread::scope(|scope| {
                let running: Vec<_> = tasks.iter().map(|task| scope.spawn(|| one(task))).collect();
                let panicked = |_| Err(anyhow::anyhow!("a training thread panicked"));
                running.into_iter().map(|thread| thread.join().unwrap_or_else(panicked)).collect()
            });
            for weights in fitted {
                networks.push(weights?);
            }
        }
        Ok(networks)
    }
}

/// Fits one network. `on_step` is called after every step with its loss.
///
/// # Errors
/// There are no samples, the device fails, or the loss is no number.
pub fn fit(
    dataset: &Dataset,
    schedule: &Schedule,
    Task { samples, seed }: &Task,
    on_step: impl Fn(f32),
) -> anyhow::Result<Weights> {
    anyhow::ensure!(!samples.is_empty(), "there is no window to train on: the record is too short");
    let device = Device::flex().autodiff();
    let mut random = Pcg64::seed_from_u64(*seed);
    let mut average = Weights::random(&mut random);
    let mut network = Network::new(&average, &device);
    let mut optimiser = AdamWConfig::new()
        .with_weight_decay(schedule.weight_decay)
        .with_grad_clipping(Some(GradientClippingConfig::Norm(GRADIENT_BOUND)))
        .init();
    for step in 0..schedule.steps {
        let drawn: Vec<usize> =
            (0..schedule.batch).map(|_| samples[random.random_range(0..samples.len())]).collect();
        let batch = Batch::new(dataset.rows(&drawn), &device);
        let dropout = Dropout {
            input: keep_mask(&mut random, [schedule.batch, FEATURES], schedule.input_dropout, &device),
            hidden: keep_mask(&mut random, [schedule.batch, HIDDEN], schedule.hidden_dropout, &device),
        };
        let loss = batch.loss(&network, Some(dropout));
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        network = optimiser.step(schedule.learning_rate_at(step), network, gradients);
        // Young averages follow closely, so that the start is forgotten.
        let keep = schedule.average_keep.min((1 + step) as f32 / (10 + step) as f32);
        average.blend(&network.weights()?, 1.0 - keep);
        let loss = loss.into_scalar::<f32>();
        anyhow::ensure!(loss.is_finite(), "training diverged in step {step}");
        on_step(loss);
    }
    Ok(average)
}

fn keep_mask(random: &mut Pcg64, shape: [usize; 2], dropped: f64, device: &Device) -> Tensor<2> {
    let kept = (1.0 / (1.0 - dropped)) as f32;
    let mask: Vec<f32> =
        (0..shape[0] * shape[1]).map(|_| if random.random::<f64>() < dropped { 0.0 } else { kept }).collect();
    Tensor::from_data(TensorData::new(mask, shape), device)
}

/// Rows on a device.
#[derive(Debug)]
struct Batch {
    features: Tensor<2>,
    targets: Tensor<3>,
    /// Observed, times the variable's weight.
    target_weight: Tensor<3>,
    rain: Tensor<2>,
    rain_mask: Tensor<2>,
    rain_log_odds: Tensor<2>,
}

impl Batch {
    fn new(rows: Rows, device: &Device) -> Self {
        let count = rows.features.len() / FEATURES;
        let by_lead = |values| Tensor::from_data(TensorData::new(values, [count, HORIZON_H]), device);
        let by_variable =
            |values| Tensor::<3>::from_data(TensorData::new(values, [count, VARIABLES, HORIZON_H]), device);
        let weights =
            Tensor::<3>::from_data(TensorData::new(VARIABLE_WEIGHTS.to_vec(), [1, VARIABLES, 1]), device);
        Self {
            features: Tensor::from_data(TensorData::new(rows.features, [count, FEATURES]), device),
            targets: by_variable(rows.targets),
            target_weight: by_variable(rows.target_mask) * weights,
            rain: by_lead(rows.rain),
            rain_mask: by_lead(rows.rain_mask),
            rain_log_odds: by_lead(rows.rain_log_odds),
        }
    }

    fn loss(self, network: &Network, dropout: Option<Dropout>) -> Tensor<1> {
        let Prediction { centre, spread, rain } = network.forward(self.features, dropout);
        let error = self.targets - centre;
        let mut loss = error.clone().square();
        let pinball_weight = PINBALL_WEIGHT / QUANTILE_LEVELS.len() as f32;
        for (level, offset) in QUANTILE_LEVELS.into_iter().zip(network.offsets()) {
            loss = loss + pinball(error.clone() - spread.clone() * offset, level) * pinball_weight;
        }
        let observed = self.target_weight.clone().sum() + 1e-6;
        let variables = (loss * self.target_weight).sum() / observed;

        let log_odds = rain + self.rain_log_odds;
        let likelihood = log_sigmoid(log_odds.clone()) * self.rain.clone()
            + log_sigmoid(log_odds * -1.0) * (self.rain * -1.0 + 1.0);
        let known = self.rain_mask.clone().sum() + 1e-6;
        variables - (likelihood * self.rain_mask).sum() / known * RAIN_WEIGHT
    }
}

/// Pinball loss of a quantile's error (Koenker & Bassett, 1978): `level` times
/// the error where the truth is above, `level - 1` times where it is below.
fn pinball<const D: usize>(error: Tensor<D>, level: f32) -> Tensor<D> {
    (error.clone() * level).max_pair(error * (level - 1.0))
}

#[cfg(test)]
mod tests;
