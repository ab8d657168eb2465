//! The public interface.

pub(crate) mod answer;
mod dashboard;
mod docs;
mod failures;
mod feedback;
mod forecast;
pub(crate) mod locations;
mod models;
mod moment;
mod recommendation;

use std::sync::Arc;

use common::location::{Location, LocationId, Locations};
use serde_json::Value;
use service::{Problem, Routes};

use crate::answers::Answers;
use crate::dashboard::Dashboard;
use crate::door::{ApiKeys, Door};
use crate::models::Models;
use crate::upstream::Upstream;

/// What handlers work with.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) upstream: Arc<Upstream>,
    pub(crate) locations: Locations,
    pub(crate) answers: Answers,
    pub(crate) models: Models,
    pub(crate) door: Arc<Door>,
    pub(crate) api_keys: ApiKeys,
    pub(crate) dashboard: Dashboard,
    /// The OpenAPI document of these routes.
    pub(crate) document: Value,
}

impl State {
    /// The location that a query names, or the default.
    fn location(&self, id: Option<&str>) -> Result<&Location, Problem> {
        let Some(id) = id else { return Ok(self.locations.default_location()) };
        let id: LocationId =
            id.parse().map_err(|error| Problem::bad_request(format!("location: {error}")))?;
        Ok(self.locations.require(&id)?)
    }
}

/// The documented routes.
pub(crate) fn api(routes: &mut Routes<'_>) {
    routes
        .service(forecast::latest)
        .service(forecast::latest_csv)
        .service(recommendation::by_day)
        .service(recommendation::in_window)
        .service(recommendation::week)
        .service(recommendation::calendar)
        .service(locations::list)
        .service(models::list)
        .service(feedback::give)
        .service(feedback::profile)
        .service(feedback::take_back)
        .service(feedback::forget);
}

/// All routes: the documented ones, their documentation, and the dashboard.
pub(crate) fn register(routes: &mut Routes<'_>) {
    api(routes);
    routes.map(docs::register).map(dashboard::register);
}
