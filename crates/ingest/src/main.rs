//! The ingest service as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    common::service::run("ingest", ingest::serve)
}
