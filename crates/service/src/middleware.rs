//! What happens around every request: identity, log line, metrics, and every
//! error turned into a problem.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_cors::Cors;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError, dev, web};
use common::spans::SPANS;
use futures_util::FutureExt;
use metrics::{Counter, Histogram};
use tracing::{Instrument, field};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

use crate::context::{REQUEST_ID, RequestContext, TRACEPARENT};
use crate::problem::{Problem, ProblemKind};
use crate::propagation;

/// The name of the service that a request reached; several may share a process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServiceName(pub(crate) &'static str);

/// The outermost layer.
pub(crate) async fn around(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let context = context(request.headers());
    let service = name(&request);
    let method = request.method().clone();
    let path = request.path().to_owned();
    if method == Method::HEAD {
        // Answered as GET; the server leaves the body out.
        request.head_mut().method = Method::GET;
    }

    let answer = context.clone().scope(AssertUnwindSafe(next.call(request)).catch_unwind()).await;
    let request_id = &context.request_id;
    let response = match answer {
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => return Err(as_problem(&error).at(&path, request_id).into()),
        Err(_) => {
            tracing::error!(parent: &context.span(service), %method, path, "the handler panicked");
            // The request, and with it its route, went down with the handler.
            let seconds = started.elapsed().as_secs_f64();
            let done = Done { service, method: &method, path: "panicked", status: 500, seconds };
            done.count(|| "panicked".to_owned());
            return Err(Problem::internal("the handler panicked").at(&path, request_id).into());
        }
    };

    let status = response.status();
    let mut response = if is_bare_error(&response) {
        let problem = response.response().error().map_or_else(
            || Problem::of_status(status, status.canonical_reason().unwrap_or("the request failed")),
            as_problem,
        );
        let _entered = context.span(service).entered();
        // Not being able to answer yet is no fault; readiness tells of it.
        if status == StatusCode::SERVICE_UNAVAILABLE {
            tracing::warn!(%method, path, status = status.as_u16(), cause = problem.causes(), "{problem}");
        } else if status.is_server_error() {
            tracing::error!(%method, path, status = status.as_u16(), cause = problem.causes(), "{problem}");
        }
        explain(response, &problem.at(&path, request_id))
    } else {
        response
    };
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(HeaderName::from_static(REQUEST_ID), value);
    }

    let seconds = started.elapsed().as_secs_f64();
    tracing::debug!(
        parent: &context.span(service),
        %method, path, status = status.as_u16(), seconds, "answered {method} {path} with {status}"
    );
    let request = response.request();
    // Unmatched paths share one label: their number has no bound.
    let route = || request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    Done { service, method: &method, path: &path, status: status.as_u16(), seconds }.count(route);
    Ok(response)
}

/// The innermost layer: the request's span in a trace, and what a handler logs says for
/// which request. A span costs more than many an answer of a guard, which has none.
pub(crate) async fn traced(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(context) = RequestContext::current() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let service = name(&request);
    let method = known(request.method());
    let route = || request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let span = tracing::debug_span!(
        target: SPANS,
        "request",
        otel.name = format!("{method} {}", route()),
        otel.kind = "server",
        otel.status_code = field::Empty,
        service,
        http.request.method = method,
        http.route = route(),
        http.response.status_code = field::Empty,
        request_id = %context.request_id,
    );
    propagation::continue_trace(&span, &context);
    let logged = span.in_scope(|| context.span(service));
    let answer = next.call(request).instrument(logged).instrument(span.clone()).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    Ok(answer?.map_into_boxed_body())
}

fn context(headers: &HeaderMap) -> RequestContext {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    RequestContext::of_request(text(REQUEST_ID), text(TRACEPARENT))
}

/// The name of the service that a request reached.
fn name(request: &ServiceRequest) -> &'static str {
    request.app_data::<web::Data<ServiceName>>().map_or("unknown", |name| name.0)
}

/// Which other sites' pages may read the answers.
pub(crate) fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::DELETE])
        .allow_any_header()
        .expose_any_header()
        .max_age(PREFLIGHT_MAX_AGE_S);
    if origins.iter().any(|origin| origin == "*") {
        return cors.send_wildcard().allow_any_origin();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

const PREFLIGHT_MAX_AGE_S: usize = 3600;

/// A request that has been answered.
struct Done<'a> {
    service: &'static str,
    method: &'a Method,
    path: &'a str,
    status: u16,
    seconds: f64,
}

thread_local! {
    /// Meters of what was asked before: to look one up by its labels takes longer than
    /// many an answer.
    static METERS: RefCell<HashMap<String, Vec<(MeterKey, Meter)>>> = RefCell::default();
}

/// Service, method and status; the path leads to them.
type MeterKey = (&'static str, &'static str, u16);
type Meter = (Counter, Histogram);

/// Paths come from clients: so many are remembered.
const MOST_METERED_PATHS: usize = 256;

