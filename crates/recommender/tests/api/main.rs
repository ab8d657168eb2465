//! The service from outside: its comfort models over HTTP, against what
//! standards and agencies print, against reference values, and with whatever a
//! client may send.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod comfort;
mod published;
mod reference;
mod support;
