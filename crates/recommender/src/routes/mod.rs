//! The HTTP interface.

mod answer;
mod recommendations;

use common::location::Locations;
use common::service::Routes;

use crate::config::WakingHours;
use crate::forecasts::Forecasts;
use crate::plan::Planner;

/// What handlers need.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) locations: Locations,
    pub(crate) forecasts: Forecasts,
    pub(crate) planner: Planner,
    pub(crate) waking_hours: WakingHours,
}

pub(crate) fn register(routes: &mut Routes<'_>) {
    routes.service(recommendations::recommend_day).service(recommendations::recommend_week);
}
