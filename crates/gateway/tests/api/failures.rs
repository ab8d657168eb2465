//! Services behind the gateway that fail, are late, or are left alone.

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::{
    ISSUED_AT, SEOUL_DAY, SEOUL_LATEST, SEOUL_WEEK, WINDOW, World, day, eventually, forecast, never_content,
    with_answers,
};

const FORECAST: &str = "/forecast/latest";
const BY_DAY: &str = "/recommendation/by_day";
const SUBJECT_OPEN: &str = "what was asked for cannot be answered at the moment";
const OPEN: &str = "a service behind this one fails at the moment";

/// A breaker that opens after two failures, in a gateway that asks every time.
async fn with_breaker() -> World {
    let breaker = json!({ "failures": 2, "pause": "2s", "longest_pause": "2s" });
    World::alone(json!({ "upstream": { "breaker": breaker }, "cache": never_content() })).await
}

fn open(upstream: &str) -> String {
    format!("gateway_circuit_open{{upstream=\"{upstream}\"}}")
}

fn rejected(upstream: &str) -> String {
    format!("gateway_calls_rejected_total{{upstream=\"{upstream}\"}}")
}

#[tokio::test]
async fn what_a_service_answers_in_trouble_is_told_as_its_trouble() {
    let world = World::start().await;
    let failed = "a service behind this one failed";
    let garbage = ResponseTemplate::new(200).set_body_raw("{\"location\":", "application/json");
    let of_no_form = ResponseTemplate::new(200).set_body_json(json!({ "location": "seoul" }));
    for (answer, status, kind, detail) in [
        (ResponseTemplate::new(500), 502, "upstream-failed", failed),
        (ResponseTemplate::new(501), 502, "upstream-failed", failed),
        (ResponseTemplate::new(404), 502, "upstream-failed", failed),
        (ResponseTemplate::new(201).set_body_json(day()), 502, "upstream-failed", failed),
        (garbage, 502, "upstream-failed", failed),
        (of_no_form, 502, "upstream-failed", failed),
        (ResponseTemplate::new(503), 503, "unavailable", "a service behind this one is not ready yet"),
    ] {
        for request in [SEOUL_LATEST, "GET /v1/models"] {
            world.inference.says(request, answer.clone());
        }
        for request in [SEOUL_DAY, SEOUL_WEEK] {
            world.recommender.says(request, answer.clone());
        }
        let routes = [
            FORECAST,
            "/forecast/latest.csv",
            BY_DAY,
            "/recommendation/week",
            "/recommendation/week.ics",
            "/recommendation/window?from=07:30&to=19:00",
            "/models",
        ];
        for route in routes {
            let answer = world.get(route).await;
            assert_eq!(answer.problem(status, kind), detail, "{route}");
            let retry_after = if status == 503 { "5" } else { "" };
            assert_eq!(answer.header("retry-after"), retry_after, "{route}");
            assert_ne!(answer.header("ratelimit"), "", "{route}");
        }
    }
    world.stop().await;
}

#[tokio::test]
async fn what_a_service_says_of_a_question_is_handed_on() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.recommender.refuses(SEOUL_DAY, 404, ("not-found", "there is no such day"));
    world.recommender.refuses(WINDOW, 400, ("invalid-request", "those hours are not allowed"));
    assert_eq!(world.get(BY_DAY).await.problem(404, "not-found"), "there is no such day");
    let hours = world.get("/recommendation/window?from=07:30&to=19:00").await;
    assert_eq!(hours.problem(400, "invalid-request"), "those hours are not allowed");
    // Not every problem is the client's: this one comes from a gateway that asks wrongly.
    world.recommender.refuses(SEOUL_WEEK, 404, ("unknown-path", "there is nothing there"));
    world.get("/recommendation/week").await.problem(502, "upstream-failed");
    world.stop().await;
}

