//! `/recommendation`: a day, some hours and a week, in words and units that were asked for.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::{
    ISSUED_AT, MODEL, SEOUL_DAY, SEOUL_LATEST, SEOUL_WEEK, WINDOW, World, day, day_after, eventually,
    forecast, with_answers,
};

const BY_DAY: &str = "/recommendation/by_day";
const HOURS: &str = "/recommendation/window?from=07:30&to=19:00";
const PERSON: &str = "7e57d004-2b97-4e7a-b45f-5387367791cd";
/// The forecast that the gateway knows, as the recommender calls it.
const KNOWN: &str = "20261123T120000Z-1a2b3c4d@2026-11-23T15:00:00Z";

fn week(days: &[Value]) -> Value {
    json!({ "location": "seoul", "days": days })
}

/// What the gateway makes of a day.
fn public(day: &Value, status: &str) -> Value {
    let mut public = day.clone();
    public["status"] = status.into();
    public["age_h"] = 0.into();
    public["units"] = "metric".into();
    public
}

#[tokio::test]
async fn a_day_is_given_as_the_recommender_said_it_and_asked_for_once() {
    let world = World::start().await;
    with_answers(&world);
    let answer = world.get(BY_DAY).await;
    assert_eq!(answer.json(), public(&day(), "fresh"));
    assert_eq!(answer.header("overcoat-status"), "fresh");
    assert_eq!(answer.header("overcoat-forecast-age"), "600");
    assert_eq!(answer.header("content-language"), "en");
    assert_eq!(answer.header("vary"), "accept-encoding, accept-language");
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=3240, stale-while-revalidate=60, stale-if-error=86400"
    );
    for other_words in
        [BY_DAY, BY_DAY, &format!("{BY_DAY}?target_date=2026-11-24&location=seoul&outdoors=1.0")]
    {
        let again = world.get(other_words).await;
        assert_eq!(
            (&again.body, again.header("etag")),
            (&answer.body, answer.header("etag")),
            "{other_words}"
        );
        assert_eq!(again.header("content-language"), "en");
    }
    assert_eq!((world.inference.calls(SEOUL_LATEST).await, world.recommender.calls(SEOUL_DAY).await), (1, 1));
    world.stop().await;
}

#[tokio::test]
async fn the_recommender_is_told_whom_it_is_for() {
    let world = World::start().await;
    with_answers(&world);
    let standard = [
        ("activity", "strolling"),
        ("age", "adult"),
        ("alternatives", "0"),
        ("caution", "careful"),
        ("known_forecast", KNOWN),
        ("lang", "en"),
        ("outdoors_h", "1.0"),
        ("sensitivity", "normal"),
        ("sun_exposure", "0.0"),
        ("units", "metric"),
    ];
    let everything = "sensitivity=feels_very_cold&activity=jogging&outdoors=8&style=sporty&lang=ko&units=us";
    let own = "have=wool_coat,jeans&lack=scarf&lock=jeans&alternatives=2&age=child&sun=0.5&caution=relaxed";
    for (query, differs) in [
        ("", vec![]),
        ("activity=waiting", vec![("activity", "waiting")]),
        ("activity=brisk_walk&outdoors=0.25", vec![("activity", "brisk_walk"), ("outdoors_h", "0.25")]),
        ("activity=strolling&style=casual", vec![("style", "casual")]),
        ("outdoors=2", vec![("outdoors_h", "2.0")]),
        (
            own,
            vec![
                ("age", "child"),
                ("alternatives", "2"),
                ("caution", "relaxed"),
                ("have", "jeans,wool_coat"),
                ("lack", "scarf"),
                ("lock", "jeans"),
                ("sun_exposure", "0.5"),
            ],
        ),
        (
            everything,
            vec![
                ("activity", "running"),
                ("lang", "ko"),
                ("outdoors_h", "8.0"),
                ("sensitivity", "feels_very_cold"),
                ("style", "sporty"),
                ("units", "us"),
            ],
        ),
    ] {
        assert_eq!(world.get(&format!("{BY_DAY}?{query}")).await.status, 200, "{query}");
        let mut expected: std::collections::BTreeMap<&str, &str> = standard.into();
        expected.extend(differs);
        let expected: Vec<(String, String)> =
            expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(world.recommender.queries(SEOUL_DAY).await.last(), Some(&expected), "{query}");
    }
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 7);
    for (query, says) in [
        ("have=Jeans", "garments with commas between"),
        ("sun=2", "within 0 (shade) and 1"),
        ("alternatives=3", "0, 1 or 2"),
        ("age=baby", "child"),
        ("caution=none", "relaxed"),
    ] {
        let detail = world.get(&format!("{BY_DAY}?{query}")).await.problem(400, "invalid-request");
        assert!(detail.contains(says), "{query}: {detail}");
    }
    world.stop().await;
}

