//! The answers that many routes share, for the document.

use std::collections::BTreeMap;

use service::Problem;
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// Of a question that is answered from what is kept.
pub(super) struct Asked;

impl IntoResponses for Asked {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let known = "The client has it: `If-None-Match` names its `ETag`";
        let known = ResponseBuilder::new().description(known).build();
        let mut responses = problems([(400, "An unknown parameter or a malformed value")]);
        responses.insert("304".to_owned(), known.into());
        responses
    }
}

/// Of what inference is asked for.
pub(super) struct ForecastFailures;

impl IntoResponses for ForecastFailures {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([
            TOO_MANY,
            (502, "The forecast service failed"),
            (503, RUN_OUT),
            (504, "The forecast service did not answer in time"),
        ])
    }
}

/// Of what the recommender is asked for.
pub(super) struct RecommendationFailures;

impl IntoResponses for RecommendationFailures {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([TOO_MANY, RECOMMENDER_FAILED, (503, RUN_OUT), RECOMMENDER_LATE])
    }
}

/// Of what the recommender keeps of people.
pub(super) struct FeedbackFailures;

impl IntoResponses for FeedbackFailures {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let not_kept = (503, "Feedback cannot be kept at the moment");
        problems([TOO_MANY, RECOMMENDER_FAILED, not_kept, RECOMMENDER_LATE])
    }
}

const TOO_MANY: (u16, &str) = (429, "Too many requests; `Retry-After` says when to ask again");
const RUN_OUT: &str = "No forecast yet, or none that has not run out";
const RECOMMENDER_FAILED: (u16, &str) = (502, "The recommendation service failed");
const RECOMMENDER_LATE: (u16, &str) = (504, "The recommendation service did not answer in time");

fn problems<const N: usize>(of: [(u16, &str); N]) -> BTreeMap<String, RefOr<Response>> {
    let problem = |(status, description): (u16, &str)| {
        let schema = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response =
            ResponseBuilder::new().description(description).content(Problem::CONTENT_TYPE, content);
        (status.to_string(), response.build().into())
    };
    of.into_iter().map(problem).collect()
}
