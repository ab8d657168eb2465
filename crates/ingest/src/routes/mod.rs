//! The HTTP interface.

mod crawls;
mod locations;
mod runs;

use service::Routes;

/// Registers every route.
pub(crate) fn register(config: &mut Routes<'_>) {
    config.service(crawls::crawl).service(crawls::backfill).service(runs::recent).service(locations::all);
}
