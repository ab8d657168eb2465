//! The network: 183 features to the shape of the next 168 hours.
//!
//! A hidden layer, one pre-norm residual block and a linear path beside them
//! give coefficients of learned functions of lead time (as in N-BEATS,
//! Oreshkin et al., ICLR 2020): centre and spread of each variable's anomaly,
//! and the log-odds of rain. Quantiles are the centre plus the spread times
//! offsets that grow from level to level, so they cannot cross.

use burn::module::{Module, Param};
use burn::tensor::activation::{relu, softplus};
use burn::tensor::{Device, Tensor, TensorData};
use common::forecast::{HORIZON_H, QUANTILE_LEVELS};

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use crate::axes::VARIABLES;
use crate::preprocess::FEATURES;

/// Width of the hidden layers.
pub const HIDDEN: usize = 128;
/// Functions of lead time that make up a centre.
pub const CENTRE_TERMS: usize = LEAD_DECAYS_H.len() * LEAD_WAVES;
/// Functions of lead time that make up the logarithm of a spread.
pub const SPREAD_TERMS: usize = SPREAD_DECAYS_H.len();
/// Functions of lead time that make up the log-odds of rain.
pub const RAIN_TERMS: usize = RAIN_DECAYS_H.len();
/// Quantiles on each side of the median.
const SIDE: usize = QUANTILE_LEVELS.len() / 2;
/// Coefficients: centres, spreads, rain.
pub const OUTPUTS: usize = VARIABLES * (CENTRE_TERMS + SPREAD_TERMS) + RAIN_TERMS;
/// Where the coefficients of the spreads begin.
pub const SPREAD_START: usize = VARIABLES * CENTRE_TERMS;
/// Where the coefficients of rain begin.
pub const RAIN_START: usize = SPREAD_START + VARIABLES * SPREAD_TERMS;

/// The logarithm of a spread stays within this.
pub const LOG_SPREAD_BOUND: f64 = 3.0;
/// Added to the variance in layer normalisation.
pub const NORM_EPSILON: f64 = 1e-5;

const LEAD_DECAYS_H: [f64; 6] = [2.0, 6.0, 15.0, 36.0, 90.0, 400.0];
const SPREAD_DECAYS_H: [f64; 4] = [3.0, 12.0, 48.0, 1e6];
const RAIN_DECAYS_H: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 400.0];
/// 1, and cosine and sine of one and two cycles a day, and one cosine of three.
const LEAD_WAVES: usize = 6;

/// A learned matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Features to hidden.
    Input,
    /// Its bias.
    InputBias,
    /// Gain of the normalisation.
    NormGain,
    /// Bias of the normalisation.
    NormBias,
    /// First layer of the residual block.
    Block,
    /// Its bias.
    BlockBias,
    /// Second layer of the residual block.
    BlockOut,
    /// Its bias.
    BlockOutBias,
    /// Hidden to coefficients.
    Output,
    /// Its bias.
    OutputBias,
    /// Features to coefficients.
    Skip,
    /// Functions of lead time of the centres.
    CentreBasis,
    /// Functions of lead time of the spreads.
    SpreadBasis,
    /// Functions of lead time of rain.
    RainBasis,
    /// How far each quantile lies from the next one towards the median, by
    /// variable and lead time, before it is made positive.
    Steps,
}

impl Weight {
    /// All of them with their shapes.
    pub const ALL: [(Self, [usize; 2]); 15] = [
        (Self::Input, [FEATURES, HIDDEN]),
        (Self::InputBias, [1, HIDDEN]),
        (Self::NormGain, [1, HIDDEN]),
        (Self::NormBias, [1, HIDDEN]),
        (Self::Block, [HIDDEN, HIDDEN]),
        (Self::BlockBias, [1, HIDDEN]),
        (Self::BlockOut, [HIDDEN, HIDDEN]),
        (Self::BlockOutBias, [1, HIDDEN]),
        (Self::Output, [HIDDEN, OUTPUTS]),
        (Self::OutputBias, [1, OUTPUTS]),
        (Self::Skip, [FEATURES, OUTPUTS]),
        (Self::CentreBasis, [CENTRE_TERMS, HORIZON_H]),
        (Self::SpreadBasis, [SPREAD_TERMS, HORIZON_H]),
        (Self::RainBasis, [RAIN_TERMS, HORIZON_H]),
        (Self::Steps, [VARIABLES * HORIZON_H, 2 * SIDE]),
    ];

    /// The shape.
    #[must_use]
    pub fn shape(self) -> [usize; 2] {
        Self::ALL[self as usize].1
    }
}

/// All weights as numbers, for averaging and export.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(Vec<Vec<f32>>);

