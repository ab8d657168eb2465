//! What clients read and what comes from the services behind the gateway.

mod forecast;
mod label;
mod local_time;
mod location;
mod recommendation;

pub(crate) use self::forecast::{PublicForecast, PublicHour};
pub(crate) use self::label::{ForecastStatus, Label, Stamp};
pub(crate) use self::local_time::{covers, local};
pub(crate) use self::location::PublicLocation;
pub(crate) use self::recommendation::{Day, InUnits, PublicRecommendation, PublicTrip, PublicWeek};
