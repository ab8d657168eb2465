//! Traces: the spans of a request, from the gateway to the store, as an OpenTelemetry
//! collector takes them (OTLP over HTTP, protobuf).

use opentelemetry::trace::{
    Link, SpanContext, SpanId, SpanKind, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    IdGenerator, RandomIdGenerator, Sampler, SamplingResult, SdkTracerProvider, ShouldSample,
};
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

use super::config::TelemetryConfig;
use super::context::{Parent, RequestContext};

/// The target of spans that belong into a trace: they are exported, and no other is.
/// They are made at the debug level, so that without a collector they cost nothing.
pub const SPANS: &str = "overcoat::spans";

/// What sends the traces of a process, where they are sent.
///
/// # Errors
/// The exporter cannot be built.
pub(super) fn provider(
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
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
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

/// Puts a span under that of the service that called.
pub(super) fn continue_trace(span: &Span, context: &RequestContext) {
    let Some(Parent { span_id, flags }) = context.parent else { return };
    let parent = SpanContext::new(
        TraceId::from(context.trace_id.as_u128()),
        SpanId::from(span_id),
        TraceFlags::new(flags),
        true,
        TraceState::default(),
    );
    // It fails where the span is not exported, and then there is nothing to put anywhere.
    let _ = span.set_parent(Context::new().with_remote_span_context(parent));
}

/// The W3C trace context of a span that is exported.
pub(super) fn traceparent(span: &Span) -> Option<String> {
    let context = span.context();
    let span = context.span();
    let span = span.span_context();
    let (trace_id, span_id, flags) = (span.trace_id(), span.span_id(), span.trace_flags().to_u8());
    span.is_valid().then(|| format!("00-{trace_id}-{span_id}-{flags:02x}"))
}
