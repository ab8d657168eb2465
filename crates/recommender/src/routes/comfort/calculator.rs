//! What every comfort model has to be as a calculator, and how points are answered.

use actix_web::web;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use service::{Problem, read_body};
use utoipa::ToSchema;

/// A comfort model as the API offers it.
pub(super) trait Calculator {
    /// What one point needs.
    type Inputs: DeserializeOwned + ToSchema + Send + 'static;
    /// What it gives.
    type Outputs: Serialize + ToSchema + Send + 'static;

    /// Answers one point.
    fn answer(inputs: &Self::Inputs) -> Answer<Self::Outputs>;
}

/// One point's answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer<T> {
    /// The results; null where the model does not hold.
    pub(super) outputs: T,
    /// Whether all inputs are within the range that the model was made for.
    pub(super) valid: bool,
}

/// What is no number is not handed out.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Answers all points of a request, away from the threads that serve others.
pub(super) async fn calculate<C: Calculator + 'static>(
    body: web::Json<Value>,
) -> Result<Vec<Answer<C::Outputs>>, Problem> {
    let answers = web::block(move || {
        let points: Vec<C::Inputs> = read_body(body.into_inner())?;
        Ok(points.iter().map(C::answer).collect())
    });
    answers.await.map_err(Problem::internal)?
}
