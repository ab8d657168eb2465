//! What a request carries from service to service: its id and its trace.

use std::sync::Arc;

use tracing::Span;
use uuid::Uuid;

/// Header of the request id.
pub(crate) const REQUEST_ID: &str = "x-request-id";
/// Header of the W3C trace context.
pub(crate) const TRACEPARENT: &str = "traceparent";

tokio::task_local! {
    /// The request that this task works for.
    pub(crate) static CURRENT: RequestContext;
}

/// Identifies a request in logs, answers and calls to other services.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// From `x-request-id`, or made here.
    pub(crate) request_id: Arc<str>,
    /// From `traceparent`, or made here.
    pub(crate) trace_id: Uuid,
    /// Whether somebody asked for it.
    pub(crate) is_request: bool,
    /// Who called, where `traceparent` said so.
    pub(crate) parent: Option<Parent>,
}

/// The span of a caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parent {
    pub(crate) span_id: u64,
    /// 1: it is traced.
    pub(crate) flags: u8,
}

impl RequestContext {
    /// For work that no request asked for.
    #[must_use]
    pub fn background() -> Self {
        let id = Uuid::now_v7();
        Self {
            request_id: Arc::from(&*id.hyphenated().encode_lower(&mut Uuid::encode_buffer())),
            // W3C Trace Context wants the last bits of a trace's id random, and samplers
            // decide by the first of them: the two of the variant must not lie there.
            trace_id: Uuid::from_u128(id.as_u128().rotate_left(2)),
            is_request: false,
            parent: None,
        }
    }

    /// Runs `work` under this context: calls to other services carry it.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// For a request with these values of its headers.
    pub(crate) fn of_request(request_id: Option<&str>, traceparent: Option<&str>) -> Self {
        let mut context = Self { is_request: true, ..Self::background() };
        if let Some(id) = request_id
            && (1..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_graphic())
        {
            context.request_id = id.into();
        }
        if let Some((trace_id, parent)) = traceparent.and_then(parse_traceparent) {
            (context.trace_id, context.parent) = (trace_id, Some(parent));
        }
        context
    }

    /// The span of what is logged for the request.
    pub(crate) fn span(&self, service: &'static str) -> Span {
        let Self { request_id, trace_id, .. } = self;
        tracing::info_span!("request", service, %request_id, trace_id = %trace_id.simple())
    }

    /// The context to hand on where spans are not exported: the same trace, a new span.
    pub(crate) fn traceparent(&self) -> String {
        let span = &Uuid::new_v4().simple().to_string()[..16];
        let flags = self.parent.map_or(0, |parent| parent.flags);
        format!("00-{}-{span}-{flags:02x}", self.trace_id.simple())
    }

    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }
}

/// W3C Trace Context, section 3.2: `00-<32 hex>-<16 hex>-<2 hex>`.
fn parse_traceparent(value: &str) -> Option<(Uuid, Parent)> {
    let mut parts = value.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |text: &str, len: usize| {
        text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let known = hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
    let zero = |text: &str| text.bytes().all(|byte| byte == b'0');
    let is_whole =
        known && hex(trace, 32) && !zero(trace) && hex(parent, 16) && !zero(parent) && hex(flags, 2);
    let read = || {
        let span_id = u64::from_str_radix(parent, 16).ok()?;
        let flags = u8::from_str_radix(flags, 16).ok()?;
        Some((Uuid::try_parse(trace).ok()?, Parent { span_id, flags }))
    };
    is_whole.then(read)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usable_request_id_is_kept_and_any_other_replaced() {
        assert_eq!(RequestContext::of_request(Some("abc-1"), None).request_id.as_ref(), "abc-1");
        for unusable in [String::new(), "with space".to_owned(), "x".repeat(65)] {
            let id = RequestContext::of_request(Some(&unusable), None).request_id;
            assert_eq!(id.len(), 36, "{unusable}");
        }
    }

    #[test]
    fn a_trace_goes_on_and_a_malformed_one_begins_anew() {
        // The example of W3C Trace Context, section 3.2.
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let context = RequestContext::of_request(None, Some(given));
        let handed_on = context.traceparent();
        assert!(handed_on.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
        assert!(handed_on.ends_with("-01") && handed_on != given);
        for malformed in [
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f35-00f067aa0ba902b7-01",
        ] {
            let context = RequestContext::of_request(None, Some(malformed));
            let trace_id = context.trace_id.simple().to_string();
            assert_ne!(trace_id, "4bf92f3577b34da6a3ce929d0e0e4736", "{malformed}");
        }
    }
}
