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
use metrics::{describe_counter, describe_gauge};
use service::{Server, Service};
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
    describe_metrics();
    let champion = Champion::default();
    let model_name = config.model.name.clone();
    let checked = lake.clone();
    service.watch("lake", move || {
        let lake = checked.clone();
        async move { lake.check().await }
    });
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
    let forecaster = web::Data::new(forecaster);
    service.serve(
        move |app| {
            app.app_data(forecaster.clone());
        },
        routes::register,
    )
}

fn describe_metrics() {
    describe_counter!("inference_models_loaded_total", "Versions of the model that came to serve.");
    describe_counter!("inference_models_refused_total", "Versions of the model that were refused.");
    describe_gauge!("inference_champion_refused", "1 while the registry's champion is refused, else 0.");
    describe_gauge!(
        "inference_champion_serves",
        "1 while the registry's champion serves, else 0: it was refused, or is not whole yet."
    );
    describe_counter!("inference_forecasts_total", "Forecasts that were issued, by location.");
    describe_gauge!(
        "inference_forecast_issued_timestamp_seconds",
        "Issue time of the newest forecast, since 1970."
    );
    describe_gauge!(
        "inference_forecast_width_celsius",
        "From the 10 % to the 90 % quantile of temperature in the newest forecast, by location and lead time."
    );
    describe_gauge!(
        "inference_backtest_temperature_rmse_celsius",
        "RMSE of temperature in the back-test of the model that serves, lead times 1 to 168 h, by location and forecaster."
    );
    describe_gauge!(
        "inference_backtest_coverage_ratio",
        "Share of temperatures between the 10 % and the 90 % quantile in that back-test; 0.8 is right."
    );
    describe_gauge!("inference_queue_length", "Runs that wait for the model.");
    describe_gauge!("inference_queue_limit", "Runs that may wait; more are refused with 503.");
}

/// The OpenAPI document of the routes above.
#[must_use]
pub fn openapi() -> OpenApi {
    service::openapi(
        "Overcoat inference",
        "Issues and serves 168-hour forecasts. Internal: the gateway is the public door.",
        routes::register,
    )
}
