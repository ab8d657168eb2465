//! What to pack for a trip.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use common::location::Locations;
use common::recommendation::{Stay, TripQuestion};
use service::{Params, Problem};

use super::failures::{Asked, RecommendationFailures};
use super::recommendation::TripQuery;
use crate::cache::Answers;
use crate::query::Alternatives;
use crate::render;
use crate::upstream::Upstream;
use crate::wire::{InUnits, PublicTrip};

/// What to pack for a trip
///
/// One bag with the fewest garments that dress every day of a trip of up to seven days, and
/// what of it to wear on each. What is only for worse than likely weather is in the bag, too.
#[utoipa::path(
    operation_id = "packForTrip",
    tag = "recommendation",
    params(TripQuery),
    responses(
        (status = 200, description = "The bag and the days", body = PublicTrip<'_>),
        Asked,
        (status = 404, description = "No such location or garment, garments that cannot be worn together, days that no forecast covers, or stays that are no trip", body = Problem, content_type = "application/problem+json"),
        RecommendationFailures,
    )
)]
#[get("/recommendation/trip")]
pub(crate) async fn pack(
    answers: web::Data<Answers>,
    upstream: web::Data<Upstream>,
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<TripQuery>,
) -> Result<HttpResponse, Problem> {
    for stay in query.stays() {
        locations.require(&stay.location)?;
    }
    // A schema cannot say so of several values: there is no such trip.
    Stay::check_trip(query.stays()).map_err(Problem::not_found)?;
    let asker = query.asker(&request, Alternatives::default());
    let language = asker.lang;
    let question = TripQuestion {
        stays: query.stays().to_vec(),
        person: asker.wearer(),
        wardrobe: asker.wardrobe(),
        locked: asker.lock.0.clone(),
        style: asker.style,
        lang: asker.lang,
        units: asker.units,
    };
    let mut trip = upstream.trip(&question).await?;
    trip.put_in(asker.units);
    let oldest = trip.days.iter().map(|day| day.forecast.issued_at).min();
    let issued_at = oldest.ok_or_else(|| Problem::unavailable("there are no days to pack for"))?;
    let page = render::recommendation::trip(&trip, asker.units, answers.label_of(issued_at)?)?;
    Ok(page.respond(&request, |response| {
        response
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("private, no-cache")))
            .insert_header((CONTENT_LANGUAGE, HeaderValue::from_static(language.code())))
            .insert_header((VARY, HeaderValue::from_static("accept-encoding, accept-language")));
    }))
}
