//! The parameters of a query and the fields of a body, with errors that name the
//! one that is wrong.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The query, read as `T`.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Params<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = request.query_string().as_bytes();
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query));
        ready(serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            Problem::bad_request(format!("the query is not valid: {}", located(error.path(), error.inner())))
        }))
    }
}

/// Reads a body; an error tells where in it something is wrong.
///
/// # Errors
/// It is not of the expected form.
pub fn read_body<T: DeserializeOwned>(body: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(body).map_err(|error| {
        Problem::bad_request(format!("the body is not valid: {}", located(error.path(), error.inner())))
    })
}

/// What is wrong, and where, if it is anywhere in particular.
fn located(path: &serde_path_to_error::Path, wrong: &impl std::fmt::Display) -> String {
    let path = path.to_string();
    if path == "." { wrong.to_string() } else { format!("{path}: {wrong}") }
}
