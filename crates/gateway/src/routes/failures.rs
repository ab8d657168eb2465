//! The answers that many routes share, for the document.

use service::failures::{Responses, problems};
use utoipa::IntoResponses;
use utoipa::openapi::ResponseBuilder;

/// Of a question that is answered from what is kept.
pub(super) struct Asked;

impl IntoResponses for Asked {
    fn responses() -> Responses {
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
    fn responses() -> Responses {
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
    fn responses() -> Responses {
        problems([TOO_MANY, RECOMMENDER_FAILED, (503, RUN_OUT), RECOMMENDER_LATE])
    }
}

/// Of what the recommender knows by itself.
pub(super) struct CatalogueFailures;

impl IntoResponses for CatalogueFailures {
    fn responses() -> Responses {
        let unavailable = (503, "The recommendation service does not answer");
        problems([TOO_MANY, RECOMMENDER_FAILED, unavailable, RECOMMENDER_LATE])
    }
}

/// Of what the recommender keeps of people.
pub(super) struct FeedbackFailures;

impl IntoResponses for FeedbackFailures {
    fn responses() -> Responses {
        let not_kept = (503, "Feedback cannot be kept at the moment");
        problems([TOO_MANY, RECOMMENDER_FAILED, not_kept, RECOMMENDER_LATE])
    }
}

const TOO_MANY: (u16, &str) = (429, "Too many requests; `Retry-After` says when to ask again");
const RUN_OUT: &str = "No forecast yet, or none that has not run out";
const RECOMMENDER_FAILED: (u16, &str) = (502, "The recommendation service failed");
const RECOMMENDER_LATE: (u16, &str) = (504, "The recommendation service did not answer in time");

/// Of what is answered without asking anybody.
pub(super) struct LimitFailures;

impl IntoResponses for LimitFailures {
    fn responses() -> Responses {
        problems([TOO_MANY])
    }
}

/// Of what the registry is asked for.
pub(super) struct RegistryFailures;

impl IntoResponses for RegistryFailures {
    fn responses() -> Responses {
        problems([
            TOO_MANY,
            (502, "The forecast service failed"),
            (503, "The registry does not answer"),
            (504, "The forecast service did not answer in time"),
        ])
    }
}

/// Of what changes something.
pub(super) struct KeyFailures;

impl IntoResponses for KeyFailures {
    fn responses() -> Responses {
        problems([(401, "A key is needed, and there is none or an unknown one")])
    }
}
