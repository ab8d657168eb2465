//! The layers of a configuration.

use std::collections::HashMap;
use std::io::Write;

use serde::Deserialize;
use service::config::{ServerConfig, ServiceConfig, TelemetryConfig, load, load_over};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    server: ServerConfig,
    telemetry: TelemetryConfig,
}

impl ServiceConfig for Config {
    const DEFAULTS: &'static str = r#"
        [server]
        host = "127.0.0.1"
        port = 1
        workers = 2
        max_body_bytes = 65536
        client_timeout = "5s"
        drain_delay = "0s"
        shutdown_timeout = "4s"
        [telemetry]
        filter = "info"
        format = "text"
    "#;

    fn server(&self) -> &ServerConfig {
        &self.server
    }

    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }

    fn validate(&self) -> Vec<String> {
        let too_few = (self.server.workers == 0).then(|| "server.workers must be at least 1".to_owned());
        too_few.into_iter().collect()
    }
}

fn environment(variables: &[(&str, &str)]) -> HashMap<String, String> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_file_goes_over_the_defaults_and_the_environment_over_both() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"[server]\nport = 2\nworkers = 3\n").unwrap();
    let config: Config =
        load(Some(file.path()), environment(&[("OVERCOAT__SERVER__PORT", "4"), ("OTHER", "x")])).unwrap();
    assert_eq!((config.server.port, config.server.workers), (4, 3));
    assert_eq!(config.server.max_body_bytes, 65536);
    let config: Config = load_over(&[
        &serde_json::json!({"server": {"port": 5, "workers": 1}}),
        &serde_json::json!({"server": {"port": 6}}),
    ])
    .unwrap();
    assert_eq!((config.server.port, config.server.workers), (6, 1));
}

#[test]
fn in_the_environment_a_list_has_commas_and_an_empty_variable_says_nothing() {
    let config: Config = load(
        None,
        environment(&[
            ("OVERCOAT__SERVER__CORS_ORIGINS", "https://a.example, https://b.example"),
            ("OVERCOAT__TELEMETRY__OTLP_ENDPOINT", ""),
        ]),
    )
    .unwrap();
    assert_eq!(config.server.cors_origins, ["https://a.example", "https://b.example"]);
    assert_eq!(config.telemetry.otlp_endpoint, None);
    let listed: Config =
        load_over(&[&serde_json::json!({"server": {"cors_origins": ["https://a.example"]}})]).unwrap();
    assert_eq!(listed.server.cors_origins, ["https://a.example"]);
}

#[test]
fn what_is_wrong_is_named() {
    for (name, value, says) in [
        ("OVERCOAT__SERVER__PROT", "4", "prot"),
        ("OVERCOAT__SERVER__PORT", "many", "port"),
        ("OVERCOAT__SERVER__WORKERS", "0", "at least 1"),
        ("OVERCOAT__SERVER__DRAIN_DELAY", "soon", "drain_delay"),
        ("OVERCOAT__TELEMETRY__FORMAT", "xml", "xml"),
        ("OVERCOAT__TELEMETRY__OTLP_ENDPOINT", "collector:4318", "http://"),
        ("OVERCOAT__TELEMETRY__TRACED_SHARE", "2", "from 0 to 1"),
        ("OVERCOAT__SERVER__CORS_ORIGINS", "https://a.example/", "cors_origins"),
    ] {
        let error = load::<Config>(None, environment(&[(name, value)])).unwrap_err().to_string();
        assert!(error.contains(says), "{name}={value}: {error}");
    }
    let missing = std::path::Path::new("no/such/file.toml");
    let error = load::<Config>(Some(missing), HashMap::new()).unwrap_err().to_string();
    assert!(error.contains("no/such/file.toml"), "{error}");
}
