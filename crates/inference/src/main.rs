//! The inference service as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    common::service::run("inference", inference::serve)
}
