//! Statistical post-processing of a provider's forecast (model output statistics;
//! Glahn & Lowry, 1972): ridge regression of what came true beyond the guidance on the
//! guidance itself, smoothed, on its error at the issue time and on its wind.
//!
//! Two truths are learned from: what the station observed, and, where it observed
//! nothing, the provider's own shortest forecasts, moved by how far they lie from the
//! station of late. With all coefficients at 0 the guidance stays as it is.

mod fit;
#[cfg(test)]
mod tests;

use std::ops::Range;

use common::forecast::HORIZON_H;
use features::{GUIDED_COLUMNS, OBSERVED_COLUMNS, Window};

use crate::axes::{SIGNALS, TARGET_COLUMNS, VARIABLES};
use crate::basis::{Basis, COSINE, SINE, future_bases, past_basis};
use crate::climatology::Climatology;
use crate::preprocess::ANOMALY_BOUND;

/// What is corrected: the forecast variables and the probability of rain.
pub const OUTPUTS: usize = SIGNALS.len();
/// Columns of `guidance`.
pub const COLUMNS: usize = GUIDED_COLUMNS.len();
/// What else says something about an output, among the columns of `guidance`: the
/// wind's components and its speed; for clouds the humidity instead of the speed, for rain
/// the clouds.
pub const COMPANIONS: [[usize; 3]; OUTPUTS] = [[3, 4, 2], [3, 4, 2], [3, 4, 2], [3, 4, 1], [3, 4, 5]];
/// The column of `guidance` with the precipitation.
pub const WET: usize = 6;
/// A signal of rain is `1 - exp(-amount / this)`, mm: a tenth of a millimetre says much,
/// the tenth millimetre little.
pub const WET_SCALE_MM: f64 = 0.3;
/// Hours on either side over which signals are smoothed.
pub const SMOOTHING_H: [usize; 2] = [3, 12];
/// Hours on either side within which guidance that ends gives way to the other models.
pub const FADE_H: usize = 6;
/// The terms of the regression: constant, signal, error at the issue time, sine and
/// cosine of the hour, how far the smoothed signals lie from the signal, companions.
pub const TERMS: usize = 5 + SMOOTHING_H.len() + COMPANIONS[0].len();

/// The corrections of a provider's forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Guided {
    /// `[TERMS][lead][OUTPUTS]`, row-major.
    pub weights: Vec<f32>,
    /// Distances of the quantiles from the centre: `[variable][lead][level]`,
    /// row-major, never decreasing along the levels.
    pub offsets: Vec<f32>,
}

/// What a window's guidance says, `[lead]` by output.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// Standardised anomalies of the variables; of rain how far its probability lies
    /// from the normal one.
    pub centres: Vec<[f64; OUTPUTS]>,
    /// How much of the forecast the guidance is: 1 while it lasts, 0 where it is missing.
    pub shares: Vec<[f64; OUTPUTS]>,
}

/// The terms of the regression at every lead time, and where there is guidance.
#[derive(Debug)]
struct Terms {
    /// `[lead][output][term]`.
    terms: Vec<[[f64; TERMS]; OUTPUTS]>,
    /// `[lead][output]`.
    shares: Vec<[f64; OUTPUTS]>,
}

/// How anomalies are made.
#[derive(Debug, Clone, Copy)]
struct Scales<'a> {
    climatology: &'a Climatology,
    scale: &'a [f64; OBSERVED_COLUMNS],
}

impl Scales<'_> {
    /// The standardised anomaly of an observed column, if it was observed.
    fn anomaly(&self, column: usize, value: Option<f64>, basis: &Basis) -> Option<f64> {
        let normal = self.climatology.columns[column].at(basis);
        Some(((value? - normal) / self.scale[column]).clamp(-ANOMALY_BOUND, ANOMALY_BOUND))
    }

    /// A row of `guidance` as signals.
    fn signals(&self, row: [Option<f64>; COLUMNS], basis: &Basis) -> [Option<f64>; COLUMNS] {
        std::array::from_fn(|index| {
            if index == WET {
                row[index].map(wetness)
            } else {
                self.anomaly(GUIDED_COLUMNS[index], row[index], basis)
            }
        })
    }
}

