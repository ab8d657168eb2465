//! The life of a model: trained by the trainer's program on the lake, published,
//! picked up without a restart, as the older one is again; one that cannot be trusted is
//! refused.

use std::time::Duration;

use common::lake::CHAMPION;
use common::model::{Manifest, ModelPackage};
use secrecy::ExposeSecret;
use stack::{Stack, base};

use crate::helpers::{answer, clock, last_run, program, root, start, time, until_issued_at};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_champion_leaves_the_old_one_serving() {
    let folder = tempfile::tempdir().unwrap();
    let clock = clock();
    let stack = start(&folder, &clock).await;
    let serving = version(&stack).await;

    let mut package = ModelPackage::read_dir(&root().join("deploy/demo/model")).unwrap();
    for tensor in package.golden.outputs.values_mut() {
        tensor.data[0] += 1.0;
    }
    package.manifest.version =
        Manifest::version_of("2030-01-01T00:00:00Z".parse().unwrap(), &package.manifest.onnx_sha256);
    stack.lake.publish_model(&package).await.unwrap();
    let (name, refused) = (&package.manifest.name, &package.manifest.version);
    stack.lake.set_alias(name, CHAMPION, refused).await.unwrap();
    until_metric(&stack, "inference_models_refused_total").await;
    // The next hour's forecast is the old champion's, too.
    clock.set(time("2026-11-23T16:21:00Z"));
    until_issued_at(&stack, "2026-11-24T01:00:00+09:00").await;
    assert_eq!(version(&stack).await, serving);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newly_trained_champion_serves_without_a_restart_and_so_does_the_old_one_again() {
    let folder = tempfile::tempdir().unwrap();
    let clock = clock();
    let stack = start(&folder, &clock).await;
    let before = version(&stack).await;
    // Forecasts begin with the newest page of a crawl; a model needs the oldest, too.
    for location in ["seoul", "new-york"] {
        assert_eq!(last_run(&stack, location).await["status"], "succeeded");
    }

    let trained = trainer(&stack)
        .args(["train", "--publish", "--train-until", "2026-11-14T15:00:00Z"])
        .args(["--test-until", "2026-11-23T15:00:00Z"])
        // The path is what counts here, not the skill.
        .envs([("OVERCOAT__SCHEDULE__MEMBERS", "1"), ("OVERCOAT__SCHEDULE__STEPS", "100")])
        .output()
        .await
        .unwrap();
    assert!(trained.status.success(), "{}", String::from_utf8_lossy(&trained.stderr));

    let published = champion(&stack).await;
    assert_ne!(published, before);
    until_version(&stack, &published).await;

    let missing = trainer(&stack).args(["promote", "20200101T000000Z-00000000"]).output().await.unwrap();
    assert!(!missing.status.success());
    let told = String::from_utf8_lossy(&missing.stderr);
    assert!(told.contains("is not in the registry; `models` lists what is"), "{told}");
    assert_eq!(champion(&stack).await, published);
    let back = trainer(&stack).args(["promote", &before]).output().await.unwrap();
    assert!(back.status.success(), "{}", String::from_utf8_lossy(&back.stderr));
    assert_eq!(champion(&stack).await, before);
    until_version(&stack, &before).await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_champion_that_nobody_can_read_any_more_gives_way_to_the_bundled_model() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let bundled = version(&stack).await;
    let of_another_release = "20200101T000000Z-00000000";
    stack.lake.set_alias("forecaster", CHAMPION, of_another_release).await.unwrap();
    stack.stop().await;
    let versions = folder.path().join("lake/overcoat/models/forecaster/versions");
    std::fs::rename(versions.join(&bundled), versions.join(of_another_release)).unwrap();
    std::fs::write(versions.join(of_another_release).join("manifest.json"), "{}").unwrap();

    let stack = start(&folder, &clock()).await;
    let models = answer(&stack, "/models").await;
    assert_eq!(models["models"].as_array().unwrap().len(), 1, "{models}");
    assert_eq!(models["models"][0]["version"], bundled.as_str());
    assert_eq!(models["models"][0]["aliases"][0], CHAMPION);
    stack.stop().await;
}

/// The trainer's program on the lake of `stack`.
fn trainer(stack: &Stack) -> tokio::process::Command {
    let store = stack.store.lake_config();
    let secret = |secret: Option<secrecy::SecretString>| secret.unwrap().expose_secret().to_owned();
    let mut command = tokio::process::Command::new(program("trainer"));
    command
        .current_dir(root())
        .env("OVERCOAT__LAKE__ENDPOINT", store.endpoint.unwrap())
        .env("OVERCOAT__LAKE__FORCE_PATH_STYLE", "true")
        .env("OVERCOAT__LAKE__ACCESS_KEY_ID", secret(store.access_key_id))
        .env("OVERCOAT__LAKE__SECRET_ACCESS_KEY", secret(store.secret_access_key))
        .kill_on_drop(true);
    command
}

async fn champion(stack: &Stack) -> String {
    stack.lake.aliases("forecaster", None).await.unwrap().aliases[CHAMPION].clone()
}

async fn until_version(stack: &Stack, wanted: &str) {
    for _ in 0..1200 {
        if version(stack).await == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} serves, and not {wanted}", version(stack).await);
}

async fn version(stack: &Stack) -> String {
    answer(stack, "/forecast/latest").await["model"]["version"].as_str().unwrap().to_owned()
}

async fn until_metric(stack: &Stack, name: &str) {
    let url = format!("{}/metrics", base(&stack.inference));
    while !reqwest::get(&url).await.unwrap().text().await.unwrap().contains(name) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
