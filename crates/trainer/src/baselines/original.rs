//! The network of the system before this one, on this one's columns: two layers of long
//! short-term memory (Hochreiter & Schmidhuber, 1997) read two weeks of everything but the
//! temperature, and a linear layer gives the next 168 temperatures.

use burn::grad_clipping::GradientClippingConfig;
use burn::module::{Module, Param};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use common::forecast::HORIZON_H;
use features::{HISTORY_H, OBSERVED_COLUMNS, Window};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::point::{PointForecaster, point};
use crate::axes::{Point, TEMPERATURE};
use crate::climatology::Climatology;
use crate::dataset::Record;
use crate::hours::{Hour, dry_where_blank};
use crate::network::to_vec;
use crate::preprocess::ANOMALY_BOUND;
use crate::progress::Progress;
use crate::statistics::logistic;

const HIDDEN: usize = 128;
const LAYERS: usize = 2;
/// Input, forget, cell and output gate.
const GATES: usize = 4 * HIDDEN;
/// All observed columns but the temperature.
const INPUTS: usize = OBSERVED_COLUMNS - 1;
/// Of each layer `[input and hidden state, GATES]` and a bias, then those of the linear one.
const SHAPES: [[usize; 2]; 2 * LAYERS + 2] = [
    [INPUTS + HIDDEN, GATES],
    [1, GATES],
    [HIDDEN + HIDDEN, GATES],
    [1, GATES],
    [HIDDEN, HORIZON_H],
    [1, HORIZON_H],
];

const BATCH: usize = 64;
const LEARNING_RATE: f64 = 1e-3;
/// Longest gradient of one matrix.
const GRADIENT_BOUND: f32 = 1.0;

/// The network, and what its numbers are in units of.
#[derive(Debug)]
pub struct Original {
    units: Units,
    /// Row-major, in the order of [`SHAPES`].
    weights: Vec<Vec<f32>>,
}

/// Mean and standard deviation of each observed column.
#[derive(Debug)]
struct Units {
    mean: [f64; OBSERVED_COLUMNS],
    deviation: [f64; OBSERVED_COLUMNS],
}

impl Units {
    fn of(hours: &[Hour]) -> Self {
        let moments = |column: usize| {
            let values = hours.iter().filter_map(|hour| hour.columns[column]);
            let (count, sum, squares) = values.fold((0.0, 0.0, 0.0), |(count, sum, squares), value| {
                (count + 1.0, sum + value, squares + value * value)
            });
            if count == 0.0 {
                // Nothing was learned of such a column: its values are to count for nothing.
                return (0.0, f64::INFINITY);
            }
            let mean: f64 = sum / count;
            let variance: f64 = squares / count - mean * mean;
            (mean, if variance > 1e-9 { variance.sqrt() } else { 1.0 })
        };
        let moments: [(f64, f64); OBSERVED_COLUMNS] = std::array::from_fn(moments);
        Self { mean: moments.map(|(mean, _)| mean), deviation: moments.map(|(_, deviation)| deviation) }
    }

    /// In standard deviations from the mean, at most [`ANOMALY_BOUND`].
    fn standardised(&self, columns: &[Option<f64>; OBSERVED_COLUMNS], column: usize) -> Option<f32> {
        let value = (columns[column]? - self.mean[column]) / self.deviation[column];
        Some(value.clamp(-ANOMALY_BOUND, ANOMALY_BOUND) as f32)
    }

    /// What was not observed is the mean.
    fn inputs(&self, columns: &[Option<f64>; OBSERVED_COLUMNS]) -> [f32; INPUTS] {
        let mut others = (0..OBSERVED_COLUMNS).filter(|column| *column != TEMPERATURE);
        std::array::from_fn(|_| {
            others.next().and_then(|column| self.standardised(columns, column)).unwrap_or_default()
        })
    }
}

impl Original {
    /// Fits to a record, in a number of steps.
    ///
    /// # Errors
    /// The record is too short, or the device fails.
    pub fn fit(record: &Record, steps: usize, seed: u64) -> anyhow::Result<Self> {
        let units = Units::of(&record.hours);
        let inputs: Vec<[f32; INPUTS]> =
            record.hours.iter().map(|hour| units.inputs(&hour.columns)).collect();
        let targets: Vec<Option<f32>> =
            record.hours.iter().map(|hour| units.standardised(&hour.columns, TEMPERATURE)).collect();
        let first_targets = HISTORY_H..(record.hours.len() + 1).saturating_sub(HORIZON_H);
        anyhow::ensure!(!first_targets.is_empty(), "the record is too short for a window of the LSTM");

        let device = Device::flex().autodiff();
        let mut random = Pcg64::seed_from_u64(seed);
        let mut network = Network::new(&random_weights(&mut random), &device);
        let clipping = GradientClippingConfig::Norm(GRADIENT_BOUND);
        let mut optimiser = AdamConfig::new().with_grad_clipping(Some(clipping)).init();
        let progress = Progress::new("LSTM", steps as u64);
        for step in 0..steps {
            let drawn: Vec<usize> = (0..BATCH).map(|_| random.random_range(first_targets.clone())).collect();
            let hours = (0..HISTORY_H).map(|hour| {
                let values = drawn.iter().flat_map(|first| inputs[first - HISTORY_H + hour]).collect();
                tensor(values, [BATCH, INPUTS], &device)
            });
            let truth = || drawn.iter().flat_map(|first| &targets[*first..first + HORIZON_H]);
            let truths = truth().map(|truth| truth.unwrap_or_default()).collect();
            let masks = truth().map(|truth| f32::from(u8::from(truth.is_some()))).collect();
            let [truths, masks] = [truths, masks].map(|values| tensor(values, [BATCH, HORIZON_H], &device));
            let errors = (network.forward(hours, &device) - truths) * masks.clone();
            let loss = errors.square().sum() / (masks.sum() + 1e-6);
            let gradients = GradientsParams::from_grads(loss.backward(), &network);
            network = optimiser.step(LEARNING_RATE, network, gradients);
            let loss = loss.into_scalar::<f32>();
            anyhow::ensure!(loss.is_finite(), "training of the LSTM diverged in step {step}");
            progress.step(Some(loss));
        }
        progress.finish();
        Ok(Self { units, weights: network.weights()? })
    }