#[tokio::test]
async fn numbers_without_a_unit_in_their_name_are_in_the_units_that_were_asked_for() {
    let world = World::start().await;
    with_answers(&world);
    world.recommender.answers(SEOUL_WEEK, &week(&[day()]));
    world.recommender.answers(WINDOW, &day());
    let mut expected = day()["weather_summary"].clone();
    for (field, value) in
        [("avg_temp", 39.6), ("min_temp", 30.2), ("max_temp", 48.4), ("temp_difference", 18.2)]
    {
        expected[field] = value.into();
    }
    for route in [&format!("{BY_DAY}?units=us"), &format!("{HOURS}&units=us")] {
        let answer = world.get(route).await.json();
        assert_eq!((&answer["weather_summary"], &answer["units"]), (&expected, &"us".into()), "{route}");
        assert_eq!(answer["decided_by"], day()["decided_by"], "{route}");
    }
    let answer = world.get("/recommendation/week?units=us").await.json();
    assert_eq!((&answer["days"][0]["weather_summary"], &answer["units"]), (&expected, &"us".into()));
    world.stop().await;
}

#[tokio::test]
async fn the_language_is_that_of_the_query_or_else_of_the_client() {
    let world = World::start().await;
    with_answers(&world);
    for (query, accepted, language) in [
        ("", Some("ko-KR,ko;q=0.9,en-US;q=0.8"), "ko"),
        ("", Some("fr, en;q=0.5, ko;q=0.9"), "ko"),
        ("", Some("en-GB, ko;q=0.9"), "en"),
        ("", Some("de-CH, *;q=0.1"), "en"),
        ("", Some("fr"), "en"),
        ("", Some(";;;"), "en"),
        ("", None, "en"),
        ("?lang=ko", None, "ko"),
        ("?lang=ko", Some("en"), "ko"),
        ("?lang=en", Some("ko"), "en"),
    ] {
        // Twice: the second one is found by its words.
        for _ in 0..2 {
            let headers: Vec<_> =
                accepted.map(|accepted| ("accept-language", accepted)).into_iter().collect();
            let answer = world.get_with(&format!("{BY_DAY}{query}"), &headers).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("content-language"), language, "{query} {accepted:?}");
            assert_eq!(answer.header("vary"), "accept-encoding, accept-language");
        }
    }
    let two_lines = [("accept-language", "fr"), ("accept-language", "ko")];
    assert_eq!(world.get_with(BY_DAY, &two_lines).await.header("content-language"), "ko");
    assert_eq!(world.get_with(BY_DAY, &[("accept-language", "fr")]).await.header("content-language"), "en");
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 2, "one for each language");
    world.stop().await;
}

#[tokio::test]
async fn today_is_over_at_midnight_there() {
    let world = World::with(json!({ "forecast": { "stale_after": "100h" } })).await;
    // Issued at half past, so that its age in whole hours does not change at midnight.
    let issued_at = "2026-11-23T14:30:00Z";
    world.inference.answers(SEOUL_LATEST, &forecast(issued_at));
    world.recommender.answers(SEOUL_DAY, &day_after(issued_at));
    let tomorrow = "GET /v1/recommendations/seoul/2026-11-25";
    world.recommender.answers(tomorrow, &day_after(issued_at));
    world.at("2026-11-24T14:59:59Z");
    for _ in 0..2 {
        world.get(BY_DAY).await.json();
    }
    assert_eq!((world.recommender.calls(SEOUL_DAY).await, world.recommender.calls(tomorrow).await), (1, 0));
    world.at("2026-11-24T15:00:00Z");
    world.get(BY_DAY).await.json();
    assert_eq!((world.recommender.calls(SEOUL_DAY).await, world.recommender.calls(tomorrow).await), (1, 1));
    world.stop().await;
}

