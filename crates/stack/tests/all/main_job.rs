//! The main job, end to end: observations come in over HTTP, a forecast is made
//! from them, and people get it.

use std::process::Command;
use std::time::Duration;

use common::Clock;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use stack::base;

use crate::helpers::{
    answer, ask, clock, last_run, program, python, root, start, start_with_history, time, until_issued_at,
};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_weather_api_to_what_to_wear() {
    let folder = tempfile::tempdir().unwrap();
    let clock = clock();
    let stack = start(&folder, &clock).await;

    let forecast = answer(&stack, "/forecast/latest").await;
    check_forecast(&forecast, "2026-11-23T15:00:00Z");
    assert_eq!(forecast["location"]["id"], "seoul");
    assert_eq!(forecast["status"], "fresh");
    assert_eq!(forecast["hours"][0]["time"], "2026-11-24T01:00:00+09:00");

    for language in ["en", "ko"] {
        let path = format!("/recommendation/by_day?target_date=2026-11-25&location=seoul&lang={language}");
        check_recommendation(&answer(&stack, &path).await, &forecast);
    }
    let today = answer(&stack, "/recommendation/by_day").await;
    assert_eq!(today["target_date"], "2026-11-24", "it is the 24th in Seoul");
    assert_eq!(answer(&stack, "/locations").await["locations"][0]["name"]["ko"], "서울");

    // An hour later there is another observation, and so another forecast.
    clock.set(time("2026-11-23T16:21:00Z"));
    until_issued_at(&stack, "2026-11-24T01:00:00+09:00").await;
    check_forecast(&answer(&stack, "/forecast/latest").await, "2026-11-23T16:00:00Z");

    // A recommendation rests on the forecast that is the latest.
    let next = answer(&stack, "/recommendation/by_day?target_date=2026-11-25").await;
    assert_eq!(next["forecast"]["issued_at"], "2026-11-23T16:00:00Z");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_last_hour_of_a_day_tomorrow_is_what_to_dress_for() {
    let folder = tempfile::tempdir().unwrap();
    // 23:21 in Seoul: what was observed at 23:00 is there, so the forecast begins
    // at midnight.
    let clock = Clock::manual(time("2026-11-24T14:21:00Z"));
    let stack = start(&folder, &clock).await;
    assert_eq!(answer(&stack, "/recommendation/by_day").await["target_date"], "2026-11-25");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_are_told_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let day = "/recommendation/by_day?target_date=";
    let cases = [
        (format!("{day}2026-12-24"), 404, "2026-11-24 to 2026-12-01"),
        (format!("{day}2020-01-01"), 404, "2026-11-24 to 2026-12-01"),
        (format!("{day}tomorrow"), 400, "YYYY-MM-DD"),
        (format!("{day}2026-11-25&location=atlantis"), 404, "seoul"),
        (format!("{day}2026-11-25&location=%2e%2e"), 400, "a-z, 0-9 and -"),
        (format!("{day}2026-11-25&colour=red"), 400, "`target_date`, `location`, `alternatives`, `style`"),
        (format!("{day}2026-11-25&lang=fr"), 400, "`en` or `ko`"),
        ("/forecast/latest?location=atlantis".to_owned(), 404, "seoul"),
        ("/forecast/latest?place=seoul".to_owned(), 400, "`location`"),
        (
            format!("{day}2026-11-25&outdoors=9"),
            400,
            "outdoors: it is `9`; it must be within 0.25 and 8 hours",
        ),
        (format!("{day}2026-11-25&outdoors=8-30"), 400, "`8-30`; it must be within 0.25 and 8 hours"),
        (format!("{day}2026-11-25&outdoors=NaN"), 400, "`NaN`; it must be within 0.25 and 8 hours"),
        (format!("{day}2026-11-25&person=me"), 400, "person: `me` is not a pseudonym; it must be a UUID"),
        (format!("{day}2026-11-25&activity=flying"), 400, "activity: unknown variant `flying`"),
        ("/forecast/latest?variables=temperature,snow".to_owned(), 400, "variables: unknown variant `snow`"),
        ("/forecast/latest?from=2030-01-01T00:00:00Z".to_owned(), 404, "2026-12-01T00:00:00+09:00"),
        ("/recommendation/window?from=07:30&to=late".to_owned(), 400, "HH:MM"),
        (
            "/recommendation/window?from=2026-11-25T09:00:00Z&to=2026-11-25T07:00:00Z".to_owned(),
            404,
            "is before `from`",
        ),
        (
            "/recommendation/window?from=2030-11-25T07:00:00Z&to=2030-11-25T09:00:00Z".to_owned(),
            404,
            "no hour from 2030-11-25T16:00:00+09:00",
        ),
        (
            "/recommendation/window?from=2026-11-25T00:00:00Z&to=2026-11-27T00:00:00Z".to_owned(),
            404,
            "24 hours",
        ),
        ("/locations?near=me".to_owned(), 400, "near: it must be a latitude"),
        ("/locations?limit=0".to_owned(), 400, "limit: it must be within 1 and 1000"),
        ("/nowhere".to_owned(), 404, "/nowhere"),
        ("/metrics".to_owned(), 404, "/metrics"),
    ];
    for (path, status, says) in cases {
        let response = ask(&stack, &path).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
        let problem: Value = response.json().await.unwrap();
        assert!(problem["detail"].as_str().unwrap().contains(says), "{path}: {problem}");
    }
    let url = format!("{}/forecast/latest", base(&stack.gateway));
    let post = Client::builder().build().unwrap().request(Method::POST, url).send().await.unwrap();
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(post.headers()["allow"], "GET, HEAD");

    for (path, kind) in [("/", "text/html"), ("/docs/", "text/html"), ("/openapi.json", "application/json")] {
        let response = ask(&stack, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(kind), "{path}");
    }
    // What is served is what is written, and its examples work at the moment.
    let mut served: Value = ask(&stack, "/openapi.json").await.json().await.unwrap();
    let written = std::fs::read_to_string(root().join("openapi/gateway.json")).unwrap();
    let mut written: Value = serde_json::from_str(&written).unwrap();
    let shown =
        answer(&stack, "/recommendation/by_day").await["recommendations"]["styles"]["casual"]["id"].take();
    for place in [
        "/components/schemas/FeedbackQuestion/properties/recommendation",
        "/paths/~1feedback~1{person}~1{recommendation}/delete/parameters/1",
    ] {
        assert_eq!(served.pointer_mut(place).unwrap()["example"].take(), shown, "{place}");
        written.pointer_mut(place).unwrap()["example"].take();
    }
    assert_eq!(served, written);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn started_again_it_goes_on_from_its_lake() {
    let folder = tempfile::tempdir().unwrap();
    let clock = clock();
    let stack = start(&folder, &clock).await;
    let before = answer(&stack, "/forecast/latest").await;
    let first = last_run(&stack, "seoul").await;
    assert!(first["hours_added"].as_u64().unwrap() > 24 * 69, "{first}");
    stack.stop().await;

    let stack = start(&folder, &clock).await;
    let again = last_run(&stack, "seoul").await;
    assert_eq!((&again["status"], &again["hours_answered"]), (&"succeeded".into(), &0.into()), "{again}");
    assert_eq!(answer(&stack, "/forecast/latest").await, before);

    // What was missed meanwhile is fetched, with what the provider may have corrected.
    stack.stop().await;
    clock.set(time("2026-11-24T03:21:00Z"));
    let stack = start(&folder, &clock).await;
    until_issued_at(&stack, "2026-11-24T12:00:00+09:00").await;
    let caught_up = last_run(&stack, "seoul").await;
    assert_eq!((&caught_up["spans"], &caught_up["hours_added"]), (&1.into(), &12.into()), "{caught_up}");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_can_read_the_lake() {
    let folder = tempfile::tempdir().unwrap();
    // Back to a winter, which has hours of exactly -9.0 °C.
    let stack = start_with_history(&folder, &clock(), 330).await;
    last_run(&stack, "seoul").await;
    stack.stop().await;
    let read = Command::new(python())
        .arg(root().join("crates/stack/tests/read_lake.py"))
        .arg(folder.path().join("lake/overcoat"))
        .arg(root().join("deploy/demo/observations/seoul.parquet"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&read.stdout);
    assert!(read.status.success(), "{said}{}", String::from_utf8_lossy(&read.stderr));
    assert!(said.contains("hours equal") && !said.contains(" 0 of them at -9.0"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_says_when_it_is_ready_and_ends_when_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut stack = tokio::process::Command::new(program("stack"))
        .current_dir(root())
        .env("ORT_DYLIB_PATH", root().join(".onnxruntime/libonnxruntime.so"))
        .env("OVERCOAT_DATA_DIR", folder.path())
        .envs([
            ("OVERCOAT__STORE__PORT", "0"),
            ("OVERCOAT__REPLAY__PORT", "0"),
            ("OVERCOAT__INGEST__SERVER__PORT", "0"),
            ("OVERCOAT__INFERENCE__SERVER__PORT", "0"),
            ("OVERCOAT__RECOMMENDER__SERVER__PORT", "0"),
            ("OVERCOAT__GATEWAY__SERVER__PORT", "0"),
            ("OVERCOAT__GATEWAY__SERVER__ADMIN_PORT", "0"),
        ])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = tokio::io::BufReader::new(stack.stdout.take().unwrap());
    let mut line = String::new();
    tokio::io::AsyncBufReadExt::read_line(&mut lines, &mut line).await.unwrap();
    assert!(line.contains("http://127.0.0.1:") && line.contains("/docs"), "{line}");
    let url = line.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let status = reqwest::get(format!("{url}forecast/latest")).await.unwrap().status();
    assert_eq!(status, StatusCode::OK);

    let terminated = Command::new("kill").arg(stack.id().unwrap().to_string()).status().unwrap();
    assert!(terminated.success());
    let ended = tokio::time::timeout(Duration::from_secs(10), stack.wait()).await.unwrap();
    assert_eq!(ended.unwrap().code(), Some(0));
}

fn check_forecast(forecast: &Value, last_observation: &str) {
    let hours = forecast["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 168);
    for (lead_h, hour) in (1_i64..).zip(hours) {
        let expected = time(last_observation) + SignedDuration::from_hours(lead_h);
        let text = hour["time"].as_str().unwrap();
        assert_eq!(text.parse::<Timestamp>().unwrap(), expected);
        assert!(text.ends_with("+09:00"), "{text}");
        for variable in ["temperature_c", "relative_humidity_pct", "wind_speed_ms", "cloud_cover_frac"] {
            let quantile = |name: &str| hour[variable][name].as_f64().unwrap();
            assert!(quantile("p10") <= quantile("p50") && quantile("p50") <= quantile("p90"), "{hour}");
        }
        assert!((0.0..=100.0).contains(&hour["relative_humidity_pct"]["p50"].as_f64().unwrap()), "{hour}");
        let clouds = ["p10", "p90"].map(|name| hour["cloud_cover_frac"][name].as_f64().unwrap());
        assert!(clouds.iter().all(|share| (0.0..=1.0).contains(share)), "{hour}");
        assert!(hour["wind_speed_ms"]["p10"].as_f64().unwrap() >= 0.0, "{hour}");
        assert!((0.0..=1.0).contains(&hour["precipitation_probability"].as_f64().unwrap()), "{hour}");
    }
}

fn check_recommendation(recommendation: &Value, forecast: &Value) {
    assert_eq!(recommendation["target_date"], "2026-11-25");
    let of_the_day = |hour: &&Value| hour["time"].as_str().unwrap().starts_with("2026-11-25");
    let temperatures: Vec<f64> = forecast["hours"]
        .as_array()
        .unwrap()
        .iter()
        .filter(of_the_day)
        .map(|hour| hour["temperature_c"]["p50"].as_f64().unwrap())
        .collect();
    let lowest = temperatures.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = temperatures.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let summary = &recommendation["weather_summary"];
    let near = |key: &str, value: f64| {
        let said = summary[key].as_f64().unwrap();
        // Both sides round to what they show.
        assert!((said - value).abs() <= 0.11, "{key} is {said}, the forecast says {value}");
    };
    near("min_temp", lowest);
    near("max_temp", highest);
    near("temp_difference", highest - lowest);
    near("avg_temp", temperatures.iter().sum::<f64>() / 24.0);
    let recommendations = &recommendation["recommendations"];
    for style in ["casual", "business", "sporty", "feminine", "minimal"] {
        for part in ["outer", "top", "bottom"] {
            assert!(!recommendations["styles"][style][part].as_str().unwrap().is_empty(), "{style} {part}");
        }
    }
    for tip in ["activity_tip", "layering_tip"] {
        assert!(!recommendations[tip].as_str().unwrap().is_empty(), "{tip}");
    }
}
