//! What to pack for a trip.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use common::location::Locations;
use common::recommendation::{Stay, TripQuestion};
use service::{Params, Problem};

use super::failures::{Asked, RecommendationFailures};
use super::recommendation::TripQuery;
use crate::cache::Answers;
use crate::render;
use crate::upstream::Upstream;
use crate::wire::{InUnits, PublicTrip};

/// Of a trip.
const MOST_DAYS: i32 = 7;

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
    check(query.stays(), &locations)?;
    let asker = query.asker(&request);
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

/// There is no such trip; a schema cannot say so of several values.
fn check(stays: &[Stay], locations: &Locations) -> Result<(), Problem> {
    let mut days = 0;
    for Stay { location, from, until } in stays {
        locations.require(location)?;
        if until < from {
            return Err(Problem::not_found(format!(
                "the stay at {location} ends on {until}, before it begins on {from}"
            )));
        }
        days += from.until(*until).map_or(MOST_DAYS, |span| span.get_days().min(MOST_DAYS)) + 1;
    }
    for pair in stays.windows(2) {
        if let [before, after] = pair
            && after.from < before.until
        {
            return Err(Problem::not_found(format!(
                "the stay at {} begins on {}, before the one at {} ends on {}; stays must be in the order in which they come",
                after.location, after.from, before.location, before.until
            )));
        }
    }
    if days > MOST_DAYS {
        return Err(Problem::not_found(format!(
            "the stays are more than {MOST_DAYS} days; they must be at most {MOST_DAYS}"
        )));
    }
    Ok(())
}
