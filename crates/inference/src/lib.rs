//! Serves 168-hour forecasts: loads the champion from the registry into ONNX
//! Runtime, issues a forecast for every new observation, and stores it in the
//! lake.

mod champion;
mod config;
mod forecaster;
mod model;
mod routes;
mod runtime;

use actix_web::web;
use common::Clock;
use common::lake::Lake;
use common::location::Locations;
use common::service::{Server, Service};
use utoipa::openapi::OpenApi;

use self::champion::{Champion, Follower};
pub use self::config::{Config, ForecastConfig, ModelConfig, RuntimeConfig};
use self::forecaster::Forecaster;
use self::runtime::Runtime;

/// Starts the service.
///
/// # Errors
/// ONNX Runtime or the locations cannot be loaded, or the port is taken.
pub async fn serve(config: Config, clock: Clock) -> anyhow::Result<Server> {
    let runtime = Runtime::load(&config.runtime)?;
    let locations = Locations::load(&config.locations_file)?;
    let lake = Lake::open(&config.lake).await;
    let service = Service::new("inference", &config.server);
    let champion = Champion::default();
    let model_name = config.model.name.clone();

    service.watch_lake(lake.clone());
    let follower = Follower {
        champion: champion.clone(),
        lake: lake.clone(),
        runtime,
        config: config.model,
        latch: service.health().latch("model"),
    };
    service.spawn(follower.follow());
    let forecaster = Forecaster { champion, model_name, lake, locations, clock };
    service.spawn(forecaster.clone().catch_up(config.forecast.catch_up_interval));
    service.serve(web::Data::new(forecaster), routes::register)
}

/// The OpenAPI document of the routes above.
#[must_use]
pub fn openapi() -> OpenApi {
    common::service::openapi(
        "Overcoat inference",
        "Issues and serves 168-hour forecasts. Internal: the gateway is the public door.",
        routes::register,
    )
}
