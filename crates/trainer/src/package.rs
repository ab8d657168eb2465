//! Puts a trained forecaster together with all that belongs to it.

use std::collections::BTreeMap;

use common::forecast::{FORECAST_VARIABLES, HORIZON_H, QUANTILE_LEVELS};
use common::guidance::GuidanceArchive;
use common::location::LocationId;
use common::model::{Golden, Manifest, ModelPackage, TensorData, TrainedPlace, TrainingRecord, sha256_hex};
use common::observation::Variable;
use features::{FEATURES_VERSION, History, Place, Window, WindowError, input_specs, names, output_specs};
use jiff::{Timestamp, ToSpan};

use crate::atlas::Atlas;
use crate::axes::{LEVELS, TARGET_COLUMNS, VARIABLES};
use crate::backtest::{Backtest, ORIGIN_STEP_H};
use crate::dataset::Known;
use crate::export::onnx;
use crate::pipeline::{Job, Trained};

/// The model's name in the registry.
pub const MODEL_NAME: &str = "forecaster";

/// Largest difference between the golden outputs, computed in f64 around the
/// networks, and the same in the f32 of ONNX Runtime, in °C, %, m/s and shares.
const GOLDEN_TOLERANCE: f32 = 1e-4;

/// Of a station in trouble: one hour in this many is left, in the golden window
/// that has much missing.
const KEPT_HOURS: usize = 5;

/// Packs what was trained, with at least one golden vector of each kind for each place.
///
/// # Errors
/// Nothing was trained, or a golden forecast fails.
pub fn package(
    trained: &[(Job, Trained)],
    golden_windows: usize,
    created_at: Timestamp,
) -> anyhow::Result<ModelPackage> {
    let [first, others @ ..] = trained else { anyhow::bail!("nothing was trained") };
    let forecaster = |(job, trained): &(Job, Trained)| (job.known.place, trained.forecaster.clone());
    let atlas = Atlas::new(forecaster(first), others.iter().map(forecaster).collect());
    let training = TrainingRecord {
        places: trained.iter().map(trained_place).collect(),
        data_sha256: data_sha256(trained),
        seed: first.0.recipe.seed,
    };
    let by_place = |fact: &dyn Fn(&Job, &Trained) -> String| {
        let facts: Vec<String> = trained.iter().map(|(job, trained)| fact(job, trained)).collect();
        facts.join(",")
    };
    let onnx = onnx(
        &atlas,
        &[
            ("locations", by_place(&|job, _| job.location.to_string())),
            ("training_from", by_place(&|_, trained| trained.span.0.to_string())),
            ("training_until", by_place(&|_, trained| trained.span.1.to_string())),
            ("training_data_sha256", training.data_sha256.clone()),
            ("seed", training.seed.to_string()),
        ],
    );
    let onnx_sha256 = sha256_hex(&onnx);
    let backtests: BTreeMap<&LocationId, &Backtest> =
        trained.iter().map(|(job, trained)| (&job.location, &trained.backtest)).collect();
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
        backtest: trained
            .iter()
            .map(|(job, trained)| {
                (job.location.clone(), trained.backtest.summary(trained.span.0, trained.span.1))
            })
            .collect(),
        onnx_sha256,
    };
    let mut windows = Vec::new();
    for (job, trained) in trained {
        windows.extend(self::golden_windows(job, trained.backtest.until, golden_windows)?);
    }
    Ok(ModelPackage {
        manifest,
        onnx: onnx.into(),
        golden: golden(&atlas, &windows)?,
        backtest: serde_json::to_value(&backtests)?,
    })
}

fn trained_place((job, trained): &(Job, Trained)) -> TrainedPlace {
    let Place { latitude_deg, longitude_deg, .. } = job.known.place;
    let climatology = &trained.forecaster.climatology;
    let observed = FORECAST_VARIABLES.iter().zip(TARGET_COLUMNS);
    let observed = observed.filter(|(_, column)| climatology.knows(*column));
    TrainedPlace {
        location: job.location.clone(),
        latitude_deg,
        longitude_deg,
        variables: observed.map(|(variable, _)| *variable).collect(),
    }
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

fn golden(atlas: &Atlas, windows: &[Window]) -> anyhow::Result<Golden> {
    let inputs = Window::stack(windows)
        .map(|tensor| (tensor.name.to_owned(), TensorData { shape: tensor.shape, data: tensor.data }));
    let forecasts = atlas.forecast(windows)?;
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

/// SHA-256 over time and values of every observation that training saw, place after place:
/// the same however they were stored.
fn data_sha256(trained: &[(Job, Trained)]) -> String {
    let mut bytes = Vec::new();
    for (job, trained) in trained {
        bytes.extend(job.location.to_string().into_bytes());
        let observations = job.known.history.observations().iter();
        for observation in observations.take_while(|observation| observation.time <= trained.span.1) {
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
    }
    sha256_hex(&bytes)
}
