//! `/v1/models`: what is in the registry.

use common::lake::layout;
use common::model::RegisteredModels;
use serde_json::{Value, json};

use crate::support::network::{MODEL, WARMER};
use crate::support::{World, problem};

#[tokio::test(flavor = "multi_thread")]
async fn the_registry_is_listed_newest_first_with_what_versions_are_used_as() {
    let world = World::new().await;
    let inference = world.serve(&json!({})).await;
    let list = async || inference.get("/v1/models").await.json::<Value>().await.unwrap();
    assert_eq!(list().await, json!({ "models": [] }));

    let (first, second) = (world.version(MODEL, 0), world.version(WARMER, 1));
    world.promote(&first).await;
    world.lake.publish_model(&second).await.unwrap();
    let models = list().await;
    let listed: Vec<_> = models["models"].as_array().unwrap().iter().collect();
    assert_eq!(listed.len(), 2);
    for (model, package, aliases) in
        [(listed[0], &second, json!([])), (listed[1], &first, json!(["champion"]))]
    {
        assert_eq!(model["name"], world.model.as_str());
        assert_eq!(model["version"], package.manifest.version.as_str());
        assert_eq!(model["aliases"], aliases);
        assert_eq!(model["created_at"], package.manifest.created_at.to_string());
        assert_eq!(model["locations"], json!([world.plain.id, world.guided.id]));
        let backtest = &model["backtest"][world.plain.id.to_string()];
        assert_eq!(backtest["temperature_rmse_c"], json!({ "model": 2.5, "persistence": 4.75 }));
    }
    serde_json::from_value::<RegisteredModels>(models).unwrap();
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_manifest_hides_its_version_only_and_damaged_aliases_are_set_again() {
    let world = World::new().await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    let damaged = layout::model_file(&world.model, "20260102T000000Z-00000000", "manifest.json");
    world.put(&damaged, "{}").await;
    let listed: RegisteredModels = inference.get("/v1/models").await.json().await.unwrap();
    assert_eq!(listed.models.len(), 1);

    world.s3.fail("list-type=2");
    let silent = problem(inference.get("/v1/models").await, 503).await;
    assert_eq!(silent, "the lake does not answer");
    world.s3.answer();
    // Whoever serves goes on, and is the champion again.
    let aliases = layout::aliases(&world.model);
    world.put(&aliases, "no JSON").await;
    world.until_looked().await;
    let healed: RegisteredModels = inference.get("/v1/models").await.json().await.unwrap();
    assert_eq!(healed, listed);
    assert_eq!(world.set_aside(&aliases).await, ["no JSON"]);
    assert_eq!(inference.readiness().await.0, 200);
    inference.stop().await;
}

#[test]
fn every_operation_is_documented() {
    let document = serde_json::to_value(inference::openapi()).unwrap();
    for (path, method, statuses) in [
        ("/v1/forecasts", "post", &[200, 400, 404, 413, 415, 500, 503][..]),
        ("/v1/forecasts/{location}/latest", "get", &[200, 400, 404, 500, 503]),
        ("/v1/models", "get", &[200, 500, 503]),
    ] {
        let operation = &document["paths"][path][method];
        assert!(operation["summary"].is_string() && operation["operationId"].is_string(), "{path}");
        let documented: Vec<_> = operation["responses"].as_object().unwrap().keys().collect();
        let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
        assert_eq!(documented, statuses.iter().collect::<Vec<_>>(), "{path}");
    }
}
