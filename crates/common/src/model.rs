//! The model contract: what trainer and inference agree on.
//!
//! A [`ModelPackage`] is one version of a model with everything that belongs to
//! it, as it lies in the registry or in a folder.

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::forecast::ModelRef;
use crate::location::LocationId;
use crate::observation::Variable;

/// File names of a version, in the registry and in a folder alike.
pub mod files {
    /// The network.
    pub const ONNX: &str = "model.onnx";
    /// The [`super::Manifest`].
    pub const MANIFEST: &str = "manifest.json";
    /// The whole back-test.
    pub const BACKTEST: &str = "backtest.json";
    /// The [`super::Golden`] vectors.
    pub const GOLDEN: &str = "golden.json";
}

/// Describes one version of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The model's name in the registry.
    pub name: String,
    /// `YYYYMMDDTHHMMSSZ-<first 8 hex digits of onnx_sha256>`.
    pub version: String,
    /// When training ended.
    pub created_at: Timestamp,
    /// Which definition of the tensors it was trained on; serving refuses any
    /// other than its own.
    pub features_version: u32,
    /// Tensors that go in.
    pub inputs: Vec<TensorSpec>,
    /// Tensors that come out.
    pub outputs: Vec<TensorSpec>,
    /// Third axis of `quantiles`.
    pub variables: Vec<Variable>,
    /// Fourth axis of `quantiles`: their probabilities.
    pub quantile_levels: Vec<f32>,
    /// What it was trained on.
    pub training: TrainingRecord,
    /// How it did at each place on origins that it was not trained on.
    pub backtest: BTreeMap<LocationId, BacktestSummary>,
    /// SHA-256 of `model.onnx`, lower-case hex.
    pub onnx_sha256: String,
}

impl Manifest {
    /// The version's name for a network trained at `created_at`.
    #[must_use]
    pub fn version_of(created_at: Timestamp, onnx_sha256: &str) -> String {
        let time = created_at.strftime("%Y%m%dT%H%M%SZ");
        format!("{time}-{}", onnx_sha256.get(..8).unwrap_or(onnx_sha256))
    }

    /// Name and version.
    #[must_use]
    pub fn model_ref(&self) -> ModelRef {
        ModelRef { name: self.name.clone(), version: self.version.clone() }
    }
}

/// One input or output of the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TensorSpec {
    /// The name in the graph.
    pub name: String,
    /// Open Inference Protocol's name of the element type; always `FP32`.
    pub dtype: String,
    /// The shape; -1 is the batch.
    pub shape: Vec<i64>,
    /// What the last axis holds, units included; empty where there is none.
    pub columns: Vec<String>,
}

/// What a model was trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRecord {
    /// Where; a window is forecast as at the nearest of these places.
    pub places: Vec<TrainedPlace>,
    /// SHA-256 over the observations, lower-case hex.
    pub data_sha256: String,
    /// Seed of every random number.
    pub seed: u64,
}

/// A place that a model was trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainedPlace {
    /// The place.
    pub location: LocationId,
    /// Degrees north.
    pub latitude_deg: f64,
    /// Degrees east.
    pub longitude_deg: f64,
    /// The forecast variables that were observed there: of the others the model knows
    /// nothing.
    pub variables: Vec<Variable>,
}

/// The back-test of a place in a few numbers; `backtest.json` has all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BacktestSummary {
    /// The first observed hour that training saw at this place, UTC.
    #[schema(value_type = String, format = DateTime, example = "2016-01-01T00:00:00Z")]
    pub trained_from: Timestamp,
    /// The last observed hour that training saw at this place, UTC.
    #[schema(value_type = String, format = DateTime, example = "2017-12-31T23:00:00Z")]
    pub trained_until: Timestamp,
    /// First origin, UTC.
    #[schema(value_type = String, format = DateTime, example = "2018-01-15T00:00:00Z")]
    pub from: Timestamp,
    /// Last origin, UTC.
    #[schema(value_type = String, format = DateTime, example = "2018-12-24T18:00:00Z")]
    pub until: Timestamp,
    /// How many rolling origins were scored.
    pub origins: usize,
    /// RMSE of temperature over lead times 1–168 h, °C, by forecaster: `model`
    /// and each baseline.
    pub temperature_rmse_c: BTreeMap<String, f64>,
    /// Share of observed temperatures over lead times 1–168 h between the model's 10 %
    /// and its 90 % quantile; 0.8 is right. Absent from versions that were trained before
    /// it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.8)]
    pub temperature_coverage_p10_p90: Option<f64>,
}

/// The versions of a model that are in the registry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredModels {
    /// The newest first.
    pub models: Vec<RegisteredModel>,
}

/// A version of a model in the registry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisteredModel {
    /// The model's name.
    #[schema(example = "forecaster")]
    pub name: String,
    /// Its version: time of training and digest of the ONNX file.
    #[schema(example = "20261123T120000Z-1a2b3c4d")]
    pub version: String,
    /// What it is used as: `champion` issues the forecasts.
    #[schema(example = json!(["champion"]))]
    pub aliases: Vec<String>,
    /// Whether the service that answers computes with it now: a champion that was refused, or is not
    /// whole yet, does not serve.
    #[serde(default)]
    pub serving: bool,
    /// When training ended, UTC.
    #[schema(value_type = String, format = DateTime, example = "2026-11-23T12:00:00Z")]
    pub created_at: Timestamp,
    /// Where it was trained.
    pub locations: Vec<LocationId>,
    /// How it did at each place on origins that it was not trained on.
    #[schema(value_type = BTreeMap<String, BacktestSummary>)]
    pub backtest: BTreeMap<LocationId, BacktestSummary>,
}

