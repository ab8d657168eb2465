//! Forecasters that a model has to beat to be worth serving.

mod guidance;
mod original;
mod point;
#[cfg(test)]
mod tests;

use common::forecast::HORIZON_H;
use features::{HISTORY_H, OBSERVED_COLUMNS, Window};

use self::guidance::{LinearMos, Mos, RawGuidance};
pub use self::original::Original;
use self::original::OriginalLstm;
use self::point::{PointForecaster, latest, observed, point};
use crate::axes::{
    DAY_H, LEADS_PER_GROUP, LEVELS, Outlook, PHYSICAL_BOUNDS, Point, TARGET_COLUMNS, VARIABLES,
};
use crate::basis::past_basis;
use crate::climatology::Climatology;
use crate::dataset::{Normals, Record};
use crate::hours::Hour;
use crate::preprocess::features;
use crate::ridge::Ridge;
use crate::statistics::quantiles;

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

/// The baseline that the others are measured by.
pub const CLIMATOLOGY: &str = "climatology";

/// One training window in this many tells how wrong a baseline is.
const STRIDE: usize = 23;

/// A point forecaster, and how wrong it was on the training record: that makes its
/// quantiles ("dressing", Roulston & Smith, 2003).
#[derive(Debug)]
pub struct Baseline<'a> {
    forecaster: Box<dyn PointForecaster + 'a>,
    /// `[lead][variable][level]`, physical units.
    offsets: Vec<[[f32; LEVELS]; VARIABLES]>,
}

impl Baseline<'_> {
    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.forecaster.name()
    }

    /// Its forecast as of the window's issue time.
    #[must_use]
    pub fn forecast(&self, window: &Window) -> Outlook {
        let centres = self.forecaster.forecast(window);
        let possible = |variable: usize, value: f32| {
            let [lowest, highest] = PHYSICAL_BOUNDS[variable];
            value.clamp(lowest, highest)
        };
        let dressed = |(values, offsets): (&[f32; VARIABLES], &[[f32; LEVELS]; VARIABLES])| {
            std::array::from_fn(|variable| {
                offsets[variable].map(|offset| possible(variable, values[variable] + offset))
            })
        };
        let quantiles = centres.iter().zip(&self.offsets).map(dressed).collect();
        let point = centres
            .iter()
            .map(|values| std::array::from_fn(|index| possible(index, values[index])))
            .collect();
        Outlook { point, quantiles }
    }
}

/// What baselines learned from the training record, besides what is normal.
#[derive(Debug)]
struct Fits<'a> {
    damping: [Damping; VARIABLES],
    mos: Option<Mos>,
    original: Option<&'a Original>,
}

/// All baselines, the strongest first, fitted on the training record.
///
/// # Errors
/// The place is not on the earth.
pub fn baselines<'a>(
    record: &Record,
    normals: &'a Normals,
    ridge: &'a Ridge,
    original: Option<&'a Original>,
) -> anyhow::Result<Vec<Baseline<'a>>> {
    let Normals { climatology, scale, cross_fitted } = normals;
    let damping = std::array::from_fn(|variable| Damping::fit(&record.hours, normals, variable));
    tracing::debug!(?damping, "the damped anomaly is fitted");
    let groups = HORIZON_H / LEADS_PER_GROUP;
    let mos = (!record.guidance().is_empty()).then(|| Mos::fit(record));
    let fits = Fits { damping, mos, original };
    let mut errors = vec![vec![vec![Vec::new(); VARIABLES]; groups]; simple(climatology, &fits).len()];
    for window in record.windows(STRIDE) {
        let (first_target, window) = window?;
        // No baseline is judged by an hour that its climatology has seen.
        let forecasters = simple(cross_fitted.of(first_target), &fits);
        let judged = errors.iter_mut().zip(forecasters);
        for (errors, forecaster) in judged.filter(|(_, forecaster)| forecaster.can_judge(&window)) {
            for (lead, values) in forecaster.forecast(&window).iter().enumerate() {
                let hour = &record.hours[first_target + lead];
                for (variable, value) in values.iter().enumerate() {
                    if let Some(truth) = hour.columns[TARGET_COLUMNS[variable]] {
                        errors[lead / LEADS_PER_GROUP][variable].push(truth - f64::from(*value));
                    }
                }
            }
        }
    }
    let offsets = errors.into_iter().map(|errors| {
        let by_group = errors.into_iter().map(|errors| -> [[f32; LEVELS]; VARIABLES] {
            let mut by_variable = errors.into_iter().map(quantiles);
            std::array::from_fn(|_| by_variable.next().unwrap_or_default())
        });
        by_group.flat_map(|offsets| std::iter::repeat_n(offsets, LEADS_PER_GROUP)).collect()
    });
    let simple = simple(climatology, &fits).into_iter().zip(offsets);
    let dressing: Vec<_> = (0..HORIZON_H).map(|lead| ridge.offsets_at(lead, scale)).collect();
    let medians = dressing.iter().map(|offsets| offsets.map(|levels| levels[LEVELS / 2])).collect();
    let beside_the_median = |levels: [f32; LEVELS]| levels.map(|offset| offset - levels[LEVELS / 2]);
    let regression = Baseline {
        forecaster: Box::new(Regression { ridge, climatology, scale, medians }),
        offsets: dressing.into_iter().map(|offsets| offsets.map(beside_the_median)).collect(),
    };
    let simple = simple.map(|(forecaster, offsets)| Baseline { forecaster, offsets });
    Ok(std::iter::once(regression).chain(simple).collect())
}

