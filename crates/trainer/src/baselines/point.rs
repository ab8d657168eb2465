//! Forecasts of one number for each hour.

use features::Window;

use crate::axes::{Point, TARGET_COLUMNS, VARIABLES};
use crate::basis::{Basis, future_bases};

/// Longest age of the observation that stands for the present.
const LATEST_AGE_H: usize = 6;

/// A forecaster that gives one number for each hour. It is shown a window and nothing
/// else, so that it cannot see what came after.
pub(super) trait PointForecaster: std::fmt::Debug {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// Its forecast as of the window's issue time.
    fn forecast(&self, window: &Window) -> Point;

    /// Whether its errors from a window tell how wrong it is.
    fn can_judge(&self, _window: &Window) -> bool {
        true
    }
}

/// A forecast from the value at each lead time, from 0, of each variable.
pub(super) fn point(window: &Window, value: impl Fn(usize, usize, &Basis) -> f64) -> Point {
    let leads = future_bases(window).enumerate();
    leads.map(|(lead, basis)| std::array::from_fn(|variable| value(lead, variable, &basis) as f32)).collect()
}

/// What was observed in an hour of `history`, by forecast variable.
pub(super) fn observed((row, mask): (&[f32], &[f32])) -> [Option<f64>; VARIABLES] {
    TARGET_COLUMNS.map(|column| (mask[column] > 0.0).then_some(f64::from(row[column])))
}

/// The last observation, unless it is too old to stand for the present.
pub(super) fn latest(window: &Window, variable: usize) -> Option<f64> {
    let recent = window.history().rev().take(LATEST_AGE_H + 1);
    recent.map(|hour| observed(hour)[variable]).find(Option::is_some).flatten()
}
