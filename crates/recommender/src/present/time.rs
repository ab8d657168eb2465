//! Times as they are answered.

use crate::weather::Hour;

/// An hour in RFC 3339 with the place's offset.
pub(crate) fn time(hour: &Hour) -> String {
    hour.time.timestamp().display_with_offset(hour.time.offset()).to_string()
}
