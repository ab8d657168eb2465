//! The program, where ONNX Runtime is not what it needs.

use std::path::Path;
use std::process::{Output, Stdio};

use common::lake::CHAMPION;
use common::model::Manifest;
use serde_json::json;
use tokio::process::Command;

use crate::support::network::{MODEL, WARMER};
use crate::support::{DEADLINE, LAST, World, history, observed, time};

const PROGRAM: &str = env!("CARGO_BIN_EXE_inference");

/// What the program says before it gives up, with these variables.
async fn complaint(variables: &[(&str, &str)]) -> String {
    let mut program = Command::new(PROGRAM);
    program.env_remove("ORT_DYLIB_PATH").env("OVERCOAT__LOCATIONS_FILE", "no/such/locations.toml");
    program.env("OVERCOAT__SERVER__PORT", "0").envs(variables.iter().copied());
    let ends = program.stdin(Stdio::null()).kill_on_drop(true).output();
    let Output { status, stderr, .. } = tokio::time::timeout(DEADLINE, ends).await.unwrap().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_that_is_not_there_is_named_with_the_command_that_fetches_it() {
    let beside = Path::new(PROGRAM).with_file_name("libonnxruntime.so").display().to_string();
    let (ours, theirs) = ("OVERCOAT__RUNTIME__LIBRARY", "ORT_DYLIB_PATH");
    for (variables, path) in [
        (vec![], beside.as_str()),
        (vec![(theirs, "")], beside.as_str()),
        (vec![(theirs, "no/such/theirs.so")], "no/such/theirs.so"),
        (vec![(theirs, "no/such/theirs.so"), (ours, "no/such/ours.so")], "no/such/ours.so"),
    ] {
        let said = complaint(&variables).await;
        let expected = format!("inference: the ONNX Runtime library is not at {path}: `make onnxruntime`");
        assert!(said.contains(&expected), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_library_is_named_as_such() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").display().to_string();
    let said = complaint(&[("ORT_DYLIB_PATH", &file)]).await;
    assert!(said.contains("inference: the ONNX Runtime library cannot be used: "), "{said}");
    assert!(said.contains("; `make onnxruntime` fetches one that can"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn services_of_one_process_share_the_library_and_no_model() {
    let world = World::new().await;
    let first = world.serve_champion(MODEL, &json!({})).await;
    let other = WARMER.version(&format!("{}-other", world.model), &[&world.plain, &world.guided], 1);
    let Manifest { name, version, .. } = &other.manifest;
    world.lake.publish_model(&other).await.unwrap();
    world.lake.set_alias(name, CHAMPION, version).await.unwrap();
    // It is loaded already, wherever this one would look for it.
    let over = json!({ "model": { "name": name }, "runtime": { "library": "no/such/library.so" } });
    let second = world.serve(&over).await;
    second.until_ready().await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let last = observed(time(LAST), 6.0);
    assert_eq!(first.issue(&world.plain).await.hours, MODEL.hours(&last, |_| None));
    assert_eq!(second.issue(&world.plain).await.hours, WARMER.hours(&last, |_| None));
    first.stop().await;
    second.stop().await;
}
