//! Statistical post-processing of a provider's forecast (model output statistics;
//! Glahn & Lowry, 1972): ridge regression of what came true beyond the guidance on the
//! guidance itself, smoothed, on its error at the issue time and on its wind.
//!
//! Two truths are learned from: what the station observed, and, where it observed
//! nothing, the provider's own shortest forecasts, moved by how far they lie from the
//! station of late. With all coefficients at 0 the guidance stays as it is.

use std::f64::consts::LN_2;
use std::ops::Range;

use common::forecast::HORIZON_H;
use common::guidance::GuidanceArchive;
use common::observation::hours;
use features::{Calendar, GUIDED_COLUMNS, OBSERVED_COLUMNS, Place, Window, observed_columns};
use jiff::{Timestamp, ToSpan};
use nalgebra::{DMatrix, DVector};

use crate::climatology::{Basis, COSINE, Climatology, SINE, basis};
use crate::dataset::{Normals, Record};
use crate::forecaster::LEVELS;
use crate::hours::{Hour, PRECIPITATION, TARGET_COLUMNS};
use crate::network::VARIABLES;
use crate::preprocess::{ANOMALY_BOUND, DAY_ANGLE, YEAR_ANGLE};
use crate::scores::quantiles;

/// What is corrected: the forecast variables and the probability of rain.
pub const OUTPUTS: usize = VARIABLES + 1;
/// Columns of `guidance`.
pub const COLUMNS: usize = GUIDED_COLUMNS.len();
/// The signal of each output among the columns of `guidance`: its own quantity.
pub const SIGNALS: [usize; OUTPUTS] = [0, 1, 2, 6];
/// What else says something about an output, among the columns of `guidance`: the
/// wind's components and its speed; for rain the cloud instead of the speed.
pub const COMPANIONS: [[usize; 3]; OUTPUTS] = [[3, 4, 2], [3, 4, 2], [3, 4, 2], [3, 4, 5]];
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

