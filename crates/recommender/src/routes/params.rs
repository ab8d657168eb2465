//! The parameters of a query, with errors that name the one that is wrong.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use common::service::Problem;
use serde::de::DeserializeOwned;

use super::located;

/// The query, read as `T`.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(super) T);

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
