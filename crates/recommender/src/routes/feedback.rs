//! Feedback: what people said of recommendations, and what was learned from it.

use actix_web::{HttpResponse, delete, get, post, web};
use common::Clock;
use common::lake::Lake;
use common::location::Locations;
use common::recommendation::{Feedback, FeedbackQuestion, PersonId, PersonProfile, VoteRecord};
use service::failures::{BodyFailures, PersonFailures};
use service::{Problem, read_body};

use serde_json::Value;

use super::failures::FeedbackFailures;
use super::recommendations::Sources;
use crate::offset::Offset;
use crate::present::OutfitId;

/// Votes that are kept of one person.
const MOST_VOTES: usize = 1000;

/// How somebody felt in what was recommended
///
/// The vote moves the person's offset, a little at first and more as votes agree.
/// A person is a UUID of their own choice; there are no accounts. The same vote
/// again changes nothing; another vote on the same recommendation counts instead of
/// the first, which stays in the list and counts again when the later one is taken
/// back.
#[utoipa::path(
    operation_id = "giveFeedback",
    tag = "feedback",
    request_body = FeedbackQuestion,
    responses(
        (status = 200, description = "What is known of the person now.", body = PersonProfile),
        BodyFailures,
        (
            status = 404, content_type = "application/problem+json", body = Problem,
            description = "No such recommendation was shown: it is no outfit's id, or it was changed after it was shown, or the forecast that it names is not in the lake."
        ),
        FeedbackFailures,
    )
)]
#[post("/v1/feedback")]
pub(crate) async fn give(
    lake: web::Data<Lake>,
    locations: web::Data<Locations>,
    sources: web::Data<Sources>,
    clock: web::Data<Clock>,
    body: web::Json<Value>,
) -> Result<web::Json<PersonProfile>, Problem> {
    let FeedbackQuestion { person, recommendation, vote } = read_body(body.into_inner())?;
    let shown: OutfitId =
        recommendation.parse().map_err(|error| Problem::not_found(format!("recommendation: {error}")))?;
    locations.require(&shown.location)?;
    let is_genuine = shown.is_genuine(sources.outfit_key.get().await?, clock.now());
    if !is_genuine || !lake.has_forecast(&shown.location, &shown.model(), shown.issued_at).await? {
        return Err(Problem::not_found(format!("no recommendation `{recommendation}` was shown")));
    }
    let record = VoteRecord { recommendation, vote, shift_k: shown.shift_k() };
    let feedback = lake
        .update_feedback(person, |before| {
            let mut after = before.clone();
            let latest = before.votes.iter().rfind(|known| known.recommendation == record.recommendation);
            // A request that is sent again, or one vote too many.
            if latest != Some(&record) && before.votes.len() < MOST_VOTES {
                after.votes.push(record.clone());
            }
            after
        })
        .await?;
    if !feedback.votes.contains(&record) {
        return Err(Problem::bad_request(format!(
            "there are {MOST_VOTES} votes of this person already; take some back first"
        )));
    }
    Ok(web::Json(profile_of(person, feedback)))
}

/// What is known of a person
///
/// Somebody who never gave feedback has no votes and an offset of 0.
#[utoipa::path(
    operation_id = "getPerson",
    tag = "feedback",
    params(("person" = PersonId, Path, description = "The pseudonym, a UUID.")),
    responses(
        (status = 200, description = "The offset and the votes.", body = PersonProfile),
        PersonFailures,
        FeedbackFailures,
    )
)]
#[get("/v1/people/{person}")]
pub(crate) async fn profile(
    lake: web::Data<Lake>,
    person: web::Path<PersonId>,
) -> Result<web::Json<PersonProfile>, Problem> {
    let feedback = lake.feedback(*person).await?;
    Ok(web::Json(profile_of(*person, feedback)))
}

/// Take a vote back
///
/// The state is then exactly what it was before the last vote on this
/// recommendation.
#[utoipa::path(
    operation_id = "takeBackVote",
    tag = "feedback",
    params(
        ("person" = PersonId, Path, description = "The pseudonym, a UUID."),
        ("recommendation" = String, Path, description = "The `id` of the outfit that was voted on.")
    ),
    responses(
        (status = 200, description = "What is known of the person now.", body = PersonProfile),
        PersonFailures,
        (
            status = 404, content_type = "application/problem+json", body = Problem,
            description = "The person did not vote on it."
        ),
        FeedbackFailures,
    )
)]
#[delete("/v1/people/{person}/votes/{recommendation}")]
pub(crate) async fn take_back(
    lake: web::Data<Lake>,
    path: web::Path<(PersonId, String)>,
) -> Result<web::Json<PersonProfile>, Problem> {
    let (person, recommendation) = path.into_inner();
    let is_on = |record: &VoteRecord| record.recommendation == recommendation;
    if !lake.feedback(person).await?.votes.iter().any(is_on) {
        return Err(Problem::not_found(format!("this person gave no vote on `{recommendation}`")));
    }
    let feedback = lake
        .update_feedback(person, |before| {
            let mut after = before.clone();
            if let Some(last) = after.votes.iter().rposition(is_on) {
                after.votes.remove(last);
            }
            after
        })
        .await?;
    Ok(web::Json(profile_of(person, feedback)))
}

/// Take all votes back
///
/// The person is then as somebody who never gave feedback.
#[utoipa::path(
    operation_id = "resetPerson",
    tag = "feedback",
    params(("person" = PersonId, Path, description = "The pseudonym, a UUID.")),
    responses(
        (status = 200, description = "What is known of the person now.", body = PersonProfile),
        PersonFailures,
        FeedbackFailures,
    )
)]
#[delete("/v1/people/{person}/votes")]
pub(crate) async fn reset(
    lake: web::Data<Lake>,
    person: web::Path<PersonId>,
) -> Result<web::Json<PersonProfile>, Problem> {
    let feedback = lake.update_feedback(*person, |_| Feedback::default()).await?;
    Ok(web::Json(profile_of(*person, feedback)))
}

/// Forget a person
///
/// Nothing of them stays in the lake; to forget somebody who is not known is no
/// error.
#[utoipa::path(
    operation_id = "forgetPerson",
    tag = "feedback",
    params(("person" = PersonId, Path, description = "The pseudonym, a UUID.")),
    responses(
        (status = 204, description = "Nothing is known of the person."),
        PersonFailures,
        FeedbackFailures,
    )
)]
#[delete("/v1/people/{person}")]
pub(crate) async fn forget(
    lake: web::Data<Lake>,
    person: web::Path<PersonId>,
) -> Result<HttpResponse, Problem> {
    lake.delete_feedback(*person).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn profile_of(person: PersonId, feedback: Feedback) -> PersonProfile {
    let Offset { mean_k, sd_k } = Offset::learned(0.0, &feedback);
    PersonProfile { person, offset_k: mean_k, offset_sd_k: sd_k, votes: feedback.votes }
}
