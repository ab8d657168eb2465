//! `/openapi.json` and Swagger UI at `/docs`.

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpResponse, body, get, guard, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Swagger UI styles itself from its script, and its icons are data.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

pub(super) fn register(config: &mut web::ServiceConfig) -> &mut web::ServiceConfig {
    let page = SwaggerUi::new("/docs/{_:.*}")
        .config(Config::default().try_it_out_enabled(true).display_request_duration(true))
        .url("/openapi.json", crate::openapi());
    let is_docs = guard::fn_guard(|context| {
        let path = context.head().uri.path();
        path.starts_with("/docs/") || path == "/openapi.json"
    });
    let page = web::scope("").guard(is_docs).wrap(from_fn(allow_styles)).service(page);
    config.service(with_slash).service(page)
}

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
