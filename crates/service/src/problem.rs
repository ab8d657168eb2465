//! Errors as RFC 9457 `application/problem+json`.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
#[cfg(feature = "lake")]
use common::lake::LakeError;
use common::location::UnknownLocation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::context::REQUEST_ID;

/// The kinds of problems that a service answers with. This is the one table of
/// their names and status codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The request cannot be understood or is not allowed.
    InvalidRequest,
    /// There is no such thing.
    NotFound,
    /// No route has this path.
    UnknownPath,
    /// A key is asked for, and the request has none that is known.
    Unauthorized,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The request did not arrive in time.
    RequestTimeout,
    /// The body is larger than the service takes.
    PayloadTooLarge,
    /// The body is not of a type that the service reads.
    UnsupportedMediaType,
    /// More requests than are allowed.
    TooManyRequests,
    /// The request's path and query are longer than the service takes.
    TargetTooLong,
    /// The request's head is larger than the service takes.
    HeadersTooLarge,
    /// Something is wrong with the service itself.
    Internal,
    /// A service behind this one gave an answer that makes no sense.
    UpstreamFailed,
    /// The service cannot answer now, and will later.
    Unavailable,
    /// A service behind this one did not answer in time.
    UpstreamTimeout,
}

impl ProblemKind {
    /// All kinds.
    pub const ALL: [Self; 15] = [
        Self::InvalidRequest,
        Self::Unauthorized,
        // Before the other 404: what no handler answered has no route.
        Self::UnknownPath,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::RequestTimeout,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::TargetTooLong,
        Self::TooManyRequests,
        Self::HeadersTooLarge,
        Self::Internal,
        Self::UpstreamFailed,
        Self::Unavailable,
        Self::UpstreamTimeout,
    ];

    const fn row(self) -> (&'static str, &'static str, StatusCode) {
        match self {
            Self::InvalidRequest => ("invalid-request", "The request is not valid", StatusCode::BAD_REQUEST),
            Self::Unauthorized => ("unauthorized", "A key is needed", StatusCode::UNAUTHORIZED),
            Self::NotFound => ("not-found", "There is no such thing", StatusCode::NOT_FOUND),
            Self::UnknownPath => ("unknown-path", "There is nothing at this path", StatusCode::NOT_FOUND),
            Self::MethodNotAllowed => {
                ("method-not-allowed", "The method is not allowed here", StatusCode::METHOD_NOT_ALLOWED)
            }
            Self::RequestTimeout => {
                ("request-timeout", "The request did not arrive in time", StatusCode::REQUEST_TIMEOUT)
            }
            Self::TooManyRequests => {
                ("too-many-requests", "There were too many requests", StatusCode::TOO_MANY_REQUESTS)
            }
            Self::TargetTooLong => {
                ("target-too-long", "The path and the query are too long", StatusCode::URI_TOO_LONG)
            }
            Self::HeadersTooLarge => (
                "headers-too-large",
                "The request's headers are too large",
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            ),
            Self::PayloadTooLarge => {
                ("payload-too-large", "The body is too large", StatusCode::PAYLOAD_TOO_LARGE)
            }
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                "The body's type is not supported",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ),
            Self::Internal => ("internal", "The service failed", StatusCode::INTERNAL_SERVER_ERROR),
            Self::UpstreamFailed => {
                ("upstream-failed", "A service behind this one failed", StatusCode::BAD_GATEWAY)
            }
            Self::Unavailable => {
                ("unavailable", "The service cannot answer yet", StatusCode::SERVICE_UNAVAILABLE)
            }
            Self::UpstreamTimeout => (
                "upstream-timeout",
                "A service behind this one did not answer in time",
                StatusCode::GATEWAY_TIMEOUT,
            ),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.row().2
    }

    /// The URI that names the kind.
    #[must_use]
    pub fn uri(self) -> String {
        format!("urn:overcoat:problem:{}", self.row().0)
    }

    fn of_status(status: StatusCode) -> Self {
        let same = Self::ALL.into_iter().find(|kind| kind.status() == status);
        same.unwrap_or(if status.is_server_error() { Self::Internal } else { Self::InvalidRequest })
    }
}