fn wetness(amount_mm: f64) -> f64 {
    1.0 - (-amount_mm.max(0.0) / WET_SCALE_MM).exp()
}

/// The lead times, from 0, whose mean is the smoothed signal at `lead`.
#[must_use]
pub fn smoothed_over(lead: usize, hours: usize) -> Range<usize> {
    lead.saturating_sub(hours)..(lead + hours + 1).min(HORIZON_H)
}

impl Terms {
    /// From signals `[lead]`, the hours' bases, and the anomalies at the issue time.
    fn new(signals: &[[Option<f64>; COLUMNS]], bases: &[Basis], present: [Option<f64>; VARIABLES]) -> Self {
        let known = |lead: usize, column: usize| signals[lead][column];
        let smoothed = |lead: usize, column: usize, hours: usize| {
            let values = smoothed_over(lead, hours).filter_map(|lead| known(lead, column));
            let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
            if count > 0.0 { sum / count } else { 0.0 }
        };
        let term = |lead: usize, output: usize| {
            let column = SIGNALS[output];
            let signal = known(lead, column).unwrap_or_default();
            let error = present.get(output).copied().flatten().zip(known(0, column));
            let mut terms = [0.0; TERMS];
            let (cosine, sine) = (bases[lead][COSINE], bases[lead][SINE]);
            terms[..5].copy_from_slice(&[
                1.0,
                signal,
                error.map_or(0.0, |(present, first)| present - first),
                sine,
                cosine,
            ]);
            for (term, hours) in terms[5..].iter_mut().zip(SMOOTHING_H) {
                *term = smoothed(lead, column, hours) - signal;
            }
            for (term, companion) in terms[5 + SMOOTHING_H.len()..].iter_mut().zip(COMPANIONS[output]) {
                *term = smoothed(lead, companion, SMOOTHING_H[0]);
            }
            terms
        };
        let share = |lead: usize, output: usize| {
            let column = SIGNALS[output];
            let around = smoothed_over(lead, FADE_H);
            let length = around.len() as f64;
            let present = around.filter(|&lead| known(lead, column).is_some()).count() as f64;
            if known(lead, column).is_some() { present / length } else { 0.0 }
        };
        Self {
            terms: (0..HORIZON_H).map(|lead| std::array::from_fn(|output| term(lead, output))).collect(),
            shares: (0..HORIZON_H).map(|lead| std::array::from_fn(|output| share(lead, output))).collect(),
        }
    }
}

impl Guided {
    /// What the guidance of a window says; `climatology` and `scale` make anomalies.
    #[must_use]
    pub fn correct(
        &self,
        window: &Window,
        climatology: &Climatology,
        scale: &[f64; OBSERVED_COLUMNS],
    ) -> Corrected {
        let scales = Scales { climatology, scale };
        let bases: Vec<Basis> = future_bases(window).collect();
        let signals: Vec<_> = window
            .guidance()
            .zip(&bases)
            .map(|((row, mask), basis)| {
                let row =
                    std::array::from_fn(|column| (mask[column] > 0.0).then_some(f64::from(row[column])));
                scales.signals(row, basis)
            })
            .collect();
        let issue = window.history().last();
        let present = issue.map_or([None; VARIABLES], |(row, mask)| {
            let basis = past_basis(row);
            TARGET_COLUMNS.map(|column| {
                let value = (mask[column] > 0.0).then_some(f64::from(row[column]));
                scales.anomaly(column, value, &basis)
            })
        });
        let Terms { terms, shares } = Terms::new(&signals, &bases, present);
        let centre = |lead: usize, output: usize| {
            let weights = (0..TERMS).map(|term| self.weights[(term * HORIZON_H + lead) * OUTPUTS + output]);
            let terms = &terms[lead][output];
            let correction: f64 = weights.zip(terms).map(|(weight, term)| f64::from(weight) * term).sum();
            prior(output, terms) + correction
        };
        let centres = (0..HORIZON_H).map(|lead| std::array::from_fn(|output| centre(lead, output)));
        Corrected { centres: centres.collect(), shares }
    }
}

/// What the forecast is without a correction: the guidance; of rain what is normal.
fn prior(output: usize, terms: &[f64; TERMS]) -> f64 {
    if output < VARIABLES { terms[1] } else { 0.0 }
}
