//! Forecasters that a model has to beat to be worth serving.

mod guidance;
mod original;

use common::forecast::HORIZON_H;
use features::{HISTORY_H, OBSERVED_COLUMNS, Window};

use self::guidance::{LinearMos, Mos, RawGuidance};
pub use self::original::Original;
use self::original::OriginalLstm;
use crate::axes::{
    DAY_H, LEADS_PER_GROUP, LEVELS, Outlook, PHYSICAL_BOUNDS, Point, TARGET_COLUMNS, VARIABLES,
};
use crate::basis::{Basis, future_bases, past_basis};
use crate::climatology::Climatology;
use crate::dataset::{Normals, Record};
use crate::hours::Hour;
use crate::preprocess::features;
use crate::ridge::Ridge;
use crate::statistics::quantiles;

/// Longest age of the observation that stands for the present.
const LATEST_AGE_H: usize = 6;

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

/// A forecaster that gives one number for each hour. It is shown a window and nothing
/// else, so that it cannot see what came after.
pub trait PointForecaster: std::fmt::Debug {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// Its forecast as of the window's issue time.
    fn forecast(&self, window: &Window) -> Point;

    /// Whether its errors from a window tell how wrong it is.
    fn can_judge(&self, _window: &Window) -> bool {
        true
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
    (ridge, original): (&'a Ridge, Option<&'a Original>),
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

fn point(window: &Window, value: impl Fn(usize, usize, &Basis) -> f64) -> Point {
    let leads = future_bases(window).enumerate();
    leads.map(|(lead, basis)| std::array::from_fn(|variable| value(lead, variable, &basis) as f32)).collect()
}

fn observed((row, mask): (&[f32], &[f32])) -> [Option<f64>; VARIABLES] {
    TARGET_COLUMNS.map(|column| (mask[column] > 0.0).then_some(f64::from(row[column])))
}

/// The last observation, unless it is too old to stand for the present.
fn latest(window: &Window, variable: usize) -> Option<f64> {
    let recent = window.history().rev().take(LATEST_AGE_H + 1);
    recent.map(|hour| observed(hour)[variable]).find(Option::is_some).flatten()
}

#[cfg(test)]
mod tests {
    use common::observation::Variable;
    use features::History;
    use jiff::{Timestamp, ToSpan};

    use super::*;
    use crate::dataset::{BLOCKS, Dataset};
    use crate::scores::Errors;
    use crate::synthetic::{all_observations, job};

    #[test]
    fn a_planted_decay_is_recovered() {
        let slopes: Vec<f64> = (1..=HORIZON_H).map(|lead| 0.9 * (-(lead as f64) / 31.5).exp()).collect();
        let fits = (2..=800).map(|quarters| Damping::with_decay(&slopes, f64::from(quarters) / 4.0));
        let (damping, misfit) = fits.min_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap();
        assert_eq!(damping.decay_h, 31.5);
        assert!((damping.amplitude - 0.9).abs() < 1e-9 && misfit < 1e-12, "{damping:?}");
        assert!((damping.at(0) - 0.9).abs() < 1e-9);
    }

    /// Whether a forecast is the same when nothing after its issue time exists.
    fn sees_no_future(forecast: impl Fn(&History, Timestamp) -> Vec<f32>, issued_at: Timestamp) -> bool {
        let whole = all_observations();
        let past = whole.iter().filter(|observation| observation.time <= issued_at).cloned().collect();
        forecast(&History::new(whole), issued_at) == forecast(&History::new(past), issued_at)
    }

    fn record() -> Record {
        let job = job(all_observations());
        Record::new(&job.known, job.division.train_until).unwrap()
    }

    #[test]
    fn no_baseline_sees_the_future_and_one_that_does_is_caught() {
        let (record, place) = (record(), job(Vec::new()).known.place);
        let normals = Normals::fit(&record.hours);
        let dataset = Dataset::new(&record, &normals).unwrap();
        let ridge = Ridge::fit(&dataset, &dataset.blocks(BLOCKS)).unwrap();
        let original = Original::fit(&record, 1, 3).unwrap();
        let issued_at = record.span().1 + 30.hours();
        for baseline in baselines(&record, &normals, (&ridge, Some(&original))).unwrap() {
            let forecast = |history: &History, issued_at| {
                let window = Window::build(history, issued_at, place, None).unwrap();
                baseline.forecast(&window).quantiles.into_iter().flatten().flatten().collect()
            };
            assert!(sees_no_future(forecast, issued_at), "{}", baseline.name());
        }
        let leak = |history: &History, issued_at: Timestamp| {
            let next = history.get(issued_at + 1.hour());
            next.and_then(|next| next.get(Variable::Temperature)).into_iter().collect()
        };
        assert!(!sees_no_future(leak, issued_at));
    }

    #[test]
    fn the_naive_ones_repeat_what_was_observed() {
        let (record, history) = (record(), History::new(all_observations()));
        let normals = Normals::fit(&record.hours);
        let issued_at = record.span().1;
        let place = job(Vec::new()).known.place;
        let window = Window::build(&history, issued_at, place, None).unwrap();
        let temperature = |time| history.get(time).unwrap().get(Variable::Temperature).unwrap();
        let climatology = &normals.climatology;
        let (last_day, last_hour) = (SeasonalNaive { climatology }, Persistence { climatology });
        for lead_h in [1, 7, 24, 25, 168] {
            let lead = usize::try_from(lead_h - 1).unwrap();
            let hours_ago = 23 - (lead_h - 1) % 24;
            assert_eq!(last_day.forecast(&window)[lead][0], temperature(issued_at - hours_ago.hours()));
            assert_eq!(last_hour.forecast(&window)[lead][0], temperature(issued_at));
        }
    }

    #[test]
    fn the_quantiles_of_a_baseline_cover_what_they_say() {
        let record = record();
        let normals = Normals::fit(&record.hours);
        let dataset = Dataset::new(&record, &normals).unwrap();
        let ridge = Ridge::fit(&dataset, &dataset.blocks(BLOCKS)).unwrap();
        for baseline in baselines(&record, &normals, (&ridge, None)).unwrap() {
            let mut errors = Errors::default();
            for (first_target, window) in record.windows(5).map(Result::unwrap) {
                let Outlook { point, quantiles } = baseline.forecast(&window);
                for (lead, (point, quantiles)) in point.iter().zip(&quantiles).enumerate() {
                    let truth = record.hours[first_target + lead].columns[TARGET_COLUMNS[0]].unwrap();
                    errors.add(point[0], &quantiles[0], truth as f32);
                }
            }
            assert!((0.7..0.95).contains(&errors.coverage()), "{} {}", baseline.name(), errors.coverage());
        }
    }
}
