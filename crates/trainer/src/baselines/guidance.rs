//! The provider's forecast as it is, and corrected in the simplest way.

use common::forecast::HORIZON_H;
use features::{Window, observed_columns};
use jiff::ToSpan;
use nalgebra::{SMatrix, SVector};

use super::point::{PointForecaster, latest, point};
use crate::axes::{LEADS_PER_GROUP, Point, SIGNALS, TARGET_COLUMNS, VARIABLES};
use crate::basis::{COSINE, SINE};
use crate::climatology::Climatology;
use crate::dataset::Record;

/// What shares the coefficients.
const GROUPS: usize = HORIZON_H / LEADS_PER_GROUP;
/// Constant, guidance, error at the issue time, sine and cosine of the hour.
const TERMS: usize = 5;

/// What a window's guidance says of a variable at a lead time, from 0.
fn said(window: &Window, lead: usize, variable: usize) -> Option<f64> {
    let column = SIGNALS[variable];
    let (row, mask) = window.guidance().nth(lead)?;
    (mask[column] > 0.0).then_some(f64::from(row[column]))
}

/// Whether a window's guidance covers every lead time, with all that it is of.
fn is_guided(window: &Window) -> bool {
    let told_h = |column: usize| window.guidance().filter(|(_, mask)| mask[column] > 0.0).count();
    let told_h: [usize; VARIABLES] = std::array::from_fn(|variable| told_h(SIGNALS[variable]));
    told_h.contains(&HORIZON_H) && told_h.iter().all(|hours| [0, HORIZON_H].contains(hours))
}

/// The guidance as it is; what is normal where there is none.
#[derive(Debug)]
pub(super) struct RawGuidance<'a> {
    pub(super) climatology: &'a Climatology,
}

impl PointForecaster for RawGuidance<'_> {
    fn name(&self) -> &'static str {
        "guidance_raw"
    }

    fn forecast(&self, window: &Window) -> Point {
        point(window, |lead, variable, basis| {
            said(window, lead, variable).unwrap_or_else(|| self.climatology.normal(variable, basis))
        })
    }

    fn can_judge(&self, window: &Window) -> bool {
        is_guided(window)
    }
}

/// Linear regression of what was observed on guidance, its error at the issue time and the
/// hour, by 6 h of lead time: model output statistics in their first form (Glahn &
/// Lowry, 1972), by least squares and without a penalty.
#[derive(Debug, Clone)]
pub(super) struct Mos {
    /// By variable and group of lead times.
    coefficients: Vec<[SVector<f64, TERMS>; GROUPS]>,
}

impl Mos {
    /// Fits to all guidance that had come true by the end of a record.
    pub(super) fn fit(record: &Record) -> Self {
        let mut sums = vec![
            [(SMatrix::<f64, TERMS, TERMS>::zeros(), SVector::<f64, TERMS>::zeros()); GROUPS];
            VARIABLES
        ];
        for issue in record.guidance().issues() {
            let hour = |lead_h: i64| record.hour(issue.issued_at + lead_h.hours());
            let said = |lead_h: i64, variable: usize| {
                let columns = observed_columns(issue.at(issue.issued_at + lead_h.hours())?);
                columns[TARGET_COLUMNS[variable]].map(f64::from)
            };
            for (variable, sums) in sums.iter_mut().enumerate() {
                let observed =
                    |lead_h: i64| hour(lead_h).and_then(|hour| hour.columns[TARGET_COLUMNS[variable]]);
                let error = observed(0).zip(said(1, variable)).map_or(0.0, |(now, first)| now - first);
                for lead in 0..HORIZON_H {
                    let lead_h = lead as i64 + 1;
                    let Some((truth, said)) = observed(lead_h).zip(said(lead_h, variable)) else { continue };
                    let Some(hour) = hour(lead_h) else { continue };
                    let terms = SVector::from([1.0, said, error, hour.basis[SINE], hour.basis[COSINE]]);
                    let (gram, moment) = &mut sums[lead / LEADS_PER_GROUP];
                    *gram += terms * terms.transpose();
                    *moment += truth * terms;
                }
            }
        }
        let unchanged = SVector::from([0.0, 1.0, 0.0, 0.0, 0.0]);
        let solve = |(gram, moment): (SMatrix<f64, TERMS, TERMS>, SVector<f64, TERMS>)| {
            gram.cholesky().map_or(unchanged, |factors| factors.solve(&moment))
        };
        Self { coefficients: sums.into_iter().map(|groups| groups.map(solve)).collect() }
    }
}

/// [`Mos`] at work; what is normal where there is no guidance.
#[derive(Debug)]
pub(super) struct LinearMos<'a> {
    pub(super) climatology: &'a Climatology,
    pub(super) mos: Mos,
}

impl PointForecaster for LinearMos<'_> {
    fn name(&self) -> &'static str {
        "linear_mos"
    }

    fn forecast(&self, window: &Window) -> Point {
        let errors: [f64; VARIABLES] = std::array::from_fn(|variable| {
            let first = said(window, 0, variable);
            latest(window, variable).zip(first).map_or(0.0, |(now, first)| now - first)
        });
        point(window, |lead, variable, basis| {
            let Some(said) = said(window, lead, variable) else {
                return self.climatology.normal(variable, basis);
            };
            let terms = SVector::from([1.0, said, errors[variable], basis[SINE], basis[COSINE]]);
            self.mos.coefficients[variable][lead / LEADS_PER_GROUP].dot(&terms)
        })
    }

    fn can_judge(&self, window: &Window) -> bool {
        is_guided(window)
    }
}
