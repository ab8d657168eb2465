//! The tiny networks of `fixtures/make_model.py`: as versions of a model, and what they
//! forecast.

use std::collections::BTreeMap;

use bytes::Bytes;
use common::forecast::{FORECAST_VARIABLES, ForecastHour, HORIZON_H, QUANTILE_LEVELS, Quantiles};
use common::location::Location;
use common::model::{
    BacktestSummary, Golden, Manifest, ModelPackage, TensorData, TrainedPlace, TrainingRecord, sha256_hex,
};
use common::observation::{Observation, Variable};
use features::{FEATURES_VERSION, HISTORY_H, names, observed_columns};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// A network and by how much its temperatures are above those of [`MODEL`], °C.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Network {
    pub(crate) onnx: &'static [u8],
    warmer: f32,
}

pub(crate) const MODEL: Network = Network { onnx: include_bytes!("../fixtures/model.onnx"), warmer: 0.0 };
pub(crate) const WARMER: Network = Network { onnx: include_bytes!("../fixtures/warmer.onnx"), warmer: 10.0 };
/// It says nothing of precipitation.
pub(crate) const QUANTILES_ONLY: Network =
    Network { onnx: include_bytes!("../fixtures/quantiles_only.onnx"), warmer: 0.0 };
/// Its output is of another type.
pub(crate) const INTEGERS: Network =
    Network { onnx: include_bytes!("../fixtures/integers.onnx"), warmer: 0.0 };

const OFFSETS: [f32; QUANTILE_LEVELS.len()] = [-8.0, -4.0, -2.0, 0.0, 1.0, 3.0, 6.0];

impl Network {
    /// The quantiles at a lead time, by variable, from the last observed hour and the wind
    /// of the guidance.
    fn quantiles(self, last: &Observation, lead_h: u16, guided_wind: Option<f32>) -> [[f32; 7]; 4] {
        let get = |variable| last.get(variable).unwrap_or_default();
        let spread = 1.0 + get(Variable::ShortwaveRadiation);
        let wind = guided_wind.unwrap_or(get(Variable::WindSpeed));
        let lead = f32::from(lead_h) / 64.0;
        [
            OFFSETS.map(|offset| get(Variable::Temperature) + self.warmer + offset * spread * lead),
            OFFSETS.map(|offset| get(Variable::RelativeHumidity) + offset * spread),
            OFFSETS.map(|offset| wind + offset / 8.0),
            OFFSETS.map(|offset| get(Variable::CloudCover) + offset / 64.0),
        ]
    }

    fn precipitation_probability(last: &Observation) -> f32 {
        last.get(Variable::Precipitation).unwrap_or_default() / 4.0
    }

    /// What it forecasts after the last observed hour.
    pub(crate) fn hours(
        self,
        last: &Observation,
        guided_wind: impl Fn(u16) -> Option<f32>,
    ) -> Vec<ForecastHour> {
        (1..=168)
            .map(|lead_h| {
                let values = self.quantiles(last, lead_h, guided_wind(lead_h));
                let [temperature_c, relative_humidity_pct, wind_speed_ms, cloud_cover_frac] =
                    values.map(|values| Quantiles::new(values).unwrap());
                ForecastHour {
                    valid_at: last.time + SignedDuration::from_hours(lead_h.into()),
                    lead_h,
                    temperature_c,
                    relative_humidity_pct,
                    wind_speed_ms,
                    cloud_cover_frac: Some(cloud_cover_frac),
                    precipitation_probability: Self::precipitation_probability(last),
                }
            })
            .collect()
    }

    /// Golden vectors with this last hour and no guidance.
    pub(crate) fn golden(self, last: &Observation) -> Golden {
        let row = observed_columns(last);
        let mut inputs: BTreeMap<String, TensorData> = features::input_specs()
            .into_iter()
            .map(|spec| {
                let shape: Vec<usize> =
                    spec.shape.iter().map(|axis| usize::try_from(*axis).unwrap_or(1)).collect();
                let data = vec![0.0; shape.iter().product()];
                (spec.name, TensorData { shape, data })
            })
            .collect();
        let history = inputs.get_mut(names::HISTORY).unwrap();
        let width = history.data.len() / HISTORY_H;
        let last_row = &mut history.data[(HISTORY_H - 1) * width..];
        for (value, observed) in last_row.iter_mut().zip(row) {
            *value = observed.unwrap_or_default();
        }
        let quantiles = (1..=168).flat_map(|lead_h| self.quantiles(last, lead_h, None)).flatten();
        let tensor = |shape: &[usize], data: Vec<f32>| TensorData { shape: shape.to_vec(), data };
        let outputs = BTreeMap::from([
            (names::QUANTILES.to_owned(), tensor(&[1, HORIZON_H, 4, 7], quantiles.collect())),
            (
                names::PRECIPITATION_PROBABILITY.to_owned(),
                tensor(&[1, HORIZON_H], vec![Self::precipitation_probability(last); HORIZON_H]),
            ),
        ]);
        Golden { tolerance: 1e-4, inputs, outputs }
    }

    /// A version of a model, trained in the first minute of 2026 and so many after it, that
    /// has learned clouds at the first of the places.
    pub(crate) fn version(self, model: &str, places: &[&Location], minutes: i64) -> ModelPackage {
        let created_at = time("2026-01-01T00:00:00Z") + SignedDuration::from_mins(minutes);
        let onnx_sha256 = sha256_hex(self.onnx);
        let manifest = Manifest {
            name: model.to_owned(),
            version: Manifest::version_of(created_at, &onnx_sha256),
            created_at,
            features_version: FEATURES_VERSION,
            inputs: features::input_specs(),
            outputs: features::output_specs(),
            variables: FORECAST_VARIABLES.to_vec(),
            quantile_levels: QUANTILE_LEVELS.to_vec(),
            training: TrainingRecord {
                places: places.iter().enumerate().map(|(index, place)| trained(place, index == 0)).collect(),
                data_sha256: sha256_hex(b"no data"),
                seed: 1,
            },
            backtest: BTreeMap::from([(places[0].id.clone(), backtest())]),
            onnx_sha256,
        };
        let mut last = Observation::new(created_at);
        for (variable, value) in [
            (Variable::Temperature, 3.5),
            (Variable::RelativeHumidity, 60.0),
            (Variable::WindSpeed, 2.25),
            (Variable::CloudCover, 0.5),
            (Variable::Precipitation, 1.0),
        ] {
            last.set(variable, Some(value));
        }
        let golden = self.golden(&last);
        ModelPackage { manifest, onnx: Bytes::from_static(self.onnx), golden, backtest: json!({}) }
    }
}

fn trained(place: &Location, with_clouds: bool) -> TrainedPlace {
    let learned = |variable: &Variable| with_clouds || *variable != Variable::CloudCover;
    TrainedPlace {
        location: place.id.clone(),
        latitude_deg: place.latitude_deg,
        longitude_deg: place.longitude_deg,
        variables: FORECAST_VARIABLES.into_iter().filter(learned).collect(),
    }
}

fn backtest() -> BacktestSummary {
    BacktestSummary {
        trained_from: time("2016-01-01T00:00:00Z"),
        trained_until: time("2024-12-31T23:00:00Z"),
        from: time("2025-01-15T00:00:00Z"),
        until: time("2025-12-24T18:00:00Z"),
        origins: 12,
        temperature_rmse_c: BTreeMap::from([("model".to_owned(), 2.5), ("persistence".to_owned(), 4.75)]),
        temperature_coverage_p10_p90: Some(0.8125),
    }
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}
