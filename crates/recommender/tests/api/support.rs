//! What surrounds the service, and how its answers are compared.

use std::path::{Path, PathBuf};

use common::Clock;
use recommender::Config;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method, Response};
use serde_json::{Map, Value};
use service::Server;
use service::config::load;

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What is not part of the repository and may lie beside it, or nothing where
/// it does not; then the test says why it passes.
pub(crate) fn beside(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared/comfort").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there; it is not part of the repository", path.display());
    None
}

/// The paths of the comfort models.
const COMFORT: &str = "/v1/comfort/";

/// The OpenAPI document as JSON.
pub(crate) fn document() -> Value {
    serde_json::to_value(recommender::openapi()).unwrap()
}

/// The names of all comfort models, from the OpenAPI document.
pub(crate) fn models(document: &Value) -> Vec<&str> {
    let paths = document["paths"].as_object().unwrap().keys();
    let models: Vec<&str> = paths.filter_map(|path| path.strip_prefix(COMFORT)).collect();
    assert!(models.len() > 20, "{models:?}");
    models
}

/// The operation of a model in the OpenAPI document.
pub(crate) fn operation<'a>(document: &'a Value, model: &str) -> &'a Value {
    &document["paths"][format!("{COMFORT}{model}")]["post"]
}

/// A service of one's own on a free port, whose lake nobody keeps.
pub(crate) struct Recommender {
    server: Server,
    client: Client,
}

impl Recommender {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Starts it with more of the environment.
    pub(crate) async fn with(variables: &[(&str, &str)]) -> Self {
        let locations = root().join("deploy/config/locations.toml");
        let environment = [
            ("LOCATIONS_FILE", locations.to_str().unwrap()),
            ("SERVER__PORT", "0"),
            ("SERVER__WORKERS", "1"),
            // The discard port: nothing listens there.
            ("LAKE__ENDPOINT", "http://127.0.0.1:9"),
            ("LAKE__FORCE_PATH_STYLE", "true"),
            ("LAKE__ACCESS_KEY_ID", "test"),
            ("LAKE__SECRET_ACCESS_KEY", "testtest"),
        ];
        let environment = environment
            .iter()
            .chain(variables)
            .map(|(name, value)| (format!("OVERCOAT__{name}"), (*value).to_owned()))
            .collect();
        let config: Config = load(None, environment).unwrap();
        let clock = Clock::manual("2026-11-23T15:00:00Z".parse().unwrap());
        let server = recommender::serve(config, clock).await.unwrap();
        Self { server, client: Client::builder().no_proxy().build().unwrap() }
    }

    /// Sends a body of a type to a comfort model.
    pub(crate) async fn send(&self, method: Method, model: &str, body: (&str, String)) -> Response {
        let url = format!("http://{}{COMFORT}{model}", self.server.addr);
        let (content_type, body) = body;
        self.client.request(method, url).header(CONTENT_TYPE, content_type).body(body).send().await.unwrap()
    }

    /// What a comfort model answers, whatever that is.
    pub(crate) async fn post(&self, model: &str, body: &Value) -> Response {
        self.send(Method::POST, model, ("application/json", body.to_string())).await
    }

    /// A comfort model's answer to every point, of which there is one each.
    pub(crate) async fn answers(&self, model: &str, points: &[Value]) -> Vec<Value> {
        let response = self.post(model, &Value::from(points)).await;
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        assert_eq!(status, 200, "{model}: {body}");
        let Value::Array(answers) = body else { panic!("{model}: {body}") };
        assert_eq!(answers.len(), points.len(), "{model}");
        answers
    }

    pub(crate) async fn stop(self) {
        drop(self.client);
        self.server.stop().await;
    }
}

/// A problem's detail; it is a problem of this status in every respect.
pub(crate) async fn detail(response: Response, status: u16) -> String {
    let content_type = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let answered = response.status();
    let problem: Value = response.json().await.unwrap();
    assert_eq!(answered, status, "{problem}");
    assert_eq!(content_type, "application/problem+json");
    assert_eq!(problem["status"], status, "{problem}");
    problem["detail"].as_str().unwrap().to_owned()
}

