//! Turns a forecast into clothing.
//!
//! `weather` cuts the forecast into the days of a place, `comfort` says how
//! much insulation a body needs, `offset` what a person's feedback teaches,
//! `wardrobe` what there is to wear, `plan` chooses from it, `hazards` warns,
//! `words` has the sentences and `present` makes the answer of it all. The numbers
//! that are judgements are in `tuning`. None of these does I/O; `forecasts` reads
//! the lake and `routes` answers over HTTP.

#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod comfort;
mod config;
mod forecasts;
mod hazards;
mod offset;
mod outfit_key;
mod plan;
mod present;
mod routes;
mod tuning;
mod wardrobe;
mod weather;
mod words;

use std::sync::Arc;

use actix_web::web;
use common::Clock;
use common::lake::Lake;
use common::location::Locations;
use service::{Server, Service};
use utoipa::openapi::OpenApi;

pub use self::comfort::wind_profile::Terrain;
pub use self::config::{Config, HazardThresholds, WakingHours};
use self::forecasts::Forecasts;
use self::outfit_key::OutfitKey;
use self::plan::Planner;
use self::routes::{PresenterParts, Sources};
use self::wardrobe::{Catalogue, Ladders};
use self::words::Words;

/// Starts the recommender.
///
/// It answers for the days that a forecast covers, whatever day it is; only votes on what
/// earlier releases showed end some time.
///
/// # Errors
/// The locations cannot be read, or it cannot listen.
pub async fn serve(config: Config, clock: Clock) -> anyhow::Result<Server> {
    let locations = Arc::new(Locations::load(&config.locations_file)?);
    let catalogue = Catalogue::embedded()?;
    let ladders = Ladders::embedded(&catalogue)?;
    let planner = Arc::new(Planner::new(catalogue, ladders, &config.hazards));
    let lake = Lake::open(&config.lake).await;
    let service = Service::new("recommender", &config.server);
    let checked = lake.clone();
    service.watch("lake", move || {
        let lake = checked.clone();
        async move { lake.check().await }
    });
    let sources = web::Data::new(Sources {
        forecasts: Forecasts::new(lake.clone(), &locations, config.terrain),
        locations: Arc::clone(&locations),
        lake: lake.clone(),
        outfit_key: OutfitKey::new(lake.clone()),
    });
    let clock = web::Data::new(clock);
    let parts = web::Data::new(PresenterParts {
        planner: Arc::clone(&planner),
        words: Words::load()?,
        waking_hours: config.waking,
        thresholds: config.hazards,
    });
    let lake = web::Data::new(lake);
    let (locations, planner) = (web::Data::from(locations), web::Data::from(planner));
    let data = move |app: &mut web::ServiceConfig| {
        app.app_data(sources.clone())
            .app_data(parts.clone())
            .app_data(lake.clone())
            .app_data(clock.clone())
            .app_data(locations.clone())
            .app_data(planner.clone());
    };
    service.serve(data, routes::register)
}

/// The recommender's OpenAPI document.
#[must_use]
pub fn openapi() -> OpenApi {
    service::openapi(
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
        assert!(!paths.is_empty());
        for (path, item) in paths {
            for (method, operation) in item.as_object().unwrap() {
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let expected = match status.as_str() {
                        "200" => "application/json",
                        "204" => continue,
                        _ => "application/problem+json",
                    };
                    assert!(
                        response["content"][expected].is_object(),
                        "{method} {path} {status}: {response}"
                    );
                }
            }
        }
    }
}
