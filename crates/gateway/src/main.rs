//! The gateway as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    service::run("gateway", gateway::serve)
}
