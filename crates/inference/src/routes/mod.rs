//! The HTTP interface.

pub(crate) mod forecasts;
pub(crate) mod models;

use service::Routes;

pub(crate) fn register(config: &mut Routes<'_>) {
    config.service(forecasts::issue).service(forecasts::latest).service(models::list);
}
