//! The public interface.

mod clothes;
mod dashboard;
mod docs;
mod failures;
mod feedback;
mod forecast;
mod garments;
mod locations;
mod models;
mod recommendation;
mod trip;

use service::Routes;

pub(crate) use self::docs::Document;

/// The documented routes.
pub(crate) fn api(routes: &mut Routes<'_>) {
    routes
        .service(forecast::latest)
        .service(forecast::latest_csv)
        .service(recommendation::by_day)
        .service(recommendation::in_window)
        .service(recommendation::week)
        .service(recommendation::calendar)
        .service(trip::pack)
        .service(garments::list)
        .service(locations::list)
        .service(models::list)
        .service(feedback::give)
        .service(feedback::profile)
        .service(feedback::take_back)
        .service(feedback::forget);
}

/// All routes: the documented ones, their documentation, and the dashboard.
pub(crate) fn register(routes: &mut Routes<'_>) {
    api(routes);
    routes.map(docs::register).map(dashboard::register);
}
