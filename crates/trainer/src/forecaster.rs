//! The trained forecaster: from windows to physical units.

use burn::tensor::{Device, Tensor, TensorData};
use common::forecast::{HORIZON_H, QUANTILE_LEVELS};
use features::{OBSERVED_COLUMNS, Window};

use crate::calibration::Calibration;
use crate::climatology::{Basis, Climatology, basis};
use crate::hours::TARGET_COLUMNS;
use crate::network::{Network, Prediction, VARIABLES, Weights, to_vec};
use crate::preprocess::{FEATURES, features};

/// How many quantiles.
pub const LEVELS: usize = QUANTILE_LEVELS.len();

/// What can be, by forecast variable: °C, % and m/s. The limits of temperature
/// and wind lie beyond every record of the World Meteorological Organization.
pub const PHYSICAL_BOUNDS: [[f32; 2]; VARIABLES] = [[-95.0, 60.0], [0.0, 100.0], [0.0, 120.0]];

/// One forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// `[lead][variable][level]`, physical units.
    pub quantiles: Vec<[[f32; LEVELS]; VARIABLES]>,
    /// `[lead]`.
    pub precipitation_probability: Vec<f32>,
}

/// Climatology, scale and networks: all that the exported graph holds.
#[derive(Debug, Clone)]
pub struct Forecaster {
    /// What is normal.
    pub climatology: Climatology,
    /// Standard deviation of each observed column's anomalies.
    pub scale: [f64; OBSERVED_COLUMNS],
    /// What the spread of the networks lacks.
    pub calibration: Calibration,
    /// The networks whose forecasts are averaged.
    pub members: Vec<Weights>,
}

impl Forecaster {
    /// Forecasts from a batch of windows.
    ///
    /// # Errors
    /// The device fails.
    pub fn forecast(&self, windows: &[Window]) -> anyhow::Result<Vec<Forecast>> {
        let features: Vec<f32> =
            windows.iter().flat_map(|window| features(window, &self.scale, |_| &self.climatology)).collect();
        let device = Device::flex();
        let mut anomalies = vec![0.0; windows.len() * VARIABLES * HORIZON_H * LEVELS];
        let climate: Vec<Basis> = windows.iter().flat_map(future_bases).collect();
        let log_odds: Vec<f64> = climate
            .iter()
            .map(|basis| self.climatology.rain_probability(basis))
            .map(|probability| (probability / (1.0 - probability)).ln())
            .collect();
        let mut rain = vec![0.0; log_odds.len()];
        for weights in &self.members {
            let input = TensorData::new(features.clone(), [windows.len(), FEATURES]);
            let prediction = Network::new(weights, &device).forward(Tensor::from_data(input, &device), None);
            let Prediction { centre, spread, rain: beyond } = prediction;
            add_quantiles(
                &mut anomalies,
                (&to_vec(centre)?, &to_vec(spread)?),
                &self.calibration.offsets(weights),
            );
            for (sum, (beyond, normal)) in rain.iter_mut().zip(to_vec(beyond)?.iter().zip(&log_odds)) {
                *sum += 1.0 / (1.0 + (-f64::from(*beyond) - normal).exp());
            }
        }
        let members = self.members.len() as f64;
        let forecast = |index: usize| Forecast {
            quantiles: (0..HORIZON_H)
                .map(|lead| {
                    let basis = &climate[index * HORIZON_H + lead];
                    std::array::from_fn(|variable| {
                        let start = ((index * VARIABLES + variable) * HORIZON_H + lead) * LEVELS;
                        std::array::from_fn(|level| {
                            self.physical(variable, basis, anomalies[start + level] / members)
                        })
                    })
                })
                .collect(),
            precipitation_probability: rain[index * HORIZON_H..(index + 1) * HORIZON_H]
                .iter()
                .map(|sum| (sum / members) as f32)
                .collect(),
        };
        Ok((0..windows.len()).map(forecast).collect())
    }

    fn physical(&self, variable: usize, basis: &Basis, anomaly: f64) -> f32 {
        let column = TARGET_COLUMNS[variable];
        let value = self.climatology.columns[column].at(basis) + self.scale[column] * anomaly;
        let [lowest, highest] = PHYSICAL_BOUNDS[variable];
        (value as f32).clamp(lowest, highest)
    }
}

/// The climatology's terms at each lead time of a window.
pub fn future_bases(window: &Window) -> impl Iterator<Item = Basis> {
    window.future().map(|row| basis(f64::from(row[0]), f64::from(row[1])))
}

/// Adds `centre + spread × offset` for every level.
fn add_quantiles(sums: &mut [f64], (centre, spread): (&[f32], &[f32]), offsets: &[f32]) {
    let shapes = offsets.chunks_exact(LEVELS).cycle();
    let predictions = centre.iter().zip(spread).zip(shapes);
    for (sums, ((&centre, &spread), offsets)) in sums.chunks_exact_mut(LEVELS).zip(predictions) {
        for (sum, &offset) in sums.iter_mut().zip(offsets) {
            *sum += f64::from(centre) + f64::from(spread) * f64::from(offset);
        }
    }
}
