//! What is normal at an hour of a day of the year.

use std::ops::Range;

use features::OBSERVED_COLUMNS;

use crate::axes::TARGET_COLUMNS;
use crate::basis::{Basis, TERMS};
use crate::hours::Hour;

/// Penalty on every term but the constant, as a share of the number of hours:
/// keeps terms that a short or one-sided record cannot tell apart small.
const RIDGE: f64 = 1e-3;

/// Bounds of the climatological probability of rain: a harmonic fit may leave
/// 0 to 1, and no hour of a real climate is certain.
pub const RAIN_BOUNDS: [f64; 2] = [0.01, 0.95];

/// A quantity's mean as a function of the hour of the day and of the year.
#[derive(Debug, Clone, PartialEq)]
pub struct Harmonics(pub [f64; TERMS]);

impl Harmonics {
    /// Fits by ridge regression; all zero when there is nothing to fit to.
    pub fn fit<'a>(samples: impl IntoIterator<Item = (&'a Basis, f64)>) -> Self {
        let mut gram = [[0.0; TERMS]; TERMS];
        let mut moment = [0.0; TERMS];
        let mut count = 0.0;
        for (basis, value) in samples {
            count += 1.0;
            for (row, &term) in basis.iter().enumerate() {
                moment[row] += term * value;
                for column in 0..=row {
                    gram[row][column] += term * basis[column];
                }
            }
        }
        for (term, row) in gram.iter_mut().enumerate() {
            // The floor keeps an empty fit solvable.
            row[term] += if term == 0 { 1e-9 } else { RIDGE * count + 1e-9 };
        }
        Self(solve(gram, moment))
    }

    /// The mean at an hour.
    #[must_use]
    pub fn at(&self, basis: &Basis) -> f64 {
        self.0.iter().zip(basis).map(|(coefficient, term)| coefficient * term).sum()
    }
}

/// Solves a symmetric positive definite system, given by its lower triangle,
/// by Cholesky's decomposition.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for row in 0..N {
        for column in 0..=row {
            let inner: f64 = (0..column).map(|k| matrix[row][k] * matrix[column][k]).sum();
            let rest = matrix[row][column] - inner;
            matrix[row][column] = if row == column {
                rest.max(f64::MIN_POSITIVE).sqrt()
            } else {
                rest / matrix[column][column]
            };
        }
    }
    for row in 0..N {
        let inner: f64 = (0..row).map(|k| matrix[row][k] * right[k]).sum();
        right[row] = (right[row] - inner) / matrix[row][row];
    }
    for row in (0..N).rev() {
        let inner: f64 = (row + 1..N).map(|k| matrix[k][row] * right[k]).sum();
        right[row] = (right[row] - inner) / matrix[row][row];
    }
    right
}

/// The climatology of all that the network knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Climatology {
    /// Of the observed columns of `history`; precipitation as ln(1 + mm).
    pub columns: [Harmonics; OBSERVED_COLUMNS],
    /// Of rain (1) and no rain (0).
    pub rain: Harmonics,
}

impl Climatology {
    /// Fits to the hours for which `keep` is true.
    pub fn fit(hours: &[Hour], keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<&Hour> =
            hours.iter().enumerate().filter(|(index, _)| keep(*index)).map(|(_, hour)| hour).collect();
        let columns = std::array::from_fn(|column| {
            Harmonics::fit(kept.iter().filter_map(|hour| Some((&hour.basis, hour.columns[column]?))))
        });
        let rain = Harmonics::fit(
            kept.iter().filter_map(|hour| Some((&hour.basis, f64::from(u8::from(hour.rain?))))),
        );
        Self { columns, rain }
    }

    /// Whether a column was ever observed: without that nothing can be said of its values,
    /// and they must not be looked at.
    #[must_use]
    pub fn knows(&self, column: usize) -> bool {
        self.columns[column].0.iter().any(|coefficient| *coefficient != 0.0)
    }

    /// The mean of a forecast variable at an hour.
    #[must_use]
    pub fn normal(&self, variable: usize, basis: &Basis) -> f64 {
        self.columns[TARGET_COLUMNS[variable]].at(basis)
    }

