//! Turns a forecast into clothing.
//!
//! `weather` cuts the forecast into the days of a place, `comfort` says how
//! much insulation people need, `wardrobe` what there is to wear, and `plan`
//! chooses from it. None of these does I/O; `forecasts` reads the lake and
//! `routes` answers over HTTP.

mod advice;
mod comfort;
mod config;
mod forecasts;
mod language;
mod plan;
mod routes;
mod wardrobe;
mod weather;

use actix_web::web;
use anyhow::Context;
use common::Clock;
use common::lake::Lake;
use common::location::Locations;
use common::service::{Server, Service};
use utoipa::openapi::OpenApi;

pub use self::config::{Config, WakingHours};
use self::forecasts::Forecasts;
use self::plan::Planner;
use self::routes::State;
use self::wardrobe::Catalogue;

/// Starts the recommender.
///
/// It takes the clock as every service does and has no use for it: it answers
/// for the days that a forecast covers, whatever day it is.
///
/// # Errors
/// The locations cannot be read, or it cannot listen.
pub async fn serve(config: Config, _clock: Clock) -> anyhow::Result<Server> {
    let locations = Locations::load(&config.locations_file)?;
    let catalogue = Catalogue::embedded()?;
    let planner = Planner::new(&catalogue).context("a style has no set of garments that is worn together")?;
    let lake = Lake::open(&config.lake).await;
    let service = Service::new("recommender", &config.server);
    service.watch_lake(lake.clone());
    let forecasts = Forecasts::new(lake, &locations);
    let state = State { locations, forecasts, planner, waking_hours: config.waking };
    service.serve(web::Data::new(state), routes::register)
}

/// The recommender's OpenAPI document.
#[must_use]
pub fn openapi() -> OpenApi {
    common::service::openapi(
        "Overcoat recommender",
        "What to wear at a place on a day, from the latest forecast in the lake.",
        routes::register,
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_error_in_the_document_is_a_problem() {
        let document = serde_json::to_value(super::openapi()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), 2);
        for (path, item) in paths {
            for (status, response) in item["get"]["responses"].as_object().unwrap() {
                let content = response["content"].as_object().unwrap();
                let expected = if status == "200" { "application/json" } else { "application/problem+json" };
                assert!(content.contains_key(expected), "{path} {status}: {response}");
            }
        }
    }
}
