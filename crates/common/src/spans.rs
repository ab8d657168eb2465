//! The spans that belong into a trace.

/// The target of spans that belong into a trace: they are exported, and no other is.
/// They are made at the debug level, so that without a collector they cost nothing.
pub const SPANS: &str = "overcoat::spans";
