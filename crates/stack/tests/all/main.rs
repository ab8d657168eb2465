//! The whole of Overcoat over real sockets: the lake on two implementations of
//! S3, the stack from the first crawl to the recommendation, clothes for a person, the life of a
//! model, and the API documents.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

mod api_documents;
mod chaos;
mod clients;
mod dressing;
mod faults;
mod helpers;
mod lake;
mod main_job;
mod model_life;
mod new_york;
mod public_door;
mod siege;
mod traces;
