//! The gateway from outside: over HTTP, with a clock that stands still, and with
//! services behind it that answer as each test says.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod cache;
mod calendar;
mod dashboard;
mod docs;
mod door;
mod encodings;
mod failures;
mod feedback;
mod forecast;
mod limits;
mod locations;
mod models;
mod recommendation;
mod support;
mod upstream;
