//! The trained forecaster: from windows to physical units.

use burn::tensor::{Device, Tensor, TensorData};
use common::forecast::HORIZON_H;
use features::{OBSERVED_COLUMNS, Window};

use crate::axes::{LEVELS, Outlook, PHYSICAL_BOUNDS, TARGET_COLUMNS, VARIABLES};
use crate::basis::{Basis, future_bases};
use crate::calibration::Calibration;
use crate::climatology::Climatology;
use crate::guided::{Corrected, Guided};
use crate::network::{Network, Prediction, Weights, to_vec};
use crate::preprocess::{FEATURES, features};
use crate::rain::Spells;
use crate::ridge::{RIDGE_OUTPUTS, RIDGE_RAIN_START, Ridge};
use crate::statistics::{log_odds, logistic};

/// One forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// `[lead][variable][level]`, physical units.
    pub quantiles: Vec<[[f32; LEVELS]; VARIABLES]>,
    /// `[lead]`.
    pub precipitation_probability: Vec<f32>,
}

impl Forecast {
    /// What is scored of it: the median is the point forecast.
    #[must_use]
    pub fn outlook(self) -> (Outlook, Vec<f32>) {
        let point = self.quantiles.iter().map(|values| values.map(|levels| levels[LEVELS / 2])).collect();
        (Outlook { point, quantiles: self.quantiles }, self.precipitation_probability)
    }
}

/// Climatology, scale and models: all that the exported graph holds, and how its
/// probabilities of rain are read.
#[derive(Debug, Clone)]
pub struct Forecaster {
    /// What is normal.
    pub climatology: Climatology,
    /// Standard deviation of each observed column's anomalies.
    pub scale: [f64; OBSERVED_COLUMNS],
    /// What the spread lacks.
    pub calibration: Calibration,
    /// The models whose forecasts are averaged.
    pub members: Vec<Member>,
    /// What takes their place wherever there is guidance.
    pub guided: Option<Guided>,
    /// How rain in an hour and in several belong together.
    pub spells: Spells,
}

/// A model, and how much it counts. The shares of all members add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The model.
    pub model: Model,
    /// Its share of every quantile (averaged level by level; Lichtendahl et al., 2013)
    /// and of the probability of rain.
    pub share: f64,
}

/// What says something about the coming anomalies.
#[derive(Debug, Clone, PartialEq)]
pub enum Model {
    /// The network.
    Network(Weights),
    /// The regression.
    Ridge(Ridge),
}

/// What the models are shown of a batch of windows.
#[derive(Debug, Clone, Copy)]
struct Batch<'a> {
    /// `[window, FEATURES]`.
    features: &'a [f32],
    /// Probabilities, `[window][lead]`.
    normal_rain: &'a [f64],
}

/// What the models say about a batch of windows.
#[derive(Debug)]
struct Sums {
    /// Standardised anomalies, `[window][variable][lead][level]`.
    anomalies: Vec<f64>,
    /// Probabilities, `[window][lead]`.
    rain: Vec<f64>,
}

impl Forecaster {
    /// Forecasts from a batch of windows.
    ///
    /// # Errors
    /// The device fails.
    pub fn forecast(&self, windows: &[Window]) -> anyhow::Result<Vec<Forecast>> {
        let features: Vec<f32> =
            windows.iter().flat_map(|window| features(window, &self.scale, |_| &self.climatology)).collect();
        let climate: Vec<Basis> = windows.iter().flat_map(future_bases).collect();
        let normal_rain: Vec<f64> =
            climate.iter().map(|basis| self.climatology.rain_probability(basis)).collect();
        let mut sums = Sums {
            anomalies: vec![0.0; windows.len() * VARIABLES * HORIZON_H * LEVELS],
            rain: vec![0.0; normal_rain.len()],
        };
        let batch = Batch { features: &features, normal_rain: &normal_rain };
        for member in &self.members {
            match &member.model {
                Model::Network(weights) => {
                    let offsets = self.calibration.offsets(weights);
                    sums.add_network(weights, &offsets, member.share, batch)?;
                }
                Model::Ridge(ridge) => sums.add_ridge(ridge, member.share, batch),
            }
        }
        sums.follow_season(&self.calibration, &climate);
        if let Some(guided) = &self.guided {
            for (row, window) in windows.iter().enumerate() {
                let corrected = guided.correct(window, &self.climatology, &self.scale);
                sums.give_way(guided, &corrected, row, &normal_rain);
            }
        }
        let Sums { anomalies, rain } = sums;
        let forecast = |index: usize| Forecast {
            quantiles: (0..HORIZON_H)
                .map(|lead| {
                    let basis = &climate[index * HORIZON_H + lead];
                    std::array::from_fn(|variable| {
                        let start = ((index * VARIABLES + variable) * HORIZON_H + lead) * LEVELS;
                        std::array::from_fn(|level| self.physical(variable, basis, anomalies[start + level]))
                    })
                })
                .collect(),
            precipitation_probability: rain[index * HORIZON_H..(index + 1) * HORIZON_H]
                .iter()
                .map(|probability| *probability as f32)
                .collect(),
        };
        Ok((0..windows.len()).map(forecast).collect())
    }

