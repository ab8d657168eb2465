//! Turns a forecast into clothing.
//!
//! `weather` cuts the forecast into the days of a place, `comfort` says how
//! much insulation a body needs, `offset` what a person's feedback teaches,
//! `wardrobe` what there is to wear, `plan` chooses from it, `hazards` warns and
//! `words` says it. None of these does I/O; `forecasts` reads the lake and
//! `routes` answers over HTTP.

#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod comfort;
mod config;
mod forecasts;
mod hazards;
mod offset;
mod plan;
mod routes;
mod wardrobe;
mod weather;
mod words;

use actix_web::web;
use common::Clock;
use common::lake::Lake;
use common::location::Locations;
use service::{Server, Service};
use utoipa::openapi::OpenApi;

pub use self::config::{Config, HazardThresholds, WakingHours};
use self::forecasts::Forecasts;
use self::plan::Planner;
use self::routes::State;
use self::wardrobe::Catalogue;
use self::words::Words;

/// Starts the recommender.
///
/// It takes the clock as every service does and has no use for it: it answers
/// for the days that a forecast covers, whatever day it is.
///
/// # Errors
/// The locations cannot be read, or it cannot listen.
pub async fn serve(config: Config, _clock: Clock) -> anyhow::Result<Server> {
    let locations = Locations::load(&config.locations_file)?;
    let planner = Planner::new(Catalogue::embedded()?);
    let lake = Lake::open(&config.lake).await;
    let service = Service::new("recommender", &config.server);
    let checked = lake.clone();
    service.watch("lake", move || {
        let lake = checked.clone();
        async move { lake.check().await }
    });
    let state = web::Data::new(State {
        forecasts: Forecasts::new(lake.clone(), &locations),
        lake,
        locations,
        planner,
        words: Words::load()?,
        waking_hours: config.waking,
        hazards: config.hazards,
    });
    service.serve(
        move |app| {
            app.app_data(state.clone());
        },
        routes::register,
    )
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
        assert_eq!(paths.len(), 29);
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