/// Candidates for the penalty, as a share of the weight of all samples.
const PENALTIES: [f64; 4] = [0.03, 0.1, 0.3, 1.0];
/// Lead times, h, that share the penalty and the distances of the quantiles; those of
/// half a day around them are fitted together.
const LEADS_PER_GROUP: usize = 6;
const GROUPS: usize = HORIZON_H / LEADS_PER_GROUP;
const NEIGHBOURS_H: usize = 12;
/// Candidates for how much an observation counts beside a forecast of the shortest lead
/// times.
const OBSERVED_WEIGHTS: [f64; 4] = [1.0, 5.0, 25.0, 125.0];
/// The longest lead time of what stands for the provider's analysis, h.
const ANALYSIS_LEAD_H: i64 = 5;
/// In which time an earlier distance between analysis and station counts for half, h.
const OFFSET_HALF_LIFE_H: f64 = 60.0 * 24.0;
/// Hours that the distance's daily cycle has to be shown for before it is believed.
const OFFSET_CYCLE_PRIOR_H: f64 = 50.0;
/// Parts of the record that are left out in turn.
const BLOCKS: usize = 12;
/// Fewest issues from which anything is learned: two weeks of four a day.
const FEWEST_ISSUES: usize = 56;
/// Fewest errors from which quantiles are taken.
const FEWEST_ERRORS: usize = 100;

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
    /// Fits to the guidance that had been issued, and come true, by the end of a record;
    /// `None` where that is too little.
    ///
    /// # Errors
    /// The place is not on the earth.
    pub fn fit(record: &Record, normals: &Normals) -> anyhow::Result<Option<Self>> {
        let Some(samples) = Samples::of(record, normals)? else { return Ok(None) };
        let fitted = samples.fit();
        tracing::info!(issues = samples.issues.len(), "the guidance is post-processed");
        Ok(Some(fitted))
    }

    /// What the guidance of a window says; `climatology` and `scale` make anomalies.
    #[must_use]
    pub fn correct(
        &self,
        window: &Window,
        climatology: &Climatology,
        scale: &[f64; OBSERVED_COLUMNS],
    ) -> Corrected {
        let scales = Scales { climatology, scale };
        let bases: Vec<Basis> =
            window.future().map(|row| basis(f64::from(row[0]), f64::from(row[1]))).collect();
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
            let basis = basis(f64::from(row[DAY_ANGLE]), f64::from(row[YEAR_ANGLE]));
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

/// What came true, as standardised anomalies; of rain beyond what is normal.
#[derive(Debug, Clone, Copy, Default)]
struct Truth {
    /// What the station observed.
    observed: Option<f64>,
    /// What the provider's shortest forecasts say, moved to the station.
    analysed: Option<f64>,
}

/// One issue of guidance, with what came true.
#[derive(Debug)]
struct Issue {
    terms: Terms,
    /// `[lead][output]`.
    truths: Vec<[Truth; OUTPUTS]>,
}

#[derive(Debug)]
struct Samples {
    issues: Vec<Issue>,
}

impl Samples {
    fn of(record: &Record, normals: &Normals) -> anyhow::Result<Option<Self>> {
        let archive = record.guidance();
        let (_, until) = record.span();
        let scales = Scales { climatology: &normals.climatology, scale: &normals.scale };
        let Some(truths) = Truths::of(record, scales)? else { return Ok(None) };
        let mut issues = Vec::new();
        for issue in archive.issues().iter().filter(|issue| issue.issued_at < until) {
            let times = || (1..=HORIZON_H as i64).map(|lead_h| issue.issued_at + lead_h.hours());
            let mut bases = Vec::with_capacity(HORIZON_H);
            for time in times() {
                bases.push(basis_at(time, record.place())?);
            }
            let signals: Vec<_> = times()
                .zip(&bases)
                .map(|(time, basis)| {
                    let columns = issue.at(time).map(observed_columns);
                    let row = GUIDED_COLUMNS.map(|column| columns.and_then(|columns| columns[column]));
                    scales.signals(row.map(|value| value.map(f64::from)), basis)
                })
                .collect();
            let present = truths.at(issue.issued_at);
            let present =
                std::array::from_fn(|variable| present[variable].observed.or(present[variable].analysed));
            issues.push(Issue {
                terms: Terms::new(&signals, &bases, present),
                truths: times().map(|time| truths.at(time)).collect(),
            });
        }
        Ok((issues.len() >= FEWEST_ISSUES).then_some(Self { issues }))
    }

    fn block_of(&self, issue: usize) -> usize {
        issue * BLOCKS / self.issues.len()
    }

    fn fit(&self) -> Guided {
        let mut weights = vec![0.0; TERMS * HORIZON_H * OUTPUTS];
        let mut offsets = vec![0.0; VARIABLES * HORIZON_H * LEVELS];
        for output in 0..OUTPUTS {
            for group in 0..GROUPS {
                let leads = group * LEADS_PER_GROUP..(group + 1) * LEADS_PER_GROUP;
                let around =
                    leads.start.saturating_sub(NEIGHBOURS_H)..(leads.end + NEIGHBOURS_H).min(HORIZON_H);
                let choice = Choice::best(self.sums(output, &around));
                for lead in leads.clone() {
                    for term in 0..TERMS {
                        weights[(term * HORIZON_H + lead) * OUTPUTS + output] = choice.solution[term] as f32;
                    }
                }
                if output < VARIABLES {
                    let distances = quantiles(self.errors(output, &around, &choice.held_out));
                    for lead in leads {
                        let start = (output * HORIZON_H + lead) * LEVELS;
                        offsets[start..start + LEVELS].copy_from_slice(&distances);
                    }
                }
            }
        }
        Guided { weights, offsets }
    }

    /// Block, terms, and the truth beyond the prior, wherever there is guidance.
    fn rows<'a>(
        &'a self,
        output: usize,
        leads: &'a Range<usize>,
    ) -> impl Iterator<Item = (usize, &'a [f64; TERMS], Truth)> {
        self.issues.iter().enumerate().flat_map(move |(index, Issue { terms, truths })| {
            let guided = leads.clone().filter(move |&lead| terms.shares[lead][output] > 0.0);
            guided.map(move |lead| {
                let (terms, truth) = (&terms.terms[lead][output], truths[lead][output]);
                let beyond = |value: f64| value - prior(output, terms);
                let truth =
                    Truth { observed: truth.observed.map(beyond), analysed: truth.analysed.map(beyond) };
                (self.block_of(index), terms, truth)
            })
        })
    }

    /// By block.
    fn sums(&self, output: usize, leads: &Range<usize>) -> Vec<Sums> {
        let mut blocks = vec![Sums::default(); BLOCKS];
        for (block, terms, truth) in self.rows(output, leads) {
            if let Some(value) = truth.observed {
                blocks[block].observed.add(terms, value);
            }
            if let Some(value) = truth.analysed {
                blocks[block].analysed.add(terms, value);
            }
        }
        blocks
    }

    /// Errors on blocks that the solution had not seen. What was observed is the judge
    /// where there is enough of it.
    fn errors(&self, output: usize, leads: &Range<usize>, held_out: &[DVector<f64>]) -> Vec<f64> {
        let corrected = |block: usize, terms: &[f64; TERMS]| -> f64 {
            held_out[block].iter().zip(terms).map(|(weight, term)| weight * term).sum()
        };
        let errors = |truth: fn(Truth) -> Option<f64>| -> Vec<f64> {
            let rows = self.rows(output, leads);
            rows.filter_map(|(block, terms, of)| Some(truth(of)? - corrected(block, terms))).collect()
        };
        let observed = errors(|truth| truth.observed);
        if observed.len() >= FEWEST_ERRORS { observed } else { errors(|truth| truth.analysed) }
    }
}

