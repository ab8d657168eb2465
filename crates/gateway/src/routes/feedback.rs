//! `/feedback`: how people felt in what was recommended, and what was learned of
//! them.

use actix_web::{HttpResponse, delete, get, post, web};
use common::recommendation::{FeedbackQuestion, PersonId, PersonProfile};
use serde_json::Value;
use service::failures::{BodyFailures, PersonFailures};
use service::{Params, Problem, read_body};

use super::failures::{FeedbackFailures, KeyFailures};
use super::locations::NoParameters;
use crate::middleware::KeyHolder;
use crate::upstream::Upstream;

/// How I felt in it
///
/// Too cold, just right or too warm in an outfit that was shown: the next
/// recommendations with the same `person` are warmer or lighter. A person is a
/// random UUID of their own choice; there are no accounts. The same vote again
/// changes nothing; another vote on the same outfit counts instead of the first.
#[utoipa::path(
    operation_id = "giveFeedback",
    tag = "feedback",
    request_body = FeedbackQuestion,
    security((), ("api_key" = [])),
    responses(
        (status = 200, description = "What is known of the person now", body = PersonProfile),
        BodyFailures,
        KeyFailures,
        (status = 404, description = "No such outfit was shown", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive in time", body = Problem, content_type = "application/problem+json"),
        FeedbackFailures,
    )
)]
#[post("/feedback")]
pub(crate) async fn give(
    upstream: web::Data<Upstream>,
    _: KeyHolder,
    _: Params<NoParameters>,
    body: web::Json<Value>,
) -> Result<web::Json<PersonProfile>, Problem> {
    let question: FeedbackQuestion = read_body(body.into_inner())?;
    Ok(web::Json(upstream.give_feedback(&question).await?))
}

/// What is known of me
#[utoipa::path(
    operation_id = "getPerson",
    tag = "feedback",
    params(("person" = PersonId, Path, description = "The pseudonym")),
    responses(
        (status = 200, description = "The learned offset and the votes", body = PersonProfile),
        PersonFailures,
        (status = 404, description = "Nothing is known of this person", body = Problem, content_type = "application/problem+json"),
        FeedbackFailures,
    )
)]
#[get("/feedback/{person}")]
pub(crate) async fn profile(
    upstream: web::Data<Upstream>,
    person: web::Path<PersonId>,
    _: Params<NoParameters>,
) -> Result<web::Json<PersonProfile>, Problem> {
    let profile = upstream.person(*person).await?;
    if profile.votes.is_empty() {
        return Err(Problem::not_found(format!("nothing is known of {person}")));
    }
    Ok(web::Json(profile))
}

/// Take a vote back
///
/// What was learned is then exactly what it was before that vote.
#[utoipa::path(
    operation_id = "takeBackVote",
    tag = "feedback",
    params(
        ("person" = PersonId, Path, description = "The pseudonym"),
        ("recommendation" = String, Path, description = "The `id` of the outfit that was voted on", example = "seoul~20261123T120000Z-1a2b3c4d~20261123T15~20261123T22~16~casual~0~00a1b2c3")
    ),
    security((), ("api_key" = [])),
    responses(
        (status = 200, description = "What is known of the person now", body = PersonProfile),
        PersonFailures,
        KeyFailures,
        (status = 404, description = "There is no such vote", body = Problem, content_type = "application/problem+json"),
        FeedbackFailures,
    )
)]
#[delete("/feedback/{person}/{recommendation}")]
pub(crate) async fn take_back(
    upstream: web::Data<Upstream>,
    _: KeyHolder,
    path: web::Path<(PersonId, String)>,
    _: Params<NoParameters>,
) -> Result<web::Json<PersonProfile>, Problem> {
    let (person, recommendation) = path.into_inner();
    Ok(web::Json(upstream.take_back(person, &recommendation).await?))
}

/// Forget me
///
/// Nothing of the person stays; to forget somebody who is not known is no error.
#[utoipa::path(
    operation_id = "forgetPerson",
    tag = "feedback",
    params(("person" = PersonId, Path, description = "The pseudonym")),
    security((), ("api_key" = [])),
    responses(
        (status = 204, description = "Nothing is known of the person"),
        PersonFailures,
        KeyFailures,
        FeedbackFailures,
    )
)]
#[delete("/feedback/{person}")]
pub(crate) async fn forget(
    upstream: web::Data<Upstream>,
    _: KeyHolder,
    person: web::Path<PersonId>,
    _: Params<NoParameters>,
) -> Result<HttpResponse, Problem> {
    upstream.forget(*person).await?;
    Ok(HttpResponse::NoContent().finish())
}
