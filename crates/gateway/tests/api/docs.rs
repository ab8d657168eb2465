//! `/openapi.json` and `/docs`.

use serde_json::Value;

use crate::support::{World, day, with_answers};

const EXAMPLES: [&str; 2] = [
    "/components/schemas/FeedbackQuestion/properties/recommendation/example",
    "/paths/~1feedback~1{person}~1{recommendation}/delete/parameters/1/example",
];

fn document() -> Value {
    serde_json::from_str(include_str!("../../../../openapi/gateway.json")).unwrap()
}

#[tokio::test]
async fn the_document_is_the_one_of_the_repository_with_an_outfit_that_was_shown() {
    let world = World::start().await;
    with_answers(&world);
    let answer = world.get("/openapi.json").await;
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(answer.header("vary"), "accept-encoding");
    let mut expected = document();
    let shown = day()["recommendations"]["styles"]["casual"]["id"].clone();
    for example in EXAMPLES {
        let place = expected.pointer_mut(example).unwrap();
        assert_ne!(*place, shown);
        *place = shown.clone();
    }
    assert_eq!(answer.json(), expected);
    let headers = [("if-none-match", answer.header("etag"))];
    assert_eq!(world.get_with("/openapi.json", &headers).await.status, 304);
    world.stop().await;
}

#[tokio::test]
async fn without_an_outfit_to_show_the_document_is_as_it_is() {
    let world = World::start().await;
    assert_eq!(world.get("/openapi.json").await.json(), document());
    with_answers(&world);
    let mut without = day();
    without["recommendations"]["styles"].as_object_mut().unwrap().remove("casual");
    world.recommender.answers(crate::support::SEOUL_DAY, &without);
    assert_eq!(world.get("/openapi.json").await.json(), document());
    world.stop().await;
}

#[tokio::test]
async fn the_page_of_the_documentation_lies_below_its_slash() {
    let world = World::start().await;
    let moved = world.get("/docs").await;
    assert_eq!((moved.status, moved.header("location")), (308, "/docs/"));
    let page = world.get("/docs/").await;
    assert_eq!((page.status, page.header("x-frame-options")), (200, "DENY"));
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(page.text().contains("swagger-ui"));
    let script = world.get("/docs/swagger-initializer.js").await;
    assert!(script.text().contains("/openapi.json") && script.text().contains("tryItOutEnabled"));
    for answer in [page, script] {
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(world.get("/docs/nothing.js").await.status, 404);
    world.stop().await;
}
