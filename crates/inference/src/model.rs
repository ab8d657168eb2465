//! A model that serves: it fits the contract, reproduces its golden vectors and
//! is warm.

use std::collections::BTreeMap;

use common::forecast::{
    FORECAST_VARIABLES, Forecast, ForecastHour, HORIZON_H, ModelRef, QUANTILE_LEVELS, Quantiles,
};
use common::location::LocationId;
use common::model::{BacktestSummary, Golden, Manifest, ModelPackage, TensorData, TrainedPlace};
use common::observation::Variable;
use common::quality;
use features::{FEATURES_VERSION, Place, Window, names};
use jiff::{SignedDuration, Timestamp};

use crate::runtime::{ModelThread, Runtime, RuntimeError, Tensors};

/// Why a model is not let in, or gave an answer that is not used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It was made for other tensors.
    #[error("the model does not fit: its {what} {theirs}, this service's {ours}")]
    Contract {
        /// What differs.
        what: &'static str,
        /// What the manifest says.
        theirs: String,
        /// What this service has.
        ours: String,
    },
    /// It computes something else than its trainer saw.
    #[error("the model does not reproduce its golden vectors: {0}")]
    Golden(String),
    /// Its output cannot be a forecast.
    #[error("the model's output is not a forecast: {0}")]
    Output(String),
    /// ONNX Runtime failed.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
}

/// A model that serves.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    model_ref: ModelRef,
    places: Vec<TrainedPlace>,
    backtest: BTreeMap<LocationId, BacktestSummary>,
    thread: ModelThread,
}

impl Model {
    /// Loads a version and checks it. The golden vectors also warm it up: they
    /// run through every node.
    pub(crate) async fn load(runtime: &Runtime, package: ModelPackage) -> Result<Self, ModelError> {
        check_contract(&package.manifest)?;
        let model_ref = package.manifest.model_ref();
        let (places, backtest) = (package.manifest.training.places, package.manifest.backtest);
        let runtime = runtime.clone();
        let onnx = package.onnx;
        // Parsing and optimising the graph takes long enough to hold up others.
        let thread = tokio::task::spawn_blocking(move || runtime.start(&onnx))
            .await
            .map_err(|_| RuntimeError::Gone)??;
        let outputs = thread.run(package.golden.inputs.clone()).await?;
        check_golden(&package.golden, &outputs)?;
        Ok(Self { model_ref, places, backtest, thread })
    }

    /// Tells operators how it did before it served.
    pub(crate) fn tell_backtest(&self) {
        for (location, BacktestSummary { temperature_rmse_c, temperature_coverage_p10_p90, .. }) in
            &self.backtest
        {
            let location = location.to_string();
            for (forecaster, rmse_c) in temperature_rmse_c {
                metrics::gauge!(
                    "inference_backtest_temperature_rmse_celsius",
                    "location" => location.clone(), "forecaster" => forecaster.clone()
                )
                .set(*rmse_c);
            }
            if let Some(coverage) = temperature_coverage_p10_p90 {
                metrics::gauge!("inference_backtest_coverage_ratio", "location" => location).set(*coverage);
            }
        }
    }

    /// Name and version.
    pub(crate) fn model_ref(&self) -> &ModelRef {
        &self.model_ref
    }

    /// Forecasts from one window.
    pub(crate) async fn forecast(
        &self,
        location: &LocationId,
        window: &Window,
    ) -> Result<Forecast, ModelError> {
        let inputs = Window::stack(std::slice::from_ref(window))
            .into_iter()
            .map(|tensor| (tensor.name.to_owned(), TensorData { shape: tensor.shape, data: tensor.data }))
            .collect();
        let outputs = self.thread.run(inputs).await?;
        let mut hours = forecast_hours(&outputs, window.issued_at())?;
        if !knows(&self.places, Variable::CloudCover, window.place()) {
            hours.iter_mut().for_each(|hour| hour.cloud_cover_frac = None);
        }
        let forecast = Forecast {
            location: location.clone(),
            model: self.model_ref.clone(),
            issued_at: window.issued_at(),
            hours,
        };
        forecast.check().map_err(ModelError::Output)?;
        Ok(forecast)
    }
}

