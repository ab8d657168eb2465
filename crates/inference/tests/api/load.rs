//! More work than there is room for, and the end of a service with work in it.

use common::forecast::Forecast;
use common::location::Location;
use common::observation::{Observation, Variable};
use jiff::SignedDuration;
use reqwest::Response;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::network::MODEL;
use crate::support::{Inference, LAST, World, history, observed, problem, time, until};

/// For so many turns the network's loop runs, which takes it the better part of a second.
const TURNS: f32 = 3000.0;

/// Asks for forecasts of a place at the same time and holds them all before their
/// observations.
async fn hold(world: &World, inference: &Inference, place: &Location, count: usize) -> JoinSet<Response> {
    let id = place.id.to_string();
    let before = world.s3.asked(&id);
    world.s3.hold(&id);
    let mut requests = JoinSet::new();
    for _ in 0..count {
        let request = inference.issuing(place);
        requests.spawn(async { request.send().await.unwrap() });
    }
    world.s3.until_asked(&id, before + count).await;
    requests
}

/// Puts a last hour into the lake from which the network takes its time to forecast.
async fn observe_last(world: &World, hour: i64) -> Observation {
    let mut last = observed(time(LAST) + SignedDuration::from_hours(hour), 6.0);
    last.set(Variable::SeaLevelPressure, Some(TURNS));
    world.observe(&world.plain, [last.clone()]).await;
    world.clock.set(last.time);
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_the_queue_full_is_sent_away_and_the_rest_is_answered() {
    let world = World::alone().await;
    let inference = world.serve_champion(MODEL, &json!({ "runtime": { "queue": 2 } })).await;
    assert_eq!(inference.metric("inference_queue_limit", &[]).await, Some(2.0));
    inference.until_metric("inference_queue_length", &[], 0.0).await;
    world.observe(&world.plain, history(time(LAST), 24)).await;

    // Of two one runs and one waits.
    observe_last(&world, 0).await;
    let mut requests = hold(&world, &inference, &world.plain, 2).await;
    world.s3.answer();
    inference.until_metric("inference_queue_length", &[], 1.0).await;
    while let Some(response) = requests.join_next().await {
        assert_eq!(response.unwrap().status(), 200);
    }
    inference.until_metric("inference_queue_length", &[], 0.0).await;

    let last = observe_last(&world, 1).await;
    let mut requests = hold(&world, &inference, &world.plain, 8).await;
    world.s3.answer();
    inference.until_metric("inference_queue_length", &[], 2.0).await;
    let (mut answered, mut sent_away) = (0, 0);
    while let Some(response) = requests.join_next().await {
        let response = response.unwrap();
        if response.status() == 200 {
            let forecast: Forecast = response.json().await.unwrap();
            assert_eq!(forecast.hours, MODEL.hours(&last, |_| None));
            answered += 1;
        } else {
            assert_eq!(problem(response, 503).await, "too many forecasts are being computed");
            sent_away += 1;
        }
    }
    // One that ran and the two that waited for it.
    assert!(answered >= 3 && sent_away >= 1 && answered + sent_away == 8, "{answered} {sent_away}");
    inference.until_metric("inference_queue_length", &[], 0.0).await;
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_ends_is_not_ready_and_answers_what_it_was_asked() {
    let world = World::new().await;
    let over = json!({ "server": { "drain_delay": "1s", "shutdown_timeout": "20s" } });
    let mut inference = world.serve_champion(MODEL, &over).await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let mut requests = hold(&world, &inference, &world.plain, 2).await;
    let stopped = inference.begin_to_stop();
    let draining = json!({ "ready": false, "draining": true, "waiting_for": {} });
    until("it is draining", async || inference.readiness().await == (503, draining.clone())).await;
    let address = inference.url.trim_start_matches("http://").to_owned();
    let closed = async || tokio::net::TcpStream::connect(&address).await.is_err();
    until("the door is closed", closed).await;
    assert!(!stopped.is_finished() && requests.try_join_next().is_none());

    world.s3.answer();
    let expected = MODEL.hours(&observed(time(LAST), 6.0), |_| None);
    while let Some(response) = requests.join_next().await {
        let response = response.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.json::<Forecast>().await.unwrap().hours, expected);
    }
    stopped.await.unwrap();
    assert!(world.lake.latest_forecast(&world.plain.id).await.unwrap().is_some());
}
