//! A record of observations, hour by hour and without holes.

use common::observation::Observation;
use features::{BlankPrecipitation, History, OBSERVED_COLUMNS, Place, observed_columns};
use jiff::Timestamp;

use crate::axes::{PRECIPITATION, TEMPERATURE};
use crate::basis::{Basis, basis_at};

/// One hour in the quantities that climatology knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Hour {
    /// Terms of the climatology.
    pub basis: Basis,
    /// The observed columns of `history`; precipitation as ln(1 + mm), and 0
    /// where the temperature was observed and the precipitation was not.
    pub columns: [Option<f64>; OBSERVED_COLUMNS],
    /// Whether it rained.
    pub rain: Option<bool>,
}

impl Hour {
    fn new(observation: &Observation, basis: Basis, blank: BlankPrecipitation) -> Self {
        let columns = dry_where_blank(observed_columns(observation).map(|value| value.map(f64::from)));
        Self { basis, columns, rain: blank.rained(observation) }
    }
}

/// Observed columns with precipitation as ln(1 + mm), and 0 where it is blank beside a
/// temperature.
#[must_use]
pub fn dry_where_blank(mut columns: [Option<f64>; OBSERVED_COLUMNS]) -> [Option<f64>; OBSERVED_COLUMNS] {
    let precipitation_mm = columns[PRECIPITATION].or(columns[TEMPERATURE].map(|_| 0.0));
    columns[PRECIPITATION] = precipitation_mm.map(|amount_mm| amount_mm.max(0.0).ln_1p());
    columns
}

/// Some hours of a place's history, those that are not in it included.
///
/// # Errors
/// The place is not on the earth.
pub fn tabulate(
    history: &History,
    hours: impl Iterator<Item = Timestamp>,
    place: Place,
    blank: BlankPrecipitation,
) -> Result<Vec<Hour>, features::WindowError> {
    hours
        .map(|time| {
            let missing = Observation::new(time);
            let observation = history.get(time).unwrap_or(&missing);
            Ok(Hour::new(observation, basis_at(time, place)?, blank))
        })
        .collect()
}
