#![doc = include_str!("../README.md")]

mod base_url;
pub mod config;
pub mod crawl;
mod crawler;
#[cfg(test)]
mod crawls_in_a_row;
pub mod gaps;
pub mod provider;
mod routes;
pub mod runs;
mod schedule;
mod site;
pub mod span;
pub mod stored;

use std::path::Path;

use actix_web::web;
use common::Clock;
use common::lake::Lake;
use common::location::Locations;
use metrics::{describe_counter, describe_gauge};
use service::{Server, Service};

pub use self::config::Config;
use self::crawler::Crawler;

/// Starts the service: catches up with every location, then crawls hourly.
///
/// # Errors
/// The locations cannot be read, one of them has a provider that cannot be
/// used, or the address is taken.
pub async fn serve(config: Config, clock: Clock) -> anyhow::Result<Server> {
    let locations = Locations::load(Path::new(&config.locations_file))?;
    let lake = Lake::open(&config.lake).await;
    let service = Service::new("ingest", &config.server);
    describe_metrics();
    let checked = lake.clone();
    service.watch("lake", move || {
        let lake = checked.clone();
        async move { lake.check().await }
    });
    let crawler = web::Data::new(Crawler::new(
        &config,
        &locations,
        crawler::Surroundings { lake, clock: clock.clone(), stop: service.stop_token() },
    )?);
    for site in crawler.sites() {
        let crawler = crawler.clone().into_inner();
        let location = site.location().id.clone();
        service.spawn_until_done(schedule::keep_current(crawler, location, config.crawl.minute));
    }
    service.serve(
        move |app| {
            app.app_data(crawler.clone());
        },
        routes::register,
    )
}

fn describe_metrics() {
    describe_counter!("ingest_runs_total", "Crawls that ended, by location and status.");
    describe_counter!(
        "ingest_observations_total",
        "Observed hours that were stored, by location and result."
    );
    describe_counter!("ingest_values_rejected_total", "Values that cannot be, by location and variable.");
    describe_counter!("ingest_guidance_failures_total", "Forecasts of a provider that were not to be had.");
    describe_gauge!("ingest_last_observation_timestamp_seconds", "The last observed hour, since 1970.");
    describe_gauge!(
        "ingest_missing_hours",
        "Hours of the last 30 days that are not stored with all their values."
    );
    describe_gauge!(
        "ingest_unavailable_hours",
        "Of the missing hours, those that the provider did not have on three different days."
    );
    describe_gauge!(
        "ingest_last_guidance_timestamp_seconds",
        "Issue time of the newest guidance, since 1970."
    );
}

/// The service's OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    service::openapi(
        "Overcoat ingest",
        "Crawls weather APIs into the lake, every hour and on demand.",
        routes::register,
    )
}