/// All but the regression, against a climatology.
fn simple<'a>(
    climatology: &'a Climatology,
    Fits { damping, mos, original }: &Fits<'a>,
) -> Vec<Box<dyn PointForecaster + 'a>> {
    let mut forecasters: Vec<Box<dyn PointForecaster + 'a>> = Vec::new();
    if let Some(mos) = mos {
        forecasters.push(Box::new(LinearMos { climatology, mos: mos.clone() }));
        forecasters.push(Box::new(RawGuidance { climatology }));
    }
    forecasters.push(Box::new(DampedAnomaly { climatology, damping: *damping }));
    forecasters.push(Box::new(Normal { climatology }));
    if let Some(original) = original {
        forecasters.push(Box::new(OriginalLstm { original, climatology }));
    }
    forecasters.push(Box::new(SeasonalNaive { climatology }));
    forecasters.push(Box::new(Persistence { climatology }));
    forecasters
}

/// Ridge regression on the network's features, by itself: its median, as a model of it
/// alone has it.
#[derive(Debug)]
struct Regression<'a> {
    ridge: &'a Ridge,
    climatology: &'a Climatology,
    scale: &'a [f64; OBSERVED_COLUMNS],
    /// How far it lies from the centre: `[lead][variable]`, physical units.
    medians: Vec<[f32; VARIABLES]>,
}

impl PointForecaster for Regression<'_> {
    fn name(&self) -> &'static str {
        "ridge"
    }

    fn forecast(&self, window: &Window) -> Point {
        let outputs = self.ridge.predict(&features(window, self.scale, |_| self.climatology));
        let anomaly = |lead: usize, variable: usize| f64::from(outputs[variable * HORIZON_H + lead]);
        point(window, |lead, variable, basis| {
            let scale = self.scale[TARGET_COLUMNS[variable]];
            let centre = self.climatology.normal(variable, basis) + scale * anomaly(lead, variable);
            centre + f64::from(self.medians[lead][variable])
        })
    }
}

/// What is normal, and the present anomaly fading.
#[derive(Debug)]
struct DampedAnomaly<'a> {
    climatology: &'a Climatology,
    damping: [Damping; VARIABLES],
}

impl PointForecaster for DampedAnomaly<'_> {
    fn name(&self) -> &'static str {
        "damped_anomaly"
    }

    fn forecast(&self, window: &Window) -> Point {
        let present = window.history().last().map(|(row, _)| past_basis(row));
        let anomalies: [f64; VARIABLES] = std::array::from_fn(|variable| {
            let now = latest(window, variable).zip(present.as_ref());
            now.map_or(0.0, |(value, basis)| value - self.climatology.normal(variable, basis))
        });
        point(window, |lead, variable, basis| {
            let left = self.damping[variable].at(lead + 1) * anomalies[variable];
            self.climatology.normal(variable, basis) + left
        })
    }
}

/// What is normal.
#[derive(Debug)]
struct Normal<'a> {
    climatology: &'a Climatology,
}

impl PointForecaster for Normal<'_> {
    fn name(&self) -> &'static str {
        CLIMATOLOGY
    }

    fn forecast(&self, window: &Window) -> Point {
        point(window, |_, variable, basis| self.climatology.normal(variable, basis))
    }
}

/// The last day comes again and again; an hour of it that was not observed is normal.
#[derive(Debug)]
struct SeasonalNaive<'a> {
    climatology: &'a Climatology,
}

impl PointForecaster for SeasonalNaive<'_> {
    fn name(&self) -> &'static str {
        "seasonal_naive_24h"
    }

    fn forecast(&self, window: &Window) -> Point {
        let day: Vec<_> = window.history().skip(HISTORY_H - DAY_H).map(observed).collect();
        point(window, |lead, variable, basis| {
            day[lead % DAY_H][variable].unwrap_or_else(|| self.climatology.normal(variable, basis))
        })
    }
}

/// The latest observation stays; without one it is what is normal.
#[derive(Debug)]
struct Persistence<'a> {
    climatology: &'a Climatology,
}

impl PointForecaster for Persistence<'_> {
    fn name(&self) -> &'static str {
        "persistence"
    }

    fn forecast(&self, window: &Window) -> Point {
        let latest: [Option<f64>; VARIABLES] = std::array::from_fn(|variable| latest(window, variable));
        point(window, |_, variable, basis| {
            latest[variable].unwrap_or_else(|| self.climatology.normal(variable, basis))
        })
    }
}
