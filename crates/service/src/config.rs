//! Layered configuration: defaults embedded in the crate, then the file named
//! by `--config`, then the environment (`OVERCOAT__SECTION__FIELD`).

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use config::{Environment, File, FileFormat};
use serde::de::{DeserializeOwned, IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
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

/// Makes a configuration with the sections `server` and `telemetry` that of a service.
/// Its defaults are the TOML that is given, and its method `faults` says what else is
/// wrong with its values.
#[macro_export]
macro_rules! service_config {
    ($config:ty, $defaults:expr) => {
        impl $crate::ServiceConfig for $config {
            const DEFAULTS: &'static str = $defaults;

            fn server(&self) -> &$crate::ServerConfig {
                &self.server
            }

            fn telemetry(&self) -> &$crate::TelemetryConfig {
                &self.telemetry
            }

            fn validate(&self) -> Vec<String> {
                self.faults()
            }
        }
    };
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
    #[serde(default, deserialize_with = "list")]
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

/// A list; in the environment its items with commas between.
///
/// # Errors
/// It is none, or an item cannot be read.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Items<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list, or items with commas between")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<T>, E> {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            items.map(|item| T::deserialize(item.to_owned().into_deserializer())).collect()
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = list.next_element()? {
                items.push(item);
            }
            Ok(items)
        }
    }

    deserializer.deserialize_any(Items(PhantomData))
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
    /// Where traces are sent: an OpenTelemetry collector that takes OTLP over HTTP, as in
    /// `http://127.0.0.1:4318`; absent: nowhere.
    #[serde(default)]
    pub otlp_endpoint: Option<url::Url>,
    /// The share of requests that are traced, 0 to 1; those of a trace that came in go on
    /// as it says.
    #[serde(default = "default_traced_share")]
    pub traced_share: f64,
}

fn default_traced_share() -> f64 {
    1.0
}

impl TelemetryConfig {
    fn validate(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if let Err(error) = EnvFilter::try_new(&self.filter) {
            wrong.push(format!("telemetry.filter cannot be read: {error}"));
        }
        let is_http = |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        if !self.otlp_endpoint.as_ref().is_none_or(is_http) {
            wrong.push("telemetry.otlp_endpoint must begin with http:// or https://".to_owned());
        }
        if !(0.0..=1.0).contains(&self.traced_share) {
            wrong.push("telemetry.traced_share must be from 0 to 1".to_owned());
        }
        wrong
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
    let environment = Environment::with_prefix("OVERCOAT")
        .prefix_separator("__")
        .separator("__")
        // Whoever passes a variable on cannot leave it out where it is not set.
        .ignore_empty(true)
        .source(Some(environment));
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
