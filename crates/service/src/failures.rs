//! The failures that many routes share, for their documents.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::problem::Problem;

/// What answers are documented with, by status.
pub type Responses = BTreeMap<String, RefOr<Response>>;

/// Problems by status, each with what it means.
#[must_use]
pub fn problems<const N: usize>(of: [(u16, &str); N]) -> Responses {
    of.into_iter().map(|(status, meaning)| (status.to_string(), problem(meaning).build().into())).collect()
}

/// A problem with `Retry-After`.
#[must_use]
pub fn retried(status: u16, meaning: &str) -> Responses {
    let seconds = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
        .minimum(Some(0));
    let header =
        HeaderBuilder::new().schema(Some(seconds)).description(Some("When to ask again, seconds.")).build();
    let response = problem(meaning).header("Retry-After", header).build();
    [(status.to_string(), response.into())].into()
}

fn problem(meaning: &str) -> ResponseBuilder {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(meaning).content(Problem::CONTENT_TYPE, content)
}

/// Of a route with parameters.
#[derive(Debug)]
pub struct QueryFailures;

impl IntoResponses for QueryFailures {
    fn responses() -> Responses {
        problems([(400, "A parameter is unknown, malformed or out of range.")])
    }
}

/// Of a route with a body.
#[derive(Debug)]
pub struct BodyFailures;

impl IntoResponses for BodyFailures {
    fn responses() -> Responses {
        problems([
            (400, "The body is malformed or out of range."),
            (413, "The body is too large."),
            (415, "The body is not JSON."),
        ])
    }
}

/// Of a route about a place.
#[derive(Debug)]
pub struct LocationFailures;

impl IntoResponses for LocationFailures {
    fn responses() -> Responses {
        problems([(404, "There is no such location.")])
    }
}

/// Of a route about a person.
#[derive(Debug)]
pub struct PersonFailures;

impl IntoResponses for PersonFailures {
    fn responses() -> Responses {
        problems([(400, "The pseudonym is not a UUID.")])
    }
}

/// Of a route that reads the lake.
#[derive(Debug)]
pub struct LakeFailures;

impl IntoResponses for LakeFailures {
    fn responses() -> Responses {
        problems([(503, "The lake does not answer.")])
    }
}
