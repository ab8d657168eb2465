//! The door stands when what is behind it falls: each service and the store are
//! killed, hung, slowed and made to talk nonsense, under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::Clock;
use jiff::SignedDuration;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use stack::{Stack, base};

use crate::faults::{Fault, Proxy};
use crate::helpers::{answer, ask, clock, config, running, time};

const FORECAST: &str = "/forecast/latest";
const DAY: &str = "/recommendation/by_day?target_date=2026-11-25";
/// The gateway's own limits, and how long it may think on top of them.
const DEADLINE: Duration = Duration::from_secs(2);
const THINKING: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(60);

struct Site {
    stack: Stack,
    inference: Proxy,
    recommender: Proxy,
    store: Proxy,
}

/// The stack with a breakable connection before each part that the gateway needs.
async fn site(folder: &tempfile::TempDir, clock: &Clock) -> Site {
    let (inference, recommender, store) = tokio::join!(Proxy::start(), Proxy::start(), Proxy::start());
    let mut config = config(folder);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    config.store.port = free.port();
    store.lead_to(free);
    let lake = json!({ "endpoint": store.url() });
    config.inference["lake"] = lake.clone();
    config.recommender["lake"] = lake;
    config.gateway["upstream"] = json!({
        "inference_url": inference.url(),
        "recommender_url": recommender.url(),
        "client": { "deadline": "2s" },
    });
    let stack = running(config, clock).await;
    inference.lead_to(stack.inference.addr);
    recommender.lead_to(stack.recommender.addr);
    Site { stack, inference, recommender, store }
}

/// What clients see while something is broken.
#[derive(Debug, Default)]
struct Load {
    asked: AtomicUsize,
    stopped: AtomicBool,
}

impl Load {
    /// Asks again and again, for what is kept and for what is not; panics at what no
    /// client may ever see.
    async fn run(self: Arc<Self>, gateway: String, worker: usize) {
        let client = Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        while !self.stopped.load(Ordering::Relaxed) {
            let number = self.asked.fetch_add(1, Ordering::Relaxed);
            let path = match number % 5 {
                0 => FORECAST.to_owned(),
                1 => DAY.to_owned(),
                2 => format!("{DAY}&outdoors={}", 0.25 + 1e-5 * number as f64),
                3 => "/locations".to_owned(),
                _ => "/models".to_owned(),
            };
            let began = Instant::now();
            let answer = client.get(format!("{gateway}{path}")).send().await.unwrap();
            let (status, headers) = (answer.status(), answer.headers().clone());
            let body = answer.text().await.unwrap();
            let took = began.elapsed();
            // One service is asked after the other, each within the deadline.
            assert!(took <= 2 * DEADLINE + THINKING, "worker {worker}: {path} took {took:?}: {status}");
            let is_kept = number % 5 < 2 || path == "/locations";
            match status {
                StatusCode::OK => {
                    serde_json::from_str::<Value>(&body).unwrap();
                }
                StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                    assert!(!is_kept, "{path} was answered before: {status} {body}");
                    assert_eq!(headers["content-type"], "application/problem+json");
                    let promises = headers.contains_key("retry-after");
                    assert_eq!(promises, status == StatusCode::SERVICE_UNAVAILABLE, "{path} {status} {body}");
                }
                _ => panic!("{path}: {status} {body}"),
            }
        }
    }
}

