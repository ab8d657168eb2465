//! The door: what every request passes before it is answered, and what every
//! answer carries.

mod api_key;
mod rate_limit;

use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use service::{Problem, ProblemKind};

pub(crate) use self::api_key::{API_KEY, ApiKeys, KeyHolder};
use self::rate_limit::{Allowance, Limits, Refusal};
use crate::cache::{self, Answers};
use crate::config::DoorConfig;

/// What is allowed at the door.
#[derive(Debug)]
pub(crate) struct Door {
    limits: Limits,
    request_timeout: Duration,
    max_target_bytes: usize,
    max_header_bytes: usize,
}

impl Door {
    pub(crate) fn new(config: DoorConfig) -> Self {
        let DoorConfig {
            request_timeout,
            max_target_bytes,
            max_header_bytes,
            trusted_proxies,
            client,
            overall,
        } = config;
        let limits = Limits::new(client, overall, trusted_proxies);
        Self { limits, request_timeout, max_target_bytes, max_header_bytes }
    }

    /// Forgets clients that have not come for a while, again and again.
    pub(crate) async fn keep_tidy(&self) {
        self.limits.keep_tidy().await;
    }

    fn admit(&self, request: &ServiceRequest) -> Result<Allowance, Box<Refusal>> {
        let refuse =
            |kind, detail| Err(Box::new(Refusal { problem: Problem::new(kind, detail), allowance: None }));
        let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
        if target > self.max_target_bytes {
            let detail = format!("the path and the query may have at most {} bytes", self.max_target_bytes);
            return refuse(ProblemKind::TargetTooLong, detail);
        }
        let size: usize =
            request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > self.max_header_bytes {
            let detail = format!("the headers may have at most {} bytes", self.max_header_bytes);
            return refuse(ProblemKind::HeadersTooLarge, detail);
        }
        self.limits.admit(request)
    }
}

/// The guard of the public port.
pub(crate) fn guard(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> LocalBoxFuture<'static, Result<ServiceResponse<BoxBody>, Error>> {
    Box::pin(async move {
        let (Some(door), Some(answers)) = (
            request.app_data::<web::Data<Door>>().cloned(),
            request.app_data::<web::Data<Answers>>().cloned(),
        ) else {
            return next.call(request).await;
        };
        let (mut response, allowance) = match door.admit(&request) {
            Ok(allowance) => {
                let answer = if *request.method() != Method::GET {
                    let answer = tokio::time::timeout(door.request_timeout, next.call(request)).await;
                    answer.map_err(|_| late())??
                } else if let Some(answer) = cache::again(&answers, request.request()) {
                    request.into_response(answer)
                } else {
                    // Nothing more is expected of its client, and what is asked behind the
                    // gateway has deadlines of its own.
                    next.call(request).await?
                };
                (answer, Some(allowance))
            }
            Err(refusal) => {
                let Refusal { problem, allowance } = *refusal;
                // `ServiceRequest::into_response` would lose the problem, and its detail with it.
                let (request, _) = request.into_parts();
                (ServiceResponse::new(request, HttpResponse::from_error(problem)), allowance)
            }
        };
        let headers = response.headers_mut();
        if let Some(allowance) = allowance {
            allowance.tell(headers);
        }
        secure(headers);
        Ok(response)
    })
}

fn late() -> Error {
    Problem::new(ProblemKind::RequestTimeout, "the request did not arrive in time").into()
}

/// What browsers and caches shall not do with an answer. One that allows more says so
/// itself.
const SECURE: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
];

/// The same for pages: data has no links, and is framed by nobody whom the policy above
/// does not stop.
const SECURE_PAGES: [(HeaderName, HeaderValue); 2] = [
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

fn secure(headers: &mut HeaderMap) {
    let content_type = headers.get(header::CONTENT_TYPE);
    let is_page = content_type.is_some_and(|content_type| content_type.as_bytes().starts_with(b"text/html"));
    let of_pages = SECURE_PAGES.into_iter().filter(|_| is_page);
    for (name, value) in SECURE.into_iter().chain(of_pages) {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
}