#[tokio::test]
async fn a_service_that_hangs_is_not_waited_for() {
    let late = "a service behind this one did not answer in time";
    for client in [
        json!({ "attempt_timeout": "100ms", "deadline": "1m" }),
        json!({ "attempt_timeout": "1m", "deadline": "100ms" }),
    ] {
        let world = World::with(json!({ "upstream": { "client": client } })).await;
        let hangs = ResponseTemplate::new(200).set_body_json(forecast(ISSUED_AT));
        let hangs = hangs.set_delay(Duration::from_secs(3600));
        world.inference.says(SEOUL_LATEST, hangs.clone());
        world.recommender.says(SEOUL_DAY, hangs);
        assert_eq!(world.get(FORECAST).await.problem(504, "upstream-timeout"), late);
        assert_eq!(world.get(BY_DAY).await.problem(504, "upstream-timeout"), late);
        // A day that is not named is looked for in the forecast, and asked for without it.
        assert_eq!(world.inference.calls(SEOUL_LATEST).await, 3);
        assert_eq!(world.recommender.calls(SEOUL_DAY).await, 1);
        world.stop().await;
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_cannot_be_reached() {
    // The discard port: nothing listens there.
    let url = "http://127.0.0.1:9/";
    let world = World::with(json!({ "upstream": { "inference_url": url, "recommender_url": url } })).await;
    for route in [FORECAST, BY_DAY, "/models"] {
        let detail = world.get(route).await.problem(503, "unavailable");
        assert_eq!(detail, "a service behind this one cannot be reached");
    }
    assert_eq!(world.get("/locations").await.status, 200);
    assert_eq!(world.admin("/readyz").await.status, 200, "it is ready without them");
    world.stop().await;
}

#[tokio::test]
async fn a_call_that_failed_in_passing_is_made_again() {
    let world = World::with(json!({ "upstream": { "client": { "max_attempts": 2 } } })).await;
    world.inference.says(SEOUL_LATEST, ResponseTemplate::new(503));
    world.get(FORECAST).await.problem(503, "unavailable");
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 2);
    world.stop().await;
}

#[tokio::test]
async fn services_may_lie_below_a_path() {
    for (base, request) in [
        ("/behind/", "GET /behind/v1/forecasts/seoul/latest"),
        ("/behind", "GET /behind/v1/forecasts/seoul/latest"),
        ("/", SEOUL_LATEST),
    ] {
        let inference = crate::upstream::Upstream::inference().await;
        inference.says(request, ResponseTemplate::new(200).set_body_json(forecast(ISSUED_AT)));
        let url = format!("{}{base}", inference.url());
        let world = World::with(json!({ "upstream": { "inference_url": url } })).await;
        assert_eq!(world.get(FORECAST).await.status, 200, "{base}");
        world.stop().await;
    }
}

#[tokio::test]
async fn a_place_that_fails_again_and_again_is_left_alone_for_a_while() {
    let world = with_breaker().await;
    world.inference.refuses(SEOUL_LATEST, 500, ("internal", "damaged"));
    for _ in 0..2 {
        world.get(FORECAST).await.problem(502, "upstream-failed");
    }
    let before = world.metric(&rejected("inference")).await.unwrap_or_default();
    let refused = world.get(FORECAST).await;
    assert_eq!(refused.problem(503, "unavailable"), SUBJECT_OPEN);
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(world.metric(&rejected("inference")).await, Some(before + 1.0));
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 2);
    // Another place of the same service is asked about as ever, and so is the other service.
    let new_york = "GET /v1/forecasts/new-york/latest";
    for _ in 0..3 {
        world.get("/forecast/latest?location=new-york").await;
    }
    assert_eq!(world.inference.calls(new_york).await, 3);
    world.recommender.answers(SEOUL_DAY, &day());
    assert_eq!(world.get(BY_DAY).await.status, 200);
    assert_eq!(world.metric(&open("inference")).await, Some(0.0));
    // The circuit closes by itself once there is an answer.
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    eventually(|| world.get(FORECAST), |answer| answer.status == 200).await;
    world.stop().await;
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_is_left_alone_for_every_place() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let world = World::alone(json!({
        "upstream": {
            "inference_url": format!("http://{nobody}"),
            "breaker": { "failures": 2, "pause": "1h", "longest_pause": "1h" },
        },
        "cache": never_content(),
    }))
    .await;
    for _ in 0..2 {
        world.get(FORECAST).await;
    }
    assert_eq!(world.metric(&open("inference")).await, Some(1.0));
    let refused = world.get("/forecast/latest?location=new-york").await;
    assert_eq!(refused.problem(503, "unavailable"), OPEN);
    assert_eq!(world.metric(&open("recommender")).await, Some(0.0));
    world.stop().await;
}

