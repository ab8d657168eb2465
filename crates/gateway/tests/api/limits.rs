//! How often one may ask.

use serde_json::{Value, json};

use crate::support::{Answer, World};

async fn world(requests_per_second: u32, burst: u32, more: Value) -> World {
    let mut door = json!({
        "client": { "requests_per_second": requests_per_second, "burst": burst },
        // Every client of these tests has another address behind a proxy.
        "trusted_proxies": ["127.0.0.0/8", "10.0.0.0/8", "2001:db8:ffff::/48"],
    });
    door.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    World::with(json!({ "door": door })).await
}

async fn ask_as(world: &World, client: &str) -> Answer {
    world.get_with("/locations", &[("x-forwarded-for", client)]).await
}

/// The statuses of so many requests of a client.
async fn statuses(world: &World, client: &str, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(ask_as(world, client).await.status);
    }
    statuses
}

#[tokio::test]
async fn a_client_is_told_how_much_more_it_may_ask_and_when_it_is_too_much() {
    let world = world(2, 5, json!({})).await;
    for (remaining, whole_again_s) in [(4, 1), (3, 1), (2, 2), (1, 2), (0, 3)] {
        let answer = ask_as(&world, "192.0.2.1").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), "\"client\";q=5;w=3");
        assert_eq!(answer.header("ratelimit"), format!("\"client\";r={remaining};t={whole_again_s}"));
        assert_eq!(answer.header("retry-after"), "");
    }
    let refused = ask_as(&world, "192.0.2.1").await;
    assert_eq!(
        refused.problem(429, "too-many-requests"),
        "there are too many requests from this client; ask again when Retry-After says"
    );
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("ratelimit"), "\"client\";r=0;t=3");
    assert_eq!(refused.header("ratelimit-policy"), "\"client\";q=5;w=3");
    // It holds up nobody else.
    assert_eq!(ask_as(&world, "192.0.2.2").await.header("ratelimit"), "\"client\";r=4;t=1");
    world.stop().await;
}

#[tokio::test]
async fn every_route_counts_and_problems_tell_as_well() {
    let world = world(1, 5, json!({})).await;
    let headers = [("x-forwarded-for", "192.0.2.1")];
    for (remaining, (method, target)) in [
        (4, ("GET", "/")),
        (3, ("HEAD", "/locations")),
        (2, ("GET", "/nothing")),
        (1, ("PUT", "/feedback")),
        (0, ("GET", "/forecast/latest?units=kelvin")),
    ] {
        let answer = world.ask(method, target, &headers).await;
        assert_eq!(
            answer.header("ratelimit"),
            format!("\"client\";r={remaining};t={}", 5 - remaining),
            "{target}"
        );
    }
    world.ask("POST", "/feedback", &headers).await.problem(429, "too-many-requests");
    world.stop().await;
}

#[tokio::test]
async fn all_clients_together_may_ask_so_much() {
    let world = world(1, 5, json!({ "overall": { "requests_per_second": 1, "burst": 3 } })).await;
    for client in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        assert_eq!(ask_as(&world, client).await.status, 200);
    }
    let refused = ask_as(&world, "192.0.2.4").await;
    assert_eq!(
        refused.problem(429, "too-many-requests"),
        "there are too many requests from all clients together; ask again when Retry-After says"
    );
    assert_eq!(refused.header("retry-after"), "1");
    // It is not this client's fault.
    assert_eq!((refused.header("ratelimit"), refused.header("ratelimit-policy")), ("", ""));
    world.stop().await;
}

#[tokio::test]
async fn a_client_that_waits_as_long_as_it_is_told_is_answered_again() {
    let world = world(1, 1, json!({})).await;
    assert_eq!(statuses(&world, "192.0.2.1", 2).await, [200, 429]);
    let answer =
        crate::support::eventually(|| ask_as(&world, "192.0.2.1"), |answer| answer.status == 200).await;
    assert_eq!(answer.header("ratelimit"), "\"client\";r=0;t=1");
    world.stop().await;
}

#[tokio::test]
async fn the_client_is_the_last_one_on_the_way_that_is_no_trusted_proxy() {
    let world = world(1, 1, json!({})).await;
    for (first, same, other) in [
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        // What a client itself says of others counts for nothing.
        ("198.51.100.1, 192.0.2.3", "198.51.100.2, 192.0.2.3", "198.51.100.1, 192.0.2.4"),
        ("192.0.2.5", "192.0.2.5, 10.1.2.3", "192.0.2.6, 10.1.2.3"),
        ("192.0.2.7", "192.0.2.8,192.0.2.7 , 10.0.0.1,10.0.0.2", "192.0.2.8"),
        // All of them are trusted: the first one asks.
        ("10.0.0.3, 10.0.0.4", "10.0.0.3, 10.0.0.5", "10.0.0.4"),
        // Behind what cannot be read stands nobody.
        ("192.0.2.9, nonsense, 10.0.0.9", "10.0.0.9", "192.0.2.9"),
        // A subscriber has a whole network.
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9", "2001:db8:1:3::9"),
        ("192.0.2.10", "::ffff:192.0.2.10", "::ffff:192.0.2.11"),
        ("2001:db8:2::1", "2001:db8:2::1, 2001:db8:ffff::7", "2001:db8:fffe::7"),
    ] {
        assert_eq!(ask_as(&world, first).await.status, 200, "{first}");
        assert_eq!(ask_as(&world, same).await.status, 429, "{first} is {same}");
        assert_eq!(ask_as(&world, other).await.status, 200, "{first} is not {other}");
    }
    // Several lines are one list.
    let lines = [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "10.0.0.7")];
    assert_eq!(world.get_with("/locations", &lines).await.status, 200);
    assert_eq!(ask_as(&world, "198.51.100.7").await.status, 429);
    world.stop().await;
}

#[tokio::test]
async fn a_proxy_that_is_not_trusted_is_the_client() {
    let world = world(1, 1, json!({ "trusted_proxies": ["10.0.0.0/8"] })).await;
    assert_eq!(ask_as(&world, "192.0.2.1").await.status, 200);
    assert_eq!(ask_as(&world, "192.0.2.2").await.status, 429);
    world.stop().await;
}

#[tokio::test]
async fn operators_may_ask_as_often_as_they_like() {
    let world = world(1, 1, json!({})).await;
    for _ in 0..3 {
        let answer = world.admin("/livez").await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, ""));
    }
    world.stop().await;
}
