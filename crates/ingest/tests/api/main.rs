//! The service from outside: over HTTP, with a KMA that is made here and an S3
//! on a folder.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod guidance;
mod parse;
mod provider;
mod service;
mod support;
