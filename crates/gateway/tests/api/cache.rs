//! What is kept: while it is the latest, and for as long as the service behind the
//! gateway does not answer.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::{
    ISSUED_AT, NOW, SEOUL_DAY, SEOUL_LATEST, World, day_after, eventually, forecast, with_answers,
};

const NEXT: &str = "2026-11-23T16:00:00Z";

fn issued(answer: &Value) -> (&str, &str) {
    (answer["issued_at"].as_str().unwrap(), answer["status"].as_str().unwrap())
}

#[tokio::test]
async fn a_newer_forecast_replaces_the_one_before() {
    let world = World::never_content().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    let first = world.get("/forecast/latest").await;
    assert_eq!(issued(&first.json()), ("2026-11-24T00:00:00+09:00", "fresh"));
    world.inference.answers(SEOUL_LATEST, &forecast(NEXT));
    let second = world.get("/forecast/latest").await;
    assert_eq!(issued(&second.json()), ("2026-11-24T01:00:00+09:00", "fresh"));
    assert_ne!(first.header("etag"), second.header("etag"));
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 2);
    // A replica that was late to hear of it.
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    let third = world.get("/forecast/latest").await;
    assert_eq!(issued(&third.json()), ("2026-11-24T01:00:00+09:00", "fresh"));
    world.stop().await;
}

#[tokio::test]
async fn another_model_for_the_same_hour_replaces_the_one_before() {
    let world = World::never_content().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.get("/forecast/latest").await.json();
    let mut other = forecast(ISSUED_AT);
    other["model"]["version"] = "20261123T130000Z-ffffffff".into();
    other["hours"][0]["precipitation_probability"] = json!(0.5);
    world.inference.answers(SEOUL_LATEST, &other);
    let answer = world.get("/forecast/latest").await.json();
    assert_eq!(answer["model"]["version"], "20261123T130000Z-ffffffff");
    assert_eq!(answer["hours"][0]["precipitation_probability"], 0.5);
    world.stop().await;
}

#[tokio::test]
async fn the_last_good_answer_stands_as_stale_while_the_service_fails() {
    let world = World::never_content().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    assert_eq!(world.get("/forecast/latest").await.json()["status"], "fresh");
    world.inference.refuses(SEOUL_LATEST, 500, ("internal", "the stored forecast is damaged"));
    let stale = world.get("/forecast/latest").await;
    assert_eq!(issued(&stale.json()), ("2026-11-24T00:00:00+09:00", "stale"));
    assert_eq!(stale.json()["age_h"], 0);
    assert_eq!(stale.header("overcoat-status"), "stale");
    assert_eq!(stale.header("overcoat-forecast-age"), "600");
    assert_eq!(
        stale.header("cache-control"),
        "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"
    );
    assert!(world.get("/forecast/latest.csv").await.header("overcoat-status") == "stale");
    // The service is asked in the background, as what is known is not confirmed.
    world.inference.answers(SEOUL_LATEST, &forecast(NEXT));
    let latest =
        eventually(|| world.get("/forecast/latest"), |answer| answer.json()["status"] == "fresh").await;
    assert_eq!(issued(&latest.json()), ("2026-11-24T01:00:00+09:00", "fresh"));
    world.stop().await;
}

#[tokio::test]
async fn while_the_service_fails_nobody_waits_for_it() {
    let world = World::never_content().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.get("/forecast/latest").await.json();
    world.inference.refuses(SEOUL_LATEST, 503, ("unavailable", "the lake does not answer"));
    assert_eq!(world.get("/forecast/latest").await.json()["status"], "stale");
    let slow = ResponseTemplate::new(200).set_body_json(forecast(NEXT));
    world.inference.says(SEOUL_LATEST, slow.set_delay(std::time::Duration::from_secs(3600)));
    for _ in 0..3 {
        assert_eq!(world.get("/forecast/latest").await.json()["status"], "stale");
    }
    eventually(|| world.inference.calls(SEOUL_LATEST), |calls| *calls == 3).await;
    // One asks for all of them.
    assert_eq!(world.get("/forecast/latest").await.json()["status"], "stale");
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 3);
}

