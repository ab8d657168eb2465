//! `/feedback`: votes, what is known of a person, and who may change it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wiremock::ResponseTemplate;

use crate::support::{Answer, World};

const PERSON: &str = "7e57d004-2b97-4e7a-b45f-5387367791cd";
const OUTFIT: &str = "seoul~20261123T120000Z-1a2b3c4d~20261123T15~20261123T22~16~casual~0~00a1b2c3";
const GIVE: &str = "POST /v1/feedback";
const KEY: &str = "0123456789abcdef0123456789abcdef";

fn of_person(rest: &str) -> String {
    format!("/feedback/{PERSON}{rest}")
}

fn asked(method: &str, rest: &str) -> String {
    format!("{method} /v1/people/{PERSON}{rest}")
}

fn profile(votes: Value) -> Value {
    json!({ "person": PERSON, "offset_k": -0.49, "offset_sd_k": 1.4, "votes": votes })
}

fn voted() -> Value {
    profile(json!([{ "recommendation": OUTFIT, "vote": "too_cold", "shift_k": -1.5 }]))
}

fn vote() -> Value {
    json!({ "person": PERSON, "recommendation": OUTFIT, "vote": "too_cold" })
}

fn assert_nobody_keeps(answer: &Answer) {
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn a_vote_is_handed_on_and_answered_with_what_is_known_now() {
    let world = World::start().await;
    world.recommender.answers(GIVE, &voted());
    let answer = world.post("/feedback", &vote(), &[]).await;
    assert_eq!(answer.json(), voted());
    assert_nobody_keeps(&answer);
    let received = world.recommender.received(GIVE).await;
    assert_eq!(received[0].body_json::<Value>().unwrap(), vote());
    world.recommender.refuses(GIVE, 404, ("not-found", "no such outfit was shown"));
    assert_eq!(
        world.post("/feedback", &vote(), &[]).await.problem(404, "not-found"),
        "no such outfit was shown"
    );
    world.recommender.refuses(GIVE, 400, ("invalid-request", "there are 1000 votes"));
    assert_eq!(
        world.post("/feedback", &vote(), &[]).await.problem(400, "invalid-request"),
        "there are 1000 votes"
    );
    world.stop().await;
}

#[tokio::test]
async fn what_is_known_of_a_person_is_told_unless_it_is_nothing() {
    let world = World::start().await;
    world.recommender.answers(&asked("GET", ""), &voted());
    let answer = world.get(&of_person("")).await;
    assert_eq!(answer.json(), voted());
    assert_nobody_keeps(&answer);
    // It is not kept by the gateway either.
    world.recommender.answers(&asked("GET", ""), &profile(json!([])));
    let detail = world.get(&of_person("")).await.problem(404, "not-found");
    assert_eq!(detail, format!("nothing is known of {PERSON}"));
    assert_eq!(world.recommender.calls(&asked("GET", "")).await, 2);
    world.stop().await;
}

#[tokio::test]
async fn a_vote_can_be_taken_back() {
    let world = World::start().await;
    let request = asked("DELETE", &format!("/votes/{OUTFIT}"));
    world.recommender.answers(&request, &profile(json!([])));
    let target = of_person(&format!("/{OUTFIT}"));
    let answer = world.ask("DELETE", &target, &[]).await;
    assert_eq!(answer.json(), profile(json!([])));
    assert_nobody_keeps(&answer);
    assert_eq!(world.recommender.calls(&request).await, 1);
    world.recommender.refuses(&request, 404, ("not-found", "there is no such vote"));
    let answer = world.ask("DELETE", &target, &[]).await;
    assert_eq!(answer.problem(404, "not-found"), "there is no such vote");
    world.stop().await;
}

#[tokio::test]
async fn a_person_can_be_forgotten() {
    let world = World::start().await;
    world.recommender.says(&asked("DELETE", ""), ResponseTemplate::new(204));
    let answer = world.ask("DELETE", &of_person(""), &[]).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_nobody_keeps(&answer);
    assert_eq!(world.recommender.calls(&asked("DELETE", "")).await, 1);
    world.recommender.refuses(&asked("DELETE", ""), 503, ("unavailable", "the lake does not answer"));
    world.ask("DELETE", &of_person(""), &[]).await.problem(503, "unavailable");
    world.stop().await;
}

#[tokio::test]
async fn a_change_needs_a_key_where_keys_are_configured() {
    let keys = json!({
        "alice": hex::encode(Sha256::digest(KEY)),
        "bob": hex::encode(Sha256::digest("another")).to_uppercase(),
    });
    let world = World::with(json!({ "api_keys": keys })).await;
    world.recommender.answers(GIVE, &voted());
    world.recommender.answers(&asked("GET", ""), &voted());
    world.recommender.answers(&asked("DELETE", &format!("/votes/{OUTFIT}")), &voted());
    world.recommender.says(&asked("DELETE", ""), ResponseTemplate::new(204));
    let (bearer, lower, padded) =
        (format!("Bearer {KEY}"), format!("bearer {KEY}"), format!("BEARER  {KEY}"));
    let (basic, digest) = (format!("Basic {KEY}"), hex::encode(Sha256::digest(KEY)));
    let (needed, unknown) = ("this needs a key in the header `x-api-key`", "this key is not known");
    for (headers, refused) in [
        (vec![("x-api-key", KEY)], None),
        (vec![("x-api-key", "another")], None),
        (vec![("authorization", &*bearer)], None),
        (vec![("authorization", &*lower)], None),
        (vec![("authorization", &*padded)], None),
        (vec![("authorization", &*basic), ("x-api-key", KEY)], None),
        (vec![], Some(needed)),
        (vec![("authorization", &*basic)], Some(needed)),
        (vec![("authorization", KEY)], Some(needed)),
        (vec![("x-api-key", "")], Some(unknown)),
        (vec![("x-api-key", "0123")], Some(unknown)),
        (vec![("x-api-key", &*digest)], Some(unknown)),
        (vec![("x-api-key", "0123"), ("authorization", &*bearer)], Some(unknown)),
    ] {
        let answers = [
            world.post("/feedback", &vote(), &headers).await,
            world.ask("DELETE", &of_person(""), &headers).await,
            world.ask("DELETE", &of_person(&format!("/{OUTFIT}")), &headers).await,
        ];
        for answer in answers {
            let Some(detail) = refused else {
                assert!(matches!(answer.status, 200 | 204), "{headers:?}: {}", answer.status);
                continue;
            };
            assert_eq!(answer.problem(401, "unauthorized"), detail, "{headers:?}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(world.recommender.calls(GIVE).await, 6);
    assert_eq!(world.get(&of_person("")).await.status, 200, "to read needs none");
    world.stop().await;
}

#[test]
fn only_a_digest_is_the_digest_of_a_key() {
    let read = serde_json::from_value::<gateway::KeyDigest>;
    let digest = hex::encode(Sha256::digest(KEY));
    assert!(read(digest.clone().into()).is_ok());
    for wrong in ["", "abc", &digest[2..], &format!("{digest}00"), &format!("+{}", &digest[1..]), KEY] {
        let says = read(wrong.into()).unwrap_err().to_string();
        assert!(says.contains("64 hexadecimal digits"), "{wrong}: {says}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_vote_is_told_with_what_is_allowed() {
    let world = World::start().await;
    let with = |field: &str, value: Value| {
        let mut vote = vote();
        vote[field] = value;
        vote
    };
    for (body, says) in [
        (with("vote", "cold".into()), vec!["vote", "cold", "too_cold", "right", "too_warm"]),
        (with("person", "me".into()), vec!["person", "`me`", "UUID"]),
        (with("mood", 1.into()), vec!["mood", "person", "recommendation", "vote"]),
        (with("recommendation", Value::Null), vec!["recommendation"]),
        (json!({ "person": PERSON }), vec!["missing field"]),
        (json!([]), vec!["the body is not valid"]),
    ] {
        let detail = world.post("/feedback", &body, &[]).await.problem(400, "invalid-request");
        assert!(says.iter().all(|part| detail.contains(part)), "{body}: {detail}");
    }
    for (method, target) in
        [("GET", "/feedback/me"), ("DELETE", "/feedback/me"), ("DELETE", "/feedback/me/outfit")]
    {
        let detail = world.ask(method, target, &[]).await.problem(400, "invalid-request");
        assert!(detail.contains("UUID") && detail.contains("`me`"), "{detail}");
    }
    for (method, target) in [("GET", of_person("?lang=ko")), ("DELETE", of_person("?lang=ko"))] {
        let detail = world.ask(method, &target, &[]).await.problem(400, "invalid-request");
        assert!(detail.contains("lang"), "{detail}");
    }
    assert_eq!(world.recommender.calls(GIVE).await, 0);
    world.stop().await;
}

#[tokio::test]
async fn a_body_is_json_and_not_too_large() {
    let world = World::with(json!({ "server": { "max_body_bytes": 300 } })).await;
    world.recommender.answers(GIVE, &voted());
    let send = async |content_type: &str, body: String| {
        let request = world.request("POST", "/feedback").body(body);
        world.send(request, &[("content-type", content_type)]).await
    };
    let body = vote().to_string();
    let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));
    assert_eq!(send("application/json", padded(300)).await.status, 200);
    assert_eq!(send("application/json; charset=utf-8", body.clone()).await.status, 200);
    let detail = send("application/json", padded(301)).await.problem(413, "payload-too-large");
    assert_eq!(detail, "the body may have at most 300 bytes");
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let detail = send(content_type, body.clone()).await.problem(415, "unsupported-media-type");
        assert_eq!(detail, "the body must be application/json");
    }
    for broken in ["", "{", "nonsense"] {
        let detail = send("application/json", broken.to_owned()).await.problem(400, "invalid-request");
        assert!(detail.starts_with("the body is not valid"), "{detail}");
    }
    assert_eq!(world.recommender.calls(GIVE).await, 2);
    world.stop().await;
}
