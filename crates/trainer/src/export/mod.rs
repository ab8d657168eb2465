//! Writes a forecaster as an ONNX file.
//!
//! Everything between physical units and physical units is in the graph:
//! climatology, scaling, averages, networks, quantiles and limits. A test, the
//! golden vectors and `tests/check_onnx.py` hold it to the arithmetic of
//! [`crate::forecaster`].

mod builder;
#[cfg(test)]
mod evaluate;
mod forecaster;
mod graph;
mod guided;
mod proto;
#[cfg(test)]
mod tests;

pub use forecaster::onnx;
