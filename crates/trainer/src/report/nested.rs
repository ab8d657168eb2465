//! The scores as one nested document.

use common::forecast::FORECAST_VARIABLES;
use serde_json::{Map, Value, json};

use crate::backtest::{Backtest, LEAD_BANDS_H, MODEL, RAIN_WITHIN_H, Score};

impl Backtest {
    /// The scores by variable, score, forecaster and lead times: what `backtest` writes.
    #[must_use]
    pub fn nested(&self) -> Value {
        let of_variable = |variable: usize, score: fn(&Score) -> f64| -> Value {
            let of_forecaster = |forecaster: &str| {
                let bands = LEAD_BANDS_H.into_iter().filter_map(|band| {
                    Some((band_name(band), json!(score(self.point(forecaster, variable, band)?))))
                });
                (forecaster.to_owned(), Value::Object(bands.collect()))
            };
            Value::Object(self.forecasters().into_iter().map(of_forecaster).collect())
        };
        let mut all: Map<String, Value> = (0..FORECAST_VARIABLES.len())
            .map(|variable| {
                let scores = json!({
                    "rmse": of_variable(variable, |score| score.rmse),
                    "mae": of_variable(variable, |score| score.mae),
                    "bias": of_variable(variable, |score| score.bias),
                    "crps": of_variable(variable, |score| score.crps),
                    "coverage_p10_p90": of_variable(variable, |score| score.coverage_p10_p90),
                });
                (FORECAST_VARIABLES[variable].column().to_owned(), scores)
            })
            .collect();
        let skill = |within_h: usize| -> Map<String, Value> {
            let scores = self.rain.iter().filter(|score| score.within_h == within_h);
            scores.map(|score| (band_name(score.lead_h), json!(score.skill))).collect()
        };
        let [hourly, of_periods] = RAIN_WITHIN_H.map(skill);
        all.insert(
            "precipitation".to_owned(),
            json!({ "brier_skill": { MODEL: of_periods }, "brier_skill_hourly": { MODEL: hourly } }),
        );
        for (name, value) in [
            ("from", json!(self.from)),
            ("until", json!(self.until)),
            ("origins", json!(self.origins)),
            ("days", json!(self.days)),
            ("seasons", json!(self.seasons)),
            ("differences", json!(self.differences)),
        ] {
            all.insert(name.to_owned(), value);
        }
        Value::Object(all)
    }
}

fn band_name((from, until): (usize, usize)) -> String {
    format!("{from}-{until}")
}
