//! What the lake needs of any S3: one suite for every implementation.
//!
//! It panics where an implementation falls short, like the test that it is.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a conformance suite is a test that lives in the library"
)]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use super::{Lake, StoreError};
use crate::location::Location;
use crate::observation::{Observation, Variable};
use crate::testing::seoul;

/// More than S3 gives in one page.
const PAST_ONE_PAGE: usize = 1050;
const WRITERS: u8 = 8;

/// Runs the whole suite on a lake, under prefixes that are its own.
pub async fn check(lake: &Lake) {
    lake.check().await.expect("the bucket is there, or is made");
    lake.check().await.expect("a bucket that is there stays");
    missing_objects(lake).await;
    conditional_writes(lake).await;
    listing_past_one_page(lake).await;
    concurrent_upserts(lake).await;
    concurrent_pointers(lake).await;
    interrupted_writes(lake).await;
    odd_keys(lake).await;
    deletion(lake).await;
}

async fn body(lake: &Lake, key: &str) -> Option<Bytes> {
    lake.store.get(key).await.expect("reads").map(|object| object.body)
}

/// What was never written is absent, and that is no error.
async fn missing_objects(lake: &Lake) {
    assert!(body(lake, "conformance/never").await.is_none());
    assert!(lake.store.head("conformance/never").await.expect("heads").is_none());
    assert!(lake.store.list("conformance/never").await.expect("lists").is_empty());
}

/// A write happens only if nothing was written since the object was read.
async fn conditional_writes(lake: &Lake) {
    let (store, key) = (&lake.store, "conformance/conditional");
    assert!(store.create(key, "first".into()).await.expect("creates"));
    assert!(!store.create(key, "other".into()).await.expect("is told that there is one"));
    let first = store.get(key).await.expect("reads").expect("is there");
    assert_eq!(first.body, "first");
    assert_eq!(store.head(key).await.expect("heads").as_ref(), Some(&first.version));

    let second = store.replace(key, "second".into(), Some(first.version.clone())).await.expect("replaces");
    assert_ne!(second, first.version);
    let late = store.replace(key, "late".into(), Some(first.version.clone())).await;
    assert!(matches!(late, Err(StoreError::Changed { .. })), "{late:?}");
    assert_eq!(body(lake, key).await.expect("is there"), "second");

    let gone = store.replace("conformance/gone", "new".into(), Some(first.version)).await;
    assert!(matches!(gone, Err(StoreError::Changed { .. })), "{gone:?}");
    assert!(body(lake, "conformance/gone").await.is_none());
}

/// A listing is complete and sorted, and has nothing of its neighbours.
async fn listing_past_one_page(lake: &Lake) {
    let keys: Vec<String> =
        (0..PAST_ONE_PAGE).map(|number| format!("conformance/list/many={number:04}/data")).collect();
    stream::iter(&keys)
        .map(|key| lake.store.create(key, "x".into()))
        .buffer_unordered(16)
        .try_collect::<Vec<bool>>()
        .await
        .expect("creates");
    lake.store.create("conformance/list-neighbour", "x".into()).await.expect("creates");
    assert_eq!(lake.store.list("conformance/list/").await.expect("lists"), keys);
    assert_eq!(lake.store.list("conformance/list/many=000").await.expect("lists"), keys[..10]);
}

fn place() -> Location {
    Location { id: "conformance".parse().expect("is an id"), provider: "conformance".to_owned(), ..seoul() }
}

fn hour(number: i64, temperature_c: f32) -> Observation {
    let start: Timestamp = "2026-01-31T20:00:00Z".parse().expect("is a time");
    let mut observation = Observation::new(start + SignedDuration::from_hours(number));
    observation.set(Variable::Temperature, Some(temperature_c));
    observation
}