/// Whether a variable was observed where a model learned what it says of a place.
fn knows(trained: &[TrainedPlace], variable: Variable, place: Place) -> bool {
    let nearest = place.nearest(trained, |trained| {
        let TrainedPlace { latitude_deg, longitude_deg, .. } = **trained;
        Place { latitude_deg, longitude_deg, elevation_m: 0.0 }
    });
    nearest.is_some_and(|nearest| nearest.variables.contains(&variable))
}

fn check_contract(manifest: &Manifest) -> Result<(), ModelError> {
    fn same<T: PartialEq + std::fmt::Debug>(
        what: &'static str,
        theirs: &T,
        ours: &T,
    ) -> Result<(), ModelError> {
        if theirs == ours {
            return Ok(());
        }
        Err(ModelError::Contract { what, theirs: format!("{theirs:?}"), ours: format!("{ours:?}") })
    }
    same("feature definition is", &manifest.features_version, &FEATURES_VERSION)?;
    same("inputs are", &manifest.inputs, &features::input_specs())?;
    same("outputs are", &manifest.outputs, &features::output_specs())?;
    same("variables are", &manifest.variables, &FORECAST_VARIABLES.to_vec())?;
    same("quantiles are", &manifest.quantile_levels, &QUANTILE_LEVELS.to_vec())
}

fn check_golden(golden: &Golden, outputs: &Tensors) -> Result<(), ModelError> {
    if golden.outputs.is_empty() {
        return Err(ModelError::Golden("there are none".to_owned()));
    }
    for (name, expected) in &golden.outputs {
        let Some(actual) = outputs.get(name) else {
            return Err(ModelError::Golden(format!("there is no output `{name}`")));
        };
        if actual.shape != expected.shape || actual.data.len() != expected.data.len() {
            let (actual, expected) = (&actual.shape, &expected.shape);
            return Err(ModelError::Golden(format!("`{name}` has the shape {actual:?}, not {expected:?}")));
        }
        // NaN is within no tolerance.
        let reproduced = |(actual, expected): (&f32, &f32)| (actual - expected).abs() <= golden.tolerance;
        let differences = actual.data.iter().zip(&expected.data).filter(|pair| !reproduced(*pair)).count();
        if differences > 0 {
            let tolerance = golden.tolerance;
            return Err(ModelError::Golden(format!(
                "{differences} values of `{name}` differ by more than {tolerance}"
            )));
        }
    }
    Ok(())
}

/// Where a variable ends by its nature: a network that has not learned that may go a little
/// beyond.
fn natural_bounds(variable: Variable) -> (f32, f32) {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others have no such bounds, or are not forecast")]
    match variable {
        Variable::RelativeHumidity | Variable::CloudCover => quality::limits(variable),
        Variable::WindSpeed => (0.0, f32::INFINITY),
        _ => (f32::NEG_INFINITY, f32::INFINITY),
    }
}

