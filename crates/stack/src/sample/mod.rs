//! What is recommended, written down with the weather that it rests on, for people to
//! read: through the running services.

mod climates;
mod days;
mod page;
mod review;
mod running;

pub use self::days::{CasualDay, SampledDays, sample_days};
pub use self::review::review_clothes;