/// How far a value may be from the one that is expected, in the words of the
/// reference files: `0.01`, `"2 % relative (or 0.05 h)"`, `"5 or 2 %"`,
/// `"1e-6 rel"`, `"0.5 (elevation<80)"`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tolerance {
    absolute: f64,
    relative: f64,
    /// Only compared where this output is below this value.
    only_below: Option<(String, f64)>,
}

impl Tolerance {
    pub(crate) fn new(rule: &Value) -> Self {
        let rule = rule.as_str().map_or_else(|| rule.as_f64().unwrap().to_string(), str::to_owned);
        let mut tolerance = Self { absolute: 0.0, relative: 0.0, only_below: None };
        let plain =
            match rule.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once('<')?))) {
                Some((before, (output, bound))) => {
                    let bound = bound.trim_end_matches(')').parse().unwrap();
                    tolerance.only_below = Some((output.to_owned(), bound));
                    before.to_owned()
                }
                None => rule.replace(['(', ')'], " "),
            };
        let plain = plain.replace(" or ", " | ");
        for part in plain.split('|') {
            let words: Vec<&str> = part.split_whitespace().collect();
            let value: f64 = words[0].parse().unwrap();
            match words[1..] {
                [] | ["h"] => tolerance.absolute = value,
                ["%"] | ["%", "relative"] => tolerance.relative = value / 100.0,
                ["rel"] => tolerance.relative = value,
                _ => panic!("no tolerance: {rule}"),
            }
        }
        tolerance
    }

    /// The larger of the two, or nothing where the condition does not hold.
    fn allowed(&self, expected: f64, outputs: &Map<String, Value>) -> Option<f64> {
        if let Some((output, bound)) = &self.only_below {
            let (_, value) = outputs.iter().find(|(key, _)| key.starts_with(output.as_str())).unwrap();
            if value.as_f64().unwrap() >= *bound {
                return None;
            }
        }
        Some(self.absolute.max(self.relative * expected.abs()))
    }
}

/// The tolerances of a table by output; `*` at the end of a name stands for any
/// rest.
#[derive(Debug)]
pub(crate) struct Tolerances(Vec<(String, Tolerance)>);

impl Tolerances {
    pub(crate) fn new(rules: &Value) -> Self {
        let rules = rules.as_object().unwrap();
        Self(rules.iter().map(|(output, rule)| (output.clone(), Tolerance::new(rule))).collect())
    }

    /// Adds one for an output for which the table states none.
    pub(crate) fn or(mut self, output: &str, rule: &Value) -> Self {
        self.0.push((output.to_owned(), Tolerance::new(rule)));
        self
    }

    /// The tolerance of an output; one without limits has that of the one with.
    fn of(&self, output: &str) -> &Tolerance {
        let find = |name: &str| self.0.iter().find(|(rule, _)| rule == name);
        let pattern = |(rule, _): &&(String, Tolerance)| {
            rule.strip_suffix('*').is_some_and(|rule| output.starts_with(rule))
        };
        let found = find(output)
            .or_else(|| find(output.strip_suffix("_unlimited")?))
            .or_else(|| self.0.iter().find(pattern));
        &found.unwrap_or_else(|| panic!("there is no tolerance for {output}")).1
    }
}

/// What comparing gave: how many values were compared, which were too far off,
/// and for each output the largest deviation and how much of its tolerance that
/// is.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) values: usize,
    pub(crate) wrong: Vec<String>,
    worst: Map<String, Value>,
}

