//! The API documents, without the words in them.

use serde_json::Value;

use crate::snapshot::{assert_frozen, pretty, read};

/// Below these the keys are names that somebody chose, such as a property `title`.
const NAMED: [&str; 6] = ["content", "headers", "paths", "properties", "responses", "schemas"];
/// These explain, and promise nothing.
const WORDS: [&str; 5] = ["description", "summary", "title", "example", "examples"];

fn without_words(value: &Value, within: &str) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| match within {
                "info" => !matches!(name.as_str(), "version" | "description" | "summary"),
                within => NAMED.contains(&within) || !WORDS.contains(&name.as_str()),
            })
            .map(|(name, value)| {
                // A property that is itself called `properties` has a schema below it.
                let named = NAMED.contains(&within) && within != "paths";
                (name.clone(), without_words(value, if named { "" } else { name }))
            })
            .collect(),
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(|item| without_words(item, "")).collect();
            if within == "required" {
                // A set; it comes in the order of the fields in the source.
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn assert_document_frozen(service: &str) {
    let document: Value = serde_json::from_str(&read(format!("openapi/{service}.json"))).unwrap();
    assert_frozen(&format!("openapi-{service}.json"), &pretty(&without_words(&document, "")));
}

#[test]
fn the_gateways_document_is_frozen() {
    assert_document_frozen("gateway");
}

#[test]
fn inferences_document_is_frozen() {
    assert_document_frozen("inference");
}

#[test]
fn ingests_document_is_frozen() {
    assert_document_frozen("ingest");
}

#[test]
fn the_recommenders_document_is_frozen() {
    assert_document_frozen("recommender");
}
