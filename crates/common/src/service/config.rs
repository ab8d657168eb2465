//! Layered configuration: defaults embedded in the crate, then the file named
//! by `--config`, then the environment (`OVERCOAT__SECTION__FIELD`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use config::{Environment, File, FileFormat};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tracing_subscriber::EnvFilter;

/// What every service's configuration has. Unknown fields are errors.
pub trait ServiceConfig: DeserializeOwned {
    /// The defaults, as TOML.
    const DEFAULTS: &'static str;

    /// Where it listens.
    fn server(&self) -> &ServerConfig;

    /// How it logs.
    fn telemetry(&self) -> &TelemetryConfig;

    /// Everything else that is wrong with the values, a sentence each,
    /// beginning with the field's path.
    fn validate(&self) -> Vec<String>;
}

/// Where and how a service listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Moves `/livez`, `/readyz` and `/metrics` to a port of their own.
    #[serde(default)]
    pub admin_port: Option<u16>,
    /// Threads that answer requests.
    pub workers: usize,
    /// Largest request body in bytes.
    pub max_body_bytes: usize,
    /// Connections that each worker holds at a time; further ones wait.
    #[serde(default = "default_max_connections")]
    pub max_connections: usize,
    /// How long a connection may be idle between requests.
    #[serde(
        default = "default_keep_alive",
        with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required"
    )]
    pub keep_alive: Duration,
    /// Origins whose pages may read the answers, as in `https://example.org`; `*`
    /// means any.
    #[serde(default)]
    pub cors_origins: Vec<String>,
    /// How long a client may take to send its request's head.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub client_timeout: Duration,
    /// Between "not ready" and closing the door, for load balancers to notice.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub drain_delay: Duration,
    /// How long requests and background work may take to finish after that.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub shutdown_timeout: Duration,
}

fn default_max_connections() -> usize {
    25_000
}

fn default_keep_alive() -> Duration {
    Duration::from_secs(75)
}

impl ServerConfig {
    fn validate(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.workers == 0 {
            wrong.push("server.workers must be at least 1".to_owned());
        }
        if self.port != 0 && self.admin_port == Some(self.port) {
            wrong.push("server.admin_port must not be server.port".to_owned());
        }
        if self.max_connections == 0 {
            wrong.push("server.max_connections must be at least 1".to_owned());
        }
        for origin in &self.cors_origins {
            let is_origin = url::Url::parse(origin)
                .is_ok_and(|url| url.has_host() && url.origin().ascii_serialization() == *origin);
            if origin != "*" && !is_origin {
                wrong.push(format!(
                    "server.cors_origins has `{origin}`; it must be `*` or scheme, host and port, such as \
                     https://example.org"
                ));
            }
        }
        for (field, duration) in [
            ("client_timeout", self.client_timeout),
            ("keep_alive", self.keep_alive),
            ("shutdown_timeout", self.shutdown_timeout),
        ] {
            if duration < Duration::from_secs(1) {
                wrong.push(format!("server.{field} must be at least 1s"));
            }
        }
        wrong
    }
}

/// How a service logs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetryConfig {
    /// What is logged, as in `info,ingest=debug`.
    pub filter: String,
    /// The form.
    pub format: LogFormat,
}

impl TelemetryConfig {
    fn validate(&self) -> Vec<String> {
        let unusable = EnvFilter::try_new(&self.filter).err();
        unusable.map(|error| format!("telemetry.filter cannot be read: {error}")).into_iter().collect()
    }
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A layer cannot be read, or the layers do not make a configuration.
    #[error(transparent)]
    Invalid(#[from] config::ConfigError),
    /// Without the environment they would.
    #[error("{error} (from the environment: {variables})")]
    Environment {
        /// What is wrong.
        error: config::ConfigError,
        /// The names of its variables.
        variables: String,
    },
    /// Values are out of range.
    #[error("{}", .0.join("\n"))]
    Values(Vec<String>),
}

/// The process's environment, to be handed to [`load`].
#[must_use]
pub fn environment() -> HashMap<String, String> {
    // Variables that are not UTF-8 cannot be ours.
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Reads and validates a service's configuration.
///
/// # Errors
/// A layer cannot be read, has unknown fields or has values out of range.
pub fn load<C: ServiceConfig>(
    file: Option<&Path>,
    environment: HashMap<String, String>,
) -> Result<C, ConfigError> {
    validated(layered(C::DEFAULTS, file, environment)?)
}

/// Puts the layers of any configuration together.
///
/// # Errors
/// A layer cannot be read or has unknown fields.
pub fn layered<C: DeserializeOwned>(
    defaults: &str,
    file: Option<&Path>,
    environment: HashMap<String, String>,
) -> Result<C, ConfigError> {
    let mut layers = config::Config::builder().add_source(File::from_str(defaults, FileFormat::Toml));
    if let Some(file) = file {
        layers = layers.add_source(File::from(file).format(FileFormat::Toml).required(true));
    }
    let mut variables: Vec<String> =
        environment.keys().filter(|name| name.starts_with("OVERCOAT__")).cloned().collect();
    variables.sort();
    let environment =
        Environment::with_prefix("OVERCOAT").prefix_separator("__").separator("__").source(Some(environment));
    let whole = layers.clone().add_source(environment).build();
    whole.and_then(config::Config::try_deserialize).map_err(|error| {
        let fits_without = layers.build().and_then(config::Config::try_deserialize::<C>).is_ok();
        if fits_without {
            ConfigError::Environment { error, variables: variables.join(", ") }
        } else {
            ConfigError::Invalid(error)
        }
    })
}

/// Reads a service's defaults and puts `layers` over them, each over the one
/// before, for a process that runs several services and has a configuration of
/// its own.
///
/// # Errors
/// As [`load`].
pub fn load_over<C: ServiceConfig>(layers: &[&serde_json::Value]) -> Result<C, ConfigError> {
    let mut config = config::Config::builder().add_source(File::from_str(C::DEFAULTS, FileFormat::Toml));
    for layer in layers {
        config = config.add_source(config::Config::try_from(layer)?);
    }
    validated(config.build()?.try_deserialize()?)
}

fn validated<C: ServiceConfig>(config: C) -> Result<C, ConfigError> {
    let mut wrong = config.server().validate();
    wrong.extend(config.telemetry().validate());
    wrong.extend(config.validate());
    if wrong.is_empty() { Ok(config) } else { Err(ConfigError::Values(wrong)) }
}
