//! What every request passes, and what every answer carries.

use std::time::Duration;

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::{ISSUED_AT, SEOUL_DAY, SEOUL_LATEST, World, day, forecast};

const VOTE: &str = r#"{"person":"7e57d004-2b97-4e7a-b45f-5387367791cd","recommendation":"x","vote":"right"}"#;

#[tokio::test]
async fn what_is_not_there_is_told_from_what_may_not_be_done() {
    let world = World::start().await;
    for path in ["/nothing", "/forecast", "/forecast/latest/", "/v1/models", "/livez", "/metrics"] {
        let detail = world.get(path).await.problem(404, "unknown-path");
        assert_eq!(detail, format!("there is nothing at {path}"));
    }
    let person = "/feedback/7e57d004-2b97-4e7a-b45f-5387367791cd";
    for (method, path, allowed) in [
        ("POST", "/forecast/latest", "GET, HEAD"),
        ("DELETE", "/recommendation/by_day", "GET, HEAD"),
        ("OPTIONS", "/locations", "GET, HEAD"),
        ("GET", "/feedback", "POST"),
        ("PUT", "/feedback", "POST"),
        ("POST", person, "GET, HEAD, DELETE"),
        ("PATCH", &format!("{person}/outfit"), "DELETE"),
    ] {
        let answer = world.ask(method, path, &[]).await;
        let detail = answer.problem(405, "method-not-allowed");
        assert_eq!(detail, format!("{method} is not allowed at {path}; allowed: {allowed}"));
        assert_eq!(answer.header("allow"), allowed);
    }
    world.stop().await;
}

#[tokio::test]
async fn every_answer_says_what_browsers_shall_not_do_with_it() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    let data = "default-src 'none'; frame-ancestors 'none'";
    for path in
        ["/forecast/latest", "/forecast/latest.csv", "/locations", "/openapi.json", "/nothing", "/models"]
    {
        let answer = world.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("content-security-policy"), data, "{path}");
        assert_eq!((answer.header("x-frame-options"), answer.header("referrer-policy")), ("", ""), "{path}");
        assert_ne!(answer.header("cache-control"), "", "{path}");
    }
    // Also where no handler says what caches may do.
    let moved = world.get("/docs").await;
    assert_eq!((moved.status, moved.header("cache-control")), (308, "no-store"));
    assert_eq!(moved.header("content-security-policy"), data);
    world.stop().await;
}

#[tokio::test]
async fn a_request_has_an_id_that_goes_with_it_everywhere() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    let answer = world.get_with("/forecast/latest", &[("x-request-id", "my-own-id")]).await;
    assert_eq!(answer.header("x-request-id"), "my-own-id");
    let asked = world.inference.received(SEOUL_LATEST).await;
    assert_eq!(asked[0].headers["x-request-id"], "my-own-id");
    assert!(asked[0].headers.contains_key("traceparent"));
    let refused = world.get_with("/nothing", &[("x-request-id", "another")]).await;
    refused.problem(404, "unknown-path");
    assert_eq!(refused.header("x-request-id"), "another");
    let problem: serde_json::Value = serde_json::from_str(&refused.text()).unwrap();
    assert_eq!((&problem["request_id"], &problem["instance"]), (&"another".into(), &"/nothing".into()));
    let too_long = "x".repeat(65);
    for headers in [vec![], vec![("x-request-id", too_long.as_str())], vec![("x-request-id", "a b")]] {
        let (one, other) =
            (world.get_with("/locations", &headers).await, world.get_with("/locations", &headers).await);
        assert_eq!(one.header("x-request-id").len(), 36);
        assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    }
    world.stop().await;
}

#[tokio::test]
async fn headers_may_be_so_large_and_no_larger() {
    let world = World::with(json!({ "door": { "max_header_bytes": 1000 } })).await;
    // Name, value and four bytes between and behind them: 9, 19 and 10 without the filler.
    let ask = async |size: usize| {
        let filler = "x".repeat(size - 9 - 19 - 10);
        world
            .raw(&format!(
                "GET /locations HTTP/1.1\r\nhost: x\r\nconnection: close\r\nfiller: {filler}\r\n\r\n"
            ))
            .await
    };
    assert!(ask(1000).await.starts_with("HTTP/1.1 200 OK\r\n"));
    let refused = ask(1001).await;
    assert!(refused.starts_with("HTTP/1.1 431 "), "{refused}");
    assert!(refused.contains("urn:overcoat:problem:headers-too-large"), "{refused}");
    assert!(refused.contains("the headers may have at most 1000 bytes"), "{refused}");
    assert!(
        refused.contains("x-content-type-options: nosniff") && !refused.contains("ratelimit"),
        "{refused}"
    );
    world.stop().await;
}

