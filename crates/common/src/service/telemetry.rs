//! Logs and traces through `tracing`, numbers through `metrics`.

use std::io::IsTerminal;
use std::sync::OnceLock;

use metrics::{Unit, describe_counter, describe_histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use super::config::{LogFormat, TelemetryConfig};
use super::traces;

/// Upper bounds of the histograms' buckets, seconds.
const BUCKETS_S: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// What must be sent before a process ends. It is dropped outside of the runtime.
#[derive(Debug)]
#[must_use]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.traces.as_ref().map(SdkTracerProvider::shutdown) {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}

/// Starts logging to standard error, and sending traces where that is configured, under
/// the name of the process. It is called outside of the runtime.
///
/// # Errors
/// The filter cannot be parsed, or the traces' exporter not built.
pub fn init(process: &'static str, config: &TelemetryConfig) -> anyhow::Result<Telemetry> {
    let filter = EnvFilter::try_new(&config.filter)?;
    let traces = traces::provider(process, config)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let lines = match config.format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(traces.as_ref().map(traces::layer))
        .try_init()?;
    Ok(Telemetry { traces })
}

/// Starts collecting metrics, once in a process.
pub(super) fn init_metrics() {
    recorder();
}

/// Everything collected so far and what the process takes, in Prometheus' text format.
pub(super) fn render_metrics() -> String {
    metrics_process::Collector::default().collect();
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
            let recorder = builder.install_recorder();
            let recorder = recorder.inspect_err(|error| tracing::warn!(%error, "no metrics")).ok()?;
            describe_counter!("http_requests_total", "Requests that were answered.");
            describe_histogram!("http_request_duration_seconds", Unit::Seconds, "How long answers took.");
            metrics_process::Collector::default().describe();
            Some(recorder)
        })
        .as_ref()
}
