//! Places and days in a query.

use common::location::LocationId;
use common::recommendation::{Stay, parse_date};
use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::moment::date_pattern;

/// The stays of a trip: `place:day` or `place:first/last`, with commas between.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Stays(pub(crate) Vec<Stay>);

const MOST_STAYS: usize = 7;

macro_rules! stay_pattern {
    () => {
        concat!("[a-z0-9][a-z0-9-]{0,63}:", date_pattern!(), "(/", date_pattern!(), ")?")
    };
}

const STAYS: &str = concat!("^", stay_pattern!(), "(,", stay_pattern!(), "){0,6}$");

impl TryFrom<String> for Stays {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let stays: Vec<Stay> = text.split(',').map(stay).collect::<Result<_, _>>()?;
        if stays.len() > MOST_STAYS {
            return Err(format!("there are {} stays; there must be at most {MOST_STAYS}", stays.len()));
        }
        Ok(Self(stays))
    }
}

fn stay(text: &str) -> Result<Stay, String> {
    let shown: String = text.chars().take(100).collect();
    let form = || {
        format!(
            "`{shown}` is not a stay; it must be a place and its days, such as seoul:2026-11-24/2026-11-26"
        )
    };
    let (location, days) = text.split_once(':').ok_or_else(form)?;
    let location: LocationId = location.parse().map_err(|error| format!("`{shown}`: {error}"))?;
    let (from, until) = days.split_once('/').unwrap_or((days, days));
    let day = |text| parse_date(text).map_err(|error| format!("`{shown}`: {error}"));
    Ok(Stay { location, from: day(from)?, until: day(until)? })
}

impl PartialSchema for Stays {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(STAYS)).into()
    }
}

impl ToSchema for Stays {}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn stays_are_places_with_days() {
        let stays = |text: &str| Stays::try_from(text.to_owned());
        let read = stays("seoul:2026-11-24/2026-11-26,new-york:2026-11-27").unwrap().0;
        let days: Vec<_> =
            read.iter().map(|stay| (stay.location.to_string(), stay.from, stay.until)).collect();
        assert_eq!(
            days,
            [
                ("seoul".to_owned(), date(2026, 11, 24), date(2026, 11, 26)),
                ("new-york".to_owned(), date(2026, 11, 27), date(2026, 11, 27)),
            ]
        );
        for wrong in ["", "seoul", "seoul:", "seoul:today", "Seoul:2026-11-24", "seoul:2026-02-30", ","] {
            let error = stays(wrong).unwrap_err();
            assert!(error.contains("such as") || error.contains("location id"), "{wrong}: {error}");
        }
        let eight = ["seoul:2026-11-24"; 8].join(",");
        assert!(stays(&eight).unwrap_err().contains("at most 7"));
    }
}
