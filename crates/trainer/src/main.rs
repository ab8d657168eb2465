//! The trainer as a program.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use common::Clock;
use service::{config::environment, telemetry};
use trainer::command::{Arguments, run};
use trainer::config::Config;

/// `sysexits.h`'s `EX_CONFIG`.
const EXIT_CONFIG: u8 = 78;

fn main() -> ExitCode {
    let Arguments { config, command } = Arguments::parse();
    let config = match Config::load(config.as_deref(), environment()) {
        Ok(config) => config,
        Err(error) => return fail(EXIT_CONFIG, &error.into()),
    };
    let outcome = telemetry::init("trainer", &config.telemetry).and_then(|_telemetry| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(run(command, config, &Clock::system()))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(1, &error),
    }
}

fn fail(code: u8, error: &anyhow::Error) -> ExitCode {
    // Nothing is left to tell it to when standard error is closed.
    let _ = writeln!(std::io::stderr(), "trainer: {error:#}");
    ExitCode::from(code)
}
