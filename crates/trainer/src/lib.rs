#![doc = include_str!("../README.md")]
#![expect(clippy::cast_possible_truncation, reason = "fitted in f64, exported in the f32 of the tensors")]

pub mod atlas;
pub mod axes;
pub mod backtest;
pub mod baselines;
pub mod basis;
pub mod calibration;
pub mod checkpoints;
pub mod climatology;
pub mod command;
pub mod config;
pub mod dataset;
pub mod export;
pub mod forecaster;
pub mod guided;
pub mod hours;
pub mod network;
pub mod package;
pub mod pipeline;
pub mod preprocess;
mod progress;
pub mod quality;
pub mod rain;
mod report;
pub mod ridge;
pub mod schedule;
pub mod scores;
pub mod statistics;
#[cfg(test)]
mod synthetic;
pub mod train;
