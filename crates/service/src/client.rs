//! The HTTP client for calls between services and to the outside: every call
//! has a deadline, bounded retries with jitter, and carries the request's id and trace.

use std::time::Duration;

use std::sync::Arc;

use backon::{ExponentialBuilder, Retryable};
use common::spans::SPANS;
use reqwest::header::HOST;
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thread_local::ThreadLocal;
use tower::retry::budget::{Budget, TpsBudget};
use tracing::{Instrument, Span, field};

use crate::context::{REQUEST_ID, RequestContext, TRACEPARENT};
use crate::problem::{Problem, ProblemKind};
use crate::propagation;
use crate::replicas::Replicas;

/// How patient a client is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientConfig {
    /// How long a call may take with all its tries.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub deadline: Duration,
    /// How long one try may take.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub attempt_timeout: Duration,
    /// How often a call is tried, the first time included.
    pub max_attempts: usize,
    /// How large an answer may be, bytes.
    #[serde(default = "max_answer_bytes")]
    pub max_answer_bytes: usize,
}

const fn max_answer_bytes() -> usize {
    32 << 20
}

impl ClientConfig {
    /// What is wrong with the values, each beginning with `section`, the path of
    /// the client's own section.
    #[must_use]
    pub fn validate(&self, section: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.max_attempts == 0 {
            wrong.push(format!("{section}.max_attempts must be at least 1"));
        }
        if self.attempt_timeout.is_zero() || self.deadline < self.attempt_timeout {
            wrong.push(format!(
                "{section}.attempt_timeout must be longer than 0s, and {section}.deadline not shorter"
            ));
        }
        wrong
    }
}

/// Calls another service. Its clones share one budget of retries, so that a service
/// in trouble is not asked a multiple of what it is asked in health.
#[derive(Debug, Clone)]
pub struct Client {
    /// Every worker has connections of its own: one that another worker opened is
    /// driven there, and each call over it wakes that worker twice.
    http: Arc<ThreadLocal<reqwest::Client>>,
    config: ClientConfig,
    budget: Arc<TpsBudget>,
    replicas: Arc<Replicas>,
}

/// Retries that are always allowed, a second, and what a call adds to them. These
/// are Finagle's defaults, with a smaller reserve.
const RETRY_BUDGET_WINDOW: Duration = Duration::from_secs(10);
const RETRY_RESERVE_PER_S: u32 = 2;
const RETRIES_PER_CALL: f32 = 0.2;

/// Why a call failed. URLs appear without their query, which may hold a key.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No answer before the deadline.
    #[error("{url} did not answer in time")]
    Timeout {
        /// Scheme, host and path.
        url: String,
    },
    /// No connection, or it broke.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// Scheme, host and path.
        url: String,
        /// What the network said.
        reason: String,
    },
    /// The answer is an error.
    #[error("{url} answered {status}{}", .problem.as_ref().map(|problem| format!(": {}", problem.detail())).unwrap_or_default())]
    Refused {
        /// Scheme, host and path.
        url: String,
        /// The HTTP status.
        status: u16,
        /// The answer, where it is a problem.
        problem: Option<Box<Problem>>,
    },
    /// The answer is not what was asked for.
    #[error("{url} gave an answer that cannot be read: {reason}")]
    Answer {
        /// Scheme, host and path.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ClientError {
    /// Whether the same call may succeed later.
    fn is_transient(&self) -> bool {
        match self {
            Self::Timeout { .. } | Self::Unreachable { .. } => true,
            Self::Refused { status, .. } => matches!(status, 408 | 429 | 500 | 502..=504),
            Self::Answer { .. } => false,
        }
    }

    /// Whether it is the service's fault, and another replica may do better.
    fn is_trouble(&self) -> bool {
        match self {
            Self::Timeout { .. } | Self::Unreachable { .. } | Self::Answer { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
        }
    }
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        let (kind, detail) = match &error {
            ClientError::Timeout { .. } => {
                (ProblemKind::UpstreamTimeout, "a service behind this one did not answer in time".to_owned())
            }
            ClientError::Unreachable { .. } => {
                (ProblemKind::Unavailable, "a service behind this one cannot be reached".to_owned())
            }
            ClientError::Refused { status: 503, .. } => {
                (ProblemKind::Unavailable, "a service behind this one is not ready yet".to_owned())
            }
            // What the caller asked for was wrong, and the service behind
            // already said how.
            ClientError::Refused { problem: Some(problem), .. } if problem.is(ProblemKind::NotFound) => {
                return Self::not_found(problem.detail());
            }
            ClientError::Refused { problem: Some(problem), .. }
                if problem.is(ProblemKind::InvalidRequest) =>
            {
                return Self::bad_request(problem.detail());
            }
            ClientError::Refused { .. } | ClientError::Answer { .. } => {
                (ProblemKind::UpstreamFailed, "a service behind this one failed".to_owned())
            }
        };
        Self::new(kind, detail).caused_by(error)
    }
}

impl Client {
    /// A client with its own connections.
    ///
    /// # Errors
    /// The machine's TLS set-up cannot be used.
    pub fn new(config: ClientConfig) -> anyhow::Result<Self> {
        let budget = TpsBudget::new(RETRY_BUDGET_WINDOW, RETRY_RESERVE_PER_S, RETRIES_PER_CALL);
        let client =
            Self { http: Arc::default(), config, budget: Arc::new(budget), replicas: Arc::default() };
        client.connections()?;
        Ok(client)
    }

