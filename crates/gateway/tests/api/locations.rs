//! `/locations`: found by name, or by how far they are.

use serde_json::{Value, json};

use crate::support::World;

fn ids(answer: &Value) -> Vec<&str> {
    answer["locations"].as_array().unwrap().iter().map(|place| place["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn all_places_are_listed_with_the_default_first() {
    let world = World::start().await;
    let answer = world.get("/locations").await;
    let seoul = json!({
        "id": "seoul", "name": { "en": "Seoul", "ko": "서울" }, "latitude_deg": 37.5714,
        "longitude_deg": 126.9658, "elevation_m": 85.67, "timezone": "Asia/Seoul",
    });
    let new_york = json!({
        "id": "new-york", "name": { "en": "New York", "ko": "뉴욕" }, "latitude_deg": 40.71,
        "longitude_deg": -73.993, "elevation_m": 10.0, "timezone": "America/New_York",
    });
    assert_eq!(answer.json(), json!({ "locations": [seoul, new_york] }));
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    assert_eq!(answer.header("vary"), "accept-encoding");
    let headers = [("if-none-match", answer.header("etag"))];
    let known = world.get_with("/locations", &headers).await;
    assert_eq!((known.status, known.header("cache-control")), (304, "public, max-age=60"));
    world.stop().await;
}

#[tokio::test]
async fn a_place_is_found_by_a_part_of_its_name_however_that_is_typed() {
    let world = World::start().await;
    for (asked, found) in [
        ("seo", vec!["seoul"]),
        ("SEOUL", vec!["seoul"]),
        ("%20eou%20", vec!["seoul"]),
        ("s%C3%A9oul", vec!["seoul"]),
        ("%EC%84%9C%EC%9A%B8", vec!["seoul"]),
        // The same, as keyboards that compose it write it.
        ("%E1%84%89%E1%85%A5%E1%84%8B%E1%85%AE%E1%86%AF", vec!["seoul"]),
        ("new-y", vec!["new-york"]),
        ("new%20york", vec!["new-york"]),
        ("%EB%89%B4", vec!["new-york"]),
        ("o", vec!["seoul", "new-york"]),
        ("", vec!["seoul", "new-york"]),
        ("busan", vec![]),
    ] {
        let answer = world.get(&format!("/locations?q={asked}")).await.json();
        assert_eq!(ids(&answer), found, "{asked}");
    }
    assert_eq!(ids(&world.get("/locations?q=o&limit=1").await.json()), ["seoul"]);
    assert_eq!(ids(&world.get("/locations?limit=1000").await.json()), ["seoul", "new-york"]);
    world.stop().await;
}

/// The expected distances come from Vincenty's formula on the ellipsoid, from which the
/// sphere is off by at most 0.5 %.
#[tokio::test]
async fn the_nearest_place_comes_first_with_its_distance() {
    let world = World::start().await;
    for (near, order, ellipsoid_km) in [
        ("40.7769,-73.8740", ["new-york", "seoul"], [12.5, 11_060.0]),
        ("37.5714,126.9658", ["seoul", "new-york"], [0.0, 11_060.0]),
        ("90,0", ["new-york", "seoul"], [5493.0, 5843.0]),
        ("-90,-180", ["seoul", "new-york"], [14_160.0, 14_510.0]),
    ] {
        let answer = world.get(&format!("/locations?near={near}")).await.json();
        assert_eq!(ids(&answer), order, "{near}");
        for (place, expected) in answer["locations"].as_array().unwrap().iter().zip(ellipsoid_km) {
            let distance = place["distance_km"].as_f64().unwrap();
            assert!((distance - expected).abs() <= expected * 0.005, "{near}: {distance}");
            assert_eq!((distance * 10.0).fract(), 0.0, "{distance}");
        }
    }
    assert_eq!(ids(&world.get("/locations?near=40,-74&limit=1").await.json()), ["new-york"]);
    world.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_query_is_told_with_what_is_allowed() {
    let world = World::start().await;
    for (query, says) in [
        ("near=37", vec!["near", "latitude within -90 and 90", "longitude within -180 and 180"]),
        ("near=90.1,0", vec!["near"]),
        ("near=0,180.1", vec!["near"]),
        ("near=nan,0", vec!["near"]),
        ("near=1,2,3", vec!["near"]),
        ("limit=0", vec!["limit", "within 1 and 1000"]),
        ("limit=1001", vec!["limit", "within 1 and 1000"]),
        ("limit=few", vec!["limit"]),
        ("name=seoul", vec!["name", "`q`", "`near`", "`limit`"]),
    ] {
        let detail = world.get(&format!("/locations?{query}")).await.problem(400, "invalid-request");
        assert!(says.iter().all(|part| detail.contains(part)), "{query}: {detail}");
    }
    world.stop().await;
}
