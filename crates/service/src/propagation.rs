//! Traces that go on from service to service (W3C Trace Context).

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::context::{Parent, RequestContext};

/// Puts a span under that of the service that called.
pub(crate) fn continue_trace(span: &Span, context: &RequestContext) {
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
pub(crate) fn traceparent(span: &Span) -> Option<String> {
    let context = span.context();
    let span = context.span();
    let span = span.span_context();
    let (trace_id, span_id, flags) = (span.trace_id(), span.span_id(), span.trace_flags().to_u8());
    span.is_valid().then(|| format!("00-{trace_id}-{span_id}-{flags:02x}"))
}
