//! The back-test as a table.

use std::fmt;

use common::forecast::FORECAST_VARIABLES;

use super::html::verdict;
use super::select::TABLE_BANDS_H;
use crate::backtest::{Backtest, Difference, MODEL, RAIN_WITHIN_H, Score};
use crate::baselines::CLIMATOLOGY;

impl Backtest {
    fn rows(
        &self,
        f: &mut fmt::Formatter<'_>,
        title: &str,
        variable: usize,
        score: impl Fn(&Score) -> f64,
    ) -> fmt::Result {
        header(f, title)?;
        for forecaster in self.forecasters() {
            let scores = TABLE_BANDS_H.map(|band| self.point(forecaster, variable, band).map(&score));
            row(f, forecaster, scores)?;
        }
        Ok(())
    }

    /// How surely the model is better than each baseline, in temperature.
    fn differences(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\ntemperature RMSE, model minus baseline, °C, and where 95 % of redrawn years lie")?;
        let all = TABLE_BANDS_H[TABLE_BANDS_H.len() - 1];
        let of_temperature = |difference: &&Difference| {
            difference.variable == FORECAST_VARIABLES[0].column() && difference.lead_h == all
        };
        for Difference { baseline, rmse, rmse_range, .. } in self.differences.iter().filter(of_temperature) {
            let (range, verdict) = (*rmse_range, verdict(*rmse_range));
            let range = range.map_or_else(String::new, |(from, until)| format!("{from:.3} to {until:.3}"));
            writeln!(f, "  {baseline:<24}{rmse:>10.3}    {range:<20}{verdict}")?;
        }
        self.ahead().iter().try_for_each(|ahead| writeln!(f, "  {ahead}"))
    }
}

fn header(f: &mut fmt::Formatter<'_>, title: &str) -> fmt::Result {
    write!(f, "\n{title:<26}")?;
    for (from, until) in TABLE_BANDS_H {
        write!(f, "{:>10}", format!("{from}-{until} h"))?;
    }
    writeln!(f)
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, scores: [Option<f64>; TABLE_BANDS_H.len()]) -> fmt::Result {
    write!(f, "  {name:<24}")?;
    for score in scores {
        match score {
            Some(score) => write!(f, "{score:>10.3}")?,
            None => write!(f, "{:>10}", "-")?,
        }
    }
    writeln!(f)
}

impl fmt::Display for Backtest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} rolling origins from {} to {}", self.origins, self.from, self.until)?;
        self.rows(f, "temperature RMSE, °C", 0, |score| score.rmse)?;
        self.rows(f, "temperature MAE, °C", 0, |score| score.mae)?;
        self.rows(f, "temperature bias, °C", 0, |score| score.bias)?;
        self.rows(f, "relative humidity RMSE, %", 1, |score| score.rmse)?;
        self.rows(f, "wind speed RMSE, m/s", 2, |score| score.rmse)?;
        self.rows(f, "cloud cover RMSE, 0 to 1", 3, |score| score.rmse)?;
        self.rows(f, "temperature CRPS, °C", 0, |score| score.crps)?;
        header(f, "P10-P90 of the model")?;
        for (variable, column) in FORECAST_VARIABLES.into_iter().enumerate() {
            let coverage = TABLE_BANDS_H
                .map(|band| self.point(MODEL, variable, band).map(|score| score.coverage_p10_p90));
            row(f, column.column(), coverage)?;
        }
        self.differences(f)?;
        for within_h in RAIN_WITHIN_H {
            header(f, &format!("rain within {within_h} h, Brier"))?;
            let rain =
                |band| self.rain.iter().find(|score| score.within_h == within_h && score.lead_h == band);
            row(f, MODEL, TABLE_BANDS_H.map(|band| rain(band).map(|score| score.brier)))?;
            row(f, CLIMATOLOGY, TABLE_BANDS_H.map(|band| rain(band).map(|score| score.brier_climatology)))?;
            row(f, "skill", TABLE_BANDS_H.map(|band| rain(band).map(|score| score.skill)))?;
        }
        Ok(())
    }
}
