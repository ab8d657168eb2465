//! Puts a trained forecaster together with all that belongs to it.

use std::collections::BTreeMap;

use common::forecast::{FORECAST_VARIABLES, HORIZON_H, QUANTILE_LEVELS};
use common::guidance::GuidanceArchive;
use common::model::{Golden, Manifest, ModelPackage, TensorData, TrainingRecord, sha256_hex};
use common::observation::Variable;
use features::{FEATURES_VERSION, History, Window, WindowError, input_specs, names, output_specs};
use jiff::{Timestamp, ToSpan};

use crate::backtest::ORIGIN_STEP_H;
use crate::dataset::Known;
use crate::export::onnx;
use crate::forecaster::{Forecaster, LEVELS};
use crate::network::VARIABLES;
use crate::pipeline::{Job, Trained};

/// The model's name in the registry.
pub const MODEL_NAME: &str = "forecaster";

/// Largest difference between the golden outputs, computed in f64 around the
/// networks, and the same in the f32 of ONNX Runtime, in °C, % and m/s.
const GOLDEN_TOLERANCE: f32 = 1e-4;

/// Of a station in trouble: one hour in this many is left, in the golden window
/// that has much missing.
const KEPT_HOURS: usize = 5;

/// Packs a trained forecaster, with at least one golden vector of each kind.
///
/// # Errors
/// A golden forecast fails.
pub fn package(
    job: &Job,
    trained: &Trained,
    golden_windows: usize,
    created_at: Timestamp,
) -> anyhow::Result<ModelPackage> {
    let (from, until) = trained.span;
    let training = TrainingRecord {
        from,
        until,
        locations: vec![job.location.clone()],
        data_sha256: data_sha256(&job.known.history, until),
        seed: job.recipe.seed,
    };
    let onnx = onnx(
        &trained.forecaster,
        &[
            ("location", job.location.to_string()),
            ("training_from", from.to_string()),
            ("training_until", until.to_string()),
            ("training_data_sha256", training.data_sha256.clone()),
            ("seed", job.recipe.seed.to_string()),
        ],
    );
    let onnx_sha256 = sha256_hex(&onnx);
    let manifest = Manifest {
        name: MODEL_NAME.to_owned(),
        version: Manifest::version_of(created_at, &onnx_sha256),
        created_at,
        features_version: FEATURES_VERSION,
        inputs: input_specs(),
        outputs: output_specs(),
        variables: FORECAST_VARIABLES.to_vec(),
        quantile_levels: QUANTILE_LEVELS.to_vec(),
        training,
        backtest: trained.backtest.summary(),
        onnx_sha256,
    };
    let windows = self::golden_windows(job, trained.backtest.until, golden_windows)?;
    Ok(ModelPackage {
        manifest,
        onnx: onnx.into(),
        golden: golden(&trained.forecaster, &windows)?,
        backtest: serde_json::to_value(&trained.backtest)?,
    })
}

/// Windows from `issued_at` back to the beginning of the record, in turn as they should be,
/// those of a station in trouble: most hours lost, the last ones too, and no wind vane; and
/// where there is guidance without it.
fn golden_windows(job: &Job, issued_at: Timestamp, count: usize) -> anyhow::Result<Vec<Window>> {
    let Known { history, guidance, .. } = &job.known;
    let broken = history.observations().iter().enumerate().filter(|(index, _)| index % KEPT_HOURS == 0);
    let broken = broken.map(|(_, observation)| {
        let mut observation = observation.clone();
        observation.set(Variable::WindDirection, None);
        observation
    });
    let broken = Known { history: History::new(broken.collect()), ..job.known.clone() };
    let unguided = Known { guidance: GuidanceArchive::default(), ..job.known.clone() };
    let kinds: &[&Known] =
        if guidance.is_empty() { &[&job.known, &broken] } else { &[&job.known, &broken, &unguided] };
    let origins = (0_i64..).map(|step| issued_at - (step * ORIGIN_STEP_H).hours());
    let first = history.observations().first().map_or(issued_at, |observation| observation.time);
    let windows = origins
        .take_while(|origin| *origin > first)
        .flat_map(|origin| kinds.iter().map(move |known| known.window(origin)));
    let windows = windows.filter(|window| !matches!(window, Err(WindowError::TooFewObservations { .. })));
    Ok(windows.take(count.max(kinds.len())).collect::<Result<_, _>>()?)
}

fn golden(forecaster: &Forecaster, windows: &[Window]) -> anyhow::Result<Golden> {
    let inputs = Window::stack(windows)
        .map(|tensor| (tensor.name.to_owned(), TensorData { shape: tensor.shape, data: tensor.data }));
    let forecasts = forecaster.forecast(windows)?;
    let quantiles = forecasts.iter().flat_map(|forecast| &forecast.quantiles).flatten().flatten();
    let rain = forecasts.iter().flat_map(|forecast| &forecast.precipitation_probability);
    let batch = windows.len();
    let outputs = [
        (
            names::QUANTILES,
            TensorData {
                shape: vec![batch, HORIZON_H, VARIABLES, LEVELS],
                data: quantiles.copied().collect(),
            },
        ),
        (
            names::PRECIPITATION_PROBABILITY,
            TensorData { shape: vec![batch, HORIZON_H], data: rain.copied().collect() },
        ),
    ];
    Ok(Golden {
        tolerance: GOLDEN_TOLERANCE,
        inputs: BTreeMap::from(inputs),
        outputs: outputs.map(|(name, data)| (name.to_owned(), data)).into(),
    })
}

/// SHA-256 over time and values of every observation up to `until`: the same
/// however they were stored.
fn data_sha256(history: &History, until: Timestamp) -> String {
    let mut bytes = Vec::new();
    for observation in history.observations().iter().take_while(|observation| observation.time <= until) {
        bytes.extend(observation.time.as_second().to_le_bytes());
        for variable in Variable::ALL {
            // A missing value is a byte alone, and so never equal to a value.
            match observation.get(variable) {
                None => bytes.push(0),
                Some(value) => {
                    bytes.push(1);
                    bytes.extend(value.to_le_bytes());
                }
            }
        }
    }
    sha256_hex(&bytes)
}