/// How long a client shall wait before it asks again where nothing else is said,
/// seconds.
const RETRY_AFTER_S: u32 = 5;

/// What went wrong, in the form that clients see.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:overcoat:problem:invalid-request")]
    uri: String,
    /// The kind in words.
    #[schema(example = "The request is not valid")]
    title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    status: u16,
    /// What was wrong this time, and what is allowed.
    detail: String,
    /// The path that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// Finds the request in the logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip)]
    retry_after_s: Option<u32>,
    #[serde(skip)]
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Problem {
    /// The media type of a problem.
    pub const CONTENT_TYPE: &'static str = "application/problem+json";

    /// A problem of a kind; `detail` says what was wrong and what is allowed.
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        let (_, title, status) = kind.row();
        Self {
            uri: kind.uri(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            request_id: None,
            retry_after_s: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER_S),
            cause: None,
        }
    }

    /// 400.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::InvalidRequest, detail)
    }

    /// 404.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::NotFound, detail)
    }

    /// 503: it will be there later.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Unavailable, detail)
    }

    /// 500; the cause is logged and not shown.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(
            ProblemKind::Internal,
            "the request could not be served; its id finds the reason in the logs",
        )
        .caused_by(cause)
    }

    /// Keeps what caused the problem for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(Arc::from(cause.into()));
        self
    }

    /// Says when to ask again.
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        // Rounded up: a client that comes too early is refused again.
        let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
        self.retry_after_s = Some(u32::try_from(seconds).unwrap_or(u32::MAX));
        self
    }

    /// Whether it lies with the service and not with the request: the same request
    /// may succeed later.
    #[must_use]
    pub const fn is_of_service(&self) -> bool {
        self.status >= 500
    }

    /// Whether it is of this kind.
    pub(crate) fn is(&self, kind: ProblemKind) -> bool {
        self.uri == kind.uri()
    }

    /// What went wrong this time.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What caused it, outermost first, for the log.
    pub(crate) fn causes(&self) -> Option<String> {
        let mut next: Option<&dyn Error> = match &self.cause {
            Some(cause) => Some(&**cause),
            None => None,
        };
        let mut chain = Vec::new();
        while let Some(cause) = next {
            chain.push(cause.to_string());
            next = cause.source();
        }
        (!chain.is_empty()).then(|| chain.join(": "))
    }

    /// The problem that a response of this status stands for.
    pub(crate) fn of_status(status: StatusCode, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(ProblemKind::of_status(status), detail);
        problem.status = status.as_u16();
        problem
    }

    pub(crate) fn at(mut self, instance: &str, request_id: &str) -> Self {
        self.instance = Some(instance.to_owned());
        self.request_id = Some(request_id.to_owned());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let mut response = HttpResponse::build(status);
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static(Self::CONTENT_TYPE)));
        response.insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        if let Some(seconds) = self.retry_after_s {
            response.insert_header((RETRY_AFTER, HeaderValue::from(seconds)));
        }
        if let Some(id) = self.request_id.as_deref().and_then(|id| HeaderValue::from_str(id).ok()) {
            response.insert_header((REQUEST_ID, id));
        }
        // A struct of strings and a number is always valid JSON.
        response.body(serde_json::to_vec(self).unwrap_or_default())
    }
}

#[cfg(feature = "lake")]
impl From<LakeError> for Problem {
    fn from(error: LakeError) -> Self {
        match error {
            LakeError::Store(_) | LakeError::Contended { .. } => {
                Self::unavailable("the lake does not answer").caused_by(error)
            }
            LakeError::Parquet { .. } | LakeError::Json { .. } => {
                Self::unavailable("an object of the lake cannot be read, and is written again")
                    .caused_by(error)
            }
            LakeError::Package { .. } | LakeError::Incomplete { .. } => Self::internal(error),
        }
    }
}

impl From<UnknownLocation> for Problem {
    fn from(error: UnknownLocation) -> Self {
        Self::not_found(error.to_string())
    }
}