/// What a group of lead times is corrected by.
#[derive(Debug)]
struct Choice {
    solution: DVector<f64>,
    /// By block: what is fitted without it.
    held_out: Vec<DVector<f64>>,
    /// Squared error on the blocks that were left out.
    error: f64,
}

impl Choice {
    /// The penalty, and the weight of what was observed, that forecast the blocks best
    /// when they are left out in turn.
    fn best(blocks: Vec<Sums>) -> Self {
        let all = blocks.iter().fold(Sums::default(), |all, block| Sums {
            observed: all.observed.plus(&block.observed, 1.0),
            analysed: all.analysed.plus(&block.analysed, 1.0),
        });
        let is_observed = all.observed.count >= FEWEST_ERRORS as f64;
        let choices = OBSERVED_WEIGHTS.iter().flat_map(|&weight| PENALTIES.map(|penalty| (weight, penalty)));
        let tried = choices.map(|(weight, penalty)| {
            let solve = |without: &Sums| {
                let rest = all.observed.plus(&without.observed, -1.0);
                all.analysed.plus(&without.analysed, -1.0).plus(&rest, weight).solve(penalty)
            };
            let held_out: Vec<_> = blocks.iter().map(solve).collect();
            let judged = blocks.iter().zip(&held_out).map(|(block, solution)| {
                let judge = if is_observed { &block.observed } else { &block.analysed };
                judge.squared_error(solution)
            });
            Self { error: judged.sum(), solution: solve(&Sums::default()), held_out }
        });
        let unchanged = Self {
            solution: DVector::zeros(TERMS),
            held_out: vec![DVector::zeros(TERMS); blocks.len()],
            error: f64::INFINITY,
        };
        tried.fold(unchanged, |best, choice| if choice.error < best.error { choice } else { best })
    }
}

/// The sums of products of both truths.
#[derive(Debug, Clone, Default)]
struct Sums {
    observed: Products,
    analysed: Products,
}

/// The sums of products that a regression needs.
#[derive(Debug, Clone)]
struct Products {
    count: f64,
    gram: DMatrix<f64>,
    moment: DVector<f64>,
    squares: f64,
}

impl Default for Products {
    fn default() -> Self {
        Self { count: 0.0, gram: DMatrix::zeros(TERMS, TERMS), moment: DVector::zeros(TERMS), squares: 0.0 }
    }
}

impl Products {
    fn add(&mut self, terms: &[f64; TERMS], value: f64) {
        self.count += 1.0;
        self.squares += value * value;
        for (row, &term) in terms.iter().enumerate() {
            self.moment[row] += term * value;
            for (column, &other) in terms.iter().enumerate() {
                self.gram[(row, column)] += term * other;
            }
        }
    }

    fn plus(&self, other: &Self, weight: f64) -> Self {
        Self {
            count: self.count + weight * other.count,
            gram: &self.gram + &other.gram * weight,
            moment: &self.moment + &other.moment * weight,
            squares: self.squares + weight * other.squares,
        }
    }

    /// Each term is penalised in units of its own size; 0 where nothing can be learned.
    fn solve(&self, penalty: f64) -> DVector<f64> {
        let mut matrix = self.gram.clone();
        for term in 0..TERMS {
            matrix[(term, term)] += penalty * self.gram[(term, term)] + f64::EPSILON.sqrt();
        }
        matrix.cholesky().map_or_else(|| DVector::zeros(TERMS), |factors| factors.solve(&self.moment))
    }

