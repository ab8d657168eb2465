//! `/forecast/latest` and its table: what is in it, how old it is, and how long it holds.

use serde_json::{Value, json};

use crate::support::{ISSUED_AT, MODEL, NOW, SEOUL_LATEST, World, forecast};

async fn world() -> World {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world
}

/// The times of the hours, without the day's part of what is the same in all.
fn times(answer: &Value) -> Vec<&str> {
    answer["hours"].as_array().unwrap().iter().map(|hour| hour["time"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_forecast_is_given_on_the_clock_of_its_place_and_asked_for_once() {
    let world = world().await;
    let answer = world.get("/forecast/latest").await;
    let body = answer.json();
    assert_eq!(body["hours"].as_array().unwrap().len(), 168);
    assert_eq!(body["hours"][167]["time"], "2026-12-01T00:00:00+09:00");
    let first = &body["hours"][0];
    assert_eq!(
        first,
        &json!({
            "time": "2026-11-24T01:00:00+09:00",
            "temperature_c": { "p10": -0.26, "p50": 2.5, "p90": 4.75 },
            "relative_humidity_pct": { "p10": 40.5, "p50": 55.26, "p90": 70.0 },
            "wind_speed_ms": { "p10": 1.0, "p50": 2.5, "p90": 5.0 },
            "cloud_cover_frac": { "p10": 0.25, "p50": 0.5, "p90": 0.75 },
            "precipitation_probability": 0.123,
        })
    );
    let mut head = body.clone();
    head.as_object_mut().unwrap().remove("hours");
    assert_eq!(
        head,
        json!({
            "location": {
                "id": "seoul",
                "name": { "en": "Seoul", "ko": "서울" },
                "latitude_deg": 37.5714,
                "longitude_deg": 126.9658,
                "elevation_m": 85.67,
                "timezone": "Asia/Seoul",
            },
            "issued_at": "2026-11-24T00:00:00+09:00",
            "next_issue_at": "2026-11-24T01:04:00+09:00",
            "status": "fresh",
            "age_h": 0,
            "model": { "name": "forecaster", "version": MODEL },
            "units": "metric",
        })
    );
    assert_eq!(answer.header("overcoat-status"), "fresh");
    assert_eq!(answer.header("overcoat-forecast-age"), "600");
    assert_eq!(answer.header("vary"), "accept-encoding");
    assert_eq!(answer.header("content-language"), "");
    let again = world.get("/forecast/latest").await;
    assert_eq!((again.body, again.headers.get("etag")), (answer.body, answer.headers.get("etag")));
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 1);
    world.stop().await;
}

#[tokio::test]
async fn each_place_has_a_forecast_of_its_own() {
    let world = world().await;
    let mut of_new_york = forecast(ISSUED_AT);
    of_new_york["location"] = "new-york".into();
    let asked = "GET /v1/forecasts/new-york/latest";
    world.inference.answers(asked, &of_new_york);
    let answer = world.get("/forecast/latest?location=new-york").await.json();
    assert_eq!(answer["location"]["name"]["en"], "New York");
    assert_eq!(answer["hours"][0]["time"], "2026-11-23T11:00:00-05:00");
    assert_eq!(world.get("/forecast/latest?location=seoul").await.json()["location"]["id"], "seoul");
    assert_eq!((world.inference.calls(asked).await, world.inference.calls(SEOUL_LATEST).await), (1, 1));
    world.stop().await;
}

#[tokio::test]
async fn in_us_units_temperature_and_wind_have_other_names_and_numbers() {
    let world = world().await;
    let answer = world.get("/forecast/latest?units=us").await.json();
    assert_eq!(answer["units"], "us");
    assert_eq!(
        answer["hours"][0],
        json!({
            "time": "2026-11-24T01:00:00+09:00",
            "temperature_f": { "p10": 31.54, "p50": 36.5, "p90": 40.56 },
            "relative_humidity_pct": { "p10": 40.5, "p50": 55.26, "p90": 70.0 },
            "wind_speed_mph": { "p10": 2.24, "p50": 5.59, "p90": 11.18 },
            "cloud_cover_frac": { "p10": 0.25, "p50": 0.5, "p90": 0.75 },
            "precipitation_probability": 0.123,
        })
    );
    assert_eq!(world.get("/forecast/latest?units=metric").await.json()["units"], "metric");
    world.stop().await;
}

#[tokio::test]
async fn only_the_variables_that_are_asked_for_are_given() {
    let world = world().await;
    for (asked, given) in [
        ("temperature", vec!["temperature_c", "time"]),
        ("relative_humidity", vec!["relative_humidity_pct", "time"]),
        ("wind_speed", vec!["time", "wind_speed_ms"]),
        ("cloud_cover", vec!["cloud_cover_frac", "time"]),
        ("precipitation_probability", vec!["precipitation_probability", "time"]),
        ("wind_speed,temperature,wind_speed", vec!["temperature_c", "time", "wind_speed_ms"]),
    ] {
        let answer = world.get(&format!("/forecast/latest?variables={asked}")).await.json();
        let mut names: Vec<&String> = answer["hours"][0].as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(names, given, "{asked}");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_model_that_has_not_learned_clouds_says_nothing_of_them() {
    let world = World::start().await;
    let mut without = forecast(ISSUED_AT);
    for hour in without["hours"].as_array_mut().unwrap() {
        hour.as_object_mut().unwrap().remove("cloud_cover_frac");
    }
    world.inference.answers(SEOUL_LATEST, &without);
    let answer = world.get("/forecast/latest").await.json();
    assert!(answer["hours"][0].get("cloud_cover_frac").is_none());
    assert_eq!(answer["hours"][0]["precipitation_probability"], 0.123);
    world.stop().await;
}

#[tokio::test]
async fn hours_are_chosen_by_time_and_by_time_of_day() {
    let world = world().await;
    let (first, last) = ("2026-11-24T01:00:00+09:00", "2026-12-01T00:00:00+09:00");
    for (query, hours, from, to) in [
        // The hour that `from` lies in counts, up to its last second.
        ("from=2026-11-23T16:59:59Z&to=2026-11-23T18:00:00Z", 3, first, "2026-11-24T03:00:00+09:00"),
        (
            "from=2026-11-23T17:00:00Z&to=2026-11-23T17:59:59Z",
            1,
            "2026-11-24T02:00:00+09:00",
            "2026-11-24T02:00:00+09:00",
        ),
        ("from=2026-11-24T02:00:00%2B09:00", 167, "2026-11-24T02:00:00+09:00", last),
        ("to=2026-11-23T16:00:00Z", 1, first, first),
        ("from=01:00&to=03:00", 3, first, "2026-11-24T03:00:00+09:00"),
        ("from=23:00&to=01:00", 3, "2026-11-24T23:00:00+09:00", "2026-11-25T01:00:00+09:00"),
        // Without `from`, or with one before it, the first hour is the earliest that is meant.
        ("to=01:00", 1, first, first),
        ("to=00:00", 24, first, "2026-11-25T00:00:00+09:00"),
        ("from=2026-11-23T14:59:59Z&to=00:00", 24, first, "2026-11-25T00:00:00+09:00"),
        ("from=2026-11-24T15:00:00Z&to=01:00", 2, "2026-11-25T00:00:00+09:00", "2026-11-25T01:00:00+09:00"),
    ] {
        let answer = world.get(&format!("/forecast/latest?{query}")).await.json();
        let times = times(&answer);
        assert_eq!((times.len(), times[0], times[times.len() - 1]), (hours, from, to), "{query}");
    }
    for query in
        ["from=2026-11-23T15:00:00Z&to=00:00", "from=2026-11-30T16:00:00Z", "to=2026-11-23T15:59:59Z"]
    {
        let detail = world.get(&format!("/forecast/latest?{query}")).await.problem(404, "not-found");
        assert_eq!(
            detail,
            format!("the forecast has no hour within `from` and `to`; it covers {first} to {last}"),
            "{query}"
        );
    }
    world.stop().await;
}

#[tokio::test]
async fn the_table_has_a_row_an_hour_and_units_in_its_header() {
    let world = world().await;
    let answer = world.get("/forecast/latest.csv?to=02:00").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("overcoat-status"), "fresh");
    assert_eq!(answer.header("vary"), "accept-encoding");
    assert_eq!(
        answer.text(),
        "time,temperature_c_p10,temperature_c_p50,temperature_c_p90,relative_humidity_pct_p10,\
         relative_humidity_pct_p50,relative_humidity_pct_p90,wind_speed_ms_p10,wind_speed_ms_p50,\
         wind_speed_ms_p90,cloud_cover_frac_p10,cloud_cover_frac_p50,cloud_cover_frac_p90,\
         precipitation_probability\n\
         2026-11-24T01:00:00+09:00,-0.26,2.5,4.75,40.5,55.26,70,1,2.5,5,0.25,0.5,0.75,0.123\n\
         2026-11-24T02:00:00+09:00,-0.01,2.75,5,40.5,55.26,70,1,2.5,5,0.25,0.5,0.75,0.123\n"
    );
    let us = world.get("/forecast/latest.csv?units=us&variables=temperature,wind_speed&to=01:00").await;
    assert_eq!(
        us.text(),
        "time,temperature_f_p10,temperature_f_p50,temperature_f_p90,wind_speed_mph_p10,wind_speed_mph_p50,\
         wind_speed_mph_p90\n2026-11-24T01:00:00+09:00,31.54,36.5,40.56,2.24,5.59,11.18\n"
    );
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 1);
    world.stop().await;
}

#[tokio::test]
async fn an_answer_holds_until_the_next_forecast_is_expected() {
    let world = world().await;
    for (now, age_s, max_age_s) in [
        // Not longer than an hour.
        ("2026-11-23T15:00:00Z", 0, 3600),
        ("2026-11-23T15:03:59Z", 239, 3600),
        ("2026-11-23T15:04:01Z", 241, 3599),
        (NOW, 600, 3240),
        ("2026-11-23T16:03:49Z", 3829, 11),
        // Not shorter than ten seconds, even when it is late.
        ("2026-11-23T16:03:51Z", 3831, 10),
        ("2026-11-23T16:04:00Z", 3840, 10),
        ("2026-11-23T17:00:00Z", 7200, 10),
        // A clock that is behind makes no negative age.
        ("2026-11-23T13:00:00Z", 0, 3600),
    ] {
        world.at(now);
        let answer = world.get("/forecast/latest").await;
        assert_eq!(
            answer.header("cache-control"),
            format!("public, max-age={max_age_s}, stale-while-revalidate=60, stale-if-error=86400"),
            "{now}"
        );
        assert_eq!(answer.header("overcoat-forecast-age"), age_s.to_string(), "{now}");
        let body = answer.json();
        assert_eq!((&body["status"], &body["age_h"]), (&"fresh".into(), &(age_s / 3600).into()), "{now}");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_forecast_is_stale_after_three_hours_and_of_no_use_after_its_last() {
    let world = world().await;
    for (now, status, age_h) in [
        ("2026-11-23T18:00:00Z", "fresh", 3),
        ("2026-11-23T18:00:01Z", "stale", 3),
        ("2026-11-23T18:59:59Z", "stale", 3),
        ("2026-11-23T19:00:00Z", "stale", 4),
        ("2026-11-30T15:00:00Z", "stale", 168),
        ("2026-11-23T18:00:00Z", "fresh", 3),
    ] {
        world.at(now);
        let answer = world.get("/forecast/latest").await;
        assert_eq!(answer.header("overcoat-status"), status, "{now}");
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400",
            "{now}"
        );
        let body = answer.json();
        assert_eq!((&body["status"], &body["age_h"]), (&status.into(), &age_h.into()), "{now}");
    }
    world.at("2026-11-30T15:00:01Z");
    let answer = world.get("/forecast/latest").await;
    assert_eq!(
        answer.problem(503, "unavailable"),
        "the last forecast has run out, and there is no newer one"
    );
    assert_eq!(answer.header("retry-after"), "5");
    world.stop().await;
}

#[tokio::test]
async fn how_a_forecast_is_labelled_is_configured() {
    let world = World::with(json!({ "forecast": { "stale_after": "30m", "issue_delay": "10m" } })).await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    let answer = world.get("/forecast/latest").await;
    assert_eq!(answer.json()["next_issue_at"], "2026-11-24T01:10:00+09:00");
    world.at("2026-11-23T15:30:01Z");
    assert_eq!(world.get("/forecast/latest").await.json()["status"], "stale");
    world.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_query_is_told_with_what_is_allowed() {
    let world = world().await;
    for route in ["/forecast/latest", "/forecast/latest.csv"] {
        for (query, says) in [
            ("from=7:30", vec!["from", "`7:30`", "HH:MM"]),
            ("to=noon", vec!["to", "`noon`", "RFC 3339"]),
            ("to=", vec!["to", "HH:MM"]),
            ("units=kelvin", vec!["units", "kelvin", "metric", "us"]),
            ("variables=snow", vec!["variables", "snow", "temperature", "cloud_cover"]),
            ("variables=", vec!["variables"]),
            ("variables=temperature,", vec!["variables"]),
            ("hours=3", vec!["hours", "location", "variables", "from", "to", "units"]),
            ("location=Seoul", vec!["location"]),
            ("units=us&units=metric", vec!["units"]),
        ] {
            let detail = world.get(&format!("{route}?{query}")).await.problem(400, "invalid-request");
            assert!(says.iter().all(|part| detail.contains(part)), "{query}: {detail}");
        }
        let detail = world.get(&format!("{route}?location=atlantis")).await.problem(404, "not-found");
        assert!(detail.contains("atlantis"), "{detail}");
    }
    assert_eq!(world.inference.calls(SEOUL_LATEST).await, 0);
    world.stop().await;
}
