//! The recommender as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    service::run("recommender", recommender::serve)
}