#[tokio::test]
async fn in_the_last_hour_of_a_day_today_is_the_day_that_the_forecast_begins_with() {
    let world = World::start().await;
    let issued_at = "2026-11-23T14:00:00Z";
    world.inference.answers(SEOUL_LATEST, &forecast(issued_at));
    world.recommender.answers(SEOUL_DAY, &day_after(issued_at));
    world.at("2026-11-23T14:50:00Z");
    assert_eq!(world.get(BY_DAY).await.json()["target_date"], "2026-11-24");
    world.stop().await;
}

#[tokio::test]
async fn an_answer_that_gets_older_says_so() {
    let world = World::start().await;
    with_answers(&world);
    for (now, age_h, status) in [
        ("2026-11-23T15:59:59Z", 0, "fresh"),
        ("2026-11-23T16:00:00Z", 1, "fresh"),
        ("2026-11-23T18:00:00Z", 3, "fresh"),
        ("2026-11-23T18:00:01Z", 3, "stale"),
    ] {
        world.at(now);
        for _ in 0..2 {
            let answer = world.get(BY_DAY).await;
            assert_eq!(answer.header("overcoat-status"), status, "{now}");
            let body = answer.json();
            assert_eq!((&body["age_h"], &body["status"]), (&age_h.into(), &status.into()), "{now}");
        }
    }
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 1);
    world.stop().await;
}

#[tokio::test]
async fn another_forecast_asks_for_other_clothes() {
    let world = World::never_content().await;
    with_answers(&world);
    world.get(BY_DAY).await.json();
    world.get(BY_DAY).await.json();
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 1);
    let next = "2026-11-23T16:00:00Z";
    world.inference.answers(SEOUL_LATEST, &forecast(next));
    world.recommender.answers(SEOUL_DAY, &day_after(next));
    assert_eq!(world.get(BY_DAY).await.json()["forecast"]["issued_at"], next);
    assert_eq!(world.recommender.calls(SEOUL_DAY).await, 2);
    let known = ("known_forecast".to_owned(), format!("{MODEL}@{next}"));
    assert!(world.recommender.queries(SEOUL_DAY).await[1].contains(&known));
    world.stop().await;
}

#[tokio::test]
async fn the_last_clothes_stand_as_stale_while_the_recommender_fails() {
    let world = World::never_content().await;
    with_answers(&world);
    world.get(BY_DAY).await.json();
    world.inference.answers(SEOUL_LATEST, &forecast("2026-11-23T16:00:00Z"));
    world.recommender.refuses(SEOUL_DAY, 503, ("unavailable", "the lake does not answer"));
    assert_eq!(world.get(BY_DAY).await.json(), public(&day(), "stale"));
    // Of a question that was not asked before nothing is kept.
    let detail = world.get(&format!("{BY_DAY}?units=us")).await.problem(503, "unavailable");
    assert_eq!(detail, "a service behind this one is not ready yet");
    // A question that became wrong has no last answer.
    world.recommender.refuses(SEOUL_DAY, 404, ("not-found", "the forecast does not cover that day"));
    let detail = world.get(BY_DAY).await.problem(404, "not-found");
    assert_eq!(detail, "the forecast does not cover that day");
    world.stop().await;
}

