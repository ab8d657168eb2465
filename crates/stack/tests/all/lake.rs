//! The lake's conformance suite on the embedded S3, and on one that is not ours.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use common::lake::{Lake, LakeConfig, conformance};
use service::config::layered;
use stack::{Config, EmbeddedS3};

use crate::helpers::{python, root};

fn config() -> Config {
    layered(Config::DEFAULTS, None, [].into()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_s3_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config();
    config.store.port = 0;
    let store = EmbeddedS3::serve(config.store, config.host, folder.path().to_owned()).await.unwrap();
    conformance::check(&Lake::open(&store.lake_config()).await).await;
    store.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moto_conforms() {
    let moto = Moto::start();
    let mut store = config().store;
    store.access_key_id = Some("any".into());
    store.secret_access_key = Some("any".into());
    let config: LakeConfig = store.lake_config(moto.endpoint.clone());
    conformance::check(&Lake::open(&config).await).await;
}

/// `moto`'s S3 server; ends with the test.
struct Moto {
    endpoint: String,
    process: Child,
}

impl Moto {
    fn start() -> Self {
        let mut process = Command::new(python())
            .arg(root().join("crates/stack/tests/moto_server.py"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut endpoint = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut endpoint).unwrap();
        let endpoint = endpoint.trim().to_owned();
        Self { endpoint, process }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
