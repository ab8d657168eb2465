//! What the outside relies on, frozen in `snapshots/`: the API documents, the
//! configuration's fields, the metrics, the lake's layout and the answers' shapes.
//! A test here fails when a user, an operator or another program would notice; how
//! the code is arranged inside is none of its business, so nothing but the stack's
//! door, HTTP and files is used.
//!
//! `OVERCOAT_REWRITE_CONTRACT=1` writes what is, after a change that is meant.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod configuration;
mod lake;
mod metrics;
mod openapi;
mod running;
mod shape;
mod snapshot;
mod wire;
