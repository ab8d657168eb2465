//! What surrounds the service: its lake, its places and its clock.

pub(crate) mod network;
mod s3;

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use common::Clock;
use common::forecast::Forecast;
use common::lake::{CHAMPION, Lake, Store, layout};
use common::location::{Location, Locations};
use common::model::ModelPackage;
use common::observation::{Observation, Variable, hours};
use inference::Config;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};
use tokio::task::JoinHandle;

use self::network::Network;
pub(crate) use self::network::time;
use self::s3::{ACCESS_KEY_ID, BUCKET, SECRET_ACCESS_KEY};
pub(crate) use self::s3::{DEADLINE, S3};

/// When the tests' clocks begin, and the last hour that is observed then.
pub(crate) const NOW: &str = "2026-03-15T12:20:00Z";
pub(crate) const LAST: &str = "2026-03-15T12:00:00Z";

/// Every test has a model and places of its own, by which metrics and logs tell them apart.
static TESTS: AtomicUsize = AtomicUsize::new(0);

/// Tests that run at the same time in this process, at most.
const MOST_TESTS: u32 = 1024;
static RUNNING: Semaphore = Semaphore::const_new(MOST_TESTS as usize);

/// What was logged, an event each.
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Log;

impl io::Write for Log {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().push(String::from_utf8_lossy(event).into_owned());
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The logged events with all of these parts.
pub(crate) fn logged(parts: &[&str]) -> Vec<String> {
    let log = LOG.lock().unwrap();
    log.iter().filter(|event| parts.iter().all(|part| event.contains(part))).cloned().collect()
}

/// All that the service needs; it outlives the service.
pub(crate) struct World {
    _running: SemaphorePermit<'static>,
    folder: TempDir,
    pub(crate) s3: S3,
    pub(crate) lake: Lake,
    pub(crate) clock: Clock,
    /// The model's name.
    pub(crate) model: String,
    /// A place without guidance.
    pub(crate) plain: Location,
    /// A place with guidance, on the other side of the earth.
    pub(crate) guided: Location,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::of(1).await
    }

    /// Without another test in this process, since the queue's metrics have no labels.
    pub(crate) async fn alone() -> Self {
        Self::of(MOST_TESTS).await
    }

    async fn of(running: u32) -> Self {
        let running = RUNNING.acquire_many(running).await.unwrap();
        let logs = tracing_subscriber::fmt().with_ansi(false).with_writer(|| Log).try_init();
        // Another test of the same process may have begun it.
        drop(logs);
        let test = TESTS.fetch_add(1, Ordering::Relaxed);
        let folder = tempfile::tempdir().unwrap();
        let s3 = S3::start(&folder.path().join("s3")).await;
        let places = format!(
            r#"
            [[location]]
            id = "plain-{test}"
            name = {{ en = "Plain", ko = "평야" }}
            latitude_deg = 37.5
            longitude_deg = 127.0
            elevation_m = 86.0
            timezone = "Asia/Seoul"
            provider = "kma_sfctm3"
            station = "108"

            [[location]]
            id = "guided-{test}"
            name = {{ en = "Guided", ko = "안내" }}
            latitude_deg = 40.75
            longitude_deg = -74.0
            elevation_m = 10.0
            timezone = "America/New_York"
            provider = "open_meteo"
            station = "40.750,-74.000"
            guidance = "open_meteo"
            "#
        );
        std::fs::write(folder.path().join("locations.toml"), &places).unwrap();
        let places: Locations = places.parse().unwrap();
        let mut each = places.iter().cloned();
        Self {
            _running: running,
            lake: Lake::open(&config(&folder, &s3, "", &json!({})).lake).await,
            folder,
            s3,
            clock: Clock::manual(time(NOW)),
            model: format!("tiny-{test}"),
            plain: each.next().unwrap(),
            guided: each.next().unwrap(),
        }
    }

    /// The service's configuration with `over` over the tests' own.
    pub(crate) fn config(&self, over: &Value) -> Config {
        config(&self.folder, &self.s3, &self.model, over)
    }

