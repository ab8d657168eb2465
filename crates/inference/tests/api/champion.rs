//! The champion: when the service is ready, how another takes its place, and which is
//! refused.

use std::collections::BTreeMap;

use bytes::Bytes;
use common::lake::layout;
use common::model::{Golden, ModelPackage, RegisteredModels, TensorData, sha256_hex};
use common::observation::{Observation, Variable};
use serde_json::json;

use crate::support::network::{INTEGERS, MODEL, WARMER};
use crate::support::{Inference, LAST, World, history, logged, observed, time, until};

const LOADED: &str = "inference_models_loaded_total";
const REFUSED: &str = "inference_models_refused_total";
const SERVES: &str = "inference_champion_serves";
const CHAMPION_REFUSED: &str = "inference_champion_refused";

/// A metric of the model.
async fn of_model(inference: &Inference, world: &World, metric: &str) -> Option<f64> {
    inference.metric(metric, &[("model", &world.model)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn ready_with_the_first_champion_and_operators_see_how_it_did() {
    let world = World::new().await;
    let inference = world.serve(&json!({})).await;
    inference.until_waiting(&format!("the registry has no champion of `{}`", world.model)).await;
    assert_eq!(of_model(&inference, &world, REFUSED).await, Some(0.0));
    assert_eq!(of_model(&inference, &world, LOADED).await, None);

    let package = world.version(MODEL, 0);
    world.lake.publish_model(&package).await.unwrap();
    world.until_looked().await;
    assert_eq!(inference.readiness().await.0, 503, "published is not promoted");
    world.point(&package.manifest.version).await;
    inference.until_ready().await;
    let (_, readiness) = inference.readiness().await;
    assert_eq!(readiness, json!({ "ready": true, "draining": false, "waiting_for": {} }));
    for (metric, value) in [(LOADED, 1.0), (REFUSED, 0.0), (CHAMPION_REFUSED, 0.0)] {
        assert_eq!(of_model(&inference, &world, metric).await, Some(value), "{metric}");
    }
    let location = world.plain.id.to_string();
    for (forecaster, rmse_c) in [("model", 2.5), ("persistence", 4.75)] {
        let labels = [("location", location.as_str()), ("forecaster", forecaster)];
        let metric = "inference_backtest_temperature_rmse_celsius";
        assert_eq!(inference.metric(metric, &labels).await, Some(rmse_c));
    }
    let labels = [("location", location.as_str())];
    assert_eq!(inference.metric("inference_backtest_coverage_ratio", &labels).await, Some(0.8125));
    let metrics = inference.get("/metrics").await.text().await.unwrap();
    for (metric, about) in [
        (LOADED, "Versions of the model that came to serve."),
        (REFUSED, "Versions of the model that were refused."),
        (CHAMPION_REFUSED, "1 while the registry's champion is refused, else 0."),
        ("inference_queue_limit", "Runs that may wait; more are refused with 503."),
    ] {
        assert!(metrics.contains(&format!("# HELP {metric} {about}")), "{metrics}");
    }
    // It stays loaded: nothing is loaded twice.
    world.until_looked().await;
    assert_eq!(of_model(&inference, &world, LOADED).await, Some(1.0));
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_champion_serves_without_a_restart_and_so_does_the_first_again() {
    let world = World::new().await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    let last = observed(time(LAST), 6.0);
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let (first, second) = (world.version(MODEL, 0), world.version(WARMER, 1));
    assert_eq!(inference.issue(&world.plain).await.hours, MODEL.hours(&last, |_| None));

    world.promote(&second).await;
    inference.until_metric(LOADED, &[("model", &world.model)], 2.0).await;
    world.until_looked().await;
    let issued = inference.issue(&world.plain).await;
    assert_eq!(issued.model, second.manifest.model_ref());
    assert_eq!(issued.hours, WARMER.hours(&last, |_| None));

    world.point(&first.manifest.version).await;
    inference.until_metric(LOADED, &[("model", &world.model)], 3.0).await;
    world.until_looked().await;
    let issued = inference.issue(&world.plain).await;
    assert_eq!(issued.model, first.manifest.model_ref());
    assert_eq!(issued.hours, MODEL.hours(&last, |_| None));
    assert_eq!(inference.latest(&world.plain).await, issued);
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_on_while_the_registry_is_silent_or_has_no_champion() {
    let world = World::new().await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let issued = inference.issue(&world.plain).await;
    let aliases = layout::aliases(&world.model);
    world.s3.fail(&aliases);
    world.until_looked().await;
    assert!(!logged(&["WARN", "the registry cannot be read", &aliases]).is_empty());
    assert_eq!(inference.issue(&world.plain).await, issued);
    world.s3.answer();
    world.put(&aliases, r#"{"aliases":{"challenger":"20260101T000000Z-00000000"}}"#).await;
    world.until_looked().await;
    assert_eq!(inference.readiness().await.0, 200);
    assert_eq!(inference.issue(&world.plain).await, issued);
    world.promote(&world.version(WARMER, 1)).await;
    inference.until_metric(LOADED, &[("model", &world.model)], 2.0).await;
    assert_eq!(of_model(&inference, &world, REFUSED).await, Some(0.0));
    inference.stop().await;
}

/// A version that is refused, and why.
struct Refused<C> {
    change: C,
    reason: &'static str,
}

/// Its files by name.
type Files = BTreeMap<&'static str, Bytes>;

/// Promotes every changed version: each is refused once and for all for its reason, and
/// leaves the first champion serving.
async fn refuse(changes: Vec<Refused<fn(&mut ModelPackage)>>, of_files: Vec<Refused<fn(&mut Files)>>) {
    let world = World::new().await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let issued = inference.issue(&world.plain).await;
    let serving = issued.model.version.clone();
    let packages = changes.into_iter().map(|Refused { change, reason }| {
        let unchanged: fn(&mut Files) = |_| {};
        (change, unchanged, reason)
    });
    let files = of_files.into_iter().map(|Refused { change, reason }| {
        let unchanged: fn(&mut ModelPackage) = |_| {};
        (unchanged, change, reason)
    });
    for (count, (change, change_files, reason)) in (1_u32..).zip(packages.chain(files)) {
        let mut package = world.version(MODEL, i64::from(count));
        change(&mut package);
        let mut files: Files = package.to_files().unwrap().into_iter().collect();
        change_files(&mut files);
        let version = &package.manifest.version;
        for (file, content) in files {
            world.put(&layout::model_file(&world.model, version, file), content).await;
        }
        world.point(version).await;
        inference.until_metric(CHAMPION_REFUSED, &[("model", &world.model)], 1.0).await;
        inference.until_metric(REFUSED, &[("model", &world.model)], f64::from(count)).await;
        let fields = format!("model=\"{}\" version=\"{version}\"", world.model);
        let line = logged(&["ERROR", "refused the champion: ", &fields]);
        assert_eq!(line.len(), 1, "{reason}: {line:?}");
        assert!(line[0].contains(reason), "{reason}: {line:?}");
        assert!(line[0].contains(&format!("serving=\"{serving}\"")), "{line:?}");
        // What was refused for good is not tried again.
        world.until_looked().await;
        assert_eq!(of_model(&inference, &world, REFUSED).await, Some(f64::from(count)), "{reason}");
        assert_eq!(inference.readiness().await.0, 200);
        assert_eq!(inference.issue(&world.plain).await, issued);
    }
    world.point(&serving).await;
    inference.until_metric(CHAMPION_REFUSED, &[("model", &world.model)], 0.0).await;
    assert_eq!(of_model(&inference, &world, LOADED).await, Some(1.0));
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_for_other_tensors_is_refused() {
    refuse(
        vec![
            Refused {
                change: |package| package.manifest.features_version = 1,
                reason: "the model does not fit: its feature definition is 1, this service's ",
            },
            Refused {
                change: |package| package.manifest.inputs[0].columns[0] = "temperature_f".to_owned(),
                reason: "the model does not fit: its inputs are [TensorSpec { name: \"history\"",
            },
            Refused {
                change: |package| package.manifest.inputs[2].shape[1] = 24,
                reason: "the model does not fit: its inputs are [TensorSpec { name: \"history\"",
            },
            Refused {
                change: |package| package.manifest.outputs[0].name = "quantile".to_owned(),
                reason: "the model does not fit: its outputs are [TensorSpec { name: \"quantile\"",
            },
            Refused {
                change: |package| package.manifest.variables.swap(0, 1),
                reason: "the model does not fit: its variables are [RelativeHumidity, Temperature, ",
            },
            Refused {
                change: |package| package.manifest.quantile_levels[0] = 0.01,
                reason: "the model does not fit: its quantiles are [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]",
            },
        ],
        Vec::new(),
    )
    .await;
}

fn output<'a>(package: &'a mut ModelPackage, name: &str) -> &'a mut TensorData {
    package.golden.outputs.get_mut(name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_does_not_reproduce_its_golden_vectors_is_refused() {
    refuse(
        vec![
            Refused {
                change: |package| package.golden.outputs.clear(),
                reason: "the model does not reproduce its golden vectors: there are none",
            },
            Refused {
                change: |package| {
                    let moved = package.golden.outputs.remove("quantiles").unwrap();
                    package.golden.outputs.insert("quantile".to_owned(), moved);
                },
                reason: "the model does not reproduce its golden vectors: there is no output `quantile`",
            },
            Refused {
                change: |package| output(package, "quantiles").shape = vec![1, 168, 7, 4],
                reason: "`quantiles` has the shape [1, 168, 4, 7], not [1, 168, 7, 4]",
            },
            Refused {
                change: |package| output(package, "precipitation_probability").data.truncate(167),
                reason: "`precipitation_probability` has the shape [1, 168], not [1, 168]",
            },
            Refused {
                change: |package| output(package, "quantiles").data[4703] += 0.001,
                reason: "1 values of `quantiles` differ by more than 0.0001",
            },
            Refused {
                change: |package| {
                    package.golden.tolerance = 0.25;
                    let expected = output(package, "precipitation_probability");
                    (expected.data[0], expected.data[1], expected.data[2]) = (0.0, 0.5, 0.75);
                    (expected.data[3], expected.data[4]) = (-0.25, 0.375);
                },
                reason: "2 values of `precipitation_probability` differ by more than 0.25",
            },
            Refused {
                change: |package| {
                    let history = package.golden.inputs.get_mut("history").unwrap();
                    history.data[335 * 13 + 1] = -1.0;
                },
                reason: "1176 values of `quantiles` differ by more than 0.0001",
            },
        ],
        Vec::new(),
    )
    .await;
}

/// Another network under this version's name, with the digest that belongs to it.
fn with_network(package: &mut ModelPackage, onnx: &'static [u8]) {
    package.onnx = Bytes::from_static(onnx);
    package.manifest.onnx_sha256 = sha256_hex(onnx);
    let created_at = package.manifest.created_at;
    package.manifest.version = common::model::Manifest::version_of(created_at, &package.manifest.onnx_sha256);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_cannot_be_loaded_or_run_is_refused() {
    refuse(
        vec![
            Refused {
                change: |package| with_network(package, b"not an ONNX file"),
                reason: "refused the champion: Failed to load model because protobuf parsing failed",
            },
            Refused {
                change: |package| with_network(package, INTEGERS.onnx),
                reason: "Cannot extract Tensor<f32> from Tensor<i64>",
            },
            Refused {
                change: |package| drop(package.golden.inputs.remove("history")),
                reason: "Missing Input: history",
            },
            Refused {
                change: |package| {
                    let place = package.golden.inputs["static"].clone();
                    package.golden.inputs.insert("place".to_owned(), place);
                },
                reason: "Invalid input name: place",
            },
            Refused {
                change: |package| {
                    let place = TensorData { shape: vec![1, 4], data: vec![0.0; 4] };
                    package.golden.inputs.insert("static".to_owned(), place);
                },
                reason: "Got invalid dimensions for input: static",
            },
            Refused {
                change: |package| package.golden.inputs.get_mut("static").unwrap().data.truncate(2),
                reason: "[1, 3] (3 elements) is different from the length of the data provided (2 elements)",
            },
        ],
        Vec::new(),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_whose_files_do_not_belong_together_is_refused() {
    refuse(
        Vec::new(),
        vec![
            Refused {
                change: |files| drop(files.insert("model.onnx", Bytes::from_static(WARMER.onnx))),
                reason: "in the registry cannot be used: model.onnx has SHA-256 ",
            },
            Refused {
                change: |files| {
                    let manifest = String::from_utf8(files["manifest.json"].to_vec()).unwrap();
                    let of_another = manifest.replacen(&sha256_hex(MODEL.onnx)[..8], "00000000", 1);
                    files.insert("manifest.json", of_another.into());
                },
                reason: "does not end with the first 8 digits of the digest of model.onnx",
            },
            Refused {
                change: |files| drop(files.insert("manifest.json", "{}".into())),
                reason: "manifest.json is not valid: missing field",
            },
            Refused {
                change: |files| drop(files.insert("golden.json", "[".into())),
                reason: "golden.json is not valid: EOF",
            },
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn golden_vectors_may_be_off_by_as_much_as_they_say() {
    let world = World::new().await;
    let mut package = world.version(MODEL, 0);
    package.golden.tolerance = 0.25;
    // Powers of two: the differences are exactly the tolerance.
    let expected = output(&mut package, "precipitation_probability");
    assert_eq!(expected.data[0], 0.25);
    (expected.data[0], expected.data[1]) = (0.0, 0.5);
    world.promote(&package).await;
    let inference = world.serve(&json!({})).await;
    inference.until_ready().await;

    // And by nothing where they say so.
    let mut exact = world.version(WARMER, 1);
    exact.golden.tolerance = 0.0;
    world.promote(&exact).await;
    inference.until_metric(LOADED, &[("model", &world.model)], 2.0).await;
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_champion_a_refused_one_keeps_the_service_unready() {
    let world = World::new().await;
    let mut package = world.version(MODEL, 0);
    let Golden { outputs, .. } = &mut package.golden;
    outputs.clear();
    world.promote(&package).await;
    let inference = world.serve(&json!({})).await;
    let version = &package.manifest.version;
    inference.until_waiting(&format!("the champion {version} was refused")).await;
    assert_eq!(of_model(&inference, &world, CHAMPION_REFUSED).await, Some(1.0));
    assert_eq!(inference.problem(&world.plain, 503).await, "no model is loaded yet");
    let line = logged(&["refused the champion: ", &format!("version=\"{version}\""), &world.model]);
    assert!(line.len() == 1 && !line[0].contains("serving="), "{line:?}");

    world.promote(&world.version(MODEL, 1)).await;
    inference.until_ready().await;
    inference.until_metric(CHAMPION_REFUSED, &[("model", &world.model)], 0.0).await;
    assert_eq!(of_model(&inference, &world, REFUSED).await, Some(1.0));
    inference.stop().await;
}

/// The version that is listed as serving.
async fn serving(inference: &Inference) -> Option<String> {
    let listed: RegisteredModels = inference.get("/v1/models").await.json().await.unwrap();
    let mut serving = listed.models.into_iter().filter(|model| model.serving);
    let version = serving.next().map(|model| model.version);
    assert_eq!(serving.next(), None);
    version
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_is_not_whole_yet_or_cannot_be_fetched_is_waited_for() {
    let world = World::new().await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    let later = world.version(WARMER, 1);
    let version = &later.manifest.version;
    let model = [("model", world.model.as_str())];
    inference.until_metric(SERVES, &model, 1.0).await;
    world.point(version).await;
    inference.until_metric(SERVES, &model, 0.0).await;
    let files: Files = later.to_files().unwrap().into_iter().collect();
    // The manifest comes first, as a copy by hand may have it.
    for file in ["manifest.json", "model.onnx", "golden.json", "backtest.json"] {
        let missing = format!("is not whole in the registry: {file} is missing");
        until("it is waited for", async || !logged(&["wait for the champion: ", &missing]).is_empty()).await;
        assert_ne!(serving(&inference).await, Some(version.clone()));
        world.put(&layout::model_file(&world.model, version, file), files[file].clone()).await;
    }
    inference.until_metric(SERVES, &model, 1.0).await;
    assert_eq!(serving(&inference).await, Some(version.clone()));
    assert_eq!(of_model(&inference, &world, REFUSED).await, Some(0.0));

    let unreachable = world.version(MODEL, 2);
    world.lake.publish_model(&unreachable).await.unwrap();
    world.s3.fail("golden.json");
    world.point(&unreachable.manifest.version).await;
    let failed = format!("wait for the champion: the store did not get models/{}/", world.model);
    until("the store failed", async || !logged(&[&failed]).is_empty()).await;
    world.s3.answer();
    inference.until_metric(LOADED, &model, 3.0).await;
    assert_eq!(of_model(&inference, &world, REFUSED).await, Some(0.0));
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_version_is_told_as_such_until_it_is_repaired() {
    let world = World::new().await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    let (first, second) = (world.version(MODEL, 0), world.version(WARMER, 1));
    let model = [("model", world.model.as_str())];
    world.lake.publish_model(&second).await.unwrap();
    let golden = layout::model_file(&world.model, &second.manifest.version, "golden.json");
    world.put(&golden, "[").await;
    world.point(&second.manifest.version).await;
    inference.until_metric(CHAMPION_REFUSED, &model, 1.0).await;
    world.point(&first.manifest.version).await;
    inference.until_metric(CHAMPION_REFUSED, &model, 0.0).await;
    world.point(&second.manifest.version).await;
    inference.until_metric(CHAMPION_REFUSED, &model, 1.0).await;
    assert_eq!(of_model(&inference, &world, SERVES).await, Some(0.0));

    // Published again it is whole again, and what was damaged lies in the quarantine.
    world.lake.publish_model(&second).await.unwrap();
    inference.until_metric(SERVES, &model, 1.0).await;
    assert_eq!(world.set_aside(&golden).await, ["["]);
    assert_eq!(of_model(&inference, &world, CHAMPION_REFUSED).await, Some(0.0));
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_comes_after_its_alias_serves_in_the_end() {
    let world = World::new().await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let later = world.version(WARMER, 1);
    world.point(&later.manifest.version).await;
    let model = [("model", world.model.as_str())];
    inference.until_metric(SERVES, &model, 0.0).await;
    world.lake.publish_model(&later).await.unwrap();
    inference.until_metric(LOADED, &model, 2.0).await;
    inference.until_metric(SERVES, &model, 1.0).await;
    world.until_looked().await;
    assert_eq!(inference.issue(&world.plain).await.model, later.manifest.model_ref());
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_of_the_tests_network_takes_time_only() {
    let world = World::new().await;
    let mut package = world.version(MODEL, 0);
    let mut last = Observation::new(time(LAST));
    last.set(Variable::SeaLevelPressure, Some(3.0));
    last.set(Variable::Temperature, Some(-1.25));
    package.golden = MODEL.golden(&last);
    package.golden.tolerance = 0.0;
    world.promote(&package).await;
    let inference = world.serve(&json!({})).await;
    inference.until_ready().await;
    inference.stop().await;
}
