//! The service from outside: with a lake of its own over S3, and with tiny networks whose
//! forecasts the tests compute themselves.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod champion;
mod forecasts;
mod load;
mod models;
mod program;
mod support;