#[tokio::test]
async fn without_a_forecast_the_recommender_looks_for_one() {
    let world = World::start().await;
    world.inference.refuses(SEOUL_LATEST, 503, ("unavailable", "no forecast yet"));
    world.recommender.answers(SEOUL_DAY, &day());
    for calls in 1..=2 {
        assert_eq!(world.get(BY_DAY).await.json(), public(&day(), "fresh"));
        assert_eq!(world.recommender.calls(SEOUL_DAY).await, calls);
    }
    let queries = world.recommender.queries(SEOUL_DAY).await;
    assert!(queries.iter().flatten().all(|(name, _)| name != "known_forecast"), "{queries:?}");
    world.recommender.refuses(SEOUL_DAY, 503, ("unavailable", "no forecast yet"));
    assert_eq!(world.get(BY_DAY).await.json(), public(&day(), "stale"));
    world.stop().await;
}

#[tokio::test]
async fn clothes_for_another_forecast_are_given_and_not_kept() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast("2026-11-23T14:00:00Z"));
    world.recommender.answers(SEOUL_DAY, &day());
    for calls in 1..=3 {
        assert_eq!(world.get(BY_DAY).await.json(), public(&day(), "fresh"));
        assert_eq!(world.recommender.calls(SEOUL_DAY).await, calls);
    }
    world.stop().await;
}

#[tokio::test]
async fn many_who_ask_for_the_same_clothes_cause_one_call() {
    let world = World::start().await;
    with_answers(&world);
    let slow = ResponseTemplate::new(200).set_body_json(day());
    world.recommender.says(SEOUL_DAY, slow.set_delay(std::time::Duration::from_millis(300)));
    let answers = futures_util::future::join_all((0..20).map(|_| world.get(BY_DAY))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!((world.inference.calls(SEOUL_LATEST).await, world.recommender.calls(SEOUL_DAY).await), (1, 1));
    world.stop().await;
}

#[tokio::test]
async fn a_person_is_answered_alone_and_anew_each_time() {
    let world = World::start().await;
    with_answers(&world);
    let mut personal = day();
    personal["person"]["id"] = PERSON.into();
    world.recommender.answers(SEOUL_DAY, &personal);
    let target = format!("{BY_DAY}?person={PERSON}");
    for calls in 1..=2 {
        let answer = world.get(&target).await;
        assert_eq!(answer.json(), public(&personal, "fresh"));
        assert_eq!(answer.header("cache-control"), "private, no-cache");
        assert_eq!(answer.header("overcoat-status"), "fresh");
        assert_eq!(world.recommender.calls(SEOUL_DAY).await, calls);
    }
    let person = ("person".to_owned(), PERSON.to_owned());
    let known = ("known_forecast".to_owned(), KNOWN.to_owned());
    let queries = world.recommender.queries(SEOUL_DAY).await;
    assert!(queries.iter().all(|query| query.contains(&person) && query.contains(&known)), "{queries:?}");
    // Their own last answer stands while the recommender fails.
    world.recommender.says(SEOUL_DAY, ResponseTemplate::new(500));
    let stale = world.get(&target).await;
    assert_eq!(
        (stale.json(), stale.header("cache-control")),
        (public(&personal, "stale"), "private, no-cache")
    );
    world.get(&target.replace("7e57", "7e58")).await.problem(502, "upstream-failed");
    world.stop().await;
}

#[tokio::test]
async fn a_day_that_the_forecast_does_not_cover_is_not_asked_for() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.recommender.answers(SEOUL_DAY, &day());
    world.recommender.answers("GET /v1/recommendations/seoul/2026-12-01", &day());
    for date in ["2026-11-23", "2026-12-02"] {
        let detail = world.get(&format!("{BY_DAY}?target_date={date}")).await.problem(404, "not-found");
        assert_eq!(detail, format!("the forecast does not cover {date}; it covers 2026-11-24 to 2026-12-01"));
        assert_eq!(world.recommender.calls(&format!("GET /v1/recommendations/seoul/{date}")).await, 0);
    }
    for date in ["2026-11-24", "2026-12-01"] {
        assert_eq!(world.get(&format!("{BY_DAY}?target_date={date}")).await.status, 200, "{date}");
    }
    world.stop().await;
}

