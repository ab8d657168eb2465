//! The public interface.

mod docs;
pub(crate) mod forecast;
pub(crate) mod locations;
mod page;
pub(crate) mod recommendation;

use common::Clock;
use common::location::{Location, LocationId, Locations};
use common::service::{Problem, Routes};

use crate::config::ForecastConfig;
use crate::upstream::Upstream;

/// What handlers work with.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) upstream: Upstream,
    pub(crate) locations: Locations,
    pub(crate) forecast: ForecastConfig,
    pub(crate) clock: Clock,
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
pub(crate) fn api(config: &mut Routes<'_>) {
    config.service(forecast::latest).service(recommendation::by_day).service(locations::list);
}

/// All routes: the documented ones, their documentation, and the front page.
pub(crate) fn register(config: &mut Routes<'_>) {
    api(config);
    config.map(docs::register).map(page::register);
}
