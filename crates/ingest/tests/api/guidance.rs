use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use common::guidance::Guidance;
use common::lake::Lake;
use common::observation::{Variable, hours};
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use service::Server;

use crate::support::{Asked, Ingest, Outside, call, time};

const NOW: &str = "2026-07-01T12:30:00Z";

/// Open-Meteo's answer for every hour of the asked span; each has its place in it as its
/// temperature.
fn answer(asked: &Asked) -> String {
    let end = |name: &str| format!("{}:00Z", asked[name]).parse::<Timestamp>().unwrap();
    let times: Vec<String> = hours(end("start_hour"), end("end_hour"))
        .map(|hour| hour.strftime("%Y-%m-%dT%H:%M").to_string())
        .collect();
    let count = times.len();
    json!({
        "utc_offset_seconds": 0,
        "hourly_units": { "temperature_2m": "°C", "wind_speed_10m": "m/s" },
        "hourly": {
            "time": times,
            "temperature_2m": (0..count).map(|hour| hour as f32 / 10.0).collect::<Vec<_>>(),
            "wind_speed_10m": vec![400.0; count],
        },
    })
    .to_string()
}

async fn crawl(server: &Server) -> String {
    let (_, answer) = call(server, "POST", "/v1/crawls", r#"{"location":"seoul"}"#).await;
    answer["runs"][0]["status"].as_str().unwrap().to_owned()
}

async fn known(ingest: &Ingest, at: &str) -> Option<Guidance> {
    let lake = Lake::open(&ingest.config().lake).await;
    lake.guidance_known_at("open_meteo", &"seoul".parse().unwrap(), time(at)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn guidance_is_stored_as_it_stood_and_before_inference_is_told() {
    let kma = Outside::kma(|_| false);
    let open_meteo = Outside::start(|asked| (200, answer(asked)));
    let inference = Outside::start(|_| (200, "{}".to_owned()));
    let ingest = Ingest::new(&kma, &inference, NOW).await.guided_by(&open_meteo);
    let server = ingest.serve().await;
    assert_eq!(crawl(&server).await, "succeeded");

    let asked = open_meteo.asked();
    assert_eq!(asked.len(), 1, "two crawls in an hour store one guidance");
    for (name, value) in [
        ("latitude", "37.5714"),
        ("wind_speed_unit", "ms"),
        ("timezone", "UTC"),
        ("start_hour", "2026-07-01T12:00"),
        ("end_hour", "2026-07-10T12:00"),
    ] {
        assert_eq!(asked[0][name], value);
    }
    let guidance = known(&ingest, "2026-07-01T12:00:00Z").await.unwrap();
    assert_eq!((guidance.issued_at, guidance.hours.len()), (time("2026-07-01T12:00:00Z"), 217));
    let tomorrow = guidance.at(time("2026-07-02T12:00:00Z")).unwrap();
    assert_eq!(tomorrow.get(Variable::Temperature), Some(2.4));
    assert_eq!(tomorrow.get(Variable::WindSpeed), None, "400 m/s is no wind");
    assert_eq!(known(&ingest, "2026-07-01T11:00:00Z").await, None);
    assert!(known(&ingest, "2026-07-03T12:00:00Z").await.is_some(), "two days old is not too old");
    assert_eq!(known(&ingest, "2026-07-03T13:00:00Z").await, None);

    // It is no observation.
    let lake = Lake::open(&ingest.config().lake).await;
    let locations = common::location::Locations::load(ingest.config().locations_file.as_ref()).unwrap();
    let now = time(NOW);
    let observed = lake.observations(locations.default_location(), now - 48.hours(), now + 48.hours()).await;
    assert_eq!(observed.unwrap().last().unwrap().time, time("2026-07-01T12:00:00Z"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn observations_come_in_while_guidance_fails_and_guidance_comes_back() {
    let kma = Outside::kma(|_| false);
    let fails = Arc::new(AtomicBool::new(true));
    let failing = Arc::clone(&fails);
    let open_meteo = Outside::start(move |asked| match failing.load(Ordering::Relaxed) {
        true => (200, r#"{"error":true,"reason":"nan"}"#.to_owned()),
        false => (200, answer(asked)),
    });
    let inference = Outside::start(|_| (200, "{}".to_owned()));
    let ingest = Ingest::new(&kma, &inference, NOW).await.guided_by(&open_meteo);
    let server = ingest.serve().await;
    assert_eq!(crawl(&server).await, "succeeded");
    assert_eq!(known(&ingest, NOW).await, None);
    fails.store(false, Ordering::Relaxed);
    assert_eq!(crawl(&server).await, "succeeded");
    assert!(known(&ingest, NOW).await.is_some());
    server.stop().await;
}
