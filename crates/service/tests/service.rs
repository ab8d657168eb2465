//! The scaffold as clients and operators meet it: a small service over real
//! sockets.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper that fails is a test that fails")]

use std::collections::HashMap;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{
    Client, ClientConfig, ClientError, Problem, ProblemKind, RequestContext, Routes, Server, ServerConfig,
    Service,
};
use tokio::sync::Notify;

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Doubled {
    number: i32,
}

#[derive(Debug, Default)]
struct State {
    entered: Notify,
    release: Notify,
}

#[utoipa::path(request_body = Doubled, responses((status = 200, body = Doubled)))]
#[post("/v1/double")]
async fn double(body: web::Json<Doubled>) -> web::Json<Doubled> {
    web::Json(Doubled { number: body.number.saturating_mul(2) })
}

#[utoipa::path(responses((status = 200, body = Doubled)))]
#[get("/v1/query")]
async fn query(query: web::Query<Doubled>) -> web::Json<Doubled> {
    web::Json(query.into_inner())
}

#[utoipa::path(responses((status = 200)))]
#[get("/v1/panic")]
async fn panic() -> HttpResponse {
    panic!("as it was asked to")
}

#[utoipa::path(responses((status = 200)))]
#[get("/v1/secret-failure")]
async fn secret_failure() -> Result<HttpResponse, Problem> {
    Err(Problem::internal("the password is 1234"))
}

#[utoipa::path(responses((status = 200)))]
#[get("/v1/slow")]
async fn slow(state: web::Data<State>) -> &'static str {
    state.entered.notify_one();
    state.release.notified().await;
    "done"
}

#[utoipa::path(responses((status = 200)))]
#[get("/v1/headers")]
async fn headers(request: HttpRequest) -> web::Json<HashMap<String, String>> {
    let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    web::Json(request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect())
}

fn register(config: &mut Routes<'_>) {
    config
        .service(double)
        .service(query)
        .service(panic)
        .service(secret_failure)
        .service(slow)
        .service(headers);
}

fn config(admin_port: Option<u16>) -> ServerConfig {
    ServerConfig {
        host: "127.0.0.1".parse().unwrap(),
        port: 0,
        admin_port,
        max_connections: 1000,
        keep_alive: Duration::from_secs(75),
        cors_origins: Vec::new(),
        workers: 1,
        max_body_bytes: 1024,
        client_timeout: Duration::from_secs(5),
        drain_delay: Duration::ZERO,
        shutdown_timeout: Duration::from_secs(5),
    }
}

fn start(admin_port: Option<u16>) -> (Server, web::Data<State>) {
    let state = web::Data::new(State::default());
    (
        Service::new("test", &config(admin_port))
            .serve(
                {
                    let state = state.clone();
                    move |app| {
                        app.app_data(state.clone());
                    }
                },
                register,
            )
            .unwrap(),
        state,
    )
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap()
}

fn client(max_attempts: usize) -> Client {
    let patient = Duration::from_secs(5);
    Client::new(ClientConfig {
        deadline: patient,
        attempt_timeout: patient,
        max_attempts,
        max_answer_bytes: 1000,
    })
    .unwrap()
}

async fn problem(response: reqwest::Response) -> Value {
    assert_eq!(response.headers()["content-type"], Problem::CONTENT_TYPE);
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let (status, path) = (response.status().as_u16(), response.url().path().to_owned());
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["status"], status, "{body}");
    assert_eq!(body["instance"], path, "{body}");
    assert_eq!(body["request_id"], id, "{body}");
    body
}

#[tokio::test]
async fn every_error_is_a_problem_that_says_what_is_allowed() {
    let (server, _) = start(None);
    let at = |path: &str| format!("http://{}{path}", server.addr);
    let http = http();
    let json = |body: &str| {
        http.post(at("/v1/double")).header("content-type", "application/json").body(body.to_owned())
    };
    let long = format!("{{\"number\": {}}}", "1".repeat(2000));
    let cases = [
        (http.get(at("/nowhere")), 404, "/nowhere"),
        (http.delete(at("/v1/double")), 405, "POST"),
        (http.post(at("/v1/query")), 405, "GET, HEAD"),
        (http.get(at("/v1/query?number=1&colour=red")), 400, "unknown field `colour`, expected `number`"),
        (http.get(at("/v1/query?number=one")), 400, "invalid digit"),
        (http.get(at("/v1/query?number=1&number=2")), 400, "duplicate field"),
        (http.get(at("/v1/query")), 400, "missing field `number`"),
        (json("{"), 400, "EOF"),
        (json("{\"number\": 1, \"more\": 2}"), 400, "unknown field `more`, expected `number`"),
        (json(&long), 413, "1024 bytes"),
        (http.post(at("/v1/double")).body("number=1"), 415, "application/json"),
        (http.get(at("/v1/panic")), 500, "id finds the reason"),
        (http.get(at("/v1/secret-failure")), 500, "id finds the reason"),
    ];
    for (request, status, says) in cases {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{says}");
        let body = problem(response).await;
        assert!(body["detail"].as_str().unwrap().contains(says), "{body}");
        assert!(!body.to_string().contains("1234"), "{body}");
    }
    let allow = http.delete(at("/v1/query")).send().await.unwrap();
    assert_eq!(allow.headers()["allow"], "GET, HEAD");
    server.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read_to_its_end() {
    let (server, _) = start(None);
    let metrics = format!("http://{}/metrics", server.addr).parse().unwrap();
    let error = client(1).get_json::<Value>(&metrics).await.unwrap_err();
    assert!(error.to_string().ends_with("it is larger than 1000 bytes"), "{error}");
    server.stop().await;
}

#[tokio::test]
async fn head_is_get_without_a_body_and_a_panic_harms_no_later_request() {
    let (server, _) = start(None);
    let at = |path: &str| format!("http://{}{path}", server.addr);
    http().get(at("/v1/panic")).send().await.unwrap();
    let head = http().head(at("/v1/query?number=7")).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], "12");
    assert!(head.bytes().await.unwrap().is_empty());
    server.stop().await;
}

