//! How answers are sent: what caches may do with them, and what they tell of the
//! forecast's age.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderName, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};
use common::location::Location;
use serde::Serialize;
use service::Problem;

use super::answer::Given;
use super::answers::Answers;
use super::by_target::Words;
use super::question::Question;
use crate::body::Page;
use crate::wire::ForecastStatus;

const STATUS: HeaderName = HeaderName::from_static("overcoat-status");
const AGE: HeaderName = HeaderName::from_static("overcoat-forecast-age");
/// What is late, or comes every hour, is looked for so often, s.
const LATE_MAX_AGE_S: i64 = 10;
const LONGEST_MAX_AGE_S: i64 = 3600;

/// Answers what was asked lately in the same words.
pub(crate) fn again(answers: &Answers, request: &HttpRequest) -> Option<HttpResponse> {
    Some(send(request, &answers.at_hand(Words::of(request)?)?))
}

/// Answers a question about a place.
pub(crate) async fn answer<Q: Question>(
    answers: &Answers,
    request: &HttpRequest,
    location: &Location,
    question: Q,
) -> Result<HttpResponse, Problem> {
    Ok(send(request, &answers.give(question, location, Words::of(request)).await?))
}

/// Answers with what changes when somebody changes it.
pub(crate) fn seldom_changed(
    request: &HttpRequest,
    answer: &impl Serialize,
) -> Result<HttpResponse, Problem> {
    let page = Page::json(answer)?;
    Ok(page.respond(request, |response| {
        response
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("public, max-age=60")))
            .insert_header((VARY, HeaderValue::from_static("accept-encoding")));
    }))
}

fn send(request: &HttpRequest, given: &Given) -> HttpResponse {
    let status = match given.label().status {
        ForecastStatus::Fresh => "fresh",
        ForecastStatus::Stale => "stale",
    };
    let caching = if given.personal {
        // The next vote changes it.
        HeaderValue::from_static("private, no-cache")
    } else {
        let max_age_s = match given.label().status {
            ForecastStatus::Fresh => given.times.left.as_secs().clamp(LATE_MAX_AGE_S, LONGEST_MAX_AGE_S),
            ForecastStatus::Stale => LATE_MAX_AGE_S,
        };
        let caching = format!("public, max-age={max_age_s}, stale-while-revalidate=60, stale-if-error=86400");
        HeaderValue::try_from(caching).unwrap_or(HeaderValue::from_static("no-cache"))
    };
    given.page().respond(request, |response| {
        response
            .insert_header((CACHE_CONTROL, caching.clone()))
            .insert_header((STATUS, HeaderValue::from_static(status)))
            .insert_header((AGE, HeaderValue::from(given.times.age.as_secs().max(0))));
        let vary = if let Some(language) = given.language {
            response.insert_header((CONTENT_LANGUAGE, HeaderValue::from_static(language.code())));
            "accept-encoding, accept-language"
        } else {
            "accept-encoding"
        };
        response.insert_header((VARY, HeaderValue::from_static(vary)));
    })
}
