//! The recommender as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    common::service::run("recommender", recommender::serve)
}
