//! What clients may ask: the parts of a query that routes share, read and checked.

mod asker;
mod moment;
mod selection;

pub(crate) use self::asker::{Activity, Asker, Hours, Window};
pub(crate) use self::moment::Moment;
pub(crate) use self::selection::{ForecastSelection, ForecastVariable, Variables};