impl Weights {
    /// Random weights to start from.
    #[must_use]
    pub fn random(random: &mut Pcg64) -> Self {
        let weights = Weight::ALL.map(|(weight, [rows, columns])| {
            let mut normal = |variance: f64| -> Vec<f32> {
                (0..rows * columns)
                    .map(|_| (random.sample::<f64, _>(StandardNormal) * variance.sqrt()) as f32)
                    .collect()
            };
            match weight {
                // He et al. (2015): keeps the variance through a ReLU.
                Weight::Input | Weight::Block => normal(2.0 / rows as f64),
                // Small, so that training starts at climatology.
                Weight::BlockOut | Weight::Output | Weight::Skip => normal(0.01 / rows as f64),
                Weight::NormGain => vec![1.0; rows * columns],
                Weight::InputBias
                | Weight::NormBias
                | Weight::BlockBias
                | Weight::BlockOutBias
                | Weight::OutputBias => vec![0.0; rows * columns],
                Weight::CentreBasis => by_lead(rows, centre_function),
                Weight::SpreadBasis => by_lead(rows, |term, lead_h| (-lead_h / SPREAD_DECAYS_H[term]).exp()),
                Weight::RainBasis => by_lead(rows, |term, lead_h| (-lead_h / RAIN_DECAYS_H[term]).exp()),
                Weight::Steps => (0..rows).flat_map(|_| normal_steps()).collect(),
            }
        });
        Self(weights.into())
    }

    /// The values of one matrix, row-major.
    #[must_use]
    pub fn get(&self, weight: Weight) -> &[f32] {
        &self.0[weight as usize]
    }

    /// Moves every weight towards `other`: 0 stays, 1 arrives.
    pub fn blend(&mut self, other: &Self, share: f32) {
        for (mine, others) in self.0.iter_mut().zip(&other.0) {
            for (mine, &other) in mine.iter_mut().zip(others) {
                *mine += share * (other - *mine);
            }
        }
    }

    /// All values, little-endian, matrix by matrix.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flatten().flat_map(|weight| weight.to_le_bytes()).collect()
    }

    /// Reads what [`Weights::to_bytes`] wrote; `None` unless it is whole and finite.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (values, rest) = bytes.as_chunks::<4>();
        let mut values = values.iter().map(|value| f32::from_le_bytes(*value));
        let matrices = Weight::ALL
            .map(|(_, [rows, columns])| -> Vec<f32> { values.by_ref().take(rows * columns).collect() });
        let is_whole = rest.is_empty()
            && values.next().is_none()
            && matrices.iter().zip(Weight::ALL).all(|(values, (_, [rows, columns]))| {
                values.len() == rows * columns && values.iter().all(|value| value.is_finite())
            });
        is_whole.then(|| Self(matrices.into()))
    }

    /// The quantiles' distances from the centre in units of the spread:
    /// `[variable][lead][level]`, row-major, never decreasing along the levels.
    #[must_use]
    pub fn offsets(&self) -> Vec<f32> {
        // ln(1 + e^x), written so that no large x overflows.
        let softplus = |step: &f32| f64::from(step.max(0.0)) + (-f64::from(step.abs())).exp().ln_1p();
        let mut offsets = Vec::with_capacity(VARIABLES * HORIZON_H * QUANTILE_LEVELS.len());
        for steps in self.get(Weight::Steps).chunks_exact(2 * SIDE) {
            let outwards = |side: &[f32]| {
                let mut distance = 0.0;
                side.iter()
                    .map(|step| {
                        distance += softplus(step);
                        distance as f32
                    })
                    .collect::<Vec<_>>()
            };
            offsets.extend(outwards(&steps[..SIDE]).iter().rev().map(|distance| -distance));
            offsets.push(0.0);
            offsets.extend(outwards(&steps[SIDE..]));
        }
        offsets
    }
}

fn by_lead(terms: usize, function: impl Fn(usize, f64) -> f64) -> Vec<f32> {
    let leads = || (1..=HORIZON_H).map(|lead_h| lead_h as f64);
    (0..terms)
        .flat_map(|term| leads().map(move |lead_h| (term, lead_h)))
        .map(|(term, lead_h)| function(term, lead_h) as f32)
        .collect()
}

fn centre_function(term: usize, lead_h: f64) -> f64 {
    let cycle = std::f64::consts::TAU * lead_h / 24.0;
    let wave = match term % LEAD_WAVES {
        0 => 1.0,
        1 => cycle.cos(),
        2 => cycle.sin(),
        3 => (2.0 * cycle).cos(),
        4 => (2.0 * cycle).sin(),
        _ => (3.0 * cycle).cos(),
    };
    wave * (-lead_h / LEAD_DECAYS_H[term / LEAD_WAVES]).exp()
}

/// Steps between the standard normal's quantiles, as softplus takes them.
fn normal_steps() -> [f32; 2 * SIDE] {
    // z of 0.75, 0.90 and 0.95: 0.674, 1.282, 1.645
    let steps: [f64; SIDE] = [0.674, 0.608, 0.363];
    let inverse = |step: f64| step.exp_m1().ln() as f32;
    std::array::from_fn(|index| inverse(steps[index % SIDE]))
}

/// The weights as tensors that can be trained.
#[derive(Module, Debug)]
pub struct Network {
    weights: Vec<Param<Tensor<2>>>,
}

