//! The gateway as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    common::service::run("gateway", gateway::serve)
}
