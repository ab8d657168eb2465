//! What the models are trained on: the windows of records, as features and standardised
//! anomalies.

use std::collections::HashSet;
use std::f64::consts::TAU;

use anyhow::Context;
use common::forecast::HORIZON_H;
use common::guidance::GuidanceArchive;
use common::observation::hours;
use features::{BlankPrecipitation, HISTORY_H, History, OBSERVED_COLUMNS, Place, Window, WindowError};
use jiff::{SignedDuration, Timestamp, ToSpan};
use sha2::{Digest, Sha256};

use crate::axes::{TARGET_COLUMNS, VARIABLES};
use crate::basis::{YEAR_COSINE, YEAR_SINE};
use crate::climatology::{Climatology, CrossFitted};
use crate::hours::{Hour, tabulate};
use crate::preprocess::{FEATURES, features};
use crate::quality::require_enough;
use crate::statistics::log_odds;

/// What is known of a place: all of it, the test included.
#[derive(Debug, Clone)]
pub struct Known {
    /// What was observed.
    pub history: History,
    /// What a provider forecast; there may be none.
    pub guidance: GuidanceArchive,
    /// Where.
    pub place: Place,
    /// How to read a blank precipitation.
    pub blank: BlankPrecipitation,
}

impl Known {
    /// The window of a forecast issued at a time, with the newest guidance known then.
    ///
    /// # Errors
    /// As [`Window::build`].
    pub fn window(&self, issued_at: Timestamp) -> Result<Window, WindowError> {
        Window::build(&self.history, issued_at, self.place, self.guidance.known_at(issued_at))
    }
}

/// What is known of one place up to the end of training.
#[derive(Debug)]
pub struct Record {
    known: Known,
    first: Timestamp,
    /// Every hour of the record.
    pub hours: Vec<Hour>,
}

/// Hours of a Julian year: a fold of the cross-fitted climatology.
const HOURS_PER_YEAR: usize = 8766;

impl Record {
    /// Takes what was known before `until`; nothing later can reach training.
    ///
    /// # Errors
    /// There is too little to learn from, or the place is not on the earth.
    pub fn new(known: &Known, until: Timestamp) -> anyhow::Result<Self> {
        let Known { history, guidance, place, blank } = known;
        let observations: Vec<_> =
            history.observations().iter().filter(|observation| observation.time < until).cloned().collect();
        let (Some(first), Some(last)) = (observations.first(), observations.last()) else {
            anyhow::bail!("there are no observations before {until}");
        };
        require_enough(&observations).with_context(|| format!("before {until}"))?;
        let (first, last) = (first.time, last.time);
        let known = Known {
            history: History::new(observations),
            guidance: guidance.before(until),
            place: *place,
            blank: *blank,
        };
        let hours = tabulate(&known.history, hours(first, last), *place, *blank)?;
        Ok(Self { known, first, hours })
    }

    /// What a provider had forecast by then.
    #[must_use]
    pub fn guidance(&self) -> &GuidanceArchive {
        &self.known.guidance
    }

    /// Where.
    #[must_use]
    pub fn place(&self) -> Place {
        self.known.place
    }

    /// The hour at a time, if it lies in the record.
    #[must_use]
    pub fn hour(&self, time: Timestamp) -> Option<&Hour> {
        let index = (time.as_second() - self.first.as_second()) / 3600;
        self.hours.get(usize::try_from(index).ok()?)
    }

    /// First and last hour.
    #[must_use]
    pub fn span(&self) -> (Timestamp, Timestamp) {
        let last = self.hours.len().saturating_sub(1) as i64;
        (self.first, self.first + last.hours())
    }

    /// Every `stride`th window that can be built and has a full horizon inside the
    /// record, with the index of the first hour after its issue time.
    ///
    /// One at a time: all windows of a record take hundreds of megabytes.
    pub fn windows(&self, stride: usize) -> impl Iterator<Item = Result<(usize, Window), WindowError>> {
        let first_targets = (HISTORY_H..(self.hours.len() + 1).saturating_sub(HORIZON_H)).step_by(stride);
        first_targets.filter_map(|first_target| {
            let issued_at = self.first + SignedDuration::from_hours(first_target as i64 - 1);
            match self.known.window(issued_at) {
                Err(WindowError::TooFewObservations { .. }) => None,
                built => Some(built.map(|window| (first_target, window))),
            }
        })
    }
}

/// Climatology and scale: how observations become anomalies.
#[derive(Debug, Clone)]
pub struct Normals {
    /// Fitted on the whole record: the one that serves.
    pub climatology: Climatology,
    /// Fitted without the hour's own year: the one that trains.
    pub cross_fitted: CrossFitted,
    /// Standard deviation of each observed column's anomalies.
    pub scale: [f64; OBSERVED_COLUMNS],
}