#[tokio::test]
async fn a_place_that_still_fails_after_the_while_is_left_alone_again() {
    let world = with_breaker().await;
    world.recommender.says(SEOUL_DAY, ResponseTemplate::new(500));
    for _ in 0..2 {
        world.get(BY_DAY).await.problem(502, "upstream-failed");
    }
    world.get(BY_DAY).await.problem(503, "unavailable");
    eventually(|| world.get(BY_DAY), |answer| answer.status == 502).await;
    assert_eq!(world.get(BY_DAY).await.problem(503, "unavailable"), SUBJECT_OPEN);
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 3);
    assert_eq!(world.metric(&open("recommender")).await, Some(0.0));
    world.stop().await;
}

#[tokio::test]
async fn what_counts_as_a_failure() {
    let ok = ResponseTemplate::new(200);
    let late = "late";
    for (name, answer, counts) in [
        ("500", ResponseTemplate::new(500), true),
        ("502", ResponseTemplate::new(502), true),
        ("504", ResponseTemplate::new(504), true),
        ("garbage", ok.clone().set_body_string("garbage"), true),
        (late, ok.clone().set_delay(Duration::from_secs(3600)), true),
        // An honest "not yet", and what is wrong with the request.
        ("503", ResponseTemplate::new(503), false),
        ("499", ResponseTemplate::new(499), false),
        ("404", ResponseTemplate::new(404), false),
        ("201", ResponseTemplate::new(201), false),
    ] {
        // Nothing else shall be late, however busy the machine is.
        let patience = if name == late { "100ms" } else { "1m" };
        let world = World::alone(json!({
            "upstream": {
                "breaker": { "failures": 2, "pause": "1h", "longest_pause": "1h" },
                "client": { "attempt_timeout": patience },
            },
            "cache": never_content(),
        }))
        .await;
        world.inference.says(SEOUL_LATEST, answer);
        for _ in 0..4 {
            world.get(FORECAST).await;
        }
        let calls = if counts { 2 } else { 4 };
        assert_eq!(world.inference.calls(SEOUL_LATEST).await, calls, "{name}");
        assert_eq!(world.metric(&open("inference")).await, Some(0.0), "{name}");
        world.stop().await;
    }
}

#[tokio::test]
async fn failures_count_only_in_a_row() {
    let world = with_breaker().await;
    with_answers(&world);
    let person = "GET /v1/people/7e57d004-2b97-4e7a-b45f-5387367791cd";
    let target = "/feedback/7e57d004-2b97-4e7a-b45f-5387367791cd";
    let votes = json!([{ "recommendation": "an-outfit", "vote": "right", "shift_k": 0.0 }]);
    let profile: Value = json!({
        "person": "7e57d004-2b97-4e7a-b45f-5387367791cd", "offset_k": 0.0, "offset_sd_k": 1.0, "votes": votes
    });
    for _ in 0..3 {
        world.recommender.says(person, ResponseTemplate::new(500));
        world.get(target).await.problem(502, "upstream-failed");
        world.recommender.answers(person, &profile);
        assert_eq!(world.get(target).await.json(), profile);
    }
    assert_eq!(world.recommender.calls(person).await, 6);
    assert_eq!(world.metric(&open("recommender")).await, Some(0.0));
    world.stop().await;
}

#[tokio::test]
async fn while_a_service_is_left_alone_the_last_good_answer_stands() {
    let world = with_breaker().await;
    with_answers(&world);
    world.get(BY_DAY).await.json();
    world.inference.answers(SEOUL_LATEST, &forecast("2026-11-23T16:00:00Z"));
    world.recommender.says(SEOUL_DAY, ResponseTemplate::new(500));
    for _ in 0..4 {
        let answer = world.get(BY_DAY).await.json();
        assert_eq!(
            (&answer["status"], &answer["forecast"]["issued_at"]),
            (&"stale".into(), &ISSUED_AT.into())
        );
    }
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 3);
    world.stop().await;
}