/// Waits until an answer carries this label.
async fn until_labelled(stack: &Stack, path: &str, status: &str) -> Value {
    let waiting = async {
        loop {
            let answer = ask(stack, path).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let label = answer.headers()["overcoat-status"].to_str().unwrap().to_owned();
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["status"], label, "header and body say the same");
            if label == status {
                return body;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{path} is never {status}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_falls_the_last_good_answers_stand_and_come_fresh_again() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(&folder, &clock()).await;
    let stack = &site.stack;
    let (forecast, day) = (answer(stack, FORECAST).await, answer(stack, DAY).await);
    answer(stack, "/models").await;
    let load = Arc::new(Load::default());
    let workers: Vec<_> =
        (0..4).map(|worker| tokio::spawn(Arc::clone(&load).run(base(&stack.gateway), worker))).collect();

    for (name, proxy, labelled) in [
        ("inference", &site.inference, FORECAST),
        ("recommender", &site.recommender, ""),
        ("the store", &site.store, FORECAST),
    ] {
        for fault in Fault::ALL {
            proxy.set(fault);
            if labelled.is_empty() {
                // What is not kept meets the fault; what is kept does not notice.
                until_refused(stack).await;
                assert_eq!(answer(stack, DAY).await, day, "{name} {fault:?}");
            } else {
                let stale = until_labelled(stack, labelled, "stale").await;
                assert_eq!(stale["hours"], forecast["hours"], "{name} {fault:?}: the last good answer");
                if name == "the store" {
                    let status = unheard(stack).await;
                    assert_eq!(
                        status,
                        StatusCode::OK,
                        "{fault:?}: the recommender holds what the gateway knows"
                    );
                }
            }
            let under_fault = load.asked.load(Ordering::Relaxed) + 50;
            while load.asked.load(Ordering::Relaxed) < under_fault {
                assert!(workers.iter().all(|worker| !worker.is_finished()), "{name} {fault:?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            proxy.set(Fault::None);
            assert_eq!(until_labelled(stack, FORECAST, "fresh").await, forecast, "{name} {fault:?}");
            until_accepted(stack).await;
        }
    }
    load.stopped.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }
    site.stack.stop().await;
}

/// Something that nobody asked before.
async fn unheard(stack: &Stack) -> StatusCode {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    ask(stack, &format!("{DAY}&outdoors={}", 2.0 + 1e-5 * number as f64)).await.status()
}

async fn until_refused(stack: &Stack) {
    let refused = async { while unheard(stack).await.is_success() {} };
    tokio::time::timeout(PATIENCE, refused).await.expect("the fault is never noticed");
}

async fn until_accepted(stack: &Stack) {
    let accepted = async {
        while !unheard(stack).await.is_success() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, accepted).await.expect("no recovery");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_answer_tells_its_age_and_ends_with_its_forecast() {
    let folder = tempfile::tempdir().unwrap();
    let clock = clock();
    let site = site(&folder, &clock).await;
    let stack = &site.stack;
    let (before, day) = (answer(stack, FORECAST).await, answer(stack, DAY).await);
    for proxy in [&site.inference, &site.recommender] {
        proxy.set(Fault::Killed);
    }
    // Issued at 15:00, and seven hours later there is no newer one.
    clock.set(time("2026-11-23T22:30:00Z"));
    for (path, before) in [(FORECAST, &before), (DAY, &day)] {
        let stale = until_labelled(stack, path, "stale").await;
        assert_eq!((&stale["age_h"], &before["age_h"]), (&7.into(), &0.into()));
        let answer = ask(stack, path).await;
        assert_eq!(answer.headers()["overcoat-forecast-age"], (7 * 3600 + 1800).to_string());
        assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("public, max-age=10,"));
    }

    let end = time("2026-11-23T15:00:00Z") + SignedDuration::from_hours(168);
    clock.set(end);
    until_labelled(stack, FORECAST, "stale").await;
    clock.set(end + SignedDuration::from_secs(1));
    for path in [FORECAST, DAY] {
        let answer = ask(stack, path).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(answer.headers().contains_key("retry-after"));
    }
    site.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_is_ready_without_anything_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = Proxy::start().await;
    nobody.set(Fault::Killed);
    let root = crate::helpers::root();
    let config = service::config::load_over::<gateway::Config>(&[&json!({
        "server": { "port": 0, "admin_port": 0 },
        "locations_file": root.join("deploy/config/locations.toml"),
        "dashboard_dir": folder.path(),
        "upstream": { "inference_url": nobody.url(), "recommender_url": nobody.url() },
    })]);
    let gateway = gateway::serve(config.unwrap(), clock()).await.unwrap();
    assert!(gateway.health().is_ready());
    let get = |path: &str| reqwest::get(format!("{}{path}", base(&gateway)));
    for path in [FORECAST, DAY, "/models"] {
        let answer = get(path).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(answer.headers().contains_key("retry-after"), "{path}");
    }
    assert_eq!(get("/locations").await.unwrap().status(), StatusCode::OK);
    // Nor is the dashboard there: the page says how to get it.
    let page = get("/").await.unwrap().text().await.unwrap();
    assert!(page.contains("make dashboard") && page.contains("대시보드"), "{page}");
    gateway.stop().await;
}