#[tokio::test]
async fn some_hours_are_asked_for_with_everything_that_counts() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.recommender.answers(WINDOW, &day());
    assert_eq!(world.get(HOURS).await.json(), public(&day(), "fresh"));
    assert_eq!(world.get(HOURS).await.json(), public(&day(), "fresh"));
    let asked = world.recommender.received(WINDOW).await;
    assert_eq!(asked.len(), 1);
    let plain = json!({
        "location": "seoul",
        "from": "2026-11-23T22:30:00Z",
        "until": "2026-11-24T10:00:00Z",
        "person": {
            "sensitivity": "normal", "age": "adult", "activity": "strolling", "activity_met": 1.6, "outdoors_h": 1.0, "sun_exposure": 0.0,
            "caution": "careful"
        },
        "wardrobe": { "have": [], "lack": [] },
        "locked": [],
        "alternatives": 0,
        "lang": "en",
        "units": "metric",
        "known_forecast": KNOWN,
    });
    assert_eq!(asked[0].body_json::<Value>().unwrap(), plain);
    let everything = "sensitivity=feels_hot&activity=brisk_walk&outdoors=2.5&style=sporty&lang=ko&units=us";
    let answer = world.get(&format!("{HOURS}&{everything}&person={PERSON}")).await;
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let mut other = plain;
    other["person"] = json!({
        "sensitivity": "feels_hot", "age": "adult", "activity": "brisk_walk", "activity_met": 2.6, "outdoors_h": 2.5, "sun_exposure": 0.0,
        "caution": "careful", "id": PERSON
    });
    for (field, value) in [("style", "sporty"), ("lang", "ko"), ("units", "us")] {
        other[field] = value.into();
    }
    assert_eq!(world.recommender.received(WINDOW).await[1].body_json::<Value>().unwrap(), other);
    world.stop().await;
}

#[tokio::test]
async fn hours_end_within_a_day_and_touch_the_forecast() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.recommender.answers(WINDOW, &day());
    let ask = |from: &str, to: &str| format!("/recommendation/window?from={from}&to={to}");
    let local = "2026-11-24T00:00:00+09:00";
    for (from, to, says) in [
        (
            "2026-11-23T15:00:00Z",
            "2026-11-24T15:00:01Z",
            format!(
                "{local} to 2026-11-25T00:00:01+09:00 are more than 24 hours; `to` must be at most 24 hours after \
                 `from`"
            ),
        ),
        (
            "2026-11-23T15:00:00Z",
            "2026-11-23T14:59:59Z",
            format!(
                "`to`, 2026-11-23T23:59:59+09:00, is before `from`, {local}; it must be at most 24 hours after it"
            ),
        ),
        (
            "2026-11-23T15:00:00Z",
            "2026-11-23T15:59:59Z",
            format!(
                "the forecast has no hour from {local} to 2026-11-24T00:59:59+09:00; it covers \
                 2026-11-24T01:00:00+09:00 to 2026-12-01T00:00:00+09:00"
            ),
        ),
    ] {
        assert_eq!(world.get(&ask(from, to)).await.problem(404, "not-found"), says);
    }
    assert_eq!(world.recommender.calls(WINDOW).await, 0);
    for (from, to, asked_from, asked_until) in [
        ("2026-11-23T15:00:00Z", "2026-11-24T15:00:00Z", "2026-11-23T15:00:00Z", "2026-11-24T15:00:00Z"),
        ("2026-11-23T16:00:00Z", "2026-11-23T16:00:00Z", "2026-11-23T16:00:00Z", "2026-11-23T16:00:00Z"),
        ("00:00", "01:00", "2026-11-23T15:00:00Z", "2026-11-23T16:00:00Z"),
        ("22:00", "06:00", "2026-11-24T13:00:00Z", "2026-11-24T21:00:00Z"),
    ] {
        assert_eq!(world.get(&ask(from, to)).await.status, 200, "{from} {to}");
        let asked = world.recommender.received(WINDOW).await;
        let asked: Value = asked.last().unwrap().body_json().unwrap();
        assert_eq!((&asked["from"], &asked["until"]), (&asked_from.into(), &asked_until.into()));
    }
    world.stop().await;
}