    fn connections(&self) -> reqwest::Result<&reqwest::Client> {
        self.http.get_or_try(|| {
            reqwest::Client::builder()
                .user_agent(concat!("overcoat/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(self.config.attempt_timeout)
                .timeout(self.config.attempt_timeout)
                .redirect(reqwest::redirect::Policy::none())
                .build()
        })
    }

    /// GET; the answer as it came.
    ///
    /// # Errors
    /// No success within the deadline and the tries.
    pub async fn get_bytes(&self, url: &Url) -> Result<Vec<u8>, ClientError> {
        self.call(url, |http, url| http.request(Method::GET, url)).await
    }

    /// GET; the answer is JSON.
    ///
    /// # Errors
    /// No success within the deadline and the tries, or it is not JSON of the
    /// expected form.
    pub async fn get_json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, ClientError> {
        let body = self.get_bytes(url).await?;
        parse(url, &body)
    }

    /// DELETE; the answer as it came.
    ///
    /// # Errors
    /// No success within the deadline and the tries.
    pub async fn delete(&self, url: &Url) -> Result<Vec<u8>, ClientError> {
        self.call(url, |http, url| http.request(Method::DELETE, url)).await
    }

    /// DELETE; the answer is JSON.
    ///
    /// # Errors
    /// As [`Client::get_json`].
    pub async fn delete_json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, ClientError> {
        let body = self.delete(url).await?;
        parse(url, &body)
    }

    /// POST of JSON; the answer is JSON. It may be sent more than once, so what
    /// it asks for must be idempotent, as all our own routes are.
    ///
    /// # Errors
    /// As [`Client::get_json`].
    pub async fn post_json<B, T>(&self, url: &Url, body: &B) -> Result<T, ClientError>
    where
        B: Serialize + Sync,
        T: DeserializeOwned,
    {
        let answer = self.call(url, |http, url| http.request(Method::POST, url).json(body)).await?;
        parse(url, &answer)
    }

    async fn call(
        &self,
        url: &Url,
        request: impl Fn(&reqwest::Client, Url) -> RequestBuilder,
    ) -> Result<Vec<u8>, ClientError> {
        let retries = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(100))
            .with_max_delay(Duration::from_secs(2))
            .with_max_times(self.config.max_attempts.saturating_sub(1));
        self.budget.deposit();
        let http = self.connections().map_err(|error| network(url, error))?;
        let attempts = (|| self.attempt(url, |url| request(http, url)))
            .retry(retries)
            .when(|error| error.is_transient() && self.budget.withdraw())
            .notify(|error, delay| tracing::debug!(%error, ?delay, "the call is tried again"));
        tokio::time::timeout(self.config.deadline, attempts)
            .await
            .unwrap_or_else(|_| Err(ClientError::Timeout { url: shown(url) }))
    }

    async fn attempt(
        &self,
        url: &Url,
        request: impl Fn(Url) -> RequestBuilder,
    ) -> Result<Vec<u8>, ClientError> {
        let span = tracing::debug_span!(
            target: SPANS,
            "call",
            // Paths may name people, and have no bound.
            otel.name = format!("call {}", url.host_str().unwrap_or_default()),
            otel.kind = "client",
            otel.status_code = field::Empty,
            server.address = url.host_str(),
            http.response.status_code = field::Empty,
        );
        let replica = self.replicas.choose(url).await;
        let request = match &replica {
            Some(replica) => request(replica.url(url)).header(HOST, host_and_port(url)),
            None => request(url.clone()),
        };
        let answer = send(url, request, self.config.max_answer_bytes, &span).instrument(span.clone()).await;
        if answer.is_err() {
            span.record("otel.status_code", "ERROR");
        }
        if let Some(replica) = replica {
            replica.ended(!answer.as_ref().is_err_and(ClientError::is_trouble));
        }
        answer
    }
}

async fn send(
    url: &Url,
    mut request: RequestBuilder,
    max_bytes: usize,
    span: &Span,
) -> Result<Vec<u8>, ClientError> {
    if let Some(context) = RequestContext::current() {
        let traceparent = propagation::traceparent(span).unwrap_or_else(|| context.traceparent());
        request = request.header(TRACEPARENT, traceparent).header(REQUEST_ID, &*context.request_id);
    }
    let mut answer = request.send().await.map_err(|error| network(url, error))?;
    let status = answer.status();
    span.record("http.response.status_code", status.as_u16());
    let mut body = Vec::new();
    // Unpacked, and as it comes: what an answer says of its length need not be so.
    while let Some(part) = answer.chunk().await.map_err(|error| network(url, error))? {
        if body.len() + part.len() > max_bytes {
            let reason = format!("it is larger than {max_bytes} bytes");
            return Err(ClientError::Answer { url: shown(url), reason });
        }
        body.extend_from_slice(&part);
    }
    if matches!(status, StatusCode::OK | StatusCode::NO_CONTENT) {
        return Ok(body);
    }
    let problem = serde_json::from_slice(&body).ok();
    Err(ClientError::Refused { url: shown(url), status: status.as_u16(), problem })
}

fn network(url: &Url, error: reqwest::Error) -> ClientError {
    let url = shown(url);
    if error.is_timeout() {
        return ClientError::Timeout { url };
    }
    let error = anyhow::Error::from(error.without_url());
    ClientError::Unreachable { url, reason: format!("{error:#}") }
}

fn parse<T: DeserializeOwned>(url: &Url, body: &[u8]) -> Result<T, ClientError> {
    serde_json::from_slice(body)
        .map_err(|error| ClientError::Answer { url: shown(url), reason: error.to_string() })
}

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.to_string()
}
