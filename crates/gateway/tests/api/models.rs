//! `/models`: the registry, as inference lists it.

use serde_json::Value;

use crate::support::{World, eventually};

const MODELS: &str = "GET /v1/models";

fn models() -> Value {
    serde_json::from_str(include_str!("fixtures/models.json")).unwrap()
}

#[tokio::test]
async fn the_models_are_those_of_inference_and_asked_for_once() {
    let world = World::start().await;
    world.inference.answers(MODELS, &models());
    for _ in 0..2 {
        let answer = world.get("/models").await;
        assert_eq!(answer.json(), models());
        assert_eq!(answer.header("cache-control"), "public, max-age=60");
        assert_eq!(answer.header("vary"), "accept-encoding");
        let headers = [("if-none-match", answer.header("etag"))];
        assert_eq!(world.get_with("/models", &headers).await.status, 304);
    }
    assert_eq!(world.inference.calls(MODELS).await, 1);
    world.stop().await;
}

#[tokio::test]
async fn new_models_are_seen_and_the_last_ones_stand_while_inference_fails() {
    let world = World::never_content().await;
    world.inference.answers(MODELS, &models());
    world.get("/models").await.json();
    let mut fewer = models();
    fewer["models"].as_array_mut().unwrap().pop();
    world.inference.answers(MODELS, &fewer);
    assert_eq!(world.get("/models").await.json(), fewer);
    world.inference.refuses(MODELS, 500, ("internal", "a manifest is damaged"));
    assert_eq!(world.get("/models").await.json(), fewer);
    world.inference.answers(MODELS, &models());
    eventually(|| world.get("/models"), |answer| answer.json() == models()).await;
    world.stop().await;
}

#[tokio::test]
async fn without_models_it_is_told_why() {
    let world = World::start().await;
    world.inference.refuses(MODELS, 503, ("unavailable", "the lake does not answer"));
    world.get("/models").await.problem(503, "unavailable");
    world.inference.refuses(MODELS, 500, ("internal", "a manifest is damaged"));
    world.get("/models").await.problem(502, "upstream-failed");
    let detail = world.get("/models?name=x").await.problem(400, "invalid-request");
    assert!(detail.contains("`name`"), "{detail}");
    assert_eq!(world.inference.calls(MODELS).await, 2);
    world.stop().await;
}
