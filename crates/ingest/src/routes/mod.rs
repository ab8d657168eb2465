//! The HTTP interface.

mod crawls;
mod locations;
mod runs;

use common::location::{LocationId, UnknownLocation};
use service::{Problem, Routes};

use crate::crawler::{Crawler, Site};

/// Registers every route.
pub(crate) fn register(config: &mut Routes<'_>) {
    config.service(crawls::crawl).service(crawls::backfill).service(runs::recent).service(locations::all);
}

fn unknown(crawler: &Crawler, location: &LocationId) -> Problem {
    UnknownLocation::new(location, crawler.sites().iter().map(Site::location)).into()
}
