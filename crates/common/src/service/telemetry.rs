//! Logs through `tracing`, numbers through `metrics`.

use std::io::IsTerminal;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::config::{LogFormat, TelemetryConfig};

/// Upper bounds of the histograms' buckets, seconds.
const BUCKETS_S: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts logging to standard error. When several services share a process the
/// first one's settings hold.
///
/// # Errors
/// The filter cannot be parsed.
pub fn init(config: &TelemetryConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match config.format {
        LogFormat::Text => registry.with(lines.with_target(false)).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
    Ok(())
}

/// Starts collecting metrics, once in a process.
pub(super) fn init_metrics() {
    recorder();
}

/// Everything collected so far, in Prometheus' text format.
pub(super) fn render_metrics() -> String {
    recorder().map(PrometheusHandle::render).unwrap_or_default()
}

/// Moves what was collected into its buckets, so that memory stays bounded also
/// when nobody asks for the metrics.
pub(super) fn upkeep() {
    if let Some(handle) = recorder() {
        handle.run_upkeep();
    }
}

fn recorder() -> Option<&'static PrometheusHandle> {
    METRICS
        .get_or_init(|| {
            let builder = PrometheusBuilder::new().set_buckets(&BUCKETS_S).ok()?;
            builder.install_recorder().inspect_err(|error| tracing::warn!(%error, "no metrics")).ok()
        })
        .as_ref()
}
