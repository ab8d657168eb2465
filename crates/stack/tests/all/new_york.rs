//! A place on another continent, with another provider, whose own forecasts are guidance.

use common::location::LocationId;
use common::observation::Variable;
use stack::Stack;

use crate::helpers::{answer, clock, config, running, start, time};

const FORECAST: &str = "/forecast/latest?location=new-york";

#[tokio::test(flavor = "multi_thread")]
async fn new_york_has_its_own_hours_days_and_clothes() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;

    let forecast = answer(&stack, FORECAST).await;
    let hours = forecast["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 168);
    assert_eq!(hours[0]["time"], "2026-11-23T11:00:00-05:00");
    assert!(hours.iter().all(|hour| hour["cloud_cover_frac"]["p50"].is_number()));

    let day = answer(&stack, "/recommendation/by_day?location=new-york&target_date=2026-11-24").await;
    assert_eq!(day["weather_summary"]["hours_covered"], 24, "{day}");
    assert_eq!(day["hours"][0]["time"], "2026-11-24T00:00:00-05:00");

    let found = answer(&stack, "/locations?near=40.7,-74.0&limit=1").await;
    assert_eq!(found["locations"][0]["name"]["ko"], "뉴욕");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forecast_keeps_to_the_guidance_that_was_known() {
    let (guided, unguided) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut without = config(&unguided);
    let locations = std::fs::read_to_string(&without.locations_file).unwrap();
    without.locations_file = unguided.path().join("locations.toml");
    std::fs::write(&without.locations_file, locations.replace("guidance = \"open_meteo\"", "")).unwrap();

    let guided = start(&guided, &clock()).await;
    let unguided = running(without, &clock()).await;
    let distances =
        [distance_from_guidance(&guided, &guided).await, distance_from_guidance(&unguided, &guided).await];
    assert!(distances[0] < 0.7 * distances[1], "{distances:?}");
    for stack in [guided, unguided] {
        stack.stop().await;
    }
}

/// Root mean square of how far a forecast lies from the guidance that another stack has
/// stored, over two days, °C.
async fn distance_from_guidance(stack: &Stack, keeper: &Stack) -> f64 {
    let forecast = answer(stack, FORECAST).await;
    let issued_at = time(forecast["issued_at"].as_str().unwrap());
    let new_york: LocationId = "new-york".parse().unwrap();
    let guidance = keeper.lake.guidance_known_at("open_meteo", &new_york, issued_at).await.unwrap().unwrap();
    assert_eq!(guidance.issued_at, issued_at);
    let squares = forecast["hours"].as_array().unwrap().iter().take(48).map(|hour| {
        let said = guidance.at(time(hour["time"].as_str().unwrap())).unwrap();
        let said = f64::from(said.get(Variable::Temperature).unwrap());
        (hour["temperature_c"]["p50"].as_f64().unwrap() - said).powi(2)
    });
    f64::sqrt(squares.sum::<f64>() / 48.0)
}
