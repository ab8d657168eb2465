//! What clients rely on at the public door: caching, languages, units, formats,
//! keys and limits.

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use stack::{Stack, base};

use crate::helpers::{answer, ask, clock, start, start_with, time, until_issued_at};

const PERSON: &str = "7e57d004-2b97-4e7a-b45f-5387367791cd";

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

async fn ask_with(stack: &Stack, path: &str, headers: &[(&str, &str)]) -> Response {
    let url = format!("{}{path}", base(&stack.gateway));
    let request = Client::builder().build().unwrap().get(url);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_conditional_packed_and_hold_until_the_next_forecast() {
    let folder = tempfile::tempdir().unwrap();
    let clock = clock();
    let stack = start(&folder, &clock).await;
    for path in [
        "/forecast/latest",
        "/forecast/latest.csv",
        "/recommendation/by_day?lang=en",
        "/recommendation/window?from=07:30&to=19:00",
        "/recommendation/week?style=casual",
        "/recommendation/week.ics",
    ] {
        let plain = ask(&stack, path).await;
        assert_eq!(plain.status(), StatusCode::OK, "{path}");
        // Issued at 00:00, and it is 00:21: the next one comes at 01:04.
        let caching = header(&plain, "cache-control").to_owned();
        assert!(caching.starts_with("public, max-age=2580,"), "{path}: {caching}");
        assert_eq!(header(&plain, "overcoat-status"), "fresh");
        assert_eq!(header(&plain, "overcoat-forecast-age"), "1260");
        let tag = header(&plain, "etag").to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag} is not strong");
        let body = plain.bytes().await.unwrap();

        let mut tags = vec![tag.clone()];
        for encoding in ["br", "zstd", "gzip"] {
            let packed = ask_with(&stack, path, &[("accept-encoding", encoding)]).await;
            assert_eq!(header(&packed, "content-encoding"), encoding, "{path}");
            assert!(header(&packed, "vary").contains("accept-encoding"));
            tags.push(header(&packed, "etag").to_owned());
            let again = ask_with(
                &stack,
                path,
                &[("accept-encoding", encoding), ("if-none-match", tags.last().unwrap())],
            )
            .await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path} {encoding}");
            let packed = packed.bytes().await.unwrap();
            assert!(packed.len() * 2 < body.len(), "{path} {encoding}: {} of {}", packed.len(), body.len());
        }
        let other = r#""something", W/"else""#;
        for (sent, status) in
            [(tag.as_str(), 304), ("*", 304), (other, 200), (&format!("{other}, {tag}"), 304)]
        {
            let again = ask_with(&stack, path, &[("if-none-match", sent)]).await;
            assert_eq!(again.status(), status, "{path} {sent}");
            assert_eq!((header(&again, "etag"), header(&again, "cache-control")), (&*tag, &*caching));
        }
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 4, "{path}: every encoding has a tag of its own");
    }
    for path in ["/locations?q=seo", "/models"] {
        let tag = header(&ask(&stack, path).await, "etag").to_owned();
        let again = ask_with(&stack, path, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
    }
    let before = header(&ask(&stack, "/recommendation/week").await, "etag").to_owned();
    let again = ask_with(&stack, "/recommendation/week", &[("if-none-match", &before)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    clock.set(time("2026-11-23T16:21:00Z"));
    until_issued_at(&stack, "2026-11-24T01:00:00+09:00").await;
    let after = ask_with(&stack, "/recommendation/week", &[("if-none-match", &before)]).await;
    assert_eq!(after.status(), StatusCode::OK, "a new forecast replaces every answer");
    let week: Value = after.json().await.unwrap();
    for day in week["days"].as_array().unwrap() {
        assert_eq!(day["forecast"]["issued_at"], "2026-11-23T16:00:00Z");
    }
    let today = "/recommendation/by_day";
    assert_eq!(answer(&stack, today).await["target_date"], "2026-11-24");
    // The day ends before a newer forecast is heard of.
    clock.set(time("2026-11-24T15:30:00Z"));
    assert_eq!(answer(&stack, today).await["target_date"], "2026-11-25", "the same words mean another day");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_client_reads_it_in_its_own_language_units_and_form() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let day = "/recommendation/by_day?target_date=2026-11-25";

    let korean = ask_with(&stack, day, &[("accept-language", "ko-KR,ko;q=0.9,en;q=0.8")]).await;
    assert_eq!(header(&korean, "content-language"), "ko");
    assert!(header(&korean, "vary").contains("accept-language"));
    let korean: Value = korean.json().await.unwrap();
    assert_eq!(korean, answer(&stack, &format!("{day}&lang=ko")).await);
    let english = answer(&stack, day).await;
    assert_ne!(korean["recommendations"], english["recommendations"]);

    let us = answer(&stack, &format!("{day}&units=us")).await;
    let warmest = |answer: &Value| answer["weather_summary"]["max_temp"].as_f64().unwrap();
    assert!((warmest(&us) - (warmest(&english) * 1.8 + 32.0)).abs() < 0.051, "{us}");
    let texts = us["recommendations"].to_string();
    assert!(texts.contains("°F") && !texts.contains("°C"), "{texts}");
    assert_eq!(us["decided_by"], english["decided_by"], "what names its unit keeps it");

    let one = answer(&stack, &format!("{day}&style=sporty")).await;
    let styles = one["recommendations"]["styles"].as_object().unwrap();
    assert_eq!(styles.keys().collect::<Vec<_>>(), ["sporty"]);
    let told = |answer: &Value| {
        let recommendations = &answer["recommendations"];
        (recommendations["styles"]["sporty"].clone(), recommendations["layering_tip"].clone())
    };
    assert_eq!(told(&one), told(&english));

    let cold =
        answer(&stack, &format!("{day}&sensitivity=feels_very_cold&activity=waiting&outdoors=3")).await;
    assert_eq!(cold["temperature_shift_k"], -3.0);
    assert_eq!(cold["person"]["activity_met"], 1.2);
    assert_eq!(cold["person"]["outdoors_h"], 3.0);

    let hours = english["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 24);
    let decides = &english["decided_by"];
    for hour in hours {
        assert_eq!(
            hour["required_insulation_clo"].is_null(),
            hour["time"].as_str().unwrap()[11..13] < *"07" || hour["time"].as_str().unwrap()[11..13] > *"22",
            "{hour}"
        );
        if hour["time"] == decides["time"] {
            assert_eq!(hour["required_insulation_clo"], decides["required_insulation_clo"]);
        }
    }

    let part = answer(
        &stack,
        "/forecast/latest?variables=wind_speed,temperature&units=us&from=2026-11-24T10:30:00Z&to=2026-11-24T12:00:00Z",
    )
    .await;
    let hours = part["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 3, "{part}");
    assert_eq!(hours[0]["time"], "2026-11-24T19:00:00+09:00");
    assert_eq!(
        hours[0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["temperature_f", "time", "wind_speed_mph"]
    );
    for (query, ends) in [
        ("from=22:00&to=02:00", ("2026-11-24T22:00:00+09:00", "2026-11-25T02:00:00+09:00")),
        // No hour of the forecast is as early as the one that it was issued in.
        ("to=00:30", ("2026-11-24T01:00:00+09:00", "2026-11-25T00:00:00+09:00")),
        ("from=2020-01-01T00:00:00Z&to=03:00", ("2026-11-24T01:00:00+09:00", "2026-11-24T03:00:00+09:00")),
    ] {
        let part = answer(&stack, &format!("/forecast/latest?{query}")).await;
        let hours = part["hours"].as_array().unwrap();
        let times = [&hours[0], &hours[hours.len() - 1]].map(|hour| hour["time"].as_str().unwrap());
        assert_eq!(times, [ends.0, ends.1], "{query}");
    }
    let table = ask(&stack, "/forecast/latest.csv?variables=temperature").await;
    assert_eq!(header(&table, "content-type"), "text/csv; charset=utf-8");
    let table = table.text().await.unwrap();
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("time,temperature_c_p10,temperature_c_p50,temperature_c_p90"));
    assert!(lines.next().unwrap().starts_with("2026-11-24T01:00:00+09:00,"));
    assert_eq!(lines.count(), 167);

    let commute = answer(&stack, "/recommendation/window?from=07:30&to=19:00").await;
    let window = &commute["window"];
    assert_eq!(
        (&window["from"], &window["until"]),
        (&json!("2026-11-24T07:00:00+09:00"), &json!("2026-11-24T19:00:00+09:00"))
    );
    let night = answer(&stack, "/recommendation/window?from=22:00&to=02:00").await;
    assert_eq!(night["window"]["until"], "2026-11-25T02:00:00+09:00");
    let soon = answer(&stack, "/recommendation/window?from=00:30&to=03:00").await;
    assert_eq!(soon["target_date"], "2026-11-24", "who leaves within this hour does not mean tomorrow");

    let calendar = ask(&stack, "/recommendation/week.ics?lang=ko&style=minimal").await;
    assert_eq!(header(&calendar, "content-type"), "text/calendar; charset=utf-8");
    let calendar = calendar.text().await.unwrap();
    assert!(
        calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Overcoat//EN\r\n"),
        "{calendar}"
    );
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 7);
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20261124")
            && calendar.contains("UID:seoul-2026-11-24-minimal@overcoat")
    );
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "RFC 5545 folds longer lines");

    let found = answer(&stack, "/locations?q=SEO&near=37.57,126.97&limit=1").await;
    assert_eq!(found["locations"][0]["id"], "seoul");
    assert!(found["locations"][0]["distance_km"].as_f64().unwrap() < 1.0);
    assert_eq!(answer(&stack, "/locations?q=%EC%84%9C").await["locations"][0]["id"], "seoul");
    assert_eq!(answer(&stack, "/locations?q=atlantis").await["locations"], json!([]));

    let models = answer(&stack, "/models").await;
    let champion = &models["models"][0];
    assert_eq!(champion["aliases"], json!(["champion"]));
    assert_eq!(champion["version"], english["forecast"]["model"]["version"]);
    assert!(champion["backtest"]["seoul"]["temperature_rmse_c"]["model"].as_f64().unwrap() > 0.0);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_changes_my_answers_and_nobody_elses_and_needs_a_key_where_there_are_any() {
    let folder = tempfile::tempdir().unwrap();
    // The SHA-256 of `abc`.
    let alice = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let keys = json!({ "api_keys": { "alice": alice } });
    let stack = start_with(&folder, &clock(), keys).await;
    let client = Client::builder().build().unwrap();
    let feedback = format!("{}/feedback", base(&stack.gateway));
    let mine = format!("/recommendation/by_day?target_date=2026-11-25&person={PERSON}");
    let everybodys = "/recommendation/by_day?target_date=2026-11-25";
    let (before, others) = (answer(&stack, &mine).await, answer(&stack, everybodys).await);
    let shown = before["recommendations"]["styles"]["casual"]["id"].as_str().unwrap();
    let vote = json!({ "person": PERSON, "recommendation": shown, "vote": "too_cold" });

    let refused = client.post(&feedback).json(&vote).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(header(&refused, "www-authenticate"), "Bearer");
    let wrong = client.post(&feedback).bearer_auth("abd").json(&vote).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let given = client.post(&feedback).header("x-api-key", "abc").json(&vote).send().await.unwrap();
    assert_eq!(given.status(), StatusCode::OK);
    let profile: Value = given.json().await.unwrap();
    assert!(profile["offset_k"].as_f64().unwrap() < 0.0);
    assert_eq!(answer(&stack, &format!("/feedback/{PERSON}")).await, profile);

    let after = ask(&stack, &mine).await;
    assert_eq!(header(&after, "cache-control"), "private, no-cache");
    let after: Value = after.json().await.unwrap();
    assert!(after["temperature_shift_k"].as_f64().unwrap() < -0.4, "{after}");
    assert_eq!(answer(&stack, everybodys).await, others);

    let undo = format!("{feedback}/{PERSON}/{shown}");
    assert_eq!(client.delete(&undo).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let undone: Value = client.delete(&undo).bearer_auth("abc").send().await.unwrap().json().await.unwrap();
    assert_eq!(undone["votes"], json!([]));
    assert_eq!(ask(&stack, &format!("/feedback/{PERSON}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer(&stack, &mine).await, before);
    let forget = client.delete(format!("{feedback}/{PERSON}")).bearer_auth("abc").send().await.unwrap();
    assert_eq!(forget.status(), StatusCode::NO_CONTENT);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_or_too_much_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let door = json!({
        "door": { "client": { "requests_per_second": 1, "burst": 20 } },
        "server": { "cors_origins": ["https://example.org"] },
    });
    let stack = start_with(&folder, &clock(), door).await;
    let answered = ask(&stack, "/locations").await;
    assert_eq!(header(&answered, "ratelimit-policy"), r#""client";q=20;w=20"#);
    assert!(header(&answered, "ratelimit").starts_with(r#""client";r="#), "{:?}", answered.headers());
    assert_eq!(header(&answered, "x-content-type-options"), "nosniff");
    assert_eq!(header(&answered, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    for page in ["/", "/docs/"] {
        let page = ask(&stack, page).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(header(&page, name), value, "{}", page.url());
        }
        assert!(header(&page, "content-security-policy").contains("frame-ancestors 'none'"));
    }
    assert_eq!(header(&answered, "access-control-allow-origin"), "");
    let across = ask_with(&stack, "/locations", &[("origin", "https://example.org")]).await;
    assert_eq!(header(&across, "access-control-allow-origin"), "https://example.org");

    let long = "x".repeat(20_000);
    let large = ask_with(&stack, "/locations", &[("x-anything", &long)]).await;
    assert_eq!(large.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    let url = format!("{}/feedback", base(&stack.gateway));
    let large = Client::builder().build().unwrap().post(url).json(&json!({ "person": "x".repeat(70_000) }));
    assert_eq!(large.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);

    let mut refused = ask(&stack, "/locations").await;
    while refused.status() == StatusCode::OK {
        refused = ask(&stack, "/locations").await;
    }
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&refused, "content-type"), "application/problem+json");
    assert!(header(&refused, "retry-after").parse::<u64>().unwrap() >= 1);
    assert!(header(&refused, "ratelimit").starts_with(r#""client";r=0;"#));

    // Health is for operators: the public port does not know it, and the admin port
    // has no limit.
    for path in ["livez", "readyz", "metrics"] {
        let url = format!("http://{}/{path}", stack.gateway.admin_addr);
        assert_eq!(reqwest::get(url).await.unwrap().status(), StatusCode::OK, "{path}");
    }
    stack.stop().await;
}
