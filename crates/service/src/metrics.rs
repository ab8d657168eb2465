//! The metrics of a process, as Prometheus reads them.

use std::sync::OnceLock;

use metrics::{Unit, describe_counter, describe_histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the histograms' buckets, seconds.
const BUCKETS_S: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts collecting metrics, once in a process.
pub(crate) fn init() {
    recorder();
}

/// Everything collected so far and what the process takes, in Prometheus' text format.
pub(crate) fn render() -> String {
    metrics_process::Collector::default().collect();
    recorder().map(PrometheusHandle::render).unwrap_or_default()
}

/// Moves what was collected into its buckets, so that memory stays bounded also
/// when nobody asks for the metrics.
pub(crate) fn upkeep() {
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