#[tokio::test]
async fn what_is_not_old_enough_to_wait_for_is_asked_for_in_the_background() {
    let world = World::with(json!({ "cache": { "revalidate_after": "0s", "wait_after": "1h" } })).await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.get("/forecast/latest").await.json();
    world.inference.answers(SEOUL_LATEST, &forecast(NEXT));
    let old = world.get("/forecast/latest").await.json();
    assert_eq!(issued(&old), ("2026-11-24T00:00:00+09:00", "fresh"));
    let is_new = |answer: &crate::support::Answer| answer.json()["issued_at"] == "2026-11-24T01:00:00+09:00";
    eventually(|| world.get("/forecast/latest"), is_new).await;
    world.stop().await;
}

#[tokio::test]
async fn what_failed_in_the_background_makes_the_next_answer_stale() {
    let world = World::with(json!({ "cache": { "revalidate_after": "0s", "wait_after": "1h" } })).await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.get("/forecast/latest").await.json();
    world.inference.refuses(SEOUL_LATEST, 503, ("unavailable", "the lake does not answer"));
    assert_eq!(world.get("/forecast/latest").await.json()["status"], "fresh");
    eventually(|| world.get("/forecast/latest"), |answer| answer.json()["status"] == "stale").await;
    world.stop().await;
}

#[tokio::test]
async fn many_who_ask_at_once_cause_one_call() {
    let world = World::start().await;
    let slow = ResponseTemplate::new(200).set_body_json(forecast(ISSUED_AT));
    world.inference.says(SEOUL_LATEST, slow.set_delay(std::time::Duration::from_millis(300)));
    let answers = futures_util::future::join_all((0..20).map(|_| world.get("/forecast/latest"))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 1);
    world.stop().await;
}

#[tokio::test]
async fn many_who_ask_at_once_share_a_failure_and_the_next_tries_again() {
    let world = World::start().await;
    let slow = ResponseTemplate::new(500).set_delay(std::time::Duration::from_millis(300));
    world.inference.says(SEOUL_LATEST, slow);
    let answers = futures_util::future::join_all((0..20).map(|_| world.get("/forecast/latest"))).await;
    assert!(answers.iter().all(|answer| answer.status == 502));
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 1);
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    assert_eq!(world.get("/forecast/latest").await.json()["status"], "fresh");
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 2);
    world.stop().await;
}

/// The words in which something was asked find its answer for as long as that is the latest.
#[tokio::test]
async fn what_is_found_by_its_words_is_as_new_as_what_is_looked_for() {
    let soon = json!({ "revalidate_after": "200ms", "wait_after": "200ms" });
    let world = World::with(json!({ "cache": soon })).await;
    with_answers(&world);
    let (one, other) = ("/recommendation/by_day", "/recommendation/by_day?location=seoul");
    for words in [one, other, one, other] {
        assert_eq!(world.get(words).await.json()["forecast"]["issued_at"], ISSUED_AT);
    }
    world.inference.answers(SEOUL_LATEST, &forecast(NEXT));
    world.recommender.answers(SEOUL_DAY, &day_after(NEXT));
    eventually(|| world.get(one), |answer| answer.json()["forecast"]["issued_at"] == NEXT).await;
    for words in [other, one] {
        assert_eq!(world.get(words).await.json()["forecast"]["issued_at"], NEXT);
    }
    world.inference.refuses(SEOUL_LATEST, 503, ("unavailable", "the lake does not answer"));
    eventually(|| world.get(one), |answer| answer.json()["status"] == "stale").await;
    world.inference.answers(SEOUL_LATEST, &forecast(NEXT));
    eventually(|| world.get(one), |answer| answer.json()["status"] == "fresh").await;
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 2);
    world.stop().await;
}

#[tokio::test]
async fn an_answer_that_nobody_changes_is_the_same_at_another_time() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    let answer = world.get("/forecast/latest?units=us").await;
    world.at("2026-11-23T15:20:00Z");
    let later = world.get("/forecast/latest?units=us").await;
    assert_eq!(answer.body, later.body);
    assert_eq!(later.header("overcoat-forecast-age"), "1200");
    assert!(later.header("cache-control").starts_with("public, max-age=2640,"));
    world.at(NOW);
    // The same question in other words.
    assert_eq!(world.get("/forecast/latest?location=seoul&units=us").await.body, answer.body);
    assert_ne!(world.get("/forecast/latest").await.body, answer.body);
    world.stop().await;
}
