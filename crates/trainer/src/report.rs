//! The back-test as a table for people.

use std::fmt;

use common::forecast::FORECAST_VARIABLES;

use crate::backtest::{Backtest, CLIMATOLOGY, DAMPED_ANOMALY, LEAD_BANDS_H, MODEL, PERSISTENCE, PointScore};

impl Backtest {
    fn point(&self, forecaster: &str, variable: usize, lead_h: (usize, usize)) -> Option<&PointScore> {
        self.points.iter().find(|score| {
            score.forecaster == forecaster
                && score.variable == FORECAST_VARIABLES[variable].column()
                && score.lead_h == lead_h
        })
    }

    fn rows(
        &self,
        f: &mut fmt::Formatter<'_>,
        (title, variable): (&str, usize),
        score: impl Fn(&PointScore) -> f64,
    ) -> fmt::Result {
        header(f, title)?;
        for forecaster in [MODEL, DAMPED_ANOMALY, CLIMATOLOGY, PERSISTENCE] {
            let scores = LEAD_BANDS_H.map(|band| self.point(forecaster, variable, band).map(&score));
            row(f, forecaster, scores)?;
        }
        Ok(())
    }
}

fn header(f: &mut fmt::Formatter<'_>, title: &str) -> fmt::Result {
    write!(f, "\n{title:<26}")?;
    for (from, until) in LEAD_BANDS_H {
        write!(f, "{:>10}", format!("{from}-{until} h"))?;
    }
    writeln!(f)
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, scores: [Option<f64>; LEAD_BANDS_H.len()]) -> fmt::Result {
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
        self.rows(f, ("temperature RMSE, °C", 0), |score| score.rmse)?;
        self.rows(f, ("temperature MAE, °C", 0), |score| score.mae)?;
        self.rows(f, ("temperature bias, °C", 0), |score| score.bias)?;
        self.rows(f, ("relative humidity RMSE, %", 1), |score| score.rmse)?;
        self.rows(f, ("wind speed RMSE, m/s", 2), |score| score.rmse)?;
        header(f, "quantiles of the model")?;
        for (name, variable) in ["temperature", "humidity", "wind"].into_iter().zip(FORECAST_VARIABLES) {
            let of = |band| {
                self.quantiles
                    .iter()
                    .find(|score| score.lead_h == band && score.variable == variable.column())
            };
            row(f, &format!("{name} CRPS"), LEAD_BANDS_H.map(|band| of(band).map(|score| score.crps)))?;
            let coverage = LEAD_BANDS_H.map(|band| of(band).map(|score| score.coverage_p10_p90));
            row(f, &format!("{name} P10-P90"), coverage)?;
        }
        header(f, "rain, Brier")?;
        let rain = |band| self.rain.iter().find(|score| score.lead_h == band);
        row(f, MODEL, LEAD_BANDS_H.map(|band| rain(band).map(|score| score.brier)))?;
        row(f, CLIMATOLOGY, LEAD_BANDS_H.map(|band| rain(band).map(|score| score.brier_climatology)))?;
        row(f, "skill", LEAD_BANDS_H.map(|band| rain(band).map(|score| score.skill)))
    }
}
