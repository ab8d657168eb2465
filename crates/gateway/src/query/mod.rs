//! What clients may ask: the parts of a query that routes share, read and checked.

mod asker;
mod clock_time;
mod moment;
mod selection;
mod stays;

pub(crate) use self::asker::{Alternatives, Asker, Hours, SunShare, Window};
pub(crate) use self::clock_time::ClockTime;
pub(crate) use self::moment::Moment;
pub(crate) use self::selection::{ForecastSelection, ForecastVariable, Variables};
pub(crate) use self::stays::Stays;