#[tokio::test]
async fn hours_need_a_forecast() {
    let world = World::start().await;
    world.inference.refuses(SEOUL_LATEST, 503, ("unavailable", "no forecast yet"));
    world.recommender.answers(WINDOW, &day());
    let detail = world.get(HOURS).await.problem(503, "unavailable");
    assert_eq!(detail, "a service behind this one is not ready yet");
    assert_eq!(world.recommender.calls(WINDOW).await, 0);
    world.stop().await;
}

#[tokio::test]
async fn a_week_is_given_day_by_day() {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    let mut second = day();
    second["target_date"] = "2026-11-25".into();
    let days = [day(), second];
    world.recommender.answers(SEOUL_WEEK, &week(&days));
    for _ in 0..2 {
        let answer = world.get("/recommendation/week?sensitivity=feels_cold").await;
        let expected =
            json!({ "status": "fresh", "age_h": 0, "units": "metric", "location": "seoul", "days": days });
        assert_eq!(answer.json(), expected);
        assert_eq!(answer.header("content-language"), "en");
    }
    let queries = world.recommender.queries(SEOUL_WEEK).await;
    assert_eq!(queries.len(), 1);
    for (name, value) in [("sensitivity", "feels_cold"), ("known_forecast", KNOWN)] {
        assert!(queries[0].contains(&(name.to_owned(), value.to_owned())), "{queries:?}");
    }
    world.recommender.answers(SEOUL_WEEK, &week(&[]));
    let detail = world.get("/recommendation/week").await.problem(503, "unavailable");
    assert_eq!(detail, "there are no days to answer for");
    world.stop().await;
}

#[tokio::test]
async fn what_is_too_large_to_keep_is_asked_for_again() {
    let world = World::start().await;
    with_answers(&world);
    let length = world.get(BY_DAY).await.body.len();
    world.stop().await;
    // Two lines: they are not found by their words.
    let languages = [("accept-language", "en"), ("accept-language", "en")];
    // A kept answer counts four times its length, and half of all is for those of a forecast.
    for (max_bytes, is_kept) in [(10 * length, true), (6 * length, false)] {
        let world = World::with(json!({ "cache": { "max_bytes": max_bytes } })).await;
        with_answers(&world);
        let ask_again = || async {
            world.get_with(BY_DAY, &languages).await.json();
            world.recommender.calls(SEOUL_DAY).await
        };
        if is_kept {
            for _ in 0..150 {
                assert_eq!(ask_again().await, 1);
            }
        } else {
            eventually(ask_again, |calls| *calls > 3).await;
        }
        world.stop().await;
    }
}

#[tokio::test]
async fn the_way_back_is_the_next_one_and_ends_within_a_day() {
    let world = World::start().await;
    with_answers(&world);
    world.recommender.answers(WINDOW, &day());
    let target = |back: &str| format!("/recommendation/window?from=07:30&to=08:30{back}");
    for (back, expected) in [
        ("", None),
        ("&back_from=18:00&back_to=19:30", Some(("2026-11-24T09:00:00Z", "2026-11-24T10:30:00Z"))),
        ("&back_from=18:00", Some(("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"))),
        ("&back_from=06:00", Some(("2026-11-24T21:00:00Z", "2026-11-24T22:00:00Z"))),
    ] {
        assert_eq!(world.get(&target(back)).await.status, 200, "{back}");
        let asked = world.recommender.received(WINDOW).await;
        let asked: Value = serde_json::from_slice(&asked.last().unwrap().body).unwrap();
        let expected = expected.map_or(Value::Null, |(from, until)| json!({ "from": from, "until": until }));
        assert_eq!(asked["back"], expected, "{back}");
    }
    for (back, says) in [
        ("&back_to=19:30", "`back_from` is not"),
        ("&back_from=2026-11-24T08:00:00%2B09:00", "it must not begin before `to`"),
        ("&back_from=07:00&back_to=08:00", "at most 24 hours after `from`"),
        ("&back_from=18:00&back_to=2026-11-24T17:00:00%2B09:00", "nor end before it begins"),
    ] {
        let detail = world.get(&target(back)).await.problem(404, "not-found");
        assert!(detail.contains(says), "{back}: {detail}");
    }
    assert!(world.get(&target("&back_from=noon")).await.problem(400, "invalid-request").contains("HH:MM"));
    world.stop().await;
}

