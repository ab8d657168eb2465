//! What the interface of the comfort models promises.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use proptest::{prop_assert, prop_assert_eq};
use reqwest::Method;
use reqwest::header::ALLOW;
use serde_json::{Map, Value, json};

use crate::support::{Recommender, detail, document, models, operation};

fn utci(tdb: f64) -> Value {
    json!({ "tdb": tdb, "tr": 30, "v": 2, "rh": 40 })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_answered_in_its_order() {
    let recommender = Recommender::start().await;
    // Up and down, so that no order but the list's own fits.
    let points: Vec<Value> = (0..500).map(|index| utci(f64::from(index * 37 % 101) - 50.0)).collect();
    let answers = recommender.answers("utci", &points).await;
    for index in (0..500).step_by(50) {
        let alone = recommender.answers("utci", &points[index..=index]).await;
        assert_eq!(answers[index], alone[0], "[{index}]");
    }
    let different: BTreeSet<String> = answers.iter().map(ToString::to_string).collect();
    assert_eq!(different.len(), 101);
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_is_answered_with_an_empty_list() {
    let recommender = Recommender::start().await;
    let document = document();
    for model in models(&document) {
        assert!(recommender.answers(model, &[]).await.is_empty(), "{model}");
    }
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_an_unknown_model_is_told_all_there_are() {
    let recommender = Recommender::start().await;
    let document = document();
    for body in [json!([]), utci(20.0)] {
        let says = detail(recommender.post("atlantis", &body).await, 404).await;
        assert!(says.contains("`atlantis`"), "{says}");
        let (_, known) = says.split_once("known are: ").unwrap();
        let known: BTreeSet<&str> = known.split(", ").collect();
        assert_eq!(known, models(&document).into_iter().collect(), "{says}");
    }
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_not_allowed() {
    let recommender = Recommender::start().await;
    let document = document();
    for model in models(&document) {
        let response = recommender.send(Method::GET, model, ("application/json", String::new())).await;
        assert_eq!(response.headers()[ALLOW], "POST", "{model}");
        let says = detail(response, 405).await;
        assert!(says.contains("GET") && says.contains("POST"), "{says}");
    }
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_that_cannot_be_is_told_by_place_reason_and_what_is_allowed() {
    let recommender = Recommender::start().await;
    let good = utci(20.0);
    let with = |input: &str, value: Value| {
        let mut point = good.clone();
        point[input] = value;
        point
    };
    let mut without_rh = good.clone();
    without_rh.as_object_mut().unwrap().remove("rh");
    for (point, says) in [
        (without_rh, vec!["[3]", "missing field `rh`"]),
        (with("humidity", 40.into()), vec!["[3].humidity", "`tdb`", "`tr`", "`v`", "`rh`"]),
        (with("rh", "damp".into()), vec!["[3].rh", "damp", "a number|f64"]),
        (with("rh", Value::Null), vec!["[3].rh", "null", "a number|f64"]),
        (with("rh", json!([40])), vec!["[3].rh", "a number|f64"]),
        (with("rh", 150.into()), vec!["[3].rh", "150", "0 and 100"]),
        (with("v", json!(-0.1)), vec!["[3].v", "-0.1", "0 and 500"]),
        (with("tdb", json!(1e300)), vec!["[3].tdb", "-150 and 200"]),
        (json!(20), vec!["[3]", "20", "UtciInputs"]),
    ] {
        let points = json!([good, good, good, point, good]);
        let told = detail(recommender.post("utci", &points).await, 400).await;
        for part in says {
            assert!(part.split('|').any(|part| told.contains(part)), "{point}: {part} is not in: {told}");
        }
    }
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn inputs_that_are_not_numbers_are_told_as_well() {
    let recommender = Recommender::start().await;
    let document = document();
    let example = |model: &str| {
        operation(&document, model)["requestBody"]["content"]["application/json"]["example"][0].clone()
    };
    for (model, input, value, says) in [
        ("solar_gain", "posture", json!("lying"), ["[1].posture", "`supine`"]),
        ("mrt_pipeline", "utc", json!("noon"), ["[1].utc", "failed to parse"]),
        ("wbgt", "with_solar_load", json!("yes"), ["[1].with_solar_load", "boolean"]),
        ("worn_indoors", "latitude_deg", json!(90.5), ["[1].latitude_deg", "-90 and 90"]),
    ] {
        let good = example(model);
        let mut point = good.clone();
        point[input] = value;
        let told = detail(recommender.post(model, &json!([good, point])).await, 400).await;
        assert!(says.iter().all(|part| told.contains(part)), "{told}");
    }
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_list_is_refused() {
    let recommender = Recommender::start().await;
    for body in
        ["", "[", "[{]", "nonsense", "{}", "null", r#"{"tdb": 20, "tr": 30, "v": 2, "rh": 40}"#, "[NaN]"]
    {
        let response = recommender.send(Method::POST, "utci", ("application/json", body.to_owned())).await;
        let says = detail(response, 400).await;
        assert!(says.starts_with("the body "), "{body}: {says}");
    }
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_json_is_refused() {
    let recommender = Recommender::start().await;
    let body = json!([utci(20.0)]).to_string();
    for content_type in
        ["text/plain", "text/csv", "application/x-www-form-urlencoded", "application/octet-stream"]
    {
        let says =
            detail(recommender.send(Method::POST, "utci", (content_type, body.clone())).await, 415).await;
        assert!(says.contains("application/json"), "{says}");
    }
    let with_charset = ("application/json; charset=utf-8", body);
    assert_eq!(recommender.send(Method::POST, "utci", with_charset).await.status(), 200);
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_too_long_is_refused_with_what_is_allowed() {
    let recommender = Recommender::with(&[("SERVER__MAX_BODY_BYTES", "1000")]).await;
    let points = |count: usize| Value::from(vec![utci(20.0); count]);
    assert!(points(20).to_string().len() < 1000 && points(30).to_string().len() > 1000);
    assert_eq!(recommender.post("utci", &points(20)).await.status(), 200);
    let says = detail(recommender.post("utci", &points(30)).await, 413).await;
    assert!(says.contains("1000 bytes"), "{says}");
    recommender.stop().await;
}

/// As many points as its default limit is made for.
#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_points_are_answered_at_once() {
    let recommender = Recommender::start().await;
    let points: Vec<Value> = (0..20_000).map(|index| utci(f64::from(index) / 1000.0)).collect();
    assert_eq!(recommender.answers("utci", &points).await.len(), 20_000);
    recommender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_document_are_answered() {
    let recommender = Recommender::start().await;
    let document = document();
    for model in models(&document) {
        let body = &operation(&document, model)["requestBody"]["content"]["application/json"];
        let points = body["example"].as_array().unwrap();
        assert!(!points.is_empty(), "{model}");
        for answer in recommender.answers(model, points).await {
            assert_eq!(answer["valid"], true, "{model}: {answer}");
            let outputs = answer["outputs"].as_object().unwrap();
            assert!(
                !outputs.is_empty() && outputs.values().all(|value| !value.is_null()),
                "{model}: {answer}"
            );
        }
    }
    recommender.stop().await;
}

/// The document's schema of an answer of every model has the model's outputs.
#[tokio::test(flavor = "multi_thread")]
async fn the_outputs_of_every_model_are_documented() {
    let recommender = Recommender::start().await;
    let document = document();
    let mut wrong = Vec::new();
    for model in models(&document) {
        let operation = operation(&document, model);
        let points = operation["requestBody"]["content"]["application/json"]["example"].as_array().unwrap();
        let answer = &recommender.answers(model, points).await[0];
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"]["items"];
        let schema = resolve(&document, schema);
        let documented = &resolve(&document, &schema["properties"]["outputs"])["properties"];
        let names = |object: &Value| -> BTreeSet<String> {
            object.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
        };
        if names(documented) != names(&answer["outputs"]) {
            wrong.push(format!("{model}: {:?} and not {:?}", names(documented), names(&answer["outputs"])));
        }
    }
    recommender.stop().await;
    assert!(
        wrong.is_empty(),
        "documented are other outputs for {} models:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn everything_that_the_document_refers_to_is_in_it() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(values) => {
                found.extend(values.get("$ref").and_then(Value::as_str).map(str::to_owned));
                values.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 40, "{found:?}");
    found.retain(|reference| resolve(&document, &json!({ "$ref": reference })).is_null());
    assert!(found.is_empty(), "{found:?}");
}

/// What a reference in the document refers to; null if to nothing.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap_or(&Value::Null),
        None => schema,
    }
}

/// Anything that a schema of the document allows.
fn any_of(document: &Value, schema: &Value) -> BoxedStrategy<Value> {
    if let Some(choices) = schema["oneOf"].as_array() {
        let choices: Vec<_> = choices.iter().map(|choice| any_of(document, choice)).collect();
        return proptest::strategy::Union::new(choices).boxed();
    }
    if schema["$ref"].is_string() {
        return any_of(document, resolve(document, schema));
    }
    if let Some(kinds) = schema["type"].as_array() {
        let kinds: Vec<_> = kinds.iter().map(|kind| any_of(document, &json!({ "type": kind }))).collect();
        return proptest::strategy::Union::new(kinds).boxed();
    }
    match schema["type"].as_str().unwrap() {
        "null" => Just(Value::Null).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "number" => {
            let (least, most) = (schema["minimum"].as_f64().unwrap(), schema["maximum"].as_f64().unwrap());
            let values: BoxedStrategy<f64> = prop_oneof![
                6 => least..=most,
                // Where zero or little of it makes a difference, and where most weather is.
                2 => (-1.0..=1.0_f64).prop_map(move |part| (part.powi(5) * 50.0).clamp(least, most)),
                1 => Just(least),
                1 => Just(most),
                1 => Just(0.0_f64.clamp(least, most)),
            ]
            .boxed();
            values.prop_map(Value::from).boxed()
        }
        "string" => match schema["enum"].as_array() {
            Some(words) => proptest::sample::select(words.clone()).boxed(),
            // The only text of which there is no list; from the first to the last instant there is.
            None => {
                assert_eq!(schema, &document["components"]["schemas"]["Instant"]);
                let (least, most) = (jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
                let seconds = prop_oneof![least..=most, 0..4_000_000_000_i64];
                let instants = seconds.prop_map(|second| jiff::Timestamp::from_second(second).unwrap());
                instants.prop_map(|instant| Value::from(instant.to_string())).boxed()
            }
        },
        kind => panic!("a {kind} is not known to this test: {schema}"),
    }
}

/// Any point that a model takes: what is not required is there or not. Half of
/// them keep most of an example, so that some are within the model's range.
fn any_point(document: &Value, schema: &Value, example: &Value) -> BoxedStrategy<Value> {
    let required = schema["required"].as_array().unwrap();
    let properties = schema["properties"].as_object().unwrap();
    let inputs: Vec<_> = properties
        .iter()
        .map(|(input, schema)| {
            let value = any_of(document, schema);
            let value = if required.contains(&Value::from(input.as_str())) {
                value.prop_map(Some).boxed()
            } else {
                proptest::option::of(value).boxed()
            };
            (Just(input.clone()), value, proptest::bool::weighted(0.7))
        })
        .collect();
    let example = example.clone();
    (inputs, any::<bool>())
        .prop_map(move |(inputs, like_the_example)| {
            let inputs = inputs.into_iter().filter_map(|(input, value, keep)| {
                let kept = example.get(&input).filter(|_| like_the_example && keep);
                Some((input, kept.cloned().or(value)?))
            });
            Value::Object(inputs.collect::<Map<String, Value>>())
        })
        .boxed()
}

/// Whether it is made of finite numbers, words and nulls, and of no nulls but
/// those of classes where it is valid: beyond the last class there is none.
fn is_sound(value: &Value, valid: bool) -> bool {
    match value {
        Value::Null => !valid,
        Value::Number(number) => number.as_f64().is_some_and(f64::is_finite),
        Value::String(words) => !words.is_empty(),
        Value::Object(values) => values.iter().all(|(output, value)| {
            is_sound(value, valid) || (output == "stress_category" && value.is_null())
        }),
        Value::Bool(_) | Value::Array(_) => false,
    }
}

/// Every model with whatever its part of the document allows. A point that is
/// valid has all its outputs.
#[test]
fn every_point_that_is_allowed_is_answered() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let recommender = runtime.block_on(Recommender::start());
    let document = document();
    let mut wrong = Vec::new();
    for model in models(&document) {
        let body = &operation(&document, model)["requestBody"]["content"]["application/json"];
        let point = any_point(&document, resolve(&document, &body["schema"]["items"]), &body["example"][0]);
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(40) });
        let (points_answered, valid_ones) = (Cell::new(0), Cell::new(0));
        let outcome = runner.run(&vec(point, 1..60), |points| {
            let (status, answers) = runtime.block_on(async {
                let response = recommender.post(model, &Value::from(points.as_slice())).await;
                (response.status(), response.json::<Value>().await.unwrap())
            });
            prop_assert_eq!(status, 200, "{}", answers);
            let answers = answers.as_array().unwrap();
            prop_assert_eq!(answers.len(), points.len());
            for (point, answer) in points.iter().zip(answers) {
                let valid = answer["valid"].as_bool().unwrap();
                prop_assert!(is_sound(&answer["outputs"], valid), "{}: {}", point, answer);
                points_answered.set(points_answered.get() + 1);
                valid_ones.set(valid_ones.get() + u32::from(valid));
            }
            Ok(())
        });
        let (points_answered, valid_ones) = (points_answered.get(), valid_ones.get());
        eprintln!("{model}: {points_answered} points, {valid_ones} valid");
        wrong.extend(outcome.err().map(|failure| format!("{model}: {failure}")));
        if valid_ones == 0 {
            wrong.push(format!("{model}: none of {points_answered} points is within its range"));
        }
    }
    runtime.block_on(recommender.stop());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
