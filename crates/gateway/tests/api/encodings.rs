//! How a body is packed, and what a client need not be sent again.

use std::io::Read;

use reqwest::header::HeaderValue;
use sha2::{Digest, Sha256};

use crate::support::{Answer, ISSUED_AT, SEOUL_LATEST, World, forecast};

async fn world() -> World {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    let (body, mut plain) = (answer.body.as_slice(), Vec::new());
    match answer.header("content-encoding") {
        "" => plain.extend_from_slice(body),
        "br" => drop(brotli::Decompressor::new(body, 4096).read_to_end(&mut plain).unwrap()),
        "gzip" => drop(flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap()),
        "zstd" => plain = zstd::stream::decode_all(body).unwrap(),
        other => panic!("{other}"),
    }
    plain
}

#[tokio::test]
async fn the_client_chooses_the_encoding_and_reads_the_same_in_each() {
    let world = world().await;
    let plain = world.get("/forecast/latest").await;
    assert_eq!(plain.header("content-encoding"), "");
    let digest = hex::encode(&Sha256::digest(&plain.body)[..8]);
    assert_eq!(plain.header("etag"), format!("\"{digest}\""));
    for (accepted, encoding) in [
        ("br", "br"),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("identity", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("zstd, gzip", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0", ""),
        ("deflate", ""),
        ("*", ""),
        ("*;q=0.5, br;q=0", ""),
        ("identity, gzip;q=0.2", ""),
        ("identity;q=0, *;q=0", ""),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("", ""),
        (";;;", ""),
    ] {
        let answer = world.get_with("/forecast/latest", &[("accept-encoding", accepted)]).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(unpacked(&answer), plain.body, "{accepted}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{accepted}");
        assert_eq!(answer.header("content-type"), "application/json", "{accepted}");
        let etag =
            if encoding.is_empty() { format!("\"{digest}\"") } else { format!("\"{digest}-{encoding}\"") };
        assert_eq!(answer.header("etag"), etag, "{accepted}");
        assert!(encoding.is_empty() || answer.body.len() < plain.body.len() / 5, "{accepted}");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_client_that_has_it_is_told_so() {
    let world = world().await;
    let given = world.get_with("/forecast/latest", &[("accept-encoding", "gzip")]).await;
    let etag = given.header("etag").to_owned();
    for (named, accepted, status) in [
        (etag.clone(), "gzip", 304),
        (format!("W/{etag}"), "gzip", 304),
        (format!("\"other\", {etag}"), "gzip", 304),
        ("*".to_owned(), "gzip", 304),
        ("\"other\"".to_owned(), "gzip", 200),
        ("W/\"other\"".to_owned(), "gzip", 200),
        ("nonsense".to_owned(), "gzip", 200),
        // A tag is of one encoding.
        (etag.clone(), "br", 200),
        (etag.clone(), "identity", 200),
    ] {
        let headers = [("accept-encoding", accepted), ("if-none-match", named.as_str())];
        let answer = world.get_with("/forecast/latest", &headers).await;
        assert_eq!(answer.status, status, "{named} {accepted}");
        if status == 304 {
            assert!(answer.body.is_empty());
            assert_eq!(answer.headers.get("content-encoding"), None);
            assert_eq!(answer.headers.get("content-type"), None);
            for header in ["etag", "cache-control", "vary", "overcoat-status", "overcoat-forecast-age"] {
                assert_eq!(answer.header(header), given.header(header), "{header}");
            }
        }
    }
    world.stop().await;
}

#[tokio::test]
async fn two_lines_of_tags_count_both() {
    let world = world().await;
    let etag = world.get("/forecast/latest").await.headers["etag"].clone();
    let request = world.request("GET", "/forecast/latest");
    let request = request.header("if-none-match", HeaderValue::from_static("\"other\""));
    let answer = world.send(request.header("if-none-match", etag), &[]).await;
    assert_eq!(answer.status, 304);
    world.stop().await;
}

#[tokio::test]
async fn a_small_body_is_not_packed() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("index.html", 10), ("small.txt", 1023), ("large.txt", 1024), ("empty.txt", 0)] {
        std::fs::write(folder.path().join(name), "a".repeat(bytes)).unwrap();
    }
    let world = World::with(serde_json::json!({ "dashboard_dir": folder.path() })).await;
    for (path, encoding) in [("/small.txt", ""), ("/large.txt", "br"), ("/empty.txt", "")] {
        let answer = world.get_with(path, &[("accept-encoding", "br")]).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, encoding), "{path}");
        assert_eq!(unpacked(&answer), std::fs::read(folder.path().join(&path[1..])).unwrap());
    }
    world.stop().await;
}

#[tokio::test]
async fn a_head_is_that_of_the_whole_answer() {
    let world = world().await;
    for route in ["/forecast/latest", "/forecast/latest.csv", "/locations", "/openapi.json", "/"] {
        let whole = world.get(route).await;
        let head = world.ask("HEAD", route, &[]).await;
        assert_eq!((whole.status, head.status), (200, 200), "{route}");
        assert!(head.body.is_empty() && !whole.body.is_empty(), "{route}");
        for header in ["content-type", "content-length", "etag", "cache-control", "vary"] {
            assert!(!whole.header(header).is_empty(), "{route}: {header}");
            assert_eq!(head.header(header), whole.header(header), "{route}: {header}");
        }
        let headers = [("if-none-match", whole.header("etag"))];
        assert_eq!(world.ask("HEAD", route, &headers).await.status, 304, "{route}");
    }
    world.stop().await;
}
