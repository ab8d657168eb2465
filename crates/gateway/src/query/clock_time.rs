//! A time of day in a query.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A time of day, `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub(crate) struct ClockTime(Time);

impl ClockTime {
    /// Minutes after midnight.
    pub(crate) fn minutes(self) -> i64 {
        60 * i64::from(self.0.hour()) + i64::from(self.0.minute())
    }
}

impl TryFrom<String> for ClockTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_clock = text.len() == "07:30".len() && text.as_bytes()[2] == b':';
        is_clock.then(|| text.parse().ok()).flatten().map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a time of day; it must be HH:MM, such as 07:00")
        })
    }
}

impl PartialSchema for ClockTime {
    fn schema() -> RefOr<Schema> {
        let pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).into()
    }
}

impl ToSchema for ClockTime {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_hours_and_minutes() {
        let read = |text: &str| ClockTime::try_from(text.to_owned());
        assert_eq!(read("07:30").unwrap().minutes(), 450);
        for wrong in ["7:30", "24:00", "07:60", "noon", "", "가나"] {
            assert!(read(wrong).unwrap_err().contains("HH:MM"), "{wrong}");
        }
    }
}
