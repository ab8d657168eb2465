//! The HTTP interface.

mod answer;
mod comfort;
mod feedback;
mod garments;
mod hazard_text;
mod outfit;
mod recommendations;
mod shown;

use common::lake::Lake;
use common::location::Locations;
use service::Routes;

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