    /// Probability of rain at an hour.
    #[must_use]
    pub fn rain_probability(&self, basis: &Basis) -> f64 {
        self.rain.at(basis).clamp(RAIN_BOUNDS[0], RAIN_BOUNDS[1])
    }
}

/// The climatology that training sees: no anomaly is taken against a mean to
/// which its own year contributed. Fitted on everything, a mean of few years
/// follows each of them, and the network would learn from anomalies that are
/// smaller than those it meets later.
#[derive(Debug, Clone)]
pub struct CrossFitted {
    folds: Vec<Climatology>,
    hours_per_fold: usize,
}

impl CrossFitted {
    /// One fold a year; a last part of less than half a year joins the year
    /// before. A record that is too short for two folds gets one fit.
    #[must_use]
    pub fn fit(hours: &[Hour], hours_per_fold: usize) -> Self {
        let count = (hours.len() + hours_per_fold / 2) / hours_per_fold.max(1);
        if count < 2 {
            return Self {
                folds: vec![Climatology::fit(hours, |_| true)],
                hours_per_fold: hours.len().max(1),
            };
        }
        let range = |fold: usize| -> Range<usize> {
            let end = if fold + 1 == count { hours.len() } else { (fold + 1) * hours_per_fold };
            fold * hours_per_fold..end
        };
        let folds =
            (0..count).map(|fold| Climatology::fit(hours, |index| !range(fold).contains(&index))).collect();
        Self { folds, hours_per_fold }
    }

    /// The climatology for the hour at `index`.
    #[must_use]
    pub fn of(&self, index: usize) -> &Climatology {
        &self.folds[(index / self.hours_per_fold).min(self.folds.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::basis::basis;

    fn angles(hour: usize) -> (f64, f64) {
        (TAU * (hour % 24) as f64 / 24.0, TAU * (hour % 8766) as f64 / 8766.0)
    }

    #[test]
    fn a_planted_climate_is_recovered() {
        let climate = |day: f64, year: f64| {
            13.0 + 14.0 * (year - 3.5).cos()
                + (4.0 - year.sin()) * (day - 3.8).cos()
                + 0.5 * (2.0 * day).sin()
        };
        let samples: Vec<(Basis, f64)> =
            (0..2 * 8766).map(angles).map(|(day, year)| (basis(day, year), climate(day, year))).collect();
        let harmonics = Harmonics::fit(samples.iter().map(|(basis, value)| (basis, *value)));
        for hour in (0..8766).step_by(101) {
            let (day, year) = angles(hour);
            let error = harmonics.at(&basis(day, year)) - climate(day, year);
            // What the ridge takes away.
            assert!(error.abs() < 0.1, "hour {hour}: {error}");
        }
    }

    #[test]
    fn nothing_to_fit_to_gives_zero() {
        assert_eq!(Harmonics::fit(std::iter::empty()).0, [0.0; TERMS]);
    }

    #[test]
    fn the_solver_solves() {
        let solution = solve([[4.0, 0.0], [2.0, 3.0]], [8.0, 8.0]);
        // [[4, 2], [2, 3]] x = [8, 8]
        assert!((solution[0] - 1.0).abs() < 1e-12 && (solution[1] - 2.0).abs() < 1e-12, "{solution:?}");
    }

    #[test]
    fn an_hour_never_contributes_to_its_own_climatology() {
        let hour = |index: usize, value: f64| {
            let (day, year) = angles(index);
            Hour { basis: basis(day, year), columns: [Some(value); OBSERVED_COLUMNS], rain: Some(false) }
        };
        let quiet: Vec<Hour> = (0..200).map(|index| hour(index, 1.0)).collect();
        let mut changed = quiet.clone();
        changed[30] = hour(30, 1000.0);
        let (before, after) = (CrossFitted::fit(&quiet, 100), CrossFitted::fit(&changed, 100));
        assert_eq!(before.of(30), after.of(30));
        assert_ne!(before.of(130), after.of(130));
    }
}
