//! The ingest service as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    service::run("ingest", ingest::serve)
}
