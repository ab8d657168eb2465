//! A stack of one's own for every test.

use std::path::{Path, PathBuf};
use std::time::Duration;

use common::Clock;
use jiff::Timestamp;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use stack::{Config, Stack, base};
use tempfile::TempDir;

/// When the tests' clocks begin: a winter afternoon in UTC, after midnight in
/// Seoul.
pub(crate) const NOW: &str = "2026-11-23T15:21:00Z";

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The stack on free ports, with its data in `folder`.
pub(crate) async fn start(folder: &TempDir, clock: &Clock) -> Stack {
    running(config(folder), clock).await
}

/// The same, with more or less of the past.
pub(crate) async fn start_with_history(folder: &TempDir, clock: &Clock, history_days: u32) -> Stack {
    let mut config = config(folder);
    config.ingest = json!({ "server": { "port": 0 }, "crawl": { "history_days": history_days } });
    running(config, clock).await
}

/// The same, with something else in the gateway's configuration.
pub(crate) async fn start_with(folder: &TempDir, clock: &Clock, gateway: Value) -> Stack {
    let mut config = config(folder);
    merge(&mut config.gateway, gateway);
    running(config, clock).await
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (field, value) in from {
                merge(into.entry(field).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// Everything on free ports, with its data in `folder` and 70 days of the past.
pub(crate) fn config(folder: &TempDir) -> Config {
    let root = root();
    let mut config = Config::bundled(&root).unwrap();
    config.data_dir = folder.path().to_owned();
    (config.store.port, config.replay.port) = (0, 0);
    // Tests ask in a hurry what people ask in a day.
    let hurry = json!({ "requests_per_second": 1_000_000, "burst": 1_000_000 });
    config.gateway = json!({
        "server": { "port": 0, "admin_port": 0 },
        "dashboard_dir": root.join("crates/gateway/dashboard/dist"),
        "door": { "client": hurry, "overall": hurry },
        "cache": { "revalidate_after": "100ms" },
    });
    config.recommender = json!({ "server": { "port": 0 } });
    config.inference = json!({
        "server": { "port": 0 },
        "model": { "poll_interval": "100ms" },
        "runtime": { "library": root.join(".onnxruntime/libonnxruntime.so") },
    });
    config.ingest = json!({ "server": { "port": 0 }, "crawl": { "history_days": 70 } });
    config
}

pub(crate) async fn running(config: Config, clock: &Clock) -> Stack {
    let stack = Box::pin(Stack::start(config, clock.clone())).await.unwrap();
    stack.ready().await.unwrap();
    stack
}

pub(crate) fn clock() -> Clock {
    Clock::manual(NOW.parse().unwrap())
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What the gateway answers.
pub(crate) async fn ask(stack: &Stack, path: &str) -> Response {
    Client::builder().build().unwrap().get(format!("{}{path}", base(&stack.gateway))).send().await.unwrap()
}

/// What the gateway answers, which is a success.
pub(crate) async fn answer(stack: &Stack, path: &str) -> Value {
    let response = ask(stack, path).await;
    let status = response.status();
    let body: Value = response.json().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

/// Waits for a forecast.
pub(crate) async fn until_issued_at(stack: &Stack, issued_at: &str) {
    while answer(stack, "/forecast/latest").await["issued_at"] != issued_at {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The last crawl of a location, when it has ended.
pub(crate) async fn last_run(stack: &Stack, location: &str) -> Value {
    let url = format!("{}/v1/runs?location={location}&limit=1", base(&stack.ingest));
    loop {
        let runs: Value = reqwest::get(&url).await.unwrap().json().await.unwrap();
        if let Some(run) = runs["runs"].get(0) {
            return run.clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The program of the workspace with this name, built beside the tests.
pub(crate) fn program(name: &str) -> PathBuf {
    // target/<profile>/deps/<this test>
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join(name);
    assert!(program.is_file(), "{} is not built: run `cargo build --package {name}`", program.display());
    program
}

/// The Python of the pinned tools; `make tools` installs them.
pub(crate) fn python() -> PathBuf {
    let python = root().join(".tools/bin/python");
    assert!(python.is_file(), "the pinned tools are not installed: run `make tools`");
    python
}
