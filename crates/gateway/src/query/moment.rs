//! Times in a query.

use common::location::Location;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A time that somebody means.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Moment {
    /// That one.
    At(Timestamp),
    /// This time of day, wherever it comes next.
    Next(Time),
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_clock = text.len() == "07:30".len() && text.as_bytes()[2] == b':';
        let moment =
            if is_clock { text.parse().ok().map(Self::Next) } else { text.parse().ok().map(Self::At) };
        moment.ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a time; it must be RFC 3339 (in a URL, `+` is written `%2B`) or a time of day as HH:MM, such as 07:30")
        })
    }
}

/// A calendar day, with the days that a month of that year has.
macro_rules! date_pattern {
    () => {
        concat!(
            "([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)",
            "|02-(0[1-9]|1[0-9]|2[0-8]))",
            "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)",
        )
    };
}
pub(super) use date_pattern;

/// What a [`Moment`] may look like: a time of day, or RFC 3339 with the days that a
/// month of that year has.
const MOMENT: &str = concat!(
    "^((([01][0-9]|2[0-3]):[0-5][0-9])|",
    date_pattern!(),
    "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))$",
);

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(MOMENT)).into()
    }
}

impl ToSchema for Moment {}

impl Moment {
    /// The time that it names, whatever the forecast.
    pub(crate) const fn at(self) -> Option<Timestamp> {
        match self {
            Self::At(time) => Some(time),
            Self::Next(_) => None,
        }
    }

    /// The time that is meant: for a time of day the first one from `earliest` on.
    pub(crate) fn resolve(self, earliest: Timestamp, location: &Location) -> Timestamp {
        let time = match self {
            Self::At(time) => return time,
            Self::Next(time) => time,
        };
        let earliest = earliest.to_zoned_datetime(location.tz());
        let next = [earliest.date(), earliest.date().saturating_add(SignedDuration::from_hours(24))]
            .into_iter()
            .filter_map(|date| date.to_datetime(time).to_zoned_datetime(location.tz()).ok())
            .find(|next| *next >= earliest);
        next.unwrap_or(earliest).timestamp()
    }
}

#[cfg(test)]
mod tests {
    use common::location::Locations;

    use super::*;

    #[test]
    fn a_time_of_day_is_the_next_one() {
        let locations: Locations = include_str!("../../../../deploy/config/locations.toml").parse().unwrap();
        let seoul = locations.default_location();
        let next = |text: &str, earliest: &str| {
            let moment = Moment::try_from(text.to_owned()).unwrap();
            let meant = moment.resolve(earliest.parse().unwrap(), seoul).to_zoned_datetime(seoul.tz());
            meant.strftime("%FT%T%:z").to_string()
        };
        assert_eq!(next("07:30", "2026-11-24T01:00:00+09:00"), "2026-11-24T07:30:00+09:00");
        assert_eq!(next("07:30", "2026-11-24T08:00:00+09:00"), "2026-11-25T07:30:00+09:00");
        assert_eq!(next("08:00", "2026-11-24T08:00:00+09:00"), "2026-11-24T08:00:00+09:00");
        assert_eq!(next("2026-11-24T00:00:00Z", "2026-11-30T08:00:00+09:00"), "2026-11-24T09:00:00+09:00");
        for wrong in ["7:30", "24:00", "noon", "", "2026-11-24", "07:30:00x", "가나"] {
            assert!(Moment::try_from(wrong.to_owned()).unwrap_err().contains("HH:MM"), "{wrong}");
        }
    }
}