impl Done<'_> {
    fn count(&self, route: impl FnOnce() -> String) {
        let key = (self.service, known(self.method), self.status);
        let seconds = self.seconds;
        METERS.with_borrow_mut(|meters| {
            let of_path = meters.get(self.path);
            let meter = of_path.and_then(|meters| meters.iter().find(|(known, _)| *known == key));
            if let Some((_, (counter, histogram))) = meter {
                counter.increment(1);
                histogram.record(seconds);
                return;
            }
            let meter = Self::meter(key, route());
            meter.0.increment(1);
            meter.1.record(seconds);
            if meters.len() < MOST_METERED_PATHS || meters.contains_key(self.path) {
                meters.entry(self.path.to_owned()).or_default().push((key, meter));
            }
        });
    }

    fn meter((service, method, status): MeterKey, route: String) -> Meter {
        let counter = metrics::counter!(
            "http_requests_total", "service" => service, "method" => method,
            "route" => route.clone(), "status" => status.to_string()
        );
        let histogram =
            metrics::histogram!("http_request_duration_seconds", "service" => service, "route" => route);
        (counter, histogram)
    }
}

/// An error whose body does not say yet what it is; `/readyz` answers 503 with
/// a body of its own.
fn is_bare_error(response: &ServiceResponse<BoxBody>) -> bool {
    let json = HeaderValue::from_static("application/json");
    let status = response.status();
    (status.is_client_error() || status.is_server_error())
        && response.headers().get(CONTENT_TYPE) != Some(&json)
}

fn explain(response: ServiceResponse<BoxBody>, problem: &Problem) -> ServiceResponse<BoxBody> {
    let (request, before) = response.into_parts();
    let mut after = problem.error_response();
    for (name, value) in before.headers() {
        if !after.headers().contains_key(name) {
            after.headers_mut().insert(name.clone(), value.clone());
        }
    }
    *after.status_mut() = before.status();
    ServiceResponse::new(request, after)
}

fn as_problem(error: &Error) -> Problem {
    error.as_error::<Problem>().cloned().unwrap_or_else(|| {
        let status = error.as_response_error().status_code();
        if status.is_server_error() {
            Problem::of_status(status, "the request could not be served").caused_by(error.to_string())
        } else {
            Problem::of_status(status, error.to_string())
        }
    })
}

/// Methods come from the client, too.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

/// The paths that exist with their methods, to tell 405 from 404.
#[derive(Debug, Clone)]
pub(crate) struct KnownPaths(Vec<(dev::ResourceDef, Vec<&'static str>)>);

impl KnownPaths {
    pub(crate) fn of(openapi: &OpenApi) -> Self {
        let paths = openapi.paths.paths.iter();
        Self(paths.map(|(path, item)| (dev::ResourceDef::new(path.as_str()), methods(item))).collect())
    }
}

fn methods(item: &PathItem) -> Vec<&'static str> {
    let mut methods = Vec::new();
    let operations = [
        (item.get.is_some(), "GET"),
        (item.get.is_some(), "HEAD"),
        (item.post.is_some(), "POST"),
        (item.put.is_some(), "PUT"),
        (item.delete.is_some(), "DELETE"),
        (item.patch.is_some(), "PATCH"),
    ];
    methods.extend(operations.into_iter().filter_map(|(there, method)| there.then_some(method)));
    methods
}

/// Answers what no route takes: 405 where the path exists, 404 elsewhere.
pub(crate) async fn fallback(request: HttpRequest, known: web::Data<KnownPaths>) -> HttpResponse {
    let path = request.path();
    let allowed: Vec<&str> = known
        .0
        .iter()
        .filter(|(resource, _)| resource.is_match(path))
        .flat_map(|(_, methods)| methods.iter().copied())
        .collect();
    if allowed.is_empty() {
        let detail = format!("there is nothing at {path}");
        return HttpResponse::from_error(Problem::new(ProblemKind::UnknownPath, detail));
    }
    let allowed = allowed.join(", ");
    let detail = format!("{} is not allowed at {path}; allowed: {allowed}", request.method());
    let mut response = HttpResponse::from_error(Problem::new(ProblemKind::MethodNotAllowed, detail));
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enumeration may grow, and the rest is alike")]
pub(crate) fn json_error(error: JsonPayloadError, _: &HttpRequest) -> Error {
    let problem = match &error {
        JsonPayloadError::Overflow { limit } | JsonPayloadError::OverflowKnownLength { limit, .. } => {
            Problem::new(ProblemKind::PayloadTooLarge, format!("the body may have at most {limit} bytes"))
        }
        JsonPayloadError::ContentType => {
            Problem::new(ProblemKind::UnsupportedMediaType, "the body must be application/json")
        }
        JsonPayloadError::Deserialize(error) => {
            Problem::bad_request(format!("the body is not valid: {error}"))
        }
        other => Problem::bad_request(format!("the body cannot be read: {other}")),
    };
    problem.into()
}

pub(crate) fn query_error(error: QueryPayloadError, _: &HttpRequest) -> Error {
    let reason = match &error {
        QueryPayloadError::Deserialize(error) => error.to_string(),
        other => other.to_string(),
    };
    Problem::bad_request(format!("the query is not valid: {reason}")).into()
}

pub(crate) fn path_error(error: PathError, _: &HttpRequest) -> Error {
    let reason = match &error {
        PathError::Deserialize(error) => error.to_string(),
        other => other.to_string(),
    };
    Problem::bad_request(format!("the path is not valid: {reason}")).into()
}
