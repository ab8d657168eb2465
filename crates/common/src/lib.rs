//! The ground that every crate of Overcoat stands on: the domain's types, the
//! lake, and what makes a process a service. It knows no service.

pub mod clock;
pub mod forecast;
pub mod guidance;
pub mod lake;
pub mod location;
pub mod model;
pub mod numbers;
pub mod observation;
pub mod quality;
pub mod recommendation;
pub mod service;
pub mod units;

pub use clock::Clock;