#[tokio::test]
async fn identity_goes_in_and_on() {
    let (server, _) = start(None);
    let url = format!("http://{}/v1/headers", server.addr);
    let kept = http().get(&url).header("x-request-id", "my-request").send().await.unwrap();
    assert_eq!(kept.headers()["x-request-id"], "my-request");

    let url = url.parse().unwrap();
    let sent: HashMap<String, String> =
        RequestContext::background().scope(async { client(1).get_json(&url).await }).await.unwrap();
    assert_eq!(sent["x-request-id"].len(), 36);
    assert!(sent["traceparent"].starts_with("00-"));
    server.stop().await;
}

#[tokio::test]
async fn health_and_metrics_are_on_the_admin_port_alone_where_there_is_one() {
    let (server, _) = start(Some(0));
    let http = http();
    for path in ["/livez", "/readyz", "/metrics"] {
        let public = http.get(format!("http://{}{path}", server.addr)).send().await.unwrap();
        assert_eq!(public.status(), 404, "{path}");
        let admin = http.get(format!("http://{}{path}", server.admin_addr)).send().await.unwrap();
        assert_eq!(admin.status(), 200, "{path}");
    }
    let unmatched = http.get(format!("http://{}/nowhere/at/all", server.addr)).send().await.unwrap();
    assert_eq!(unmatched.status(), 404);
    let panicked = http.get(format!("http://{}/v1/panic", server.addr)).send().await.unwrap();
    assert_eq!(panicked.status(), 500);
    let latch = server.health().latch("model");
    let url = format!("http://{}/readyz", server.admin_addr);
    let waiting = http.get(&url).send().await.unwrap();
    assert_eq!(waiting.status(), 503);
    assert_eq!(waiting.json::<Value>().await.unwrap()["waiting_for"]["model"], "starting");
    latch.ready();
    assert_eq!(http.get(&url).send().await.unwrap().status(), 200);

    let metrics = http.get(format!("http://{}/metrics", server.admin_addr)).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("http_requests_total{service=\"test\""), "{metrics}");
    assert!(metrics.contains("route=\"unmatched\"") && !metrics.contains("/nowhere"), "{metrics}");
    assert!(metrics.contains("status=\"500\""), "{metrics}");
    server.stop().await;
}

#[tokio::test]
async fn background_work_that_panics_shows_in_readiness() {
    let service = Service::new("test", &config(None));
    let health = service.health().clone();
    service.spawn(async { panic!("as it was asked to") });
    let server = service.serve(|_| {}, register).unwrap();
    while health.is_ready() {
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

#[tokio::test]
async fn a_request_in_flight_is_finished_before_the_end() {
    let (server, state) = start(None);
    let url = format!("http://{}/v1/slow", server.addr);
    let request = tokio::spawn(async move { http().get(url).send().await.unwrap().text().await.unwrap() });
    state.entered.notified().await;
    let addr = server.addr;
    let stopping = tokio::spawn(server.stop());
    // Nobody new is let in while the one inside is waited for.
    while tokio::net::TcpStream::connect(addr).await.is_ok() {
        tokio::task::yield_now().await;
    }
    state.release.notify_one();
    assert_eq!(request.await.unwrap(), "done");
    stopping.await.unwrap();
}

#[tokio::test]
async fn clients_say_what_the_other_side_said() {
    let (server, _) = start(None);
    let at = |path: &str| format!("http://{}{path}?key=secret", server.addr).parse().unwrap();
    let refused = client(3).get_bytes(&at("/nowhere")).await.unwrap_err();
    let ClientError::Refused { status: 404, problem: Some(problem), .. } = &refused else {
        panic!("{refused:?}");
    };
    assert!(problem.detail().contains("/nowhere"));
    assert!(!refused.to_string().contains("secret"), "{refused}");
    let doubled: Doubled = client(1).post_json(&at("/v1/double"), &Doubled { number: 21 }).await.unwrap();
    assert_eq!(doubled.number, 42);
    let gone = at("/v1/headers");
    server.stop().await;
    let unreachable = client(2).get_bytes(&gone).await.unwrap_err();
    assert!(matches!(unreachable, ClientError::Unreachable { .. }), "{unreachable:?}");
    assert!(!unreachable.to_string().contains("secret"), "{unreachable}");
}

#[test]
fn every_kind_of_problem_has_a_name_of_its_own() {
    for (index, kind) in ProblemKind::ALL.into_iter().enumerate() {
        assert!(kind.status().is_client_error() || kind.status().is_server_error());
        for other in &ProblemKind::ALL[..index] {
            assert_ne!(kind.uri(), other.uri());
        }
    }
}
