//! The HTTP interface.

mod crawls;
mod locations;
mod runs;

use common::location::LocationId;
use common::service::{Problem, Routes};

use crate::crawler::Crawler;

/// Registers every route.
pub(crate) fn register(config: &mut Routes<'_>) {
    config.service(crawls::crawl).service(crawls::backfill).service(runs::recent).service(locations::all);
}

fn unknown(crawler: &Crawler, location: &LocationId) -> Problem {
    let known: Vec<String> = crawler.sites().iter().map(|site| site.location().id.to_string()).collect();
    Problem::not_found(format!("there is no location {location}; known: {}", known.join(", ")))
}
