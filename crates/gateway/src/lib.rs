//! The public door: the API, its documentation, and the front page. It holds no
//! data of its own; it asks inference and the recommender over HTTP.

mod config;
mod routes;
mod upstream;

use actix_web::web;
use common::Clock;
use common::location::Locations;
use common::service::{Server, Service};
use utoipa::openapi::OpenApi;

pub use self::config::{Config, ForecastConfig, UpstreamConfig};
use self::routes::State;
use self::upstream::Upstream;

/// Starts the service. It is ready without the services behind it.
///
/// # Errors
/// The locations cannot be loaded, or a port is taken.
#[expect(clippy::unused_async, reason = "every service starts with the same signature")]
pub async fn serve(config: Config, clock: Clock) -> anyhow::Result<Server> {
    let locations = Locations::load(&config.locations_file)?;
    let state =
        State { upstream: Upstream::new(config.upstream)?, locations, forecast: config.forecast, clock };
    Service::new("gateway", &config.server).serve(web::Data::new(state), routes::register)
}

/// The OpenAPI document of the public API.
#[must_use]
pub fn openapi() -> OpenApi {
    common::service::openapi(
        "Overcoat",
        "What do I wear, at which hour, this week? Forecasts of 168 hours with their uncertainty, and clothes \
         that fit them. Errors are problem details after RFC 9457.",
        routes::api,
    )
}