impl Normals {
    /// Fits to a record.
    #[must_use]
    pub fn fit(hours: &[Hour]) -> Self {
        let climatology = Climatology::fit(hours, |_| true);
        let scale = std::array::from_fn(|column| {
            let anomalies = hours
                .iter()
                .filter_map(|hour| Some(hour.columns[column]? - climatology.columns[column].at(&hour.basis)));
            let (count, squares) = anomalies
                .fold((0.0, 0.0), |(count, squares), anomaly| (count + 1.0, squares + anomaly * anomaly));
            // A column that never varies, or was never observed, has no anomalies.
            if squares > 1e-9 * count { f64::sqrt(squares / count) } else { 1.0 }
        });
        Self { climatology, cross_fitted: CrossFitted::fit(hours, HOURS_PER_YEAR), scale }
    }

    /// The standardised anomaly of a forecast variable, as training sees it.
    #[must_use]
    pub fn target(&self, hours: &[Hour], index: usize, variable: usize) -> Option<f32> {
        let hour = hours.get(index)?;
        let column = TARGET_COLUMNS[variable];
        let normal = self.cross_fitted.of(index).normal(variable, &hour.basis);
        Some(((hour.columns[column]? - normal) / self.scale[column]) as f32)
    }
}

/// Windows with what came true.
#[derive(Debug, Default)]
pub struct Dataset {
    /// `[sample][FEATURES]`.
    features: Vec<f32>,
    /// Index of the first hour after the issue time, by sample.
    first_target: Vec<usize>,
    /// The same hour, since 1970.
    first_target_h: Vec<i64>,
    /// `[hour][variable]`: standardised anomalies, `None` where not observed.
    anomalies: Vec<[Option<f32>; VARIABLES]>,
    /// By hour: rain, and its climatological log-odds.
    rain: Vec<(Option<bool>, f32)>,
    /// By hour: cosine and sine of the time of the year.
    season: Vec<(f64, f64)>,
}

/// How many blocks are left out in turn: two months each in a record of two
/// years, long against the memory of weather.
pub const BLOCKS: usize = 12;
/// Of the windows left out, one in this many is scored; neighbours say the same.
pub const HELD_OUT_STRIDE: usize = 7;

/// Samples left out of a training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What may be trained on.
    pub train: Vec<usize>,
    /// What may not.
    pub held_out: Vec<usize>,
}

/// Rows of a [`Dataset`], as tensors want them.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Rows {
    /// `[row, FEATURES]`.
    pub features: Vec<f32>,
    /// `[row, variable, lead]`, 0 where masked.
    pub targets: Vec<f32>,
    /// `[row, variable, lead]`: 1 where observed.
    pub target_mask: Vec<f32>,
    /// `[row, lead]`: 1 for rain.
    pub rain: Vec<f32>,
    /// `[row, lead]`: 1 where known.
    pub rain_mask: Vec<f32>,
    /// `[row, lead]`: climatological log-odds.
    pub rain_log_odds: Vec<f32>,
}

impl Dataset {
    /// One sample an hour: every window that can be built and has a full
    /// horizon inside the record.
    ///
    /// # Errors
    /// The place is not on the earth.
    pub fn new(record: &Record, normals: &Normals) -> anyhow::Result<Self> {
        let hours = &record.hours;
        let mut dataset = Self {
            anomalies: (0..hours.len())
                .map(|index| std::array::from_fn(|variable| normals.target(hours, index, variable)))
                .collect(),
            rain: hours
                .iter()
                .enumerate()
                .map(|(index, hour)| {
                    let normal = normals.cross_fitted.of(index).rain_probability(&hour.basis);
                    (hour.rain, log_odds(normal) as f32)
                })
                .collect(),
            season: hours.iter().map(|hour| (hour.basis[YEAR_COSINE], hour.basis[YEAR_SINE])).collect(),
            ..Self::default()
        };
        for window in record.windows(1) {
            let (first_target, window) = window?;
            let first_history = first_target - HISTORY_H;
            dataset.features.extend(features(&window, &normals.scale, |index| {
                normals.cross_fitted.of(first_history + index)
            }));
            dataset.first_target.push(first_target);
            dataset.first_target_h.push(window.issued_at().as_second() / 3600 + 1);
        }
        Ok(dataset)
    }

