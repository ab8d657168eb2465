//! The dashboard's files.

use actix_web::guard::GuardContext;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CROSS_ORIGIN_OPENER_POLICY, HeaderValue, PERMISSIONS_POLICY, VARY,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use service::{Problem, ProblemKind};

use crate::dashboard::Dashboard;

/// It asks nobody but the gateway.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
/// Where one is, for the nearest place; nothing else of the device.
const PERMISSIONS: HeaderValue = HeaderValue::from_static("geolocation=(self), camera=(), microphone=()");
/// A browser asks whether it changed; under these names nothing does.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub(super) fn register(config: &mut web::ServiceConfig) -> &mut web::ServiceConfig {
    config.service(file)
}

/// Whether a request is for a file that is there; others are left to the routes.
fn is_file(context: &GuardContext<'_>) -> bool {
    let path = context.head().uri.path();
    context.app_data::<web::Data<Dashboard>>().is_some_and(|dashboard| dashboard.file(path).is_some())
}

#[get("/{path:.*}", guard = "is_file")]
async fn file(dashboard: web::Data<Dashboard>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let file = dashboard.file(request.path()).ok_or_else(|| {
        Problem::new(ProblemKind::UnknownPath, format!("there is nothing at {}", request.path()))
    })?;
    let caching = if file.is_immutable { IMMUTABLE } else { REVALIDATED };
    Ok(file.page.respond(&request, |response| {
        response
            .insert_header((CACHE_CONTROL, caching.clone()))
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((PERMISSIONS_POLICY, PERMISSIONS))
            .insert_header((CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static("same-origin")))
            .insert_header((VARY, HeaderValue::from_static("accept-encoding")));
    }))
}
