//! Which scores a report shows.

use std::collections::BTreeSet;

use common::forecast::FORECAST_VARIABLES;

use crate::backtest::{Backtest, Score};

/// The lead times of the table, h.
pub(super) const TABLE_BANDS_H: [(usize, usize); 4] = [(1, 24), (25, 72), (73, 168), (1, 168)];

impl Backtest {
    /// In the order of the scores.
    pub(super) fn forecasters(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.scores.iter().map(|score| score.forecaster.as_str()).collect();
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }

    /// The score of a forecaster in a variable and a band of lead times.
    pub(super) fn point(&self, forecaster: &str, variable: usize, lead_h: (usize, usize)) -> Option<&Score> {
        self.scores.iter().find(|score| {
            score.forecaster == forecaster
                && score.variable == FORECAST_VARIABLES[variable].column()
                && score.lead_h == lead_h
        })
    }
}
