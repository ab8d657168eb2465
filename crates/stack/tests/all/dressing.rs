//! Clothes for a person: windows of hours, wardrobes, locks and feedback, over
//! the recommender's own interface and the real lake.

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use stack::{Stack, base};

use crate::helpers::{clock, start};

const PERSON: &str = "7e57d004-2b97-4e7a-b45f-5387367791cd";
const STYLES: [&str; 5] = ["casual", "business", "sporty", "feminine", "minimal"];

/// What the recommender answers: status and body, null where there is none.
async fn call(stack: &Stack, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let request =
        Client::builder().build().unwrap().request(method, format!("{}{path}", base(&stack.recommender)));
    let request = if let Some(body) = body { request.json(&body) } else { request };
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
}

async fn get(stack: &Stack, path: &str) -> Value {
    let (status, body) = call(stack, Method::GET, path, None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

async fn post(stack: &Stack, path: &str, body: Value) -> (StatusCode, Value) {
    call(stack, Method::POST, path, Some(body)).await
}

fn window() -> Value {
    json!({
        "location": "seoul",
        "from": "2026-11-25T08:30:00+09:00",
        "until": "2026-11-25T19:00:00+09:00",
    })
}

fn with(mut question: Value, field: &str, value: Value) -> Value {
    question[field] = value;
    question
}

fn garments(outfit: &Value) -> Vec<&str> {
    outfit["garments"].as_array().unwrap().iter().map(|garment| garment["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn my_hours_my_wardrobe_and_what_i_wear_anyway() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;

    let (status, answer) = post(&stack, "/v1/recommendations", window()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    // 8:30 is in the hour of 8.
    assert_eq!(answer["window"]["from"], "2026-11-25T08:00:00+09:00");
    assert_eq!((&answer["window"]["hours"], &answer["target_date"]), (&12.into(), &"2026-11-25".into()));

    let question = with(window(), "locked", json!(["jeans", "rain_jacket"]));
    let question = with(question, "wardrobe", json!({ "lack": ["scarf", "gloves"], "have": ["boots"] }));
    let question = with(with(question, "alternatives", json!(2)), "lang", json!("ko"));
    let (status, answer) = post(&stack, "/v1/recommendations", question).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let recommendations = &answer["recommendations"];
    for style in STYLES {
        let best = &recommendations["styles"][style];
        let others = recommendations["alternatives"][style].as_array().unwrap();
        assert_eq!(others.len(), 2);
        for outfit in others.iter().chain([best]) {
            let worn = garments(outfit);
            for id in ["jeans", "rain_jacket", "boots"] {
                assert!(worn.contains(&id), "{style} without {id}: {worn:?}");
            }
            assert!(!worn.contains(&"scarf") && !worn.contains(&"gloves"), "{style}: {worn:?}");
            assert!(outfit["changes"].as_array().unwrap().len() <= 3);
        }
        assert!(garments(best) != garments(&others[0]) && garments(&others[0]) != garments(&others[1]));
        assert!(best["id"] != others[0]["id"] && others[0]["id"] != others[1]["id"], "{best}");
    }

    let cold = json!({ "sensitivity": "feels_very_cold", "activity_met": 1.2 });
    let (_, waiting) = post(&stack, "/v1/recommendations", with(window(), "person", cold)).await;
    let required = |answer: &Value| answer["required_insulation_clo"].as_f64().unwrap();
    assert!(required(&waiting) > required(&answer) + 0.3, "{} {}", required(&waiting), required(&answer));
    let same =
        get(&stack, "/v1/recommendations/seoul/2026-11-25?sensitivity=feels_very_cold&activity_met=1.2")
            .await;
    assert_eq!(same["temperature_shift_k"], -3.0);
    let id = same["recommendations"]["styles"]["casual"]["id"].as_str().unwrap();
    assert!(id.contains("~casual~-30~"), "{id}");
    let all = get(&stack, "/v1/garments?lang=ko").await;
    assert!(all["garments"].as_array().unwrap().len() > 90);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_worn_or_asked_is_told_with_what_can() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    for (field, value, status, says) in [
        ("location", json!("atlantis"), 404, "seoul"),
        ("until", json!("2026-11-25T08:00:00+09:00"), 400, "must not be before"),
        ("until", json!("2026-11-27T08:00:00+09:00"), 400, "24 hours"),
        ("from", json!("tomorrow"), 400, "from: failed to parse"),
        ("person", json!({ "activity_met": 9.0 }), 400, "within 1 and 6.8"),
        ("person", json!({ "mood": "good" }), 400, "person.mood"),
        ("wardrobe", json!({ "have": ["toga"] }), 404, "`toga`"),
        ("wardrobe", json!({ "have": ["jeans"], "lack": ["jeans"] }), 404, "`jeans`"),
        ("locked", json!(["jeans", "chinos"]), 404, "cannot be worn together"),
        ("alternatives", json!(3), 400, "within 0 and 2"),
        ("lang", json!("fr"), 400, "`en` or `ko`"),
        ("colour", json!("red"), 400, "colour"),
    ] {
        let (answered, problem) = post(&stack, "/v1/recommendations", with(window(), field, value)).await;
        assert_eq!(answered.as_u16(), status, "{field}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{field}: {problem}");
    }
    let past =
        with(with(window(), "from", json!("2020-01-01T00:00:00Z")), "until", json!("2020-01-01T09:00:00Z"));
    let (status, problem) = post(&stack, "/v1/recommendations", past).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let covered = "2026-11-24T01:00:00+09:00 to 2026-12-01T00:00:00+09:00";
    assert!(problem["detail"].as_str().unwrap().contains(covered), "{problem}");
    for (query, says) in [
        ("outdoors_h=100", "within 0.25 and 8"),
        ("activity_met=abc", "activity_met: invalid float"),
        ("alternatives=-1", "alternatives: invalid digit"),
        ("person=me", "person: `me` is not a pseudonym; it must be a UUID"),
        ("sensitivity=cold", "sensitivity: unknown variant `cold`, expected one of `feels_very_cold`"),
        ("colour=red", "unknown field `colour`, expected one of `lang`"),
    ] {
        let path = format!("/v1/recommendations/seoul/2026-11-25?{query}");
        let (status, problem) = call(&stack, Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{query}: {problem}");
    }
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_set_for_the_way_there_and_back_and_one_bag_for_a_trip() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let there = with(window(), "until", json!("2026-11-25T09:00:00+09:00"));
    let way_back = json!({ "from": "2026-11-25T18:00:00+09:00", "until": "2026-11-25T19:30:00+09:00" });
    let (status, both) = post(&stack, "/v1/recommendations", with(there.clone(), "back", way_back)).await;
    assert_eq!(status, StatusCode::OK, "{both}");
    let outings: Vec<&str> =
        both["outings"].as_array().unwrap().iter().map(|outing| outing["from"].as_str().unwrap()).collect();
    assert_eq!(outings, ["2026-11-25T08:00:00+09:00", "2026-11-25T18:00:00+09:00"]);
    assert_eq!((&both["window"]["hours"], both["hours"].as_array().unwrap().len()), (&4.into(), 4));
    // The same first hour and as many hours, and yet another recommendation.
    let (_, in_a_row) =
        post(&stack, "/v1/recommendations", with(there.clone(), "until", json!("2026-11-25T11:00:00+09:00")))
            .await;
    assert!(in_a_row["outings"].is_null() && in_a_row["window"]["hours"] == 4);
    let id = |answer: &Value| answer["recommendations"]["styles"]["casual"]["id"].clone();
    assert_ne!(id(&both), id(&in_a_row));
    for (from, until, status) in [
        ("2026-11-25T08:30:00+09:00", "2026-11-25T19:00:00+09:00", 400),
        ("2026-11-25T18:00:00+09:00", "2026-11-25T17:00:00+09:00", 400),
        ("2026-11-26T08:00:00+09:00", "2026-11-26T09:00:00+09:00", 400),
    ] {
        let question = with(there.clone(), "back", json!({ "from": from, "until": until }));
        let (answered, problem) = post(&stack, "/v1/recommendations", question).await;
        assert_eq!(answered.as_u16(), status, "{from}: {problem}");
        assert!(
            problem["detail"].as_str().unwrap().contains("the way back must not begin before"),
            "{problem}"
        );
    }

    let stays = json!([
        { "location": "seoul", "from": "2026-11-25", "until": "2026-11-27" },
        { "location": "new-york", "from": "2026-11-27", "until": "2026-11-28" },
    ]);
    let (status, trip) = post(&stack, "/v1/trips", json!({ "stays": stays, "style": "business" })).await;
    assert_eq!(status, StatusCode::OK, "{trip}");
    let bag = trip["bag"].as_array().unwrap();
    assert_eq!(trip["pieces"], bag.len());
    let days = trip["days"].as_array().unwrap();
    let places: Vec<&Value> = days.iter().map(|day| &day["location"]).collect();
    assert_eq!(places, ["seoul", "seoul", "seoul", "new-york", "new-york"]);
    for day in days {
        let outfit = &day["recommendations"]["styles"]["business"];
        for garment in garments(outfit) {
            let packed = bag.iter().find(|packed| packed["id"] == garment).unwrap();
            assert!(packed["worn_on"].as_array().unwrap().contains(&day["target_date"]), "{packed}");
        }
        let alone = get(
            &stack,
            &format!(
                "/v1/recommendations/{}/{}?style=business",
                day["location"].as_str().unwrap(),
                day["target_date"].as_str().unwrap()
            ),
        )
        .await;
        let alone = &alone["recommendations"]["styles"]["business"];
        assert_eq!(outfit["covers_requirement"], alone["covers_requirement"], "{outfit} {alone}");
        assert!(day["recommendations"]["styles"]["casual"].is_null());
    }
    let stay = |from: &str, until: &str| json!({ "location": "seoul", "from": from, "until": until });
    for (stays, status, says) in [
        (json!([]), 400, "at least one stay"),
        (json!([stay("2026-11-26", "2026-11-25")]), 400, "must not be before"),
        (json!([stay("2026-11-25", "2026-12-02")]), 400, "8 days; they must be at most 7"),
        (json!([stay("2026-11-26", "2026-11-27"), stay("2026-11-25", "2026-11-25")]), 400, "in the order"),
        (json!([stay("2027-11-26", "2027-11-26")]), 404, "does not cover 2027-11-26"),
        (json!([{ "location": "atlantis", "from": "2026-11-25", "until": "2026-11-25" }]), 404, "seoul"),
    ] {
        let (answered, problem) = post(&stack, "/v1/trips", json!({ "stays": stays })).await;
        assert_eq!(answered.as_u16(), status, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
    }
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_is_learned_from_shown_taken_back_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let person = format!("/v1/people/{PERSON}");
    let day = format!("/v1/recommendations/seoul/2026-11-25?person={PERSON}");
    let nobody = get(&stack, &person).await;
    assert_eq!(
        (&nobody["offset_k"], &nobody["offset_sd_k"], &nobody["votes"]),
        (&json!(0.0), &json!(1.5), &json!([]))
    );

    let before = get(&stack, &day).await;
    let shown = before["recommendations"]["styles"]["casual"]["id"].as_str().unwrap().to_owned();
    let vote = |recommendation: &str, vote: &str| json!({ "person": PERSON, "recommendation": recommendation, "vote": vote });
    let (status, profile) = post(&stack, "/v1/feedback", vote(&shown, "too_cold")).await;
    assert_eq!(status, StatusCode::OK, "{profile}");
    assert!(profile["offset_k"].as_f64().unwrap() < -0.4, "{profile}");
    // The same again, as after a lost answer, changes nothing.
    assert_eq!(post(&stack, "/v1/feedback", vote(&shown, "too_cold")).await.1, profile);
    assert_eq!(get(&stack, &person).await, profile);

    let after = get(&stack, &day).await;
    assert!(after["temperature_shift_k"].as_f64().unwrap() < -0.4, "{after}");
    let required = |answer: &Value| answer["required_insulation_clo"].as_f64().unwrap();
    assert!(required(&after) > required(&before), "somebody who was too cold is dressed more warmly");

    // Another vote on the same counts instead; taken back, the first one does again.
    let (_, changed) = post(&stack, "/v1/feedback", vote(&shown, "too_warm")).await;
    assert!(changed["offset_k"].as_f64().unwrap() > 0.4, "{changed}");
    let undo = format!("{person}/votes/{shown}");
    assert_eq!(call(&stack, Method::DELETE, &undo, None).await, (StatusCode::OK, profile));
    let (_, undone) = call(&stack, Method::DELETE, &undo, None).await;
    assert_eq!(undone, nobody, "exactly as before the first vote");
    assert_eq!(call(&stack, Method::DELETE, &undo, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&stack, &day).await, before);

    let other = before["recommendations"]["styles"]["sporty"]["id"].as_str().unwrap().to_owned();
    post(&stack, "/v1/feedback", vote(&other, "too_warm")).await;
    let (status, reset) = call(&stack, Method::DELETE, &format!("{person}/votes"), None).await;
    assert_eq!((status, reset), (StatusCode::OK, nobody.clone()));
    post(&stack, "/v1/feedback", vote(&other, "too_warm")).await;
    let file = folder.path().join(format!("lake/overcoat/feedback/person={PERSON}.json"));
    assert!(file.is_file(), "{}", file.display());
    assert_eq!(call(&stack, Method::DELETE, &person, None).await, (StatusCode::NO_CONTENT, Value::Null));
    assert!(!file.exists(), "nothing of a forgotten person stays");
    assert_eq!(get(&stack, &person).await, nobody);

    for (question, status, says) in [
        (vote("casual", "too_cold"), 404, "`id` of an outfit"),
        (vote(&shown.replace("seoul", "atlantis"), "right"), 404, "seoul"),
        (vote(&shown.replace("20261123T15", "20261122T15"), "right"), 404, "was shown"),
        // Nothing can be voted on that was not shown: not another style, shift or set.
        (vote(&shown.replace("casual", "sporty"), "right"), 404, "was shown"),
        (vote(&shown.replace("~casual~0~", "~casual~9~"), "right"), 404, "was shown"),
        (
            vote(&format!("{}~0123456789abcdef", &shown[..shown.rfind('~').unwrap()]), "right"),
            404,
            "was shown",
        ),
        (vote(&shown, "lukewarm"), 400, "too_cold"),
        (
            json!({ "person": "me", "recommendation": shown, "vote": "right" }),
            400,
            "`me` is not a pseudonym; it must be a UUID",
        ),
    ] {
        let (answered, problem) = post(&stack, "/v1/feedback", question).await;
        assert_eq!(answered.as_u16(), status, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
    }
    let (status, problem) = call(&stack, Method::GET, "/v1/people/me", None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(problem["detail"].as_str().unwrap().contains("it must be a UUID"), "{problem}");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn voters_at_the_same_time_do_not_lose_each_others_votes() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let week = get(&stack, "/v1/recommendations/seoul").await;
    let shown: Vec<&str> = week["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["recommendations"]["styles"]["minimal"]["id"].as_str().unwrap())
        .collect();
    let votes = shown.iter().map(|id| {
        post(&stack, "/v1/feedback", json!({ "person": PERSON, "recommendation": id, "vote": "right" }))
    });
    for (status, answer) in futures_util::future::join_all(votes).await {
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let profile = get(&stack, &format!("/v1/people/{PERSON}")).await;
    assert_eq!(profile["votes"].as_array().unwrap().len(), shown.len());
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_put_on_twice_or_taken_off_before_it_is_on() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let mut days = Vec::new();
    for question in ["", "?sensitivity=feels_very_cold", "?sensitivity=feels_very_hot"] {
        let week = get(&stack, &format!("/v1/recommendations/seoul{question}")).await;
        days.extend(week["days"].as_array().unwrap().iter().cloned());
    }
    // In the warm hours one leaves without what the evening asks for.
    for date in ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"] {
        let from = with(window(), "from", json!(format!("{date}T13:00:00+09:00")));
        let (status, day) =
            post(&stack, "/v1/recommendations", with(from, "until", json!(format!("{date}T22:00:00+09:00"))))
                .await;
        assert_eq!(status, StatusCode::OK, "{day}");
        days.push(day);
    }
    let (mut changes, mut begun_without) = (0, 0);
    for outfit in days.iter().flat_map(|day| STYLES.map(|style| &day["recommendations"]["styles"][style])) {
        let ids = |list: &Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
        };
        let garments = outfit["garments"].as_array().unwrap();
        let is_worn = |id: &String| garments.iter().any(|garment| garment["id"] == **id);
        let mut off = ids(&outfit["start"]["without"]);
        assert!(off.iter().all(is_worn), "{outfit}");
        begun_without += usize::from(!off.is_empty());
        for change in outfit["changes"].as_array().unwrap() {
            let (take_off, put_on) = (ids(&change["take_off"]), ids(&change["put_on"]));
            assert!(put_on.iter().all(|id| off.contains(id)), "{change} of {outfit}");
            off.retain(|id| !put_on.contains(id));
            off.extend(take_off);
            changes += 1;
        }
    }
    assert!(changes > 0 && begun_without > 0, "{changes} {begun_without}");
    stack.stop().await;
}