fn forecast_hours(outputs: &Tensors, issued_at: Timestamp) -> Result<Vec<ForecastHour>, ModelError> {
    let tensor = |name: &str, shape: &[usize]| {
        outputs
            .get(name)
            .filter(|tensor| tensor.shape == shape)
            .map(|tensor| tensor.data.as_slice())
            .ok_or_else(|| ModelError::Output(format!("there is no `{name}` of the shape {shape:?}")))
    };
    let (variables, levels) = (FORECAST_VARIABLES.len(), QUANTILE_LEVELS.len());
    let quantiles = tensor(names::QUANTILES, &[1, HORIZON_H, variables, levels])?;
    let rain = tensor(names::PRECIPITATION_PROBABILITY, &[1, HORIZON_H])?;

    let mut hours = Vec::with_capacity(HORIZON_H);
    for ((lead_h, hour), probability) in (1_u16..).zip(quantiles.chunks(variables * levels)).zip(rain) {
        let of_variable = |index: usize| {
            let mut values = [f32::NAN; QUANTILE_LEVELS.len()];
            values.copy_from_slice(&hour[index * levels..][..levels]);
            let (lowest, highest) = natural_bounds(FORECAST_VARIABLES[index]);
            values.iter_mut().for_each(|value| *value = value.clamp(lowest, highest));
            Quantiles::new(values).ok_or_else(|| {
                let column = FORECAST_VARIABLES[index].column();
                ModelError::Output(format!("the quantiles of {column} at {lead_h} h are {values:?}"))
            })
        };
        if !(0.0..=1.0).contains(probability) {
            return Err(ModelError::Output(format!(
                "the probability of precipitation at {lead_h} h is {probability}"
            )));
        }
        hours.push(ForecastHour {
            valid_at: issued_at + SignedDuration::from_hours(lead_h.into()),
            lead_h,
            temperature_c: of_variable(0)?,
            relative_humidity_pct: of_variable(1)?,
            wind_speed_ms: of_variable(2)?,
            cloud_cover_frac: Some(of_variable(3)?),
            precipitation_probability: *probability,
        });
    }
    Ok(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(change: impl Fn(&mut Tensors)) -> Tensors {
        let quantiles = (0..HORIZON_H).flat_map(|_| (0..4).flat_map(|_| [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]));
        let mut outputs = Tensors::from([
            (
                names::QUANTILES.to_owned(),
                TensorData { shape: vec![1, HORIZON_H, 4, 7], data: quantiles.collect() },
            ),
            (
                names::PRECIPITATION_PROBABILITY.to_owned(),
                TensorData { shape: vec![1, HORIZON_H], data: vec![0.5; HORIZON_H] },
            ),
        ]);
        change(&mut outputs);
        outputs
    }

    #[test]
    fn hours_follow_the_issue_time_without_a_gap() {
        let issued_at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let hours = forecast_hours(&outputs(|_| {}), issued_at).unwrap();
        assert_eq!(hours.len(), HORIZON_H);
        for (lead_h, hour) in (1_u16..).zip(&hours) {
            assert_eq!(hour.lead_h, lead_h);
            assert_eq!(hour.valid_at - issued_at, SignedDuration::from_hours(lead_h.into()));
        }
    }

    #[test]
    fn what_is_not_a_forecast_never_leaves() {
        type Change = fn(&mut Tensors);
        let broken: [Change; 5] = [
            |outputs| outputs.get_mut(names::QUANTILES).unwrap().data[9] = f32::NAN,
            |outputs| outputs.get_mut(names::QUANTILES).unwrap().data[0] = 99.0,
            |outputs| outputs.get_mut(names::QUANTILES).unwrap().shape[1] = 7,
            |outputs| outputs.get_mut(names::PRECIPITATION_PROBABILITY).unwrap().data[3] = 1.5,
            |outputs| drop(outputs.remove(names::PRECIPITATION_PROBABILITY)),
        ];
        for change in broken {
            let error = forecast_hours(&outputs(change), Timestamp::UNIX_EPOCH).unwrap_err();
            assert!(matches!(error, ModelError::Output(_)), "{error}");
        }
    }

    #[test]
    fn a_place_is_told_what_was_learned_at_its_nearest_one() {
        let trained = |location: &str, longitude_deg, variables: &[Variable]| TrainedPlace {
            location: location.parse().unwrap(),
            latitude_deg: 45.0,
            longitude_deg,
            variables: variables.to_vec(),
        };
        let (temperature, clouds) = (Variable::Temperature, Variable::CloudCover);
        let places =
            [trained("cloudy", 179.0, &[temperature, clouds]), trained("blind", 10.0, &[temperature])];
        let at = |longitude_deg| Place { latitude_deg: 44.0, longitude_deg, elevation_m: 100.0 };
        assert!(knows(&places, clouds, at(-178.0)) && !knows(&places, clouds, at(20.0)));
        assert!(knows(&places, temperature, at(20.0)) && !knows(&[], temperature, at(20.0)));
    }

    #[test]
    fn golden_vectors_must_be_met_within_the_tolerance() {
        let golden = |tolerance| Golden { tolerance, inputs: Tensors::new(), outputs: outputs(|_| {}) };
        let off = |by: f32| outputs(move |outputs| outputs.get_mut(names::QUANTILES).unwrap().data[5] += by);
        assert!(check_golden(&golden(1e-3), &off(1e-4)).is_ok());
        assert!(check_golden(&golden(1e-3), &off(1e-2)).is_err());
        assert!(check_golden(&golden(1e-3), &off(f32::NAN)).is_err());
        let none = Golden { tolerance: 1.0, inputs: Tensors::new(), outputs: Tensors::new() };
        assert!(check_golden(&none, &off(0.0)).is_err());
    }
}