    fn physical(&self, variable: usize, basis: &Basis, anomaly: f64) -> f32 {
        let scale = self.scale[TARGET_COLUMNS[variable]];
        let value = self.climatology.normal(variable, basis) + scale * anomaly;
        let [lowest, highest] = PHYSICAL_BOUNDS[variable];
        (value as f32).clamp(lowest, highest)
    }
}

impl Sums {
    fn add_network(
        &mut self,
        weights: &Weights,
        offsets: &[f32],
        share: f64,
        Batch { features, normal_rain }: Batch<'_>,
    ) -> anyhow::Result<()> {
        let device = Device::flex();
        let input = TensorData::new(features.to_vec(), [features.len() / FEATURES, FEATURES]);
        let prediction = Network::new(weights, &device).forward(Tensor::from_data(input, &device), None);
        let Prediction { centre, spread, rain } = prediction;
        let (centre, spread) = (to_vec(centre)?, to_vec(spread)?);
        let shapes = offsets.chunks_exact(LEVELS).cycle();
        let predictions = centre.iter().zip(&spread).zip(shapes);
        for (sums, ((&centre, &spread), offsets)) in self.anomalies.chunks_exact_mut(LEVELS).zip(predictions)
        {
            for (sum, &offset) in sums.iter_mut().zip(offsets) {
                *sum += share * (f64::from(centre) + f64::from(spread) * f64::from(offset));
            }
        }
        for ((sum, &beyond), &normal) in self.rain.iter_mut().zip(&to_vec(rain)?).zip(normal_rain) {
            *sum += share * logistic(f64::from(beyond) + log_odds(normal));
        }
        Ok(())
    }

    /// Widens or narrows the quantiles as the season of each hour asks.
    fn follow_season(&mut self, calibration: &Calibration, climate: &[Basis]) {
        for (cell, quantiles) in self.anomalies.chunks_exact_mut(LEVELS).enumerate() {
            let (row, variable) = (cell / HORIZON_H / VARIABLES, cell / HORIZON_H % VARIABLES);
            let factor = calibration.of_season(variable, &climate[row * HORIZON_H + cell % HORIZON_H]);
            let median = quantiles[LEVELS / 2];
            quantiles.iter_mut().for_each(|quantile| *quantile = median + factor * (*quantile - median));
        }
    }

    /// Lets corrected guidance take the models' place as far as it reaches.
    fn give_way(&mut self, guided: &Guided, corrected: &Corrected, row: usize, normal_rain: &[f64]) {
        for (lead, (centres, shares)) in corrected.centres.iter().zip(&corrected.shares).enumerate() {
            for variable in 0..VARIABLES {
                let cell = variable * HORIZON_H + lead;
                let start = (row * VARIABLES * HORIZON_H + cell) * LEVELS;
                let offsets = &guided.offsets[cell * LEVELS..(cell + 1) * LEVELS];
                for (sum, &offset) in self.anomalies[start..start + LEVELS].iter_mut().zip(offsets) {
                    *sum += shares[variable] * (centres[variable] + f64::from(offset) - *sum);
                }
            }
            let hour = row * HORIZON_H + lead;
            let rain = Ridge::rain_probability(normal_rain[hour], centres[VARIABLES] as f32);
            self.rain[hour] += shares[VARIABLES] * (rain - self.rain[hour]);
        }
    }

    fn add_ridge(&mut self, ridge: &Ridge, share: f64, Batch { features, normal_rain }: Batch<'_>) {
        let outputs = ridge.predict(features);
        for (row, outputs) in outputs.chunks_exact(RIDGE_OUTPUTS).enumerate() {
            let (centres, rain) = outputs.split_at(RIDGE_RAIN_START);
            let cells = RIDGE_RAIN_START * LEVELS;
            let sums = self.anomalies[row * cells..(row + 1) * cells].chunks_exact_mut(LEVELS);
            for ((sums, &centre), offsets) in sums.zip(centres).zip(ridge.offsets.chunks_exact(LEVELS)) {
                for (sum, &offset) in sums.iter_mut().zip(offsets) {
                    *sum += share * (f64::from(centre) + f64::from(offset));
                }
            }
            let leads = row * HORIZON_H..(row + 1) * HORIZON_H;
            let normal_rain = &normal_rain[leads.clone()];
            for ((sum, &beyond), &normal) in self.rain[leads].iter_mut().zip(rain).zip(normal_rain) {
                *sum += share * Ridge::rain_probability(normal, beyond);
            }
        }
    }
}
