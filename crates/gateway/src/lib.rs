//! The public door: the API, its documentation, and the dashboard.
//!
//! `door` says who may pass, `routes` what can be asked, `answers` keeps what was
//! answered as bytes, `kept` what is the latest, and `upstream` asks inference and
//! the recommender over HTTP. It holds no data of its own, and is ready without
//! the services behind it.

mod answers;
mod config;
mod dashboard;
mod door;
mod kept;
mod models;
mod routes;
mod upstream;

use std::sync::Arc;

use actix_web::web;
use common::Clock;
use common::location::Locations;
use metrics::{describe_counter, describe_gauge};
use service::{Server, Service};
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

use self::answers::Answers;
pub use self::config::{
    BreakerConfig, CacheConfig, Config, DoorConfig, ForecastConfig, RateConfig, UpstreamConfig,
};
use self::dashboard::Dashboard;
pub use self::door::KeyDigest;
use self::door::{API_KEY, ApiKeys, Door};
use self::models::Models;
use self::routes::State;
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
    let service = Service::new("gateway", &server).guarded(door::guard);
    describe_gauge!("gateway_circuit_open", "1 while a service behind the gateway is left alone, else 0.");
    describe_counter!("gateway_calls_rejected_total", "Calls that were not made because of that.");
    let locations = Locations::load(&locations_file)?;
    let upstream = Arc::new(Upstream::new(upstream)?);
    let door = Arc::new(Door::new(door));
    let state = State {
        answers: Answers::new(Arc::clone(&upstream), clock, &locations, (cache, forecast)),
        models: Models::new(Arc::clone(&upstream), cache),
        upstream,
        locations,
        door: Arc::clone(&door),
        api_keys: ApiKeys::new(api_keys),
        dashboard: Dashboard::load(&dashboard_dir)?,
        document: serde_json::to_value(openapi())?,
    };
    service.spawn(async move { door.keep_tidy().await });
    let state = web::Data::new(state);
    service.serve(move |app| drop(app.app_data(state.clone())), routes::register)
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