#[tokio::test]
async fn a_path_and_query_may_be_so_long_and_no_longer() {
    let world = World::with(json!({ "door": { "max_target_bytes": 100 } })).await;
    let ask = async |size: usize| {
        let query = "x".repeat(size - "/locations?q=".len());
        world.get(&format!("/locations?q={query}")).await
    };
    assert_eq!(ask(100).await.status, 200);
    let refused = ask(101).await;
    assert!(refused.problem(414, "target-too-long").contains("at most 100 bytes"));
    world.stop().await;
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let world = World::with(json!({ "door": { "request_timeout": "200ms" } })).await;
    let head =
        "POST /feedback HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 200\r\n\r\n";
    let refused = world.raw(&format!("{head}{{\"person\":")).await;
    assert!(refused.starts_with("HTTP/1.1 408 "), "{refused}");
    assert!(refused.contains("urn:overcoat:problem:request-timeout"), "{refused}");
    assert!(refused.contains("the request did not arrive in time"), "{refused}");
    world.stop().await;
}

#[tokio::test]
async fn the_deadline_is_for_what_changes_something() {
    let world = World::with(json!({ "door": { "request_timeout": "200ms" } })).await;
    world
        .recommender
        .says("POST /v1/feedback", ResponseTemplate::new(200).set_delay(Duration::from_secs(3600)));
    let request = world.request("POST", "/feedback").body(VOTE);
    let refused = world.send(request, &[("content-type", "application/json")]).await;
    let problem: serde_json::Value = serde_json::from_str(&refused.text()).unwrap();
    assert_eq!((refused.status, refused.header("content-type")), (408, "application/problem+json"));
    assert_eq!(problem["type"], "urn:overcoat:problem:request-timeout");
    assert_eq!(problem["detail"], "the request did not arrive in time");
    // What is asked behind the gateway has deadlines of its own.
    let slow = |body| ResponseTemplate::new(200).set_body_json(body).set_delay(Duration::from_millis(400));
    world.inference.says(SEOUL_LATEST, slow(forecast(ISSUED_AT)));
    world.recommender.says(SEOUL_DAY, slow(day()));
    assert_eq!(world.get("/forecast/latest").await.status, 200);
    assert_eq!(world.ask("HEAD", "/recommendation/by_day", &[]).await.status, 200);
    world.stop().await;
}

#[tokio::test]
async fn pages_of_other_sites_may_read_where_that_is_configured() {
    let origin = "https://example.org";
    let world = World::with(json!({ "server": { "cors_origins": [origin] } })).await;
    let answer = world.get_with("/locations", &[("origin", origin)]).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, origin));
    let exposed = answer.header("access-control-expose-headers");
    assert!(
        ["etag", "ratelimit", "cache-control"].iter().all(|header| exposed.contains(header)),
        "{exposed}"
    );
    let preflight = [("origin", origin), ("access-control-request-method", "POST")];
    let answer = world.ask("OPTIONS", "/feedback", &preflight).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, origin));
    let methods = answer.header("access-control-allow-methods");
    assert!(["GET", "HEAD", "POST", "DELETE"].iter().all(|method| methods.contains(method)), "{methods}");
    assert_eq!(answer.header("access-control-max-age"), "3600");
    let other = world.get_with("/locations", &[("origin", "https://example.com")]).await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    world.stop().await;
    let closed = World::start().await;
    let answer = closed.get_with("/locations", &[("origin", origin)]).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, ""));
    closed.stop().await;
}

#[tokio::test]
async fn operators_see_whether_it_is_ready_and_what_was_asked() {
    let world = World::alone(json!({})).await;
    assert_eq!(world.admin("/livez").await.status, 200);
    assert_eq!(world.admin("/readyz").await.status, 200);
    let series =
        "http_requests_total{service=\"gateway\",method=\"GET\",route=\"/locations\",status=\"200\"}";
    let before = world.metric(series).await.unwrap_or_default();
    world.get("/locations").await.json();
    assert_eq!(world.metric(series).await, Some(before + 1.0));
    assert_eq!(world.admin("/locations").await.status, 404);
    world.stop().await;
}

#[tokio::test]
async fn without_locations_it_does_not_start() {
    let mut config: serde_json::Value = toml::from_str(include_str!("../../config/default.toml")).unwrap();
    config["locations_file"] = "there-is-none.toml".into();
    let config = serde_json::from_value(config).unwrap();
    let clock = common::Clock::manual(ISSUED_AT.parse().unwrap());
    let error = gateway::serve(config, clock).await.unwrap_err();
    assert!(format!("{error:#}").contains("there-is-none.toml"), "{error:#}");
}
