//! `/openapi.json` and Swagger UI at `/docs`.

use actix_web::{HttpResponse, get, http::header, web};
use utoipa_swagger_ui::SwaggerUi;

pub(super) fn register(config: &mut web::ServiceConfig) -> &mut web::ServiceConfig {
    config.service(with_slash).service(SwaggerUi::new("/docs/{_:.*}").url("/openapi.json", crate::openapi()))
}

/// Swagger UI finds its files relative to `/docs/`.
#[get("/docs")]
async fn with_slash() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}
