//! The failures that several routes share, for the document.

use service::failures::{Responses, retried};
use utoipa::IntoResponses;

/// Of what rests on a forecast.
pub(super) struct ForecastFailures;

impl IntoResponses for ForecastFailures {
    fn responses() -> Responses {
        retried(503, "There is no forecast yet, or the lake does not answer.")
    }
}

/// Of what is kept of people.
pub(super) struct FeedbackFailures;

impl IntoResponses for FeedbackFailures {
    fn responses() -> Responses {
        retried(503, "The lake does not answer.")
    }
}