    /// The coming temperatures, °C.
    fn temperatures(&self, window: &Window) -> Vec<f64> {
        let hours = window.history().map(|(row, mask)| {
            let columns = std::array::from_fn(|column| (mask[column] > 0.0).then(|| f64::from(row[column])));
            self.units.inputs(&dry_where_blank(columns))
        });
        let Units { mean, deviation } = &self.units;
        let standardised = forward(&self.weights, hours).into_iter();
        standardised.map(|value| mean[TEMPERATURE] + deviation[TEMPERATURE] * f64::from(value)).collect()
    }
}

/// Uniform within `±1 / √HIDDEN`.
fn random_weights(random: &mut Pcg64) -> Vec<Vec<f32>> {
    let bound = 1.0 / (HIDDEN as f32).sqrt();
    let weights = SHAPES.map(|[rows, columns]| -> Vec<f32> {
        (0..rows * columns).map(|_| random.random_range(-bound..bound)).collect()
    });
    weights.into()
}

fn tensor(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// The weights as tensors that can be trained.
#[derive(Module, Debug)]
struct Network {
    weights: Vec<Param<Tensor<2>>>,
}

impl Network {
    fn new(weights: &[Vec<f32>], device: &Device) -> Self {
        let matrices = weights.iter().zip(SHAPES);
        let matrices =
            matrices.map(|(values, shape)| Param::from_tensor(tensor(values.clone(), shape, device)));
        Self { weights: matrices.collect() }
    }

    fn weights(&self) -> anyhow::Result<Vec<Vec<f32>>> {
        self.weights.iter().map(|weight| to_vec(weight.val())).collect()
    }

    fn dense(&self, input: Tensor<2>, matrix: usize) -> Tensor<2> {
        input.matmul(self.weights[matrix].val()) + self.weights[matrix + 1].val()
    }

    /// From `[batch, INPUTS]` of each hour, the oldest first, to `[batch, HORIZON_H]`.
    fn forward(&self, hours: impl Iterator<Item = Tensor<2>>, device: &Device) -> Tensor<2> {
        let none = || Tensor::<2>::zeros([BATCH, HIDDEN], device);
        let mut states: [[Tensor<2>; 2]; LAYERS] = std::array::from_fn(|_| [none(), none()]);
        for mut input in hours {
            for (layer, state) in states.iter_mut().enumerate() {
                let [hidden, cell] = state.clone();
                let gates = self.dense(Tensor::cat(vec![input, hidden], 1), 2 * layer);
                let gate = |index: usize| gates.clone().narrow(1, index * HIDDEN, HIDDEN);
                let cell = sigmoid(gate(1)) * cell + sigmoid(gate(0)) * gate(2).tanh();
                let hidden = sigmoid(gate(3)) * cell.clone().tanh();
                input = hidden.clone();
                *state = [hidden, cell];
            }
        }
        let [.., [last, _]] = states;
        self.dense(last, 2 * LAYERS)
    }
}

/// What [`Network::forward`] computes, of one window; its many small tensors take ten
/// times as long there.
fn forward(weights: &[Vec<f32>], hours: impl Iterator<Item = [f32; INPUTS]>) -> Vec<f32> {
    let dense = |input: &[f32], matrix: usize| {
        let mut outputs = weights[matrix + 1].clone();
        for (value, row) in input.iter().zip(weights[matrix].chunks_exact(outputs.len())) {
            outputs.iter_mut().zip(row).for_each(|(output, weight)| *output += value * weight);
        }
        outputs
    };
    let logistic = |value: f32| logistic(value.into()) as f32;
    let mut states = [[[0.0_f32; HIDDEN]; 2]; LAYERS];
    for hour in hours {
        let mut input = hour.to_vec();
        for (layer, [hidden, cell]) in states.iter_mut().enumerate() {
            input.extend(&*hidden);
            let gates = dense(&input, 2 * layer);
            for unit in 0..HIDDEN {
                let [enter, keep, new, leave] = [0, 1, 2, 3].map(|gate| gates[gate * HIDDEN + unit]);
                cell[unit] = logistic(keep) * cell[unit] + logistic(enter) * new.tanh();
                hidden[unit] = logistic(leave) * cell[unit].tanh();
            }
            input = hidden.to_vec();
        }
    }
    let [.., [last, _]] = states;
    dense(&last, 2 * LAYERS)
}

/// The original's temperatures; of what it did not forecast what is normal.
#[derive(Debug)]
pub(super) struct OriginalLstm<'a> {
    pub(super) original: &'a Original,
    pub(super) climatology: &'a Climatology,
}

impl PointForecaster for OriginalLstm<'_> {
    fn name(&self) -> &'static str {
        "original_lstm"
    }

    fn forecast(&self, window: &Window) -> Point {
        let temperatures = self.original.temperatures(window);
        point(window, |lead, variable, basis| match variable {
            0 => temperatures[lead],
            _ => self.climatology.normal(variable, basis),
        })
    }
}

#[cfg(test)]
mod tests;
