//! The embedded S3, and the lake's conformance suite on it and on one that is not ours.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use common::lake::{Lake, LakeConfig, Store, conformance};
use service::config::layered;
use stack::{Config, EmbeddedS3, StoreConfig, StoreLimits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

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

/// A store whose limits are changed, and its folder.
async fn store(change: impl FnOnce(&mut StoreLimits)) -> (tempfile::TempDir, EmbeddedS3, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config();
    config.store.port = 0;
    change(&mut config.store.limits);
    let s3 = EmbeddedS3::serve(config.store, config.host, folder.path().join("lake")).await.unwrap();
    let store = Store::open(&s3.lake_config()).await;
    store.check().await.unwrap();
    (folder, s3, store)
}

fn new_objects(folder: &tempfile::TempDir) -> usize {
    let files = |path: std::path::PathBuf| std::fs::read_dir(path).unwrap().count();
    // The folder of the new objects is one of its own entries.
    files(folder.path().join("lake.new")) - 1 + files(folder.path().join("lake.new/new"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_that_of_the_content() {
    let (folder, s3, store) = store(|_| {}).await;
    // Longer than a file's name may be.
    let key = ["part"; 60].join("/");
    let first = store.replace(&key, "one".into(), None).await.unwrap();
    let file = folder.path().join("lake/overcoat").join(&key);
    std::fs::write(&file, "another").unwrap();
    assert!(store.replace(&key, "two".into(), Some(first.clone())).await.is_err());
    let object = store.get(&key).await.unwrap().unwrap();
    assert_eq!(object.body, "another");
    assert_ne!(object.version, first);
    let second = store.replace(&key, "one".into(), Some(object.version)).await.unwrap();
    assert_eq!(second, first);
    store.delete(&key).await.unwrap();
    assert!(store.get(&key).await.unwrap().is_none());
    assert_eq!(new_objects(&folder), 0);
    s3.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_and_leaves_nothing() {
    let (folder, s3, store) = store(|limits| limits.most_object_bytes = 1000).await;
    store.replace("a/small", vec![0; 1000].into(), None).await.unwrap();
    let error = store.replace("a/large", vec![0; 1001].into(), None).await.unwrap_err();
    assert!(error.to_string().contains("EntityTooLarge"), "{error}");
    assert_eq!(store.list("a/").await.unwrap(), ["a/small"]);
    assert_eq!(new_objects(&folder), 0);
    s3.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_is_refused_before_it_is_read() {
    let (folder, s3, _) = store(|_| {}).await;
    let mut socket = tokio::net::TcpStream::connect(s3.addr).await.unwrap();
    let head = "PUT /overcoat/a HTTP/1.1\r\nhost: s3\r\ncontent-length: 700000000\r\n\r\nthe beginning";
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 1024];
    let length = socket.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert_eq!(new_objects(&folder), 0);
    drop(socket);
    s3.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_leaves_nothing_also_after_a_crash() {
    let (folder, s3, store) = store(|_| {}).await;
    store.replace("a/b", "whole".into(), None).await.unwrap();
    s3.stop().await;
    std::fs::write(folder.path().join("lake.new/new/half"), "ha").unwrap();
    let s3 = EmbeddedS3::serve(
        StoreConfig { port: 0, ..config().store },
        config().host,
        folder.path().join("lake"),
    );
    let s3 = s3.await.unwrap();
    assert_eq!(new_objects(&folder), 0);
    let store = Store::open(&s3.lake_config()).await;
    assert_eq!(store.list("").await.unwrap(), ["a/b"]);
    s3.stop().await;
}

/// A store at which each object's body breaks off, then stalls, then comes whole.
async fn unsteady() -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut stalled = Vec::new();
        for turn in 0.. {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 8192];
            let length = socket.read(&mut request).await.unwrap();
            let is_large = String::from_utf8_lossy(&request[..length]).contains("/large");
            let length = if is_large { 2_000_000 } else { 5 };
            let body = if turn == 2 { "whole" } else { "wh" };
            let answer = format!(
                "HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            socket.write_all(answer.as_bytes()).await.unwrap();
            if turn == 1 {
                stalled.push(socket);
            }
        }
    });
    addr
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_off_or_stalls_is_read_again_and_one_that_is_too_large_is_not() {
    let mut store = config().store;
    (store.access_key_id, store.secret_access_key) = (Some("any".into()), Some("any".into()));
    let mut lake = store.lake_config(format!("http://{}", unsteady().await));
    lake.attempt_timeout = std::time::Duration::from_millis(500);
    lake.max_object_bytes = 1_000_000;
    let store = Store::open(&lake).await;
    assert_eq!(store.get("small").await.unwrap().unwrap().body, "whole");
    let error = store.get("large").await.unwrap_err().to_string();
    assert!(error.contains("larger than 1000000 bytes"), "{error}");
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
