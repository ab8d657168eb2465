//! The gateway in the middle of a world that is made here.

use std::any::Any;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::Clock;
use gateway::Config;
use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{RwLock, oneshot};
use tokio::task::JoinHandle;

use crate::upstream::Upstream;

/// When the forecast of these tests was issued: midnight in Seoul.
pub(crate) const ISSUED_AT: &str = "2026-11-23T15:00:00Z";
/// Ten minutes later.
pub(crate) const NOW: &str = "2026-11-23T15:10:00Z";
pub(crate) const MODEL: &str = "20261123T120000Z-1a2b3c4d";

pub(crate) const SEOUL_LATEST: &str = "GET /v1/forecasts/seoul/latest";
pub(crate) const SEOUL_DAY: &str = "GET /v1/recommendations/seoul/2026-11-24";
pub(crate) const SEOUL_WEEK: &str = "GET /v1/recommendations/seoul";
pub(crate) const WINDOW: &str = "POST /v1/recommendations";

/// How long something may take that happens in the background.
const PATIENCE: Duration = Duration::from_secs(20);

/// The forecast of Seoul with 168 hours.
pub(crate) fn forecast(issued_at: &str) -> Value {
    let issued: jiff::Timestamp = issued_at.parse().unwrap();
    let quantiles = |values: [f64; 7]| {
        let [p05, p10, p25, p50, p75, p90, p95] = values;
        json!({ "p05": p05, "p10": p10, "p25": p25, "p50": p50, "p75": p75, "p90": p90, "p95": p95 })
    };
    let hour = |lead: i32| {
        let warmer = f64::from(lead - 1) * 0.25;
        json!({
            "valid_at": (issued + jiff::SignedDuration::from_hours(lead.into())).to_string(),
            "lead_h": lead,
            "temperature_c": quantiles([-1.0, -0.256, 1.0, 2.5, 3.0, 4.754, 6.0].map(|value| value + warmer)),
            "relative_humidity_pct": quantiles([30.0, 40.5, 50.0, 55.256, 60.0, 70.0, 80.0]),
            "wind_speed_ms": quantiles([0.5, 1.0, 2.0, 2.5, 3.0, 5.0, 6.0]),
            "cloud_cover_frac": quantiles([0.0, 0.25, 0.4, 0.5, 0.6, 0.754, 1.0]),
            "precipitation_probability": 0.1234,
        })
    };
    json!({
        "location": "seoul",
        "model": { "name": "forecaster", "version": MODEL },
        "issued_at": issued_at,
        "hours": (1..=168).map(hour).collect::<Vec<_>>(),
    })
}

/// What to wear on 24 November in Seoul.
pub(crate) fn day() -> Value {
    serde_json::from_str(include_str!("fixtures/day.json")).unwrap()
}

/// The same after another forecast.
pub(crate) fn day_after(issued_at: &str) -> Value {
    let mut day = day();
    day["forecast"]["issued_at"] = issued_at.into();
    day
}

/// The forecast and the day that go together.
pub(crate) fn with_answers(world: &World) {
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.recommender.answers(SEOUL_DAY, &day());
}

/// With it nothing that is kept is recent enough not to be asked for again.
pub(crate) fn never_content() -> Value {
    json!({ "revalidate_after": "0s", "wait_after": "0s" })
}

/// Written by the tests that look at metrics, which all gateways of a process share.
static METRICS: RwLock<()> = RwLock::const_new(());

