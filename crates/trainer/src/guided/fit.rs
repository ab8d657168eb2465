//! Fitting the corrections of guidance.

use std::f64::consts::LN_2;
use std::ops::Range;

use common::forecast::{HORIZON_H, RAIN_THRESHOLD_MM};
use common::guidance::{Guidance, GuidanceArchive};
use common::observation::hours;
use features::{GUIDED_COLUMNS, OBSERVED_COLUMNS, observed_columns};
use jiff::{SignedDuration, Timestamp, ToSpan};
use nalgebra::{DMatrix, DVector, Matrix3, Vector3};

use super::{Guided, OUTPUTS, Scales, TERMS, Terms, prior};
use crate::axes::{LEADS_PER_GROUP, LEVELS, PRECIPITATION, TARGET_COLUMNS, VARIABLES};
use crate::basis::{Basis, COSINE, SINE, basis_at};
use crate::dataset::{Normals, Record};
use crate::hours::Hour;
use crate::statistics::quantiles;

/// Candidates for the penalty, as a share of the weight of all samples.
const PENALTIES: [f64; 4] = [0.03, 0.1, 0.3, 1.0];
/// What shares the penalty and the distances of the quantiles; lead times of half a day
/// around are fitted together.
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
pub(super) const FEWEST_ISSUES: usize = 56;
/// Fewest errors from which quantiles are taken.
const FEWEST_ERRORS: usize = 100;
/// Issues closer to each other than this say the same, h.
const STEP_H: i64 = 3;

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

impl Guided {
    /// Fits to the guidance that had been issued, and come true, by the end of a record;
    /// `None` where that is too little.
    ///
    /// # Errors
    /// The place is not on the earth.
    pub fn fit(record: &Record, normals: &Normals) -> anyhow::Result<Option<Self>> {
        let Some(samples) = Samples::of(record, normals)? else { return Ok(None) };
        let fitted = samples.fit();
        tracing::info!(issues = samples.len(), "the guidance is post-processed");
        Ok(Some(fitted))
    }
}

/// What is learned from.
#[derive(Debug)]
struct Samples {
    issues: Vec<Issue>,
}

impl Samples {
    /// Guidance that had been issued, and what came true of it, by the end of a record;
    /// `None` where that is too little.
    fn of(record: &Record, normals: &Normals) -> anyhow::Result<Option<Self>> {
        let archive = record.guidance();
        let (_, until) = record.span();
        let scales = Scales { climatology: &normals.climatology, scale: &normals.scale };
        let Some(truths) = Truths::of(record, scales)? else { return Ok(None) };
        let mut issues = Vec::new();
        for issue in thinned(archive, until) {
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

    /// How many issues of guidance these are.
    fn len(&self) -> usize {
        self.issues.len()
    }

    fn block_of(&self, issue: usize) -> usize {
        issue * BLOCKS / self.issues.len()
    }

    /// The corrections that forecast the parts best that are left out in turn.
    fn fit(&self) -> Guided {
        let mut weights = vec![0.0; TERMS * HORIZON_H * OUTPUTS];
        let mut offsets = vec![0.0; VARIABLES * HORIZON_H * LEVELS];
        for output in 0..OUTPUTS {
            let by_lead: Vec<Vec<Sums>> = (0..HORIZON_H).map(|lead| self.sums(output, lead)).collect();
            for group in 0..GROUPS {
                let leads = group * LEADS_PER_GROUP..(group + 1) * LEADS_PER_GROUP;
                let around =
                    leads.start.saturating_sub(NEIGHBOURS_H)..(leads.end + NEIGHBOURS_H).min(HORIZON_H);
                let of_block =
                    |block: usize| Sums::total(by_lead[around.clone()].iter().map(|lead| &lead[block]));
                let choice = Choice::best((0..BLOCKS).map(of_block).collect());
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
    fn sums(&self, output: usize, lead: usize) -> Vec<Sums> {
        let mut blocks = vec![Sums::default(); BLOCKS];
        for (block, terms, truth) in self.rows(output, &(lead..lead + 1)) {
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

/// The issues before a time, none sooner than [`STEP_H`] after the one before.
fn thinned(archive: &GuidanceArchive, until: Timestamp) -> Vec<&Guidance> {
    let mut thinned: Vec<&Guidance> = Vec::new();
    for issue in archive.issues().iter().take_while(|issue| issue.issued_at < until) {
        if thinned.last().is_none_or(|before| issue.issued_at >= before.issued_at + STEP_H.hours()) {
            thinned.push(issue);
        }
    }
    thinned
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
        let all = Sums::total(&blocks);
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

impl Sums {
    fn total<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        parts.into_iter().fold(Self::default(), |all, part| Self {
            observed: all.observed.plus(&part.observed, 1.0),
            analysed: all.analysed.plus(&part.analysed, 1.0),
        })
    }
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
            let wet = analysis[hour][PRECIPITATION].map(|amount_mm| amount_mm >= RAIN_THRESHOLD_MM);
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
    let newest = archive
        .known_at(time)
        .filter(|issue| time.duration_since(issue.issued_at) <= SignedDuration::from_hours(ANALYSIS_LEAD_H));
    newest.and_then(|issue| issue.at(time)).map_or([None; OBSERVED_COLUMNS], observed_columns)
}

/// How far the station lies from the provider's analysis of late: a constant and a daily
/// cycle.
#[derive(Debug, Clone, Copy)]
struct Offset([f64; 3]);

impl Offset {
    fn fit(observed: &[Option<f64>], analysed: &[Option<f64>], bases: &[Basis]) -> Self {
        let mut gram = Matrix3::from_diagonal(&Vector3::new(1.0, OFFSET_CYCLE_PRIOR_H, OFFSET_CYCLE_PRIOR_H));
        let mut moment = Vector3::zeros();
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

    fn terms(basis: &Basis) -> Vector3<f64> {
        Vector3::new(1.0, basis[COSINE], basis[SINE])
    }

    fn at(self, basis: &Basis) -> f64 {
        Vector3::from(self.0).dot(&Self::terms(basis))
    }
}