/// Writers of one month do not lose each other's hours, across a month's end
/// included; an upsert of what is there changes nothing.
async fn concurrent_upserts(lake: &Lake) {
    let place = place();
    let hours = |writer: u8| {
        (0..8).map(move |number| hour(number * i64::from(WRITERS) + i64::from(writer), f32::from(writer)))
    };
    let done: usize = stream::iter(0..WRITERS)
        .map(|writer| lake.upsert_observations(&place, hours(writer)))
        .buffer_unordered(WRITERS.into())
        .map(|done| done.expect("upserts").added)
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .sum();
    let mut expected: Vec<Observation> = (0..WRITERS).flat_map(hours).collect();
    expected.sort_by_key(|observation| observation.time);
    assert_eq!(done, expected.len());
    let (first, last) = (expected[0].time, expected[expected.len() - 1].time);
    let stored = lake.observations(&place, first, last).await.expect("reads");
    let lost: Vec<&Observation> = expected.iter().filter(|hour| !stored.contains(hour)).collect();
    assert!(lost.is_empty(), "{} hours got lost, the first at {}", lost.len(), lost[0].time);
    assert_eq!(stored.len(), expected.len());
    assert_eq!(lake.last_observed(&place, Timestamp::MAX).await.expect("reads"), Some(last));
    let before_february: Timestamp = "2026-01-31T23:30:00Z".parse().expect("is a time");
    let last_of_january: Timestamp = "2026-01-31T23:00:00Z".parse().expect("is a time");
    assert_eq!(lake.last_observed(&place, before_february).await.expect("reads"), Some(last_of_january));

    let again = lake.upsert_observations(&place, hours(0)).await.expect("upserts");
    assert_eq!((again.added, again.changed), (0, 0));
    let changed = lake.upsert_observations(&place, [hour(0, -9.0)]).await.expect("upserts");
    assert_eq!((changed.added, changed.changed), (0, 1));
    let mut humid = Observation::new(first);
    humid.set(Variable::RelativeHumidity, Some(50.0));
    lake.upsert_observations(&place, [humid]).await.expect("upserts");
    let stored = lake.observations(&place, first, first).await.expect("reads");
    assert_eq!(stored[0].get(Variable::Temperature), Some(-9.0));
    assert_eq!(stored[0].get(Variable::RelativeHumidity), Some(50.0));
}

/// Writers of one pointer do not lose each other's changes; of those that claim
/// an alias, one wins.
async fn concurrent_pointers(lake: &Lake) {
    let aliases: Vec<String> = (0..WRITERS).map(|writer| format!("alias-{writer}")).collect();
    stream::iter(&aliases)
        .map(|alias| lake.set_alias("conformance", alias, "some-version"))
        .buffer_unordered(WRITERS.into())
        .try_collect::<Vec<()>>()
        .await
        .expect("sets");
    let stored = lake.aliases("conformance", None).await.expect("reads").aliases;
    assert_eq!(stored.keys().collect::<Vec<_>>(), aliases.iter().collect::<Vec<_>>());

    let winners: Vec<String> = stream::iter(&aliases)
        .map(|version| lake.claim_alias("conformance-claim", "champion", version))
        .buffer_unordered(WRITERS.into())
        .try_collect()
        .await
        .expect("claims");
    assert!(winners.iter().all(|winner| *winner == winners[0]), "{winners:?}");
}

/// A writer whose connection breaks in the middle leaves the old object.
async fn interrupted_writes(lake: &Lake) {
    let key = "conformance/interrupted";
    assert!(lake.store.create(key, "whole".into()).await.expect("creates"));
    let presigned = lake
        .store
        .client
        .put_object()
        .bucket(&lake.store.bucket)
        .key(key)
        .presigned(PresigningConfig::expires_in(Duration::from_secs(60)).expect("is short"))
        .await
        .expect("signs");
    let url: reqwest::Url = presigned.uri().parse().expect("is a URL");
    let address = format!(
        "{}:{}",
        url.host_str().expect("has a host"),
        url.port_or_known_default().expect("has a port")
    );
    let target = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let half =
        format!("PUT {target} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 1000000\r\n\r\nhalf of it");
    tokio::task::spawn_blocking(move || {
        let mut connection = TcpStream::connect(address).expect("connects");
        connection.write_all(half.as_bytes()).expect("writes");
        connection.shutdown(Shutdown::Write).expect("breaks");
        // Whatever it says, when it has closed it has seen the break.
        connection.set_read_timeout(Some(Duration::from_secs(10))).expect("is set");
        let _ = connection.read_to_end(&mut Vec::new());
    })
    .await
    .expect("is sent");
    // What comes after the broken write sees the old object, and can replace it.
    let before = lake.store.get(key).await.expect("reads").expect("is there");
    assert_eq!(before.body, "whole");
    lake.store.replace(key, "new".into(), Some(before.version)).await.expect("replaces");
    assert_eq!(body(lake, key).await.expect("is there"), "new");
}

/// The lake's keys have `=` in them; contents may be empty or large.
async fn odd_keys(lake: &Lake) {
    let large = Bytes::from(vec![7_u8; 3 << 20]);
    for (key, content) in [
        ("conformance/a=b/c=d e/é.parquet", Bytes::from_static(b"\0\xff")),
        ("conformance/large", large),
        ("conformance/empty", Bytes::new()),
    ] {
        assert!(lake.store.create(key, content.clone()).await.expect("creates"), "{key}");
        assert_eq!(body(lake, key).await.expect("is there"), content, "{key}");
    }
}

/// What is deleted is gone, and may be deleted again.
async fn deletion(lake: &Lake) {
    let key = "conformance/deleted";
    assert!(lake.store.create(key, "here".into()).await.expect("creates"));
    lake.store.delete(key).await.expect("deletes");
    assert!(body(lake, key).await.is_none());
    lake.store.delete(key).await.expect("deletes what is not there");
    assert!(lake.store.create(key, "again".into()).await.expect("creates anew"));
    lake.store.delete(key).await.expect("deletes again");
}
