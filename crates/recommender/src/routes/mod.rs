//! The HTTP interface.

mod answer;
mod comfort;
mod feedback;
mod garments;
mod hazard_text;
mod outfit;
mod params;
mod recommendations;
mod shown;

use common::lake::Lake;
use common::location::Locations;
use common::service::{Problem, Routes};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::{HazardThresholds, WakingHours};
use crate::forecasts::Forecasts;
use crate::plan::Planner;
use crate::words::Words;

/// What handlers need.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) lake: Lake,
    pub(crate) locations: Locations,
    pub(crate) forecasts: Forecasts,
    pub(crate) planner: Planner,
    pub(crate) words: Words,
    pub(crate) waking_hours: WakingHours,
    pub(crate) hazards: HazardThresholds,
}

/// Reads a body; an error tells where in it something is wrong.
fn read<T: DeserializeOwned>(body: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(body).map_err(|error| {
        Problem::bad_request(format!("the body is not valid: {}", located(error.path(), error.inner())))
    })
}

/// What is wrong, and where, if it is anywhere in particular.
fn located(path: &serde_path_to_error::Path, wrong: &impl std::fmt::Display) -> String {
    let path = path.to_string();
    if path == "." { wrong.to_string() } else { format!("{path}: {wrong}") }
}

pub(crate) fn register(routes: &mut Routes<'_>) {
    routes
        .service(recommendations::recommend_day)
        .service(recommendations::recommend_week)
        .service(recommendations::recommend_window)
        .service(feedback::give)
        .service(feedback::profile)
        .service(feedback::take_back)
        .service(feedback::reset)
        .service(feedback::forget)
        .service(garments::list);
    comfort::register(routes);
}