impl Comparison {
    /// Compares every expected output with the answer's; `point` says which it
    /// is where one is wrong.
    pub(crate) fn outputs(
        &mut self,
        tolerances: &Tolerances,
        expected: &Value,
        answered: &Value,
        point: &str,
    ) {
        let expected = expected.as_object().unwrap();
        for (output, expected_value) in expected {
            let value = &answered[output];
            let mut wrong = |what: &str| {
                self.wrong.push(format!("{output} is {value} and not {expected_value}{what}: {point}"));
            };
            match (expected_value, value) {
                (Value::Object(_), Value::Object(_)) => {
                    self.outputs(tolerances, expected_value, value, point);
                    continue;
                }
                (Value::Number(expected_number), Value::Number(number)) => {
                    let (wanted, got) = (expected_number.as_f64().unwrap(), number.as_f64().unwrap());
                    let Some(allowed) = tolerances.of(output).allowed(wanted, expected) else { continue };
                    let deviation = deviation(output, wanted, got);
                    if deviation > allowed {
                        wrong(&format!(", off by {deviation:.3e} of {allowed:.3e}"));
                    }
                    let worst = self.worst.get(output).and_then(Value::as_f64).unwrap_or(0.0);
                    self.worst.insert(output.clone(), worst.max(deviation).into());
                }
                (expected_value, value) if expected_value == value => {}
                _ => wrong(""),
            }
            self.values += 1;
        }
    }

    /// Says what was compared, and fails where something was wrong.
    pub(crate) fn assert(&self, what: &str, values: usize) {
        eprintln!("{what}: {} values, {} wrong, worst {:?}", self.values, self.wrong.len(), self.worst);
        assert!(self.wrong.is_empty(), "{what}: {}", self.wrong.join("\n"));
        assert_eq!(self.values, values, "values that were compared of {what}");
    }
}

/// How far apart two values are; directions of the compass meet in the north.
fn deviation(output: &str, wanted: f64, got: f64) -> f64 {
    let apart = (got - wanted).abs();
    // Decimals that are printed have no exact binary form.
    let apart = if apart < 1e-12 { 0.0 } else { apart };
    if output == "azimuth_deg" { apart.min(360.0 - apart) } else { apart }
}

#[test]
fn tolerances_are_read_as_they_are_meant() {
    let outputs = Map::from_iter([("elevation_deg".to_owned(), Value::from(81.0))]);
    for (rule, expected, allowed) in [
        (Value::from(0.01), 5.0, Some(0.01)),
        ("2 % relative (or 0.05 h)".into(), 1.0, Some(0.05)),
        ("2 % relative (or 0.05 h)".into(), -10.0, Some(0.2)),
        ("5 or 2 %".into(), 1000.0, Some(20.0)),
        ("5 or 2 %".into(), 0.0, Some(5.0)),
        ("10 %".into(), 3.0, Some(0.3)),
        ("1e-6 rel".into(), 1e6, Some(1.0)),
        ("0.5 (elevation<80)".into(), 1.0, None),
        ("0.5 (elevation<82)".into(), 1.0, Some(0.5)),
    ] {
        let is = Tolerance::new(&rule).allowed(expected, &outputs);
        assert!(
            match (is, allowed) {
                (Some(is), Some(allowed)) => (is - allowed).abs() < 1e-12,
                (is, allowed) => is == allowed,
            },
            "{rule}: {is:?}"
        );
    }
    assert!((deviation("azimuth_deg", 359.9, 0.1) - 0.2).abs() < 1e-9);
}

#[test]
fn what_differs_is_found() {
    use serde_json::json;
    let tolerances = Tolerances::new(&json!({ "clo*": 0.1, "set": 0.01 }));
    let expected =
        json!({ "clo_a": 1.0, "set": 2, "set_unlimited": 2.0, "in": { "clo_b": null }, "why": "cold" });
    let found = |answered: &Value| {
        let mut comparison = Comparison::default();
        comparison.outputs(&tolerances, &expected, answered, "");
        assert_eq!(comparison.values, 5);
        comparison.wrong.len()
    };
    assert_eq!(found(&expected), 0);
    let near = json!({ "clo_a": 1.09, "set": 2.009, "set_unlimited": 1.991, "in": { "clo_b": null }, "why": "cold" });
    assert_eq!(found(&near), 0);
    let far =
        json!({ "clo_a": 1.11, "set": null, "set_unlimited": 2.02, "in": { "clo_b": 0 }, "why": "hot" });
    assert_eq!(found(&far), 5);
}
