//! Writes a forecaster as an ONNX file.
//!
//! Everything between physical units and physical units is in the graph:
//! climatology, scaling, averages, networks, quantiles and limits. A test, the
//! golden vectors and `tests/check_onnx.py` hold it to the arithmetic of
//! [`crate::forecaster`].

mod builder;
mod graph;
mod proto;

pub use graph::onnx;