    /// The samples of several places as one set: anomalies are alike everywhere.
    #[must_use]
    pub fn join(datasets: impl IntoIterator<Item = Self>) -> Self {
        datasets.into_iter().fold(Self::default(), |mut all, one| {
            let hours = all.anomalies.len();
            all.features.extend(one.features);
            all.first_target.extend(one.first_target.iter().map(|first_target| hours + first_target));
            all.first_target_h.extend(one.first_target_h);
            all.anomalies.extend(one.anomalies);
            all.rain.extend(one.rain);
            all.season.extend(one.season);
            all
        })
    }

    /// Identifies the samples: the same for the same record and definition of the features.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        for feature in &self.features {
            hasher.update(feature.to_le_bytes());
        }
        for first_target in &self.first_target {
            hasher.update(first_target.to_le_bytes());
        }
        for anomaly in self.anomalies.iter().flatten() {
            // What is missing is no number, and so never equal to one.
            hasher.update(anomaly.unwrap_or(f32::NAN).to_le_bytes());
        }
        for (rain, log_odds) in &self.rain {
            hasher.update([rain.map_or(2, u8::from)]);
            hasher.update(log_odds.to_le_bytes());
        }
        hasher.finalize().into()
    }

    /// How many samples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.first_target.len()
    }

    /// How many hours a sample was issued in, at whichever place.
    #[must_use]
    pub fn issue_hours(&self) -> usize {
        self.first_target_h.iter().collect::<HashSet<_>>().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first_target.is_empty()
    }

    /// The time of the year of a sample's hour at a lead time, from 0, as an angle from 0.
    #[must_use]
    pub fn year_angle_rad(&self, sample: usize, lead: usize) -> f64 {
        let (cosine, sine) = self.season[self.first_target[sample] + lead];
        sine.atan2(cosine).rem_euclid(TAU)
    }

    /// Divides the samples into blocks of consecutive hours. What trains beside a block
    /// has neither history nor targets in common with it, at whichever place.
    #[must_use]
    pub fn blocks(&self, count: usize) -> Vec<Block> {
        const REACH_H: i64 = (HISTORY_H + HORIZON_H) as i64;
        let length = self.len().div_ceil(count.max(1)).max(1);
        let mut samples: Vec<usize> = (0..self.len()).collect();
        samples.sort_by_key(|&sample| self.first_target_h[sample]);
        let block = |held_out: &[usize]| {
            let bounds = held_out.first().zip(held_out.last());
            let apart = |sample: &usize| {
                bounds.is_some_and(|(&first, &last)| {
                    let target_h = self.first_target_h[*sample];
                    target_h + REACH_H <= self.first_target_h[first]
                        || target_h >= self.first_target_h[last] + REACH_H
                })
            };
            Block { train: samples.iter().copied().filter(apart).collect(), held_out: held_out.to_vec() }
        };
        samples.chunks(length).map(block).filter(|block| !block.train.is_empty()).collect()
    }

    /// The samples with these indices.
    #[must_use]
    pub fn rows(&self, samples: &[usize]) -> Rows {
        let mut rows = Rows::default();
        for &sample in samples {
            rows.features.extend(&self.features[sample * FEATURES..(sample + 1) * FEATURES]);
            let horizon = self.first_target[sample]..self.first_target[sample] + HORIZON_H;
            for variable in 0..VARIABLES {
                for anomaly in &self.anomalies[horizon.clone()] {
                    rows.targets.push(anomaly[variable].unwrap_or_default());
                    rows.target_mask.push(indicator(anomaly[variable].is_some()));
                }
            }
            for &(rained, log_odds) in &self.rain[horizon] {
                rows.rain.push(indicator(rained == Some(true)));
                rows.rain_mask.push(indicator(rained.is_some()));
                rows.rain_log_odds.push(log_odds);
            }
        }
        rows
    }
}

fn indicator(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_trains_beside_a_block_shares_no_hour_with_it_at_any_place() {
        let place = |first: usize, count: usize| Dataset {
            first_target: (HISTORY_H..HISTORY_H + count).collect(),
            first_target_h: (first as i64..).take(count).collect(),
            ..Dataset::default()
        };
        let dataset = Dataset::join([place(HISTORY_H, 3000), place(1200, 900)]);
        let blocks = dataset.blocks(4);
        assert_eq!(blocks.iter().map(|block| block.held_out.len()).sum::<usize>(), dataset.len());
        let hours = |sample: usize| {
            let target_h = dataset.first_target_h[sample];
            target_h - HISTORY_H as i64..target_h + HORIZON_H as i64
        };
        for Block { train, held_out } in blocks {
            assert!(!train.is_empty());
            let (first, last) = (hours(held_out[0]), hours(held_out[held_out.len() - 1]));
            for sample in train {
                let hours = hours(sample);
                assert!(hours.end <= first.start || hours.start >= last.end, "sample {sample}");
            }
        }
    }
}
