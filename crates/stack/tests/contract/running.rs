//! A stack whose observations, forecasts and first vote are there.

use common::Clock;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use stack::{Config, Stack, base};
use tempfile::TempDir;

use crate::snapshot::root;

/// A winter afternoon in UTC, after midnight in Seoul.
const NOW: &str = "2026-11-23T15:21:00Z";
/// Who votes.
pub(crate) const PERSON: &str = "7e57d004-2b97-4e7a-b45f-5387367791cd";

/// The stack on free ports, with its data in `folder`, after a crawl that is over: the
/// one at the start may still be writing down what it did.
pub(crate) async fn start(folder: &TempDir) -> Stack {
    let root = root();
    let mut config = Config::bundled(&root).unwrap();
    config.data_dir = folder.path().to_owned();
    (config.store.port, config.replay.port) = (0, 0);
    config.gateway = json!({
        "server": { "port": 0, "admin_port": 0 },
        "dashboard_dir": root.join("crates/gateway/dashboard/dist"),
    });
    config.recommender = json!({ "server": { "port": 0 } });
    config.inference = json!({
        "server": { "port": 0 },
        "model": { "poll_interval": "100ms" },
        "runtime": { "library": root.join(".onnxruntime/libonnxruntime.so") },
    });
    config.ingest = json!({ "server": { "port": 0 }, "crawl": { "history_days": 70 } });
    let clock = Clock::manual(NOW.parse().unwrap());
    let stack = Box::pin(Stack::start(config, clock)).await.unwrap();
    stack.ready().await.unwrap();
    let crawls = format!("{}/v1/crawls", base(&stack.ingest));
    let crawled: Value = send(Method::POST, &crawls, Some(json!({}))).await.json().await.unwrap();
    for run in crawled["runs"].as_array().unwrap() {
        assert_eq!(run["status"], "succeeded", "{run}");
    }
    stack
}

/// The answer, whatever it is.
pub(crate) async fn send(method: Method, url: &str, body: Option<Value>) -> Response {
    let request = Client::builder().build().unwrap().request(method, url);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    request.send().await.unwrap()
}

/// The answer to a GET, whatever it is.
pub(crate) async fn get(url: &str) -> Response {
    send(Method::GET, url, None).await
}

/// Somebody says of what the gateway recommends that it was too cold.
pub(crate) async fn vote(stack: &Stack) -> Response {
    let gateway = base(&stack.gateway);
    let day = format!("{gateway}/recommendation/by_day?target_date=2026-11-25&person={PERSON}");
    let day: Value = get(&day).await.json().await.unwrap();
    let vote = json!({
        "person": PERSON,
        "recommendation": day["recommendations"]["styles"]["casual"]["id"],
        "vote": "too_cold",
    });
    let answer = send(Method::POST, &format!("{gateway}/feedback"), Some(vote)).await;
    assert_eq!(answer.status(), 200);
    answer
}
