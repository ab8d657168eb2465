//! The ground that every crate of Overcoat stands on: the domain's types and,
//! with the feature `lake`, the S3 lake. It knows no service.

pub mod clock;
pub mod forecast;
pub mod guidance;
#[cfg(feature = "lake")]
pub mod lake;
pub mod location;
pub mod model;
pub mod numbers;
pub mod observation;
pub mod quality;
pub mod recommendation;
pub mod spans;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod units;

pub use clock::Clock;
