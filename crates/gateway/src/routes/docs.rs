//! `/openapi.json` and Swagger UI at `/docs`.

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpRequest, HttpResponse, body, get, guard, web};
use common::location::Locations;
use serde_json::Value;
use service::Problem;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::recommendation;
use crate::body::Page;
use crate::cache::Answers;

/// The OpenAPI document of the public API.
#[derive(Debug)]
pub(crate) struct Document(pub(crate) Value);

/// Swagger UI styles itself from its script, and its icons are data.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

pub(super) fn register(config: &mut web::ServiceConfig) -> &mut web::ServiceConfig {
    let is_docs = guard::fn_guard(|context| context.head().uri.path().starts_with("/docs/"));
    let ui = Config::from("/openapi.json").try_it_out_enabled(true).display_request_duration(true);
    let page = SwaggerUi::new("/docs/{_:.*}").config(ui);
    let page = web::scope("").guard(is_docs).wrap(from_fn(allow_styles)).service(page);
    config.service(document).service(with_slash).service(page)
}

/// The document, with examples that work at the moment.
#[get("/openapi.json")]
async fn document(
    document: web::Data<Document>,
    answers: web::Data<Answers>,
    locations: web::Data<Locations>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut document = document.0.clone();
    if let Some(outfit) = recommendation::shown_outfit(&answers, locations.default_location()).await {
        for example in EXAMPLES_OF_OUTFITS {
            if let Some(schema) = document.pointer_mut(example) {
                schema["example"] = outfit.clone().into();
            }
        }
    }
    let page = Page::new("application/json", serde_json::to_vec(&document).map_err(Problem::internal)?);
    Ok(page.respond(&request, |response| {
        response
            .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
            .insert_header((header::VARY, HeaderValue::from_static("accept-encoding")));
    }))
}

/// Where the document asks for the `id` of an outfit that was shown.
const EXAMPLES_OF_OUTFITS: [&str; 2] = [
    "/components/schemas/FeedbackQuestion/properties/recommendation",
    "/paths/~1feedback~1{person}~1{recommendation}/delete/parameters/1",
];

/// Swagger UI finds its files relative to `/docs/`.
#[get("/docs")]
async fn with_slash() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}

async fn allow_styles(
    request: ServiceRequest,
    next: Next<impl body::MessageBody>,
) -> Result<ServiceResponse<impl body::MessageBody>, Error> {
    let mut response = next.call(request).await?;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}
