//! `openapi/*.json` are what the code says, and hold together.

use std::collections::BTreeSet;

use crate::helpers::root;

#[test]
fn the_files_are_what_the_routes_say() {
    for (file, document) in stack::openapi_documents().unwrap() {
        let path = root().join("openapi").join(file);
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == document, "{file} has drifted from the routes: run `make openapi`");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_and_every_error_is_a_problem() {
    for (file, document) in stack::openapi_documents().unwrap() {
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["openapi"], "3.1.0", "{file}");
        let mut names = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let at = format!("{file} {method} {path}");
                assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{at}");
                assert!(operation["summary"].is_string(), "{at}");
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let problem = response["content"]["application/problem+json"].is_object();
                    assert_eq!(problem, status.starts_with(['4', '5']), "{at} {status}");
                    let is_empty = matches!(status.as_str(), "204" | "304");
                    assert!(is_empty != response["content"].is_object(), "{at} {status}");
                }
            }
        }
    }
}
