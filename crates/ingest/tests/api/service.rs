use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::lake::{Lake, Store};
use common::location::Locations;
use common::observation::Observation;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::support::{Asked, FIXTURE, Ingest, Outside, answer_in_full, call, time};

const NOW: &str = "2026-07-01T12:30:00Z";

fn inference() -> Outside {
    Outside::start(|_| (200, "{}".to_owned()))
}

async fn crawl(server: &service::Server) -> Value {
    let (status, answer) = call(server, "POST", "/v1/crawls", r#"{"location":"seoul"}"#).await;
    assert_eq!(status, 200, "{answer}");
    answer["runs"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_location_is_filled_newest_first_and_a_restart_asks_for_nothing() {
    let (kma, inference) = (Outside::kma(|_| false), inference());
    let ingest = Ingest::new(&kma, &inference, NOW).await;
    let server = ingest.serve().await;
    // The crawl at the start and this one take turns; together they fill it.
    let run = crawl(&server).await;
    assert_eq!((&run["status"], &run["hours_added"]), (&json!("succeeded"), &json!(0)));
    let (_, runs) = call(&server, "GET", "/v1/runs?location=seoul&limit=5", "").await;
    let first = &runs["runs"][1];
    assert_eq!((&first["spans"], &first["hours_added"]), (&json!(3), &json!(90 * 24)));
    let ends: Vec<String> = kma.asked().iter().map(|asked| asked["tm2"].clone()).collect();
    assert_eq!(ends, ["202607012100", "202606012100", "202605022100"]);
    let told = inference.asked();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["body"], r#"{"location":"seoul"}"#);

    let (_, locations) = call(&server, "GET", "/v1/locations", "").await;
    let seoul = &locations["locations"][0];
    assert_eq!(seoul["last_observed_at"], "2026-07-01T12:00:00Z");
    assert_eq!(seoul["coverage"]["from"], "2026-04-02T13:00:00Z");
    server.stop().await;

    let server = ingest.serve().await;
    let run = crawl(&server).await;
    assert_eq!((&run["spans"], &run["last_observed_at"]), (&json!(0), &json!("2026-07-01T12:00:00Z")));
    assert!(kma.asked().is_empty());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_makes_it_crawl_every_hour() {
    let (kma, inference) = (Outside::kma(|_| false), inference());
    let ingest = Ingest::new(&kma, &inference, NOW).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    kma.asked();
    for hour in 1..=3 {
        ingest.clock.set(time("2026-07-01T12:03:00Z") + hour.hours());
        let asked = loop {
            let asked = kma.asked();
            if !asked.is_empty() {
                break asked;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        let stamp = format!("202607012{}00", 1 + hour);
        let stamp = if hour == 3 { "202607020000".to_owned() } else { stamp };
        // The hours that are 1, 3 and 12 hours old are asked for again.
        let oldest = format!("20260701{}00", 9 + hour);
        assert_eq!((&asked[0]["tm1"], &asked[0]["tm2"]), (&oldest, &stamp));
        crawl(&server).await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_that_comes_late_is_asked_for_again() {
    let late = Arc::new(AtomicBool::new(true));
    let hole = time("2026-07-01T07:00:00Z");
    let kma = Outside::kma({
        let late = Arc::clone(&late);
        move |hour| hour == hole && late.load(Ordering::Relaxed)
    });
    let ingest = Ingest::new(&kma, &inference(), NOW).await;
    let server = ingest.serve().await;
    let run = crawl(&server).await;
    assert_eq!((&run["hours_answered"], &run["hours_added"]), (&json!(0), &json!(0)));
    assert_eq!((&run["hours_missing"], &run["hours_unavailable"]), (&json!(1), &json!(0)));
    late.store(false, Ordering::Relaxed);
    let run = crawl(&server).await;
    assert_eq!((&run["hours_answered"], &run["hours_added"]), (&json!(1), &json!(1)));
    assert_eq!(crawl(&server).await["spans"], 0);
    server.stop().await;
}

/// What the lake of another service has that was never disturbed.
async fn undisturbed() -> Vec<Observation> {
    let (kma, inference) = (Outside::kma(|_| false), inference());
    let ingest = Ingest::new(&kma, &inference, LATER).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    server.stop().await;
    stored(&ingest).await
}

/// Ten days after [`NOW`].
const LATER: &str = "2026-07-11T12:30:00Z";

async fn stored(ingest: &Ingest) -> Vec<Observation> {
    let config = ingest.config();
    let locations = Locations::load(config.locations_file.as_ref()).unwrap();
    let lake = Lake::open(&config.lake).await;
    let from = time(LATER) - (89 * 24).hours();
    lake.observations(locations.default_location(), from, time(LATER)).await.unwrap()
}

/// The answer of a provider that is ill until `LATER`, and the lake a crawl after it is well again.
async fn healed(ill: impl Fn(&Asked, String) -> String + Send + Sync + 'static) -> Vec<Observation> {
    let well = Arc::new(AtomicBool::new(false));
    let kma = Outside::start({
        let well = Arc::clone(&well);
        move |asked| {
            let text = answer_in_full(asked, &|_| false);
            (200, if well.load(Ordering::Relaxed) { text } else { ill(asked, text) })
        }
    });
    let ingest = Ingest::new(&kma, &inference(), NOW).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    ingest.clock.set(time(NOW) + 5.hours());
    let run = crawl(&server).await;
    assert_eq!(run["status"], "succeeded", "{run}");
    well.store(true, Ordering::Relaxed);
    ingest.clock.set(time(LATER));
    assert_eq!(crawl(&server).await["status"], "succeeded");
    server.stop().await;
    stored(&ingest).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_were_empty_leave_nothing_missing() {
    let empty = |_: &Asked, text: String| {
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
        lines.join("\n") + "\n"
    };
    assert_eq!(healed(empty).await, undisturbed().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_came_late_or_were_corrected_are_taken() {
    let nulls = |_: &Asked, text: String| text.replace("  71.0 ", "  -9.0 ");
    let guesses = |_: &Asked, text: String| text.replace("  71.0 ", "  75.0 ");
    let undisturbed = undisturbed().await;
    assert_eq!(healed(nulls).await, undisturbed);
    let corrected = healed(guesses).await;
    // What was settled when the provider was well again stays; of the last days all is corrected.
    let wrong = corrected.iter().zip(&undisturbed).filter(|(one, other)| one != other);
    let last_wrong = wrong.map(|(one, _)| one.time).max().unwrap();
    assert!(last_wrong < time("2026-06-24T00:00:00Z"), "{last_wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_was_deleted_comes_back() {
    let (kma, inference) = (Outside::kma(|_| false), inference());
    let ingest = Ingest::new(&kma, &inference, LATER).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    let before = stored(&ingest).await;
    let store = Store::open(&ingest.config().lake).await;
    store
        .delete("observations/source=kma_sfctm3/location=seoul/year=2026/month=5/data.parquet")
        .await
        .unwrap();
    assert!(stored(&ingest).await.len() < before.len());
    let run = crawl(&server).await;
    assert_eq!((&run["hours_added"], &run["hours_missing"]), (&json!(744), &json!(0)), "{run}");
    assert_eq!(stored(&ingest).await, before);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lake_of_an_earlier_release_is_moved_and_not_crawled_anew() {
    let (kma, inference) = (Outside::kma(|_| false), inference());
    let ingest = Ingest::new(&kma, &inference, LATER).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    server.stop().await;
    let before = stored(&ingest).await;
    let store = Store::open(&ingest.config().lake).await;
    let folder = "observations/source=kma_sfctm3/location=seoul/year=2026";
    for (place, earlier) in [("month=5", "month=05"), ("month=6", "month=06"), ("month=7", "month=07")] {
        let [place, earlier] = [place, earlier].map(|month| format!("{folder}/{month}/data.parquet"));
        let object = store.get(&place).await.unwrap().unwrap();
        store.replace(&earlier, object.body.clone(), None).await.unwrap();
        if earlier.contains("06") {
            // The earlier release has hours that the move did not see.
            let hours = common::lake::codec::read_observations(object.body).unwrap();
            let fewer = common::lake::codec::write_observations(&hours[5..]).unwrap();
            store.replace(&place, fewer, Some(object.version)).await.unwrap();
        } else {
            store.delete(&place).await.unwrap();
        }
    }
    let record = "pointers/crawls/source=kma_sfctm3/location=seoul.json";
    let object = store.get(record).await.unwrap().unwrap();
    let earlier = r#"{"station":"108","from":"2026-04-12T13:00:00Z","until":"2026-07-11T12:00:00Z"}"#;
    store.replace(record, earlier.into(), Some(object.version)).await.unwrap();
    assert_eq!(stored(&ingest).await, before, "the earlier names are read, too");
    kma.asked();

    let server = ingest.serve().await;
    let run = crawl(&server).await;
    assert_eq!((&run["spans"], &run["hours_missing"]), (&json!(0), &json!(0)), "{run}");
    assert!(kma.asked().is_empty());
    assert_eq!(stored(&ingest).await, before);
    let keys = store.list(folder).await.unwrap();
    let months: Vec<&str> = keys.iter().map(|key| key.split('/').nth(4).unwrap()).collect();
    assert_eq!(months, ["month=4", "month=5", "month=6", "month=7"]);
    let (_, locations) = call(&server, "GET", "/v1/locations", "").await;
    assert_eq!(locations["locations"][0]["last_observed_at"], "2026-07-11T12:00:00Z");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_changes_what_is_settled_is_held_back_and_told() {
    let wrong = Arc::new(AtomicBool::new(false));
    let kma = Outside::start({
        let wrong = Arc::clone(&wrong);
        move |asked| {
            let text = answer_in_full(asked, &|_| false);
            (200, if wrong.load(Ordering::Relaxed) { text.replace("  71.0 ", "  17.0 ") } else { text })
        }
    });
    let ingest = Ingest::new(&kma, &inference(), LATER).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    let before = stored(&ingest).await;
    let store = Store::open(&ingest.config().lake).await;
    wrong.store(true, Ordering::Relaxed);
    // Two hours are missing, and what lies between is asked for with them.
    let key = "observations/source=kma_sfctm3/location=seoul/year=2026/month=5/data.parquet";
    let object = store.get(key).await.unwrap().unwrap();
    let hours = common::lake::codec::read_observations(object.body).unwrap();
    let kept: Vec<Observation> =
        hours.into_iter().enumerate().filter(|(n, _)| ![30, 740].contains(n)).map(|(_, hour)| hour).collect();
    let body = common::lake::codec::write_observations(&kept).unwrap();
    store.replace(key, body, Some(object.version)).await.unwrap();
    let run = crawl(&server).await;
    assert_eq!((&run["status"], &run["hours_changed"]), (&json!("failed"), &json!(0)), "{run}");
    assert!(run["error"].as_str().unwrap().contains("would change 709 settled hours"), "{run}");
    let (_, locations) = call(&server, "GET", "/v1/locations", "").await;
    assert!(locations["locations"][0]["last_error"]["error"].as_str().unwrap().contains("held back"));
    wrong.store(false, Ordering::Relaxed);
    assert_eq!(crawl(&server).await["hours_missing"], 0);
    assert_eq!(stored(&ingest).await, before);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_cut_off_leaves_nothing_in_the_lake() {
    let broken = Arc::new(AtomicBool::new(true));
    let kma = Outside::start({
        let broken = Arc::clone(&broken);
        move |asked| {
            let text = answer_in_full(asked, &|_| false);
            let end = if broken.load(Ordering::Relaxed) { text.len() - 12 } else { text.len() };
            (200, text[..end].to_owned())
        }
    });
    let ingest = Ingest::new(&kma, &inference(), NOW).await;
    let server = ingest.serve().await;
    let run = crawl(&server).await;
    assert_eq!((&run["status"], &run["hours_added"]), (&json!("failed"), &json!(0)));
    assert!(run["error"].as_str().unwrap().contains("cut off"), "{run}");
    let config = ingest.config();
    let locations = Locations::load(config.locations_file.as_ref()).unwrap();
    let lake = Lake::open(&config.lake).await;
    assert_eq!(lake.last_observed(locations.default_location(), time(NOW)).await.unwrap(), None);
    let record = lake.crawl_record(locations.default_location()).await.unwrap();
    assert_eq!((record.complete_at, record.gaps), (None, Vec::new()));

    broken.store(false, Ordering::Relaxed);
    assert_eq!(crawl(&server).await["status"], "succeeded");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_long_pause_the_newest_page_comes_first_and_the_gap_is_closed() {
    let (kma, inference) = (Outside::kma(|_| false), inference());
    let ingest = Ingest::new(&kma, &inference, NOW).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    server.stop().await;
    kma.asked();

    ingest.clock.set(time(NOW) + (70 * 24).hours());
    let server = ingest.serve().await;
    crawl(&server).await;
    let begins: Vec<String> = kma.asked().iter().map(|asked| asked["tm1"].clone()).collect();
    // The oldest page reaches back to what was not settled when the pause began.
    assert_eq!(begins, ["202608102200", "202607112200", "202606240900"]);
    let (_, locations) = call(&server, "GET", "/v1/locations", "").await;
    let coverage = &locations["locations"][0]["coverage"];
    assert_eq!(coverage, &json!({"from": "2026-04-02T13:00:00Z", "until": "2026-09-09T12:00:00Z"}));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_span_is_crawled_again_with_what_the_provider_says_now() {
    let warmer = Arc::new(AtomicBool::new(false));
    let kma = Outside::start({
        let warmer = Arc::clone(&warmer);
        move |asked| {
            let text = answer_in_full(asked, &|_| false);
            // Hotter than anywhere on earth, and a corrected humidity.
            let text = if warmer.load(Ordering::Relaxed) {
                text.replace("  -9.0 -13.4  71.0 ", "  79.0 -13.4  72.0 ")
            } else {
                text
            };
            (200, text)
        }
    });
    let ingest = Ingest::new(&kma, &inference(), NOW).await;
    let server = ingest.serve().await;
    crawl(&server).await;
    warmer.store(true, Ordering::Relaxed);
    let span = json!({"location": "seoul", "from": "2026-06-30T00:00:00Z", "until": "2026-06-30T05:00:00Z"});
    let (status, answer) = call(&server, "POST", "/v1/backfills", &span.to_string()).await;
    assert_eq!(status, 200, "{answer}");
    let run = &answer["runs"][0];
    for (field, value) in [("spans", 1), ("hours_answered", 6), ("hours_changed", 6), ("values_rejected", 6)]
    {
        assert_eq!(run[field], value, "{field}: {run}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_make_no_sense_are_told_why() {
    let kma = Outside::start(|_| (200, FIXTURE.to_owned()));
    let ingest = Ingest::new(&kma, &inference(), NOW).await;
    let server = ingest.serve().await;
    let backfill = |location: &str, from: &str, until: &str| {
        json!({"location": location, "from": from, "until": until}).to_string()
    };
    for (method, path, body, expected, says) in [
        ("POST", "/v1/crawls", r#"{"location":"atlantis"}"#.to_owned(), 404, "known are: seoul"),
        ("POST", "/v1/crawls", r#"{"locations":"seoul"}"#.to_owned(), 400, "locations"),
        (
            "POST",
            "/v1/backfills",
            backfill("seoul", "2026-06-02T00:00:00Z", "2026-06-01T00:00:00Z"),
            400,
            "after",
        ),
        (
            "POST",
            "/v1/backfills",
            backfill("seoul", "2026-06-02T00:00:00Z", "2027-06-01T00:00:00Z"),
            400,
            "future",
        ),
        (
            "POST",
            "/v1/backfills",
            backfill("seoul", "2020-06-02T00:00:00Z", "2026-06-01T00:00:00Z"),
            400,
            "90 days",
        ),
        ("POST", "/v1/backfills", backfill("seoul", "yesterday", "2026-06-01T00:00:00Z"), 400, "not valid"),
        (
            "POST",
            "/v1/backfills",
            backfill("busan", "2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z"),
            404,
            "busan",
        ),
        ("GET", "/v1/runs?limit=0", String::new(), 400, "limit"),
        ("GET", "/v1/runs?limits=3", String::new(), 400, "limits"),
        ("GET", "/v1/runs?location=busan", String::new(), 404, "busan"),
    ] {
        let (status, problem) = call(&server, method, path, &body).await;
        assert_eq!(status, expected, "{path} {body}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
    }
    server.stop().await;
}

#[test]
fn every_operation_is_documented() {
    let document = serde_json::to_value(ingest::openapi()).unwrap();
    for (path, method) in
        [("/v1/crawls", "post"), ("/v1/backfills", "post"), ("/v1/runs", "get"), ("/v1/locations", "get")]
    {
        let operation = &document["paths"][path][method];
        assert!(operation["summary"].is_string() && operation["operationId"].is_string(), "{path}");
    }
}
