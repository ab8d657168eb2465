//! Where a baseline is ahead of the model, and what of the scores explains it.

use std::fmt;

use common::forecast::FORECAST_VARIABLES;

use super::select::TABLE_BANDS_H;
use crate::backtest::{Backtest, MODEL, Score, Season};

/// A baseline whose temperature is the better over all lead times.
pub(super) struct Ahead<'a> {
    baseline: &'a str,
    /// By how much its RMSE is the smaller, °C.
    by_c: f64,
    /// The band of lead times in which the model loses most: its scores and the baseline's.
    band: (&'a Score, &'a Score),
    /// The season in which it loses most, and by how much, °C.
    season: Option<(Season, f64)>,
}

impl Backtest {
    /// The baselines that are ahead of the model.
    pub(super) fn ahead(&self) -> Vec<Ahead<'_>> {
        let [bands @ .., all] = TABLE_BANDS_H;
        let of = |baseline| {
            let pair = |band| Some((self.point(MODEL, 0, band)?, self.point(baseline, 0, band)?));
            let loss_c = |(model, other): &(&Score, &Score)| model.rmse - other.rmse;
            let by_c = loss_c(&pair(all)?);
            let bands = bands.into_iter().filter_map(pair);
            let band = bands.max_by(|one, other| loss_c(one).total_cmp(&loss_c(other)))?;
            (by_c > 0.0).then(|| Ahead { baseline, by_c, band, season: self.worst_season(baseline) })
        };
        self.forecasters().into_iter().filter(|name| *name != MODEL).filter_map(of).collect()
    }

    fn worst_season(&self, baseline: &str) -> Option<(Season, f64)> {
        let of = |name| {
            let temperature = FORECAST_VARIABLES[0].column();
            self.seasons.iter().filter(move |score| score.forecaster == name && score.variable == temperature)
        };
        let losses = of(MODEL).filter_map(|model| {
            let other = of(baseline).find(|other| other.season == model.season)?;
            Some((model.season, model.rmse - other.rmse))
        });
        losses.max_by(|one, other| one.1.total_cmp(&other.1))
    }
}

impl fmt::Display for Ahead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { baseline, by_c, band: (model, other), season } = self;
        let (first, last) = model.lead_h;
        write!(
            f,
            "{baseline} is ahead by {by_c:.2} °C. The model loses most at {first} to {last} h, {:.2} °C, where \
             its mean error is {:+.2} °C and that of {baseline} {:+.2} °C",
            model.rmse - other.rmse,
            model.bias,
            other.bias
        )?;
        match season {
            Some((season, loss_c)) => write!(f, "; by season in {season}, {loss_c:.2} °C."),
            None => f.write_str("."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baselines::CLIMATOLOGY;
    use crate::synthetic::{all_observations, job};

    #[test]
    fn a_baseline_with_the_smaller_error_is_named_with_where_it_gains() {
        let mut backtest = job(all_observations()).run().unwrap().backtest;
        let model = backtest.point(MODEL, 0, (1, 168)).unwrap().rmse;
        for score in backtest.scores.iter_mut().filter(|score| score.forecaster == CLIMATOLOGY) {
            (score.rmse, score.bias) = (if score.lead_h == (25, 72) { 0.0 } else { model - 0.1 }, -0.25);
        }
        let ahead: Vec<String> = backtest.ahead().iter().map(ToString::to_string).collect();
        let expected = "climatology is ahead by 0.10 °C. The model loses most at 25 to 72 h";
        assert!(
            ahead.iter().any(|ahead| ahead.starts_with(expected) && ahead.contains("-0.25 °C")),
            "{ahead:?}"
        );
        for ahead in backtest.ahead() {
            assert!(backtest.point(ahead.baseline, 0, (1, 168)).unwrap().rmse < model, "{ahead}");
        }
    }
}
