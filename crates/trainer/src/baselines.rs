//! Forecasters that a model has to beat to be worth serving.

use common::forecast::{FORECAST_VARIABLES, HORIZON_H};
use features::{Past, Window};
use jiff::ToSpan;

use crate::climatology::{Climatology, basis};
use crate::dataset::Normals;
use crate::forecaster::future_bases;
use crate::hours::{Hour, TARGET_COLUMNS};
use crate::network::VARIABLES;
use crate::preprocess::{DAY_ANGLE, YEAR_ANGLE};

/// A forecast without spread: `[lead][variable]`, physical units.
pub type Point = Vec<[f32; VARIABLES]>;

/// Longest age of the observation that stands for the present.
const LATEST_AGE_H: i64 = 6;

/// An anomaly fades as `amplitude · exp(-lead / decay_h)`: the best linear
/// forecast of a first-order autoregressive anomaly (Leith, 1978).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Damping {
    /// Share of the anomaly that is left at lead time 0.
    pub amplitude: f64,
    /// Hours in which it falls by a factor e.
    pub decay_h: f64,
}

impl Damping {
    /// Fits to the regression of anomalies on the anomaly `lead` hours before.
    #[must_use]
    pub fn fit(hours: &[Hour], normals: &Normals, variable: usize) -> Self {
        let anomalies: Vec<Option<f32>> =
            (0..hours.len()).map(|index| normals.target(hours, index, variable)).collect();
        let slopes: Vec<f64> = (1..=HORIZON_H)
            .map(|lead| {
                let pairs = anomalies.iter().zip(anomalies.iter().skip(lead));
                let (products, squares) = pairs.fold((0.0, 0.0), |(products, squares), pair| match pair {
                    (Some(now), Some(then)) => {
                        (products + f64::from(now * then), squares + f64::from(now * now))
                    }
                    _ => (products, squares),
                });
                if squares > 0.0 { products / squares } else { 0.0 }
            })
            .collect();
        let candidates = (2..=800).map(|quarters| Self::with_decay(&slopes, f64::from(quarters) / 4.0));
        let best = candidates.min_by(|(_, a), (_, b)| a.total_cmp(b));
        best.map_or(Self { amplitude: 0.0, decay_h: 1.0 }, |(damping, _)| damping)
    }

    fn with_decay(slopes: &[f64], decay_h: f64) -> (Self, f64) {
        let shape: Vec<f64> = (1..=slopes.len()).map(|lead| (-(lead as f64) / decay_h).exp()).collect();
        let product: f64 = slopes.iter().zip(&shape).map(|(slope, shape)| slope * shape).sum();
        let amplitude = product / shape.iter().map(|shape| shape * shape).sum::<f64>();
        let misfit =
            slopes.iter().zip(&shape).map(|(slope, shape)| (slope - amplitude * shape).powi(2)).sum();
        (Self { amplitude, decay_h }, misfit)
    }

    fn at(self, lead_h: usize) -> f64 {
        self.amplitude * (-(lead_h as f64) / self.decay_h).exp()
    }
}

/// All baselines, fitted on the training record.
#[derive(Debug)]
pub struct Baselines<'a> {
    climatology: &'a Climatology,
    damping: [Damping; VARIABLES],
}

/// Their forecasts from one issue time.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineForecasts {
    /// The latest observation stays.
    pub persistence: Point,
    /// What is normal.
    pub climatology: Point,
    /// What is normal, and the present anomaly fading.
    pub damped_anomaly: Point,
    /// Normal probability of rain, by lead time.
    pub rain: Vec<f32>,
}

impl<'a> Baselines<'a> {
    /// Fits them.
    #[must_use]
    pub fn fit(hours: &[Hour], normals: &'a Normals) -> Self {
        let damping = std::array::from_fn(|variable| Damping::fit(hours, normals, variable));
        tracing::debug!(?damping, "the damped anomaly is fitted");
        Self { climatology: &normals.climatology, damping }
    }

    /// Forecasts as of the window's issue time. Where the present was not
    /// observed, persistence and the damped anomaly fall back to climatology.
    #[must_use]
    pub fn forecast(&self, past: Past<'_>, window: &Window) -> BaselineForecasts {
        let oldest = window.issued_at() - LATEST_AGE_H.hours();
        let latest = FORECAST_VARIABLES.map(|variable| {
            past.latest(variable).filter(|(time, _)| *time >= oldest).map(|(_, value)| value)
        });
        let present = window
            .history()
            .last()
            .map(|(row, _)| basis(f64::from(row[DAY_ANGLE]), f64::from(row[YEAR_ANGLE])));
        let bases: Vec<_> = future_bases(window).collect();
        let normal = |variable: usize, basis| self.climatology.columns[TARGET_COLUMNS[variable]].at(basis);
        let point = |value: &dyn Fn(usize, usize) -> f64| -> Point {
            (0..bases.len())
                .map(|lead| std::array::from_fn(|variable| value(lead, variable) as f32))
                .collect()
        };
        BaselineForecasts {
            persistence: point(&|lead, variable| {
                latest[variable].map_or_else(|| normal(variable, &bases[lead]), f64::from)
            }),
            climatology: point(&|lead, variable| normal(variable, &bases[lead])),
            damped_anomaly: point(&|lead, variable| {
                let anomaly = latest[variable]
                    .zip(present.as_ref())
                    .map_or(0.0, |(value, basis)| f64::from(value) - normal(variable, basis));
                normal(variable, &bases[lead]) + self.damping[variable].at(lead + 1) * anomaly
            }),
            rain: bases.iter().map(|basis| self.climatology.rain_probability(basis) as f32).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_decay_is_recovered() {
        let slopes: Vec<f64> = (1..=HORIZON_H).map(|lead| 0.9 * (-(lead as f64) / 31.5).exp()).collect();
        let fits = (2..=800).map(|quarters| Damping::with_decay(&slopes, f64::from(quarters) / 4.0));
        let (damping, misfit) = fits.min_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap();
        assert_eq!(damping.decay_h, 31.5);
        assert!((damping.amplitude - 0.9).abs() < 1e-9 && misfit < 1e-12, "{damping:?}");
        assert!((damping.at(0) - 0.9).abs() < 1e-9);
    }
}