/// What the network says about a batch, in standard deviations of anomaly.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// `[batch, variable, lead]`: the centre, which is the median.
    pub centre: Tensor<3>,
    /// `[batch, variable, lead]`: the spread, positive.
    pub spread: Tensor<3>,
    /// `[batch, lead]`: log-odds of rain beyond the climatological ones.
    pub rain: Tensor<2>,
}

/// Where activations are dropped while training.
#[derive(Debug, Clone)]
pub struct Dropout {
    /// `[batch, FEATURES]`.
    pub input: Tensor<2>,
    /// `[batch, HIDDEN]`.
    pub hidden: Tensor<2>,
}

impl Network {
    /// Puts weights on a device.
    #[must_use]
    pub fn new(weights: &Weights, device: &Device) -> Self {
        let tensor = |(weight, shape): (Weight, [usize; 2])| {
            let data = TensorData::new(weights.get(weight).to_vec(), shape);
            Param::from_tensor(Tensor::from_data(data, device))
        };
        Self { weights: Weight::ALL.map(tensor).into() }
    }

    /// Reads the weights back.
    ///
    /// # Errors
    /// The device fails.
    pub fn weights(&self) -> anyhow::Result<Weights> {
        let values = self.weights.iter().map(|weight| to_vec(weight.val()));
        Ok(Weights(values.collect::<anyhow::Result<_>>()?))
    }

    fn weight(&self, weight: Weight) -> Tensor<2> {
        self.weights[weight as usize].val()
    }

    fn dense(&self, input: Tensor<2>, matrix: Weight, bias: Weight) -> Tensor<2> {
        input.matmul(self.weight(matrix)) + self.weight(bias)
    }

    /// The forward pass.
    #[must_use]
    pub fn forward(&self, features: Tensor<2>, dropout: Option<Dropout>) -> Prediction {
        let [batch, _] = features.dims();
        let (features, hidden_mask) = match dropout {
            Some(Dropout { input, hidden }) => (features * input, Some(hidden)),
            None => (features, None),
        };
        let drop = |hidden: Tensor<2>| match &hidden_mask {
            Some(mask) => hidden * mask.clone(),
            None => hidden,
        };
        let hidden = drop(relu(self.dense(features.clone(), Weight::Input, Weight::InputBias)));
        let block = relu(self.dense(self.normalised(hidden.clone()), Weight::Block, Weight::BlockBias));
        let hidden = hidden + self.dense(block, Weight::BlockOut, Weight::BlockOutBias);
        let outputs = self.dense(hidden, Weight::Output, Weight::OutputBias)
            + features.matmul(self.weight(Weight::Skip));

        let by_lead = |start: usize, terms: usize, basis: Weight| {
            outputs
                .clone()
                .narrow(1, start, VARIABLES * terms)
                .reshape([batch * VARIABLES, terms])
                .matmul(self.weight(basis))
                .reshape([batch, VARIABLES, HORIZON_H])
        };
        Prediction {
            centre: by_lead(0, CENTRE_TERMS, Weight::CentreBasis),
            spread: by_lead(SPREAD_START, SPREAD_TERMS, Weight::SpreadBasis)
                .clamp(-LOG_SPREAD_BOUND, LOG_SPREAD_BOUND)
                .exp(),
            rain: outputs.narrow(1, RAIN_START, RAIN_TERMS).matmul(self.weight(Weight::RainBasis)),
        }
    }

    fn normalised(&self, hidden: Tensor<2>) -> Tensor<2> {
        let centred = hidden.clone() - hidden.mean_dim(1);
        let deviation = (centred.clone().square().mean_dim(1) + NORM_EPSILON).sqrt();
        centred / deviation * self.weight(Weight::NormGain) + self.weight(Weight::NormBias)
    }

    /// Distances of the quantiles from the centre, as [`Weights::offsets`], by
    /// level: each `[1, variable, lead]`.
    #[must_use]
    pub fn offsets(&self) -> Vec<Tensor<3>> {
        let steps = softplus(self.weight(Weight::Steps), 1.0);
        let step = |index: usize| steps.clone().narrow(1, index, 1).reshape([1, VARIABLES, HORIZON_H]);
        let outwards = |first: usize, sign: f32| {
            let mut distances = vec![step(first) * sign];
            for index in 1..SIDE {
                distances.push(distances[index - 1].clone() + step(first + index) * sign);
            }
            distances
        };
        let mut offsets = outwards(0, -1.0);
        offsets.reverse();
        offsets.push(step(0).zeros_like());
        offsets.extend(outwards(SIDE, 1.0));
        offsets
    }
}

/// A tensor's values, row-major.
///
/// # Errors
/// The device fails.
pub fn to_vec<const D: usize>(tensor: Tensor<D>) -> anyhow::Result<Vec<f32>> {
    tensor.into_data().try_into_vec().map_err(|error| anyhow::anyhow!("cannot read a tensor: {error:?}"))
}

#[cfg(test)]
mod tests;
