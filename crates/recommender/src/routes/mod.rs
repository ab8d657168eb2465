//! The HTTP interface.

mod comfort;
mod failures;
mod feedback;
mod garments;
mod recommendations;
mod trips;

use service::Routes;

pub(crate) use self::recommendations::{PresenterParts, Sources};

pub(crate) fn register(routes: &mut Routes<'_>) {
    routes
        .service(recommendations::recommend_day)
        .service(recommendations::recommend_week)
        .service(recommendations::recommend_window)
        .service(trips::recommend_trip)
        .service(feedback::give)
        .service(feedback::profile)
        .service(feedback::take_back)
        .service(feedback::reset)
        .service(feedback::forget)
        .service(garments::list);
    comfort::register(routes);
}
