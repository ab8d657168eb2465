//! Traces: the spans of a request, from the gateway to the store, as an OpenTelemetry
//! collector takes them (OTLP over HTTP, protobuf).

use common::spans::SPANS;
use opentelemetry::trace::{Link, SpanId, SpanKind, TraceId, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    IdGenerator, RandomIdGenerator, Sampler, SamplingResult, SdkTracerProvider, ShouldSample,
};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

use crate::config::TelemetryConfig;
use crate::context::RequestContext;

/// What sends the traces of a process, where they are sent.
///
/// # Errors
/// The exporter cannot be built.
pub(crate) fn provider(
    process: &'static str,
    config: &TelemetryConfig,
) -> anyhow::Result<Option<SdkTracerProvider>> {
    let Some(endpoint) = &config.otlp_endpoint else { return Ok(None) };
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        // OTLP over HTTP appends to whatever path there is.
        .with_endpoint(format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/')))
        .build()?;
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_id_generator(Ids::default())
        .with_sampler(Sampler::ParentBased(Box::new(Beginnings(config.traced_share))))
        .with_resource(Resource::builder().with_service_name(process).with_attribute(version).build())
        .build();
    Ok(Some(provider))
}

/// Hands the spans of [`SPANS`] to a provider.
pub(crate) fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let tracer = provider.tracer("overcoat");
    let spans = Targets::new().with_target(SPANS, LevelFilter::DEBUG);
    tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_filter(spans)
}

/// Begins traces with work, and with a share of it: a call by itself, of which there are
/// many in the background, is no work of anybody's.
#[derive(Debug, Clone)]
struct Beginnings(f64);

impl ShouldSample for Beginnings {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let of_work = Sampler::TraceIdRatioBased(self.0);
        let sampler = if *kind == SpanKind::Client { Sampler::AlwaysOff } else { of_work };
        sampler.should_sample(parent, trace_id, name, kind, attributes, links)
    }
}

/// Spans belong to the trace that their request's context names, and the logs with it.
#[derive(Debug, Default)]
struct Ids(RandomIdGenerator);

impl IdGenerator for Ids {
    fn new_trace_id(&self) -> TraceId {
        match RequestContext::current() {
            Some(context) if context.is_request => TraceId::from(context.trace_id.as_u128()),
            // Work in the background goes on for as long as the process.
            _ => self.0.new_trace_id(),
        }
    }

    fn new_span_id(&self) -> SpanId {
        self.0.new_span_id()
    }
}