/// The gateway with all that surrounds it.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) inference: Upstream,
    pub(crate) recommender: Upstream,
    pub(crate) addr: SocketAddr,
    admin_addr: SocketAddr,
    client: Client,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
    turn: Box<dyn Any + Send + Sync>,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(json!({})).await
    }

    /// Every request asks the services behind the gateway for the latest, and waits for it.
    pub(crate) async fn never_content() -> Self {
        Self::with(json!({ "cache": never_content() })).await
    }

    /// Starts it with more of the configuration. Unless that says otherwise, what is known
    /// is the latest for as long as a test runs, and a call has one try.
    pub(crate) async fn with(more: Value) -> Self {
        Self::in_turn(more, Box::new(METRICS.read().await)).await
    }

    /// The same, with no other in the process meanwhile: metrics are those of all.
    pub(crate) async fn alone(more: Value) -> Self {
        Self::in_turn(more, Box::new(METRICS.write().await)).await
    }

    async fn in_turn(more: Value, turn: Box<dyn Any + Send + Sync>) -> Self {
        let (inference, recommender) = (Upstream::inference().await, Upstream::recommender().await);
        let defaults: Value = toml::from_str(include_str!("../../config/default.toml")).unwrap();
        let mut config = defaults;
        merge(
            &mut config,
            json!({
                "locations_file": root().join("deploy/config/locations.toml"),
                "dashboard_dir": root().join("crates/gateway/tests/there-is-none"),
                "door": { "client": { "requests_per_second": 20_000, "burst": 20_000 } },
                "server": { "port": 0, "admin_port": 0, "workers": 1 },
                "upstream": {
                    "inference_url": inference.url(),
                    "recommender_url": recommender.url(),
                    "client": { "max_attempts": 1, "attempt_timeout": "1m", "deadline": "1m" },
                    "breaker": { "failures": 100 },
                },
                "cache": { "revalidate_after": "1h", "wait_after": "1h" },
            }),
        );
        merge(&mut config, more);
        let config: Config = serde_json::from_value(config).unwrap();
        let clock = Clock::manual(NOW.parse().unwrap());
        let (ready, started) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let its_clock = clock.clone();
        let running = tokio::spawn(async move {
            let server = gateway::serve(config, its_clock).await.unwrap();
            ready.send((server.addr, server.admin_addr)).unwrap();
            // Whether the test says so or is over.
            let _ = stopped.await;
            server.stop().await;
        });
        let (addr, admin_addr) = started.await.unwrap();
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { clock, inference, recommender, addr, admin_addr, client, stop, running, turn }
    }

    /// Moves the clock.
    pub(crate) fn at(&self, now: &str) {
        self.clock.set(now.parse().unwrap());
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.get_with(target, &[]).await
    }

    pub(crate) async fn get_with(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", target, headers).await
    }

    pub(crate) async fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(self.request(method, target), headers).await
    }

    /// Sends JSON with POST.
    pub(crate) async fn post(&self, target: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        self.send(self.request("POST", target).json(body), headers).await
    }

    pub(crate) fn request(&self, method: &str, target: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("http://{}{target}", self.addr))
    }

    pub(crate) async fn send(&self, request: RequestBuilder, headers: &[(&str, &str)]) -> Answer {
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.unwrap().into() }
    }

    /// Asks at the port for operators.
    pub(crate) async fn admin(&self, target: &str) -> Answer {
        let request = self.client.get(format!("http://{}{target}", self.admin_addr));
        self.send(request, &[]).await
    }

    /// A metric's value, by its name and labels as Prometheus writes them.
    pub(crate) async fn metric(&self, series: &str) -> Option<f64> {
        let metrics = self.admin("/metrics").await.text();
        let value = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        value.map(|value| value.parse().unwrap())
    }

    /// Sends these bytes, and gives everything that comes back until the gateway hangs up.
    pub(crate) async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.addr).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    pub(crate) async fn stop(self) {
        let Self { client, stop, running, turn, .. } = self;
        drop(client);
        stop.send(()).unwrap();
        running.await.unwrap();
        drop(turn);
    }
}

/// Asks again and again until an answer is as it should be.
pub(crate) async fn eventually<T, Fut: Future<Output = T>>(
    ask: impl Fn() -> Fut,
    is_it: impl Fn(&T) -> bool,
) -> T {
    let began = Instant::now();
    loop {
        let answer = ask().await;
        if is_it(&answer) {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "it did not happen in {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What the gateway answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header that is there once at most; empty where it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter().map(|value| value.to_str().unwrap());
        let value = values.next().unwrap_or_default();
        assert!(values.next().is_none(), "{name} is there twice");
        value
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body of a success.
    pub(crate) fn json(&self) -> Value {
        let body = self.text();
        assert_eq!(self.status, 200, "{body}");
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_str(&body).unwrap()
    }

    /// The detail of a problem; it is one of this status and kind in every respect.
    pub(crate) fn problem(&self, status: u16, kind: &str) -> String {
        let body = self.text();
        assert_eq!(self.status, status, "{body}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{body}");
        assert_eq!(self.header("cache-control"), "no-store");
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["type"], format!("urn:overcoat:problem:{kind}"), "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(problem["request_id"], self.header("x-request-id"), "{problem}");
        problem["detail"].as_str().unwrap().to_owned()
    }
}

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Puts `more` over a configuration, table by table.
fn merge(config: &mut Value, more: Value) {
    match (config, more) {
        (Value::Object(config), Value::Object(more)) => {
            for (name, value) in more {
                merge(config.entry(name).or_insert(Value::Null), value);
            }
        }
        (config, more) => *config = more,
    }
}