#[tokio::test]
async fn a_trip_is_asked_for_with_its_stays_and_told_with_the_age_of_its_oldest_forecast() {
    const TRIPS: &str = "POST /v1/trips";
    let world = World::start().await;
    with_answers(&world);
    let bag = json!([{
        "id": "jeans", "name": "Jeans", "description": "", "category": "bottom", "insulation_clo": 0.2,
        "worn_on": ["2026-11-24"], "taken_along_on": [],
    }]);
    let days = [day(), day_after("2026-11-23T14:00:00Z")];
    let trip = json!({ "style": "casual", "bag": bag, "pieces": 1, "text": "Pack 1 piece.", "days": days });
    world.recommender.answers(TRIPS, &trip);
    let target = "/recommendation/trip?stays=seoul:2026-11-24/2026-11-26,new-york:2026-11-26";
    let answer =
        world.get(&format!("{target}&style=minimal&lock=jeans&activity=hiking&units=us&lang=ko")).await;
    let body = answer.json();
    assert_eq!((&body["status"], &body["age_h"], &body["units"]), (&"fresh".into(), &1.into(), &"us".into()));
    assert_eq!((&body["bag"], &body["days"][0]["weather_summary"]["avg_temp"]), (&bag, &39.6.into()));
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert_eq!(answer.header("content-language"), "ko");
    let asked = world.recommender.received(TRIPS).await;
    let asked: Value = serde_json::from_slice(&asked[0].body).unwrap();
    let stays = json!([
        { "location": "seoul", "from": "2026-11-24", "until": "2026-11-26" },
        { "location": "new-york", "from": "2026-11-26", "until": "2026-11-26" },
    ]);
    assert_eq!((&asked["stays"], &asked["style"]), (&stays, &"minimal".into()));
    assert_eq!((&asked["locked"], &asked["person"]["activity"]), (&json!(["jeans"]), &"hiking".into()));
    for (stays, says) in [
        ("atlantis:2026-11-24", "atlantis"),
        ("seoul:2026-11-26/2026-11-24", "before it begins"),
        ("seoul:2026-11-24/2026-12-01", "at most 7"),
        ("seoul:2026-11-26,new-york:2026-11-24", "in the order"),
    ] {
        let detail =
            world.get(&format!("/recommendation/trip?stays={stays}")).await.problem(404, "not-found");
        assert!(detail.contains(says), "{stays}: {detail}");
    }
    for query in
        ["", "stays=", "stays=seoul", "stays=seoul:tomorrow", "stays=seoul:2026-11-24&location=seoul"]
    {
        world.get(&format!("/recommendation/trip?{query}")).await.problem(400, "invalid-request");
    }
    world.at("2026-12-01T15:00:00Z");
    assert!(world.get(target).await.problem(503, "unavailable").contains("run out"));
    world.stop().await;
}

#[tokio::test]
async fn the_garments_are_those_of_the_recommender() {
    const GARMENTS: &str = "GET /v1/garments";
    let world = World::start().await;
    let garments = json!({ "garments": [{
        "id": "jeans", "name": "청바지", "description": "", "category": "bottom", "styles": ["casual"],
        "insulation_clo": 0.2, "insulation_published": true, "air_permeability_l_m2s": 50.0, "waterproof": 0,
    }] });
    world.recommender.answers(GARMENTS, &garments);
    let answer = world.get("/garments?lang=ko").await;
    assert_eq!(answer.json(), garments);
    let lang = vec![("lang".to_owned(), "ko".to_owned())];
    assert_eq!(world.recommender.queries(GARMENTS).await, [lang]);
    let known = world.get_with("/garments?lang=ko", &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(known.status, 304);
    world.get("/garments?lang=fr").await.problem(400, "invalid-request");
    world.stop().await;
}
