//! The front page: today's and the week's recommendation, from the public API.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{HttpResponse, get, web};

pub(super) fn register(config: &mut web::ServiceConfig) -> &mut web::ServiceConfig {
    config.service(html).service(script).service(style)
}

#[get("/")]
async fn html() -> HttpResponse {
    file("text/html; charset=utf-8", include_str!("../../web/index.html"))
}

#[get("/page.js")]
async fn script() -> HttpResponse {
    file("text/javascript; charset=utf-8", include_str!("../../web/page.js"))
}

#[get("/page.css")]
async fn style() -> HttpResponse {
    file("text/css; charset=utf-8", include_str!("../../web/page.css"))
}

fn file(content_type: &'static str, content: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'self'"))
        .body(content)
}