    /// Starts the service.
    pub(crate) async fn serve(&self, over: &Value) -> Inference {
        let server = inference::serve(self.config(over), self.clock.clone()).await.unwrap();
        let url = format!("http://{}", server.addr);
        let (stop, stops) = oneshot::channel();
        let stopped = tokio::spawn(async move {
            // A test that fails leaves it to the runtime.
            if stops.await.is_ok() {
                server.stop().await;
            }
        });
        // A service that ends waits for connections that are kept.
        let client = Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Inference { url, client, end: Some((stop, stopped)) }
    }

    /// Starts the service with a champion that has already looked for observations.
    pub(crate) async fn serve_champion(&self, network: Network, over: &Value) -> Inference {
        self.promote(&self.version(network, 0)).await;
        let inference = self.serve(over).await;
        inference.until_ready().await;
        // The last of the places in the order in which it looks.
        self.s3.until_asked(&self.guided.id.to_string(), 1).await;
        inference
    }

    /// A version of the model, made so many minutes after the first.
    pub(crate) fn version(&self, network: Network, minutes: i64) -> ModelPackage {
        network.version(&self.model, &[&self.plain, &self.guided], minutes)
    }

    /// Publishes a version as the champion.
    pub(crate) async fn promote(&self, package: &ModelPackage) {
        self.lake.publish_model(package).await.unwrap();
        self.point(&package.manifest.version).await;
    }

    /// Makes a version the champion.
    pub(crate) async fn point(&self, version: &str) {
        self.lake.set_alias(&self.model, CHAMPION, version).await.unwrap();
    }

    /// Waits until the registry was looked at once more from the beginning to the end.
    pub(crate) async fn until_looked(&self) {
        let aliases = common::lake::layout::aliases(&self.model);
        self.s3.until_asked(&aliases, self.s3.asked(&aliases) + 2).await;
    }

    /// Stores an object whatever it is.
    pub(crate) async fn put(&self, key: &str, body: impl Into<Bytes>) {
        let store = Store::open(&self.config(&json!({})).lake).await;
        let before = store.head(key).await.unwrap();
        store.replace(key, body.into(), before).await.unwrap();
    }

    /// What was set aside of an object.
    pub(crate) async fn set_aside(&self, key: &str) -> Vec<Bytes> {
        let store = Store::open(&self.config(&json!({})).lake).await;
        let mut bodies = Vec::new();
        for key in store.list(&layout::quarantine_of(key)).await.unwrap() {
            if !key.ends_with(".reason.json") {
                bodies.push(store.get(&key).await.unwrap().unwrap().body);
            }
        }
        bodies
    }

    /// Stores observations of a place.
    pub(crate) async fn observe(&self, place: &Location, hours: impl IntoIterator<Item = Observation>) {
        self.lake.upsert_observations(place, hours).await.unwrap();
    }
}

