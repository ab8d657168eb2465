//! The dimensions of all tables and tensors, and which of their columns holds what.

use common::forecast::{FORECAST_VARIABLES, QUANTILE_LEVELS};
use features::{CLOUD_COVER, OBSERVED_COLUMNS};

/// How many variables have quantiles.
pub const VARIABLES: usize = FORECAST_VARIABLES.len();
/// How many quantiles.
pub const LEVELS: usize = QUANTILE_LEVELS.len();
/// Hours of a day.
pub const DAY_H: usize = 24;
/// Lead times, h, that are alike enough to be judged or corrected together.
pub const LEADS_PER_GROUP: usize = 6;

/// What can be, by forecast variable: °C, %, m/s and a share. The limits of temperature
/// and wind lie beyond every record of the World Meteorological Organization.
pub const PHYSICAL_BOUNDS: [[f32; 2]; VARIABLES] = [[-95.0, 60.0], [0.0, 100.0], [0.0, 120.0], [0.0, 1.0]];

/// Column of `history` with the temperature.
pub const TEMPERATURE: usize = 0;
/// Column of `history` with the precipitation.
pub const PRECIPITATION: usize = 8;
/// The forecast variables among the observed columns of `history`.
pub const TARGET_COLUMNS: [usize; VARIABLES] = [TEMPERATURE, 2, 3, CLOUD_COVER];
/// Column of `history` with the local mean solar time.
pub const DAY_ANGLE: usize = OBSERVED_COLUMNS;
/// Column of `history` with the time of the year.
pub const YEAR_ANGLE: usize = OBSERVED_COLUMNS + 1;
/// The forecast variables and the precipitation among the columns of `guidance`.
pub const SIGNALS: [usize; VARIABLES + 1] = [0, 1, 2, 5, 6];

/// A forecast without spread: `[lead][variable]`, physical units.
pub type Point = Vec<[f32; VARIABLES]>;

/// What is scored of a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The one number for each hour.
    pub point: Point,
    /// `[lead][variable][level]`, physical units.
    pub quantiles: Vec<[[f32; LEVELS]; VARIABLES]>,
}
