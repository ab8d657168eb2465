//! What clients read in answers: the fields and their types, the headers, the columns
//! of the table and the calendar's properties.

use std::collections::BTreeSet;

use reqwest::Response;
use serde_json::{Map, Value, json};
use stack::base;

use crate::running::{PERSON, get, start, vote};
use crate::shape::Shape;
use crate::snapshot::{assert_frozen, pretty};

/// Status and header names of an answer, and what its headers say of the content.
fn head(response: &Response) -> Value {
    let names: BTreeSet<_> = response.headers().keys().map(ToString::to_string).collect();
    json!({
        "status": response.status().as_u16(),
        "headers": names,
        "content-type": response.headers()["content-type"].to_str().unwrap(),
    })
}

async fn json_answer(response: Response, with_headers: bool) -> Value {
    let mut answer =
        if with_headers { head(&response) } else { json!({ "status": response.status().as_u16() }) };
    let body: Value = response.json().await.unwrap();
    answer["body"] = Shape::of(&body).to_json();
    // Clients tell problems apart by it.
    if body["status"].is_number() && body["type"].is_string() {
        answer["problem"] = body["type"].clone();
    }
    answer
}

/// The properties of a calendar with the names of their parameters.
fn properties(calendar: &str) -> BTreeSet<String> {
    let lines = calendar.lines().filter(|line| !line.starts_with([' ', '\t']));
    lines
        .filter_map(|line| {
            let (property, _) = line.split_once(':')?;
            Some(if matches!(property, "BEGIN" | "END") { line.to_owned() } else { by_name(property) })
        })
        .collect()
}

fn by_name(property: &str) -> String {
    let parts: Vec<_> = property.split(';').map(|part| part.split('=').next().unwrap_or(part)).collect();
    parts.join(";")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answers_are_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder).await;
    let mut answers = Map::new();

    let gateway = base(&stack.gateway);
    answers.insert("gateway POST /feedback".to_owned(), json_answer(vote(&stack).await, true).await);
    for path in [
        "/forecast/latest",
        "/forecast/latest?location=new-york&units=us",
        "/recommendation/by_day?target_date=2026-11-25",
        "/recommendation/window?from=07:30&to=19:00",
        "/recommendation/window?from=07:30&to=08:30&back_from=18:00",
        "/recommendation/week",
        "/recommendation/trip?stays=seoul:2026-11-25/2026-11-26,new-york:2026-11-27",
        "/garments",
        "/locations",
        "/locations?near=37.57,126.97",
        "/models",
        "/nowhere",
        "/forecast/latest?location=atlantis",
        "/forecast/latest?place=seoul",
    ] {
        let answer = json_answer(get(&format!("{gateway}{path}")).await, true).await;
        answers.insert(format!("gateway GET {path}"), answer);
    }
    let profile = get(&format!("{gateway}/feedback/{PERSON}")).await;
    answers.insert("gateway GET /feedback/{person}".to_owned(), json_answer(profile, true).await);

    let table = get(&format!("{gateway}/forecast/latest.csv")).await;
    let mut answer = head(&table);
    answer["columns"] = table.text().await.unwrap().lines().next().unwrap().split(',').collect();
    answers.insert("gateway GET /forecast/latest.csv".to_owned(), answer);
    let calendar = get(&format!("{gateway}/recommendation/week.ics")).await;
    let mut answer = head(&calendar);
    answer["properties"] = json!(properties(&calendar.text().await.unwrap()));
    answers.insert("gateway GET /recommendation/week.ics".to_owned(), answer);

    for (service, server, paths) in [
        ("inference", &stack.inference, &["/v1/forecasts/seoul/latest", "/v1/models"][..]),
        ("ingest", &stack.ingest, &["/v1/locations", "/v1/runs"]),
        (
            "recommender",
            &stack.recommender,
            &["/v1/recommendations/seoul/2026-11-25", "/v1/recommendations/seoul", "/v1/garments"],
        ),
    ] {
        for path in paths {
            let answer = json_answer(get(&format!("{}{path}", base(server))).await, false).await;
            answers.insert(format!("{service} GET {path}"), answer);
        }
    }
    for (service, server) in [
        ("gateway", &stack.gateway),
        ("inference", &stack.inference),
        ("ingest", &stack.ingest),
        ("recommender", &stack.recommender),
    ] {
        for path in ["/livez", "/readyz"] {
            let response = get(&format!("http://{}{path}", server.admin_addr)).await;
            let status = response.status().as_u16();
            let text = response.text().await.unwrap();
            let body =
                serde_json::from_str(&text).map_or_else(|_| json!(text), |body| Shape::of(&body).to_json());
            answers.insert(format!("{service} GET {path}"), json!({ "status": status, "body": body }));
        }
    }
    stack.stop().await;
    assert_frozen("wire.json", &pretty(&Value::Object(answers)));
}
