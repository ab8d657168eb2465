//! The inference service as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    service::run("inference", inference::serve)
}
