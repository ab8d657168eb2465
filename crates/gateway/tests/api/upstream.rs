//! The services behind the gateway, played by servers that answer as a test says. What
//! they answer is valid under the OpenAPI document of the service that they play.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jsonschema::Draft;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// What is answered, by method and path.
type Script = Arc<Mutex<HashMap<String, ResponseTemplate>>>;

/// A service that answers as it is told to.
pub(crate) struct Upstream {
    server: MockServer,
    script: Script,
    document: Value,
}

struct Scripted(Script);

impl Respond for Scripted {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let answer = self.0.lock().unwrap().get(&asked(request)).cloned();
        answer.unwrap_or_else(|| ResponseTemplate::new(418))
    }
}

fn asked(request: &Request) -> String {
    format!("{} {}", request.method, request.url.path())
}

impl Upstream {
    pub(crate) async fn inference() -> Self {
        Self::start(include_str!("../../../../openapi/inference.json")).await
    }

    pub(crate) async fn recommender() -> Self {
        Self::start(include_str!("../../../../openapi/recommender.json")).await
    }

    async fn start(document: &str) -> Self {
        let (server, script) = (MockServer::start().await, Script::default());
        Mock::given(any()).respond_with(Scripted(Arc::clone(&script))).mount(&server).await;
        Self { server, script, document: serde_json::from_str(document).unwrap() }
    }

    pub(crate) fn url(&self) -> String {
        self.server.uri()
    }

    /// Answers a request, given as method and path, with this body from now on.
    pub(crate) fn answers(&self, request: &str, body: &Value) {
        self.assert_valid(request, 200, body);
        self.says(request, ResponseTemplate::new(200).set_body_json(body));
    }

    /// Answers a request with a problem from now on.
    pub(crate) fn refuses(&self, request: &str, status: u16, (kind, detail): (&str, &str)) {
        let uri = format!("urn:overcoat:problem:{kind}");
        let body = json!({ "type": uri, "title": "A problem", "status": status, "detail": detail });
        self.assert_valid(request, status, &body);
        let answer = ResponseTemplate::new(status);
        self.says(request, answer.set_body_raw(body.to_string(), "application/problem+json"));
    }

    /// Answers a request as no service would that keeps to its document.
    pub(crate) fn says(&self, request: &str, answer: ResponseTemplate) {
        self.script.lock().unwrap().insert(request.to_owned(), answer);
    }

    /// What was asked so far with this method and path.
    pub(crate) async fn received(&self, request: &str) -> Vec<Request> {
        let received = self.server.received_requests().await.unwrap();
        received.into_iter().filter(|one| asked(one) == request).collect()
    }

    /// How often it was asked with this method and path.
    pub(crate) async fn calls(&self, request: &str) -> usize {
        self.received(request).await.len()
    }

    /// The queries with which it was asked, each sorted by name.
    pub(crate) async fn queries(&self, request: &str) -> Vec<Vec<(String, String)>> {
        let query = |request: &Request| {
            let mut query: Vec<_> = request.url.query_pairs().into_owned().collect();
            query.sort();
            query
        };
        self.received(request).await.iter().map(query).collect()
    }

    fn assert_valid(&self, request: &str, status: u16, body: &Value) {
        let responses = &self.operation(request)["responses"];
        let content = responses[status.to_string()]["content"].as_object();
        let content = content.unwrap_or_else(|| panic!("{request} has no documented {status}"));
        let mut schema = content.values().next().unwrap()["schema"].clone();
        schema["components"] = self.document["components"].clone();
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator = options.build(&schema).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{request}: {wrong:#?}");
    }

    /// The documented operation whose path has a place for each varying part of this one.
    fn operation(&self, request: &str) -> &Value {
        let (method, path) = request.split_once(' ').unwrap();
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let template: Vec<&str> = template.split('/').collect();
            template.len() == parts.len()
                && template.iter().zip(&parts).all(|(place, part)| place == part || place.starts_with('{'))
        };
        let paths = self.document["paths"].as_object().unwrap();
        let operation = paths
            .iter()
            .filter(|(template, _)| fits(template))
            .find_map(|(_, operations)| operations.get(method.to_lowercase()));
        operation.unwrap_or_else(|| panic!("{request} is not documented"))
    }
}

#[tokio::test]
#[should_panic(expected = "is not of type")]
async fn an_answer_that_the_document_does_not_allow_is_not_scripted() {
    Upstream::inference().await.answers("GET /v1/models", &json!({ "models": "none" }));
}

#[tokio::test]
#[should_panic(expected = "is not documented")]
async fn a_path_that_the_document_does_not_have_is_not_scripted() {
    Upstream::inference().await.answers("GET /v1/model", &json!({ "models": [] }));
}
