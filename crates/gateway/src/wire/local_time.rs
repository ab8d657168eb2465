//! Times on the clock of a place.

use common::forecast::{Forecast, ForecastHour};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The first and the last hour of a forecast on the clock of a place.
pub(crate) fn covers(forecast: &Forecast, tz: &TimeZone) -> String {
    let end = |hour: Option<&ForecastHour>| hour.map(|hour| local(hour.valid_at, tz)).unwrap_or_default();
    format!("{} to {}", end(forecast.hours.first()), end(forecast.hours.last()))
}

/// A time on the clock of a place, RFC 3339.
pub(crate) fn local(time: Timestamp, tz: &TimeZone) -> String {
    time.display_with_offset(tz.to_offset(time)).to_string()
}