    fn squared_error(&self, solution: &DVector<f64>) -> f64 {
        self.squares - 2.0 * solution.dot(&self.moment) + solution.dot(&(&self.gram * solution))
    }
}

/// Standardised truths from the first guidance to the end of a record.
#[derive(Debug)]
struct Truths {
    first: Timestamp,
    by_hour: Vec<[Truth; OUTPUTS]>,
}

impl Truths {
    fn of(record: &Record, scales: Scales<'_>) -> anyhow::Result<Option<Self>> {
        let archive = record.guidance();
        let Some(first) = archive.issues().first().map(|issue| issue.issued_at) else { return Ok(None) };
        let (_, until) = record.span();
        let times: Vec<Timestamp> = hours(first, until).collect();
        let mut bases = Vec::with_capacity(times.len());
        for &time in &times {
            bases.push(basis_at(time, record.place())?);
        }
        let observed: Vec<Option<&Hour>> = times.iter().map(|&time| record.hour(time)).collect();
        let analysis: Vec<_> = times.iter().map(|&time| analysed(archive, time)).collect();
        let mut by_hour = vec![[Truth::default(); OUTPUTS]; times.len()];
        for variable in 0..VARIABLES {
            let column = TARGET_COLUMNS[variable];
            let anomaly = |value: Option<f64>, hour: usize| scales.anomaly(column, value, &bases[hour]);
            let observed: Vec<Option<f64>> = (0..times.len())
                .map(|hour| anomaly(observed[hour].and_then(|at| at.columns[column]), hour))
                .collect();
            let analysed: Vec<Option<f64>> =
                (0..times.len()).map(|hour| anomaly(analysis[hour][column].map(f64::from), hour)).collect();
            let offset = Offset::fit(&observed, &analysed, &bases);
            for (hour, truths) in by_hour.iter_mut().enumerate() {
                let moved = analysed[hour].map(|value| value + offset.at(&bases[hour]));
                truths[variable] = Truth { observed: observed[hour], analysed: moved };
            }
        }
        for (hour, truths) in by_hour.iter_mut().enumerate() {
            let normal = scales.climatology.rain_probability(&bases[hour]);
            let beyond = |rained: bool| f64::from(u8::from(rained)) - normal;
            let wet = analysis[hour][PRECIPITATION]
                .map(|amount_mm| amount_mm >= common::forecast::RAIN_THRESHOLD_MM);
            truths[VARIABLES] = Truth {
                observed: observed[hour].and_then(|at| at.rain).map(beyond),
                analysed: wet.map(beyond),
            };
        }
        Ok(Some(Self { first, by_hour }))
    }

    fn at(&self, time: Timestamp) -> [Truth; OUTPUTS] {
        let hour = (time.as_second() - self.first.as_second()) / 3600;
        usize::try_from(hour).ok().and_then(|hour| self.by_hour.get(hour)).copied().unwrap_or_default()
    }
}

/// What the provider's shortest forecasts say of an hour.
fn analysed(archive: &GuidanceArchive, time: Timestamp) -> [Option<f32>; OBSERVED_COLUMNS] {
    let newest = archive.known_at(time).filter(|issue| {
        time.duration_since(issue.issued_at) <= jiff::SignedDuration::from_hours(ANALYSIS_LEAD_H)
    });
    newest.and_then(|issue| issue.at(time)).map_or([None; OBSERVED_COLUMNS], observed_columns)
}

fn basis_at(time: Timestamp, place: Place) -> Result<Basis, features::WindowError> {
    let calendar = Calendar::of(time, place)?;
    Ok(basis(calendar.day_angle_rad, calendar.year_angle_rad))
}

/// How far the station lies from the provider's analysis of late: a constant and a daily
/// cycle.
#[derive(Debug, Clone, Copy)]
struct Offset([f64; 3]);

impl Offset {
    fn fit(observed: &[Option<f64>], analysed: &[Option<f64>], bases: &[Basis]) -> Self {
        let mut gram = nalgebra::Matrix3::from_diagonal(&nalgebra::Vector3::new(
            1.0,
            OFFSET_CYCLE_PRIOR_H,
            OFFSET_CYCLE_PRIOR_H,
        ));
        let mut moment = nalgebra::Vector3::zeros();
        for (hour, pair) in observed.iter().zip(analysed).enumerate() {
            let (Some(observed), Some(analysed)) = pair else { continue };
            let age_h = (bases.len() - hour) as f64;
            let weight = (-LN_2 * age_h / OFFSET_HALF_LIFE_H).exp();
            let terms = Self::terms(&bases[hour]);
            gram += weight * terms * terms.transpose();
            moment += weight * (observed - analysed) * terms;
        }
        Self(gram.cholesky().map_or([0.0; 3], |factors| factors.solve(&moment).into()))
    }

