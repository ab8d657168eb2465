//! What makes a process a service: configuration, telemetry, the HTTP server
//! with its errors and health, the client, and an orderly end.
//!
//! Configuration and telemetry can be used without an HTTP server: everything else
//! is behind the feature `http`.

mod allocator;
#[cfg(feature = "http")]
mod client;
pub mod config;
#[cfg_attr(not(feature = "http"), expect(dead_code, reason = "without HTTP no request comes in"))]
mod context;
#[cfg(feature = "http")]
pub mod failures;
#[cfg(feature = "http")]
mod health;
#[cfg(feature = "http")]
mod metrics;
#[cfg(feature = "http")]
mod middleware;
#[cfg(feature = "http")]
mod params;
#[cfg(feature = "http")]
mod problem;
#[cfg(feature = "http")]
mod process;
#[cfg(feature = "http")]
mod propagation;
#[cfg(feature = "http")]
mod replicas;
#[cfg(feature = "http")]
mod server;
pub mod telemetry;
mod traces;

#[cfg(feature = "http")]
pub use self::client::{Client, ClientConfig, ClientError};
pub use self::config::{ServerConfig, ServiceConfig, TelemetryConfig};
pub use self::context::RequestContext;
#[cfg(feature = "http")]
pub use self::health::{Health, Latch};
#[cfg(feature = "http")]
pub use self::params::{Params, read_body};
#[cfg(feature = "http")]
pub use self::problem::{Problem, ProblemKind};
#[cfg(feature = "http")]
pub use self::process::{prepare, run, stop_signal};
#[cfg(feature = "http")]
pub use self::server::{Guard, Routes, Server, Service, openapi};