fn config(folder: &TempDir, s3: &S3, model: &str, over: &Value) -> Config {
    let mut config: Value = toml::from_str(include_str!("../../../config/default.toml")).unwrap();
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.onnxruntime/libonnxruntime.so");
    let of_tests = json!({
        "locations_file": folder.path().join("locations.toml"),
        "server": { "port": 0 },
        "lake": {
            "bucket": BUCKET,
            "endpoint": format!("http://{}", s3.addr),
            "force_path_style": true,
            "access_key_id": ACCESS_KEY_ID,
            "secret_access_key": SECRET_ACCESS_KEY,
            "max_attempts": 1,
        },
        "model": { "name": model, "poll_interval": "10ms" },
        "runtime": { "library": library },
    });
    merge(&mut config, &of_tests);
    merge(&mut config, over);
    serde_json::from_value(config).unwrap()
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (field, value) in from {
                merge(into.entry(field).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// The running service.
pub(crate) struct Inference {
    pub(crate) url: String,
    client: Client,
    /// How it is told to end, and when it has.
    end: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Inference {
    pub(crate) async fn stop(mut self) {
        self.begin_to_stop().await.unwrap();
    }

    /// Lets it end while the test goes on.
    pub(crate) fn begin_to_stop(&mut self) -> JoinHandle<()> {
        let (stop, stopped) = self.end.take().unwrap();
        stop.send(()).unwrap();
        stopped
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    /// A request to issue the forecast of a place.
    pub(crate) fn issuing(&self, place: &Location) -> RequestBuilder {
        self.client.post(format!("{}/v1/forecasts", self.url)).json(&json!({ "location": place.id }))
    }

    /// A request with a body of a type.
    pub(crate) fn sending(&self, content_type: &str, body: impl Into<String>) -> RequestBuilder {
        let request = self.client.post(format!("{}/v1/forecasts", self.url));
        request.header("content-type", content_type).body(body.into())
    }

    /// Issues the forecast of a place.
    pub(crate) async fn issue(&self, place: &Location) -> Forecast {
        forecast(self.issuing(place).send().await.unwrap()).await
    }

    /// The latest forecast of a place.
    pub(crate) async fn latest(&self, place: &Location) -> Forecast {
        forecast(self.get(&latest_of(place)).await).await
    }

    /// The problem with issuing the forecast of a place.
    pub(crate) async fn problem(&self, place: &Location, status: u16) -> String {
        problem(self.issuing(place).send().await.unwrap(), status).await
    }

    /// Whether it is ready, and what it waits for.
    pub(crate) async fn readiness(&self) -> (u16, Value) {
        let response = self.get("/readyz").await;
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn until_ready(&self) {
        until("it is ready", async || self.readiness().await.0 == 200).await;
    }

    /// Waits until it waits for a model for this reason.
    pub(crate) async fn until_waiting(&self, reason: &str) {
        let waits = async || self.readiness().await.1["waiting_for"]["model"] == reason;
        until(reason, waits).await;
        assert_eq!(self.readiness().await.0, 503);
    }

    /// The value of a metric with these labels.
    pub(crate) async fn metric(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let text = self.get("/metrics").await.text().await.unwrap();
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
        let line = text.lines().find(|line| {
            let rest = line.strip_prefix(name).filter(|rest| rest.starts_with(['{', ' ']));
            rest.is_some_and(|rest| labels.iter().all(|label| rest.contains(label)))
        })?;
        line.rsplit(' ').next()?.parse().ok()
    }

    /// Waits for a metric's value.
    pub(crate) async fn until_metric(&self, name: &str, labels: &[(&str, &str)], value: f64) {
        until(&format!("{name} is {value}"), async || self.metric(name, labels).await == Some(value)).await;
    }
}

/// Waits until something holds.
pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(DEADLINE, waiting).await.is_ok(), "waited in vain: {what}");
}

pub(crate) fn latest_of(place: &Location) -> String {
    format!("/v1/forecasts/{}/latest", place.id)
}

async fn forecast(response: Response) -> Forecast {
    let status = response.status();
    let body = response.text().await.unwrap();
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// A problem's detail; it is a problem of this status in every respect.
pub(crate) async fn problem(response: Response, status: u16) -> String {
    let answered = response.status();
    let headers = response.headers().clone();
    let problem: Value = response.json().await.unwrap();
    assert_eq!(answered, status, "{problem}");
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(problem["status"], status, "{problem}");
    let retry_after = headers.get("retry-after").map(|seconds| seconds.to_str().unwrap());
    assert_eq!(retry_after, (status == 503).then_some("5"), "{problem}");
    problem["detail"].as_str().unwrap().to_owned()
}

/// An hour in which the variables of the forecast were observed.
pub(crate) fn observed(time: Timestamp, temperature_c: f32) -> Observation {
    let mut hour = Observation::new(time);
    for (variable, value) in [
        (Variable::Temperature, temperature_c),
        (Variable::RelativeHumidity, 55.5),
        (Variable::WindSpeed, 2.75),
        (Variable::CloudCover, 0.625),
        (Variable::Precipitation, 1.0),
    ] {
        hour.set(variable, Some(value));
    }
    hour
}

/// So many hours until the last; none is warmer than that.
pub(crate) fn history(last: Timestamp, count: u16) -> Vec<Observation> {
    let first = last - SignedDuration::from_hours(i64::from(count) - 1);
    hours(first, last)
        .zip(1_u16..)
        .map(|(time, hour)| observed(time, f32::from(hour.min(120)) / 4.0))
        .collect()
}