    fn terms(basis: &Basis) -> nalgebra::Vector3<f64> {
        nalgebra::Vector3::new(1.0, basis[COSINE], basis[SINE])
    }

    fn at(self, basis: &Basis) -> f64 {
        nalgebra::Vector3::from(self.0).dot(&Self::terms(basis))
    }
}

#[cfg(test)]
mod tests {
    use common::guidance::Guidance;

    use super::*;
    use crate::dataset::Known;
    use crate::synthetic::{all_observations, guidance, job};

    fn known() -> Known {
        let observations = all_observations();
        Known { guidance: guidance(&observations), ..job(observations).known }
    }

    fn fitted() -> (Record, Normals, Guided) {
        let known = known();
        let record = Record::new(&known, job(Vec::new()).division.train_until).unwrap();
        let normals = Normals::fit(&record.hours);
        let guided = Guided::fit(&record, &normals).unwrap().unwrap();
        (record, normals, guided)
    }

    #[test]
    fn a_planted_bias_is_taken_out_and_quantiles_cover_what_is_left() {
        let (record, normals, guided) = fitted();
        let known = known();
        let (mut error, mut raw, mut covered, mut count) = (0.0, 0.0, 0.0, 0.0);
        for day in 1..10 {
            let window = known.window(record.span().1 + (day * 24).hours()).unwrap();
            let corrected = guided.correct(&window, &normals.climatology, &normals.scale);
            for (lead, centres) in corrected.centres.iter().enumerate() {
                assert_eq!(corrected.shares[lead], [1.0; OUTPUTS]);
                let time = window.issued_at() + (lead as i64 + 1).hours();
                let basis = basis_at(time, known.place).unwrap();
                let truth = observed_columns(known.history.get(time).unwrap())[0].unwrap();
                let scales = Scales { climatology: &normals.climatology, scale: &normals.scale };
                let truth = scales.anomaly(0, Some(truth.into()), &basis).unwrap();
                let offsets = &guided.offsets[lead * LEVELS..(lead + 1) * LEVELS];
                let beyond = (truth - centres[0]) as f32;
                covered += f64::from(u8::from((offsets[1]..=offsets[LEVELS - 2]).contains(&beyond)));
                error += (truth - centres[0]) * normals.scale[0];
                raw += 2.0;
                count += 1.0;
            }
        }
        assert!((error / count).abs() < 0.3 * (raw / count), "{}", error / count);
        assert!((0.65..0.92).contains(&(covered / count)), "{}", covered / count);
    }

    #[test]
    fn guidance_that_ends_gives_way_step_by_step() {
        let (record, normals, guided) = fitted();
        let known = known();
        let issued_at = record.span().1;
        let newest = known.guidance.known_at(issued_at).unwrap();
        let end = issued_at + 100.hours();
        let hours = newest.hours.iter().filter(|hour| hour.time <= end).cloned().collect();
        let short = Guidance { issued_at: newest.issued_at, hours };
        let window = Window::build(&known.history, issued_at, known.place, Some(&short)).unwrap();
        let shares: Vec<f64> = guided
            .correct(&window, &normals.climatology, &normals.scale)
            .shares
            .iter()
            .map(|shares| shares[0])
            .collect();
        assert_eq!((shares[0], shares[93], shares[100]), (1.0, 1.0, 0.0));
        assert!(shares.windows(2).all(|pair| pair[0] >= pair[1]));
        assert!(shares.windows(2).all(|pair| pair[0] - pair[1] < 0.6), "{shares:?}");
    }

    #[test]
    fn too_little_guidance_teaches_nothing() {
        let known = known();
        let few = known.guidance.before(known.guidance.issues()[FEWEST_ISSUES - 1].issued_at);
        let known = Known { guidance: few, ..known };
        let record = Record::new(&known, job(Vec::new()).division.train_until).unwrap();
        assert_eq!(Guided::fit(&record, &Normals::fit(&record.hours)).unwrap(), None);
    }
}
