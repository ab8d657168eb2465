//! The public door: the API, its documentation, and the dashboard.
//!
//! From the ground up: `config`; `query` and `wire`, what clients ask and read;
//! `body`, an answer in bytes; `dashboard`, the files of the page; `upstream`, which asks
//! inference and the recommender over HTTP; `render`, which writes answers; `cache`, which keeps them; `middleware`,
//! which every request passes; and `routes`. It holds no data of its own, and is ready
//! without the services behind it.

mod body;
mod cache;
mod config;
mod dashboard;
mod middleware;
mod query;
mod render;
mod routes;
mod upstream;
mod wire;

use std::sync::Arc;

use actix_web::web;
use common::Clock;
use common::location::Locations;
use metrics::{describe_counter, describe_gauge};
use service::{Server, Service};
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

use self::cache::{Answers, Models, Policy};
pub use self::config::{
    BreakerConfig, CacheConfig, Config, DoorConfig, ForecastConfig, KeyDigest, RateConfig, UpstreamConfig,
};
use self::dashboard::Dashboard;
use self::middleware::{API_KEY, ApiKeys, Door};
use self::routes::Document;
use self::upstream::Upstream;

/// Starts the service. It is ready without the services behind it.
///
/// # Errors
/// The locations or the dashboard cannot be read, or a port is taken.
#[expect(clippy::unused_async, reason = "every service starts with the same signature")]
pub async fn serve(config: Config, clock: Clock) -> anyhow::Result<Server> {
    let Config {
        server,
        telemetry: _,
        locations_file,
        dashboard_dir,
        door,
        api_keys,
        upstream,
        cache,
        forecast,
    } = config;
    let service = Service::new("gateway", &server).guarded(middleware::guard);
    describe_gauge!("gateway_circuit_open", "1 while a service behind the gateway is left alone, else 0.");
    describe_counter!("gateway_calls_rejected_total", "Calls that were not made because of that.");
    describe_counter!(
        "gateway_subject_circuits_opened_total",
        "How often one place, person or thing was left alone because asking about it failed again and again."
    );
    let locations = Locations::load(&locations_file)?;
    let upstream = Arc::new(Upstream::new(upstream)?);
    let answers = Answers::new(Arc::clone(&upstream), clock, &locations, Policy { cache, forecast });
    let door = web::Data::new(Door::new(door));
    let to_tidy = Arc::clone(&door);
    service.spawn(async move { to_tidy.keep_tidy().await });
    let answers = web::Data::new(answers);
    let models = web::Data::new(Models::new(Arc::clone(&upstream), cache));
    let upstream = web::Data::from(upstream);
    let locations = web::Data::new(locations);
    let api_keys = web::Data::new(ApiKeys::new(api_keys));
    let dashboard = web::Data::new(Dashboard::load(&dashboard_dir)?);
    let document = web::Data::new(Document(serde_json::to_value(openapi())?));
    let data = move |app: &mut web::ServiceConfig| {
        app.app_data(door.clone())
            .app_data(answers.clone())
            .app_data(models.clone())
            .app_data(upstream.clone())
            .app_data(locations.clone())
            .app_data(api_keys.clone())
            .app_data(dashboard.clone())
            .app_data(document.clone());
    };
    service.serve(data, routes::register)
}

/// The OpenAPI document of the public API.
#[must_use]
pub fn openapi() -> OpenApi {
    let mut document = service::openapi(
        "Overcoat",
        "What do I wear, at which hour, this week? Forecasts of 168 hours with their uncertainty, and clothes \
         that fit them. Errors are problem details after RFC 9457. Answers carry an `ETag` and say in \
         `Cache-Control` until when they hold; `RateLimit` says how much more one may ask.",
        routes::api,
    );
    let key = ApiKeyValue::with_description(
        API_KEY,
        "Needed for what changes something, where the operator has configured keys. `Authorization: Bearer` \
         takes the same key.",
    );
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("api_key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    document
}