impl RegisteredModel {
    /// What a version's manifest says, with what the version is used as and whether it serves.
    #[must_use]
    pub fn new(manifest: Manifest, aliases: Vec<String>, serving: bool) -> Self {
        let Manifest { name, version, created_at, training, backtest, .. } = manifest;
        let locations = training.places.into_iter().map(|place| place.location).collect();
        Self { name, version, aliases, serving, created_at, locations, backtest }
    }
}

/// A tensor as JSON: row-major values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TensorData {
    /// The shape.
    pub shape: Vec<usize>,
    /// The values, last axis fastest.
    pub data: Vec<f32>,
}

/// Inputs and the outputs that the trainer saw for them. Inference refuses a
/// model that does not reproduce them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golden {
    /// Largest absolute difference that still counts as reproduced.
    pub tolerance: f32,
    /// By tensor name.
    pub inputs: BTreeMap<String, TensorData>,
    /// By tensor name.
    pub outputs: BTreeMap<String, TensorData>,
}

/// One version with all its files.
#[derive(Debug, Clone)]
pub struct ModelPackage {
    /// `manifest.json`.
    pub manifest: Manifest,
    /// `model.onnx`.
    pub onnx: Bytes,
    /// `golden.json`.
    pub golden: Golden,
    /// `backtest.json`, whose form is the trainer's affair.
    pub backtest: serde_json::Value,
}

/// Why a package cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidPackage {
    /// A file cannot be read or written.
    #[error("cannot access {path}")]
    Io {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file is not JSON of the expected form.
    #[error("{file} is not valid: {source}")]
    Json {
        /// The file.
        file: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A file is not what was written.
    #[error("{file} is damaged: {reason}")]
    Damaged {
        /// The file.
        file: &'static str,
        /// What was found.
        reason: String,
    },
    /// `model.onnx` is not the file that the manifest describes.
    #[error("model.onnx has SHA-256 {actual}, its manifest says {expected}")]
    Digest {
        /// What the manifest says.
        expected: String,
        /// What the file has.
        actual: String,
    },
    /// The version's name does not belong to the file.
    #[error("version `{0}` does not end with the first 8 digits of the digest of model.onnx")]
    Version(String),
}

impl ModelPackage {
    /// Puts a version together from its files' contents and checks that they
    /// belong together.
    ///
    /// # Errors
    /// A file is not valid, or `model.onnx` is not the one of the manifest.
    pub fn from_files(
        manifest: &[u8],
        onnx: Bytes,
        golden: &[u8],
        backtest: &[u8],
    ) -> Result<Self, InvalidPackage> {
        let invalid = |file| move |source| InvalidPackage::Json { file, source };
        let package = Self {
            manifest: serde_json::from_slice(manifest).map_err(invalid(files::MANIFEST))?,
            onnx,
            golden: serde_json::from_slice(golden).map_err(invalid(files::GOLDEN))?,
            backtest: serde_json::from_slice(backtest).map_err(invalid(files::BACKTEST))?,
        };
        let actual = sha256_hex(&package.onnx);
        let Manifest { onnx_sha256, version, .. } = &package.manifest;
        if actual != *onnx_sha256 {
            return Err(InvalidPackage::Digest { expected: onnx_sha256.clone(), actual });
        }
        if version.rsplit_once('-').map(|(_, digest)| digest) != actual.get(..8) {
            return Err(InvalidPackage::Version(version.clone()));
        }
        Ok(package)
    }

    /// The files and their contents; the manifest is the last, so that whoever
    /// finds it finds all.
    ///
    /// # Errors
    /// A part cannot be written as JSON.
    pub fn to_files(&self) -> Result<[(&'static str, Bytes); 4], InvalidPackage> {
        fn json<T: Serialize>(
            file: &'static str,
            value: &T,
        ) -> Result<(&'static str, Bytes), InvalidPackage> {
            let mut text =
                serde_json::to_vec_pretty(value).map_err(|source| InvalidPackage::Json { file, source })?;
            text.push(b'\n');
            Ok((file, text.into()))
        }
        // The vectors are long: one line.
        let golden = serde_json::to_vec(&self.golden)
            .map_err(|source| InvalidPackage::Json { file: files::GOLDEN, source })?;
        Ok([
            (files::ONNX, self.onnx.clone()),
            (files::GOLDEN, golden.into()),
            json(files::BACKTEST, &self.backtest)?,
            json(files::MANIFEST, &self.manifest)?,
        ])
    }

    /// Reads a version from a folder.
    ///
    /// # Errors
    /// As [`ModelPackage::from_files`], or a file cannot be read.
    pub fn read_dir(folder: &Path) -> Result<Self, InvalidPackage> {
        let read = |file| {
            let path = folder.join(file);
            std::fs::read(&path)
                .map_err(|source| InvalidPackage::Io { path: path.display().to_string(), source })
        };
        Self::from_files(
            &read(files::MANIFEST)?,
            read(files::ONNX)?.into(),
            &read(files::GOLDEN)?,
            &read(files::BACKTEST)?,
        )
    }

    /// Writes a version into a folder, which is made if it is not there.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write_dir(&self, folder: &Path) -> Result<(), InvalidPackage> {
        let io = |path: &Path| {
            let path = path.display().to_string();
            move |source| InvalidPackage::Io { path, source }
        };
        std::fs::create_dir_all(folder).map_err(io(folder))?;
        for (file, content) in self.to_files()? {
            let path = folder.join(file);
            std::fs::write(&path, content).map_err(io(&path))?;
        }
        Ok(())
    }
}

/// SHA-256 as lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
