//! Names, shapes and order of the tensors.

use common::forecast::{FORECAST_VARIABLES, HORIZON_H, QUANTILE_LEVELS};
use common::model::TensorSpec;

use crate::HISTORY_H;

/// Names of the tensors.
pub mod names {
    /// Observations up to the issue time, with their calendar.
    pub const HISTORY: &str = "history";
    /// Where `history` was observed.
    pub const HISTORY_MASK: &str = "history_mask";
    /// Calendar and sun of the hours to forecast.
    pub const FUTURE: &str = "future";
    /// A provider's own forecast.
    pub const GUIDANCE: &str = "guidance";
    /// Where `guidance` is there.
    pub const GUIDANCE_MASK: &str = "guidance_mask";
    /// The place.
    pub const STATIC: &str = "static";
    /// Quantiles of the forecast variables.
    pub const QUANTILES: &str = "quantiles";
    /// Probability of rain.
    pub const PRECIPITATION_PROBABILITY: &str = "precipitation_probability";
}

/// Calendar columns of one hour.
pub const CALENDAR_COLUMNS: [&str; 3] = ["day_angle_rad", "year_angle_rad", "solar_elevation_deg"];

/// Last axis of `future`.
pub const FUTURE_COLUMNS: [&str; 3] = CALENDAR_COLUMNS;

/// How many columns of `history` are observed; the calendar's follow.
pub const OBSERVED_COLUMNS: usize = 10;

/// The column of `history` with the cloud cover.
pub const CLOUD_COVER: usize = 7;

/// Last axis of `history` and `history_mask`.
pub const HISTORY_COLUMNS: [&str; OBSERVED_COLUMNS + CALENDAR_COLUMNS.len()] = [
    "temperature_c",
    "dew_point_c",
    "relative_humidity_pct",
    "wind_speed_ms",
    "wind_u_ms",
    "wind_v_ms",
    "sea_level_pressure_hpa",
    "cloud_cover_frac",
    "precipitation_mm",
    "shortwave_radiation_w_m2",
    CALENDAR_COLUMNS[0],
    CALENDAR_COLUMNS[1],
    CALENDAR_COLUMNS[2],
];

/// The columns of `guidance` among the observed ones of `history`.
pub const GUIDED_COLUMNS: [usize; 7] = [0, 2, 3, 4, 5, 7, 8];

/// Last axis of `guidance` and `guidance_mask`.
pub const GUIDANCE_COLUMNS: [&str; GUIDED_COLUMNS.len()] = [
    HISTORY_COLUMNS[GUIDED_COLUMNS[0]],
    HISTORY_COLUMNS[GUIDED_COLUMNS[1]],
    HISTORY_COLUMNS[GUIDED_COLUMNS[2]],
    HISTORY_COLUMNS[GUIDED_COLUMNS[3]],
    HISTORY_COLUMNS[GUIDED_COLUMNS[4]],
    HISTORY_COLUMNS[GUIDED_COLUMNS[5]],
    HISTORY_COLUMNS[GUIDED_COLUMNS[6]],
];

/// Last axis of `static`.
pub const STATIC_COLUMNS: [&str; 3] = ["latitude_deg", "longitude_deg", "elevation_m"];

/// One window's shapes, without the batch axis.
pub(crate) const HISTORY_SHAPE: [usize; 2] = [HISTORY_H, HISTORY_COLUMNS.len()];
pub(crate) const FUTURE_SHAPE: [usize; 2] = [HORIZON_H, FUTURE_COLUMNS.len()];
pub(crate) const GUIDANCE_SHAPE: [usize; 2] = [HORIZON_H, GUIDANCE_COLUMNS.len()];
pub(crate) const STATIC_SHAPE: [usize; 1] = [STATIC_COLUMNS.len()];

/// The tensors that go into a model, in the order of [`crate::Window::stack`].
#[must_use]
pub fn input_specs() -> Vec<TensorSpec> {
    vec![
        spec(names::HISTORY, &HISTORY_SHAPE, &HISTORY_COLUMNS),
        spec(names::HISTORY_MASK, &HISTORY_SHAPE, &HISTORY_COLUMNS),
        spec(names::FUTURE, &FUTURE_SHAPE, &FUTURE_COLUMNS),
        spec(names::GUIDANCE, &GUIDANCE_SHAPE, &GUIDANCE_COLUMNS),
        spec(names::GUIDANCE_MASK, &GUIDANCE_SHAPE, &GUIDANCE_COLUMNS),
        spec(names::STATIC, &STATIC_SHAPE, &STATIC_COLUMNS),
    ]
}

/// The tensors that come out of a model.
#[must_use]
pub fn output_specs() -> Vec<TensorSpec> {
    let levels = QUANTILE_LEVELS.map(|level| format!("p{:02.0}", level * 100.0));
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    vec![
        spec(names::QUANTILES, &[HORIZON_H, FORECAST_VARIABLES.len(), QUANTILE_LEVELS.len()], &levels),
        spec(names::PRECIPITATION_PROBABILITY, &[HORIZON_H], &[]),
    ]
}

fn spec(name: &str, shape: &[usize], columns: &[&str]) -> TensorSpec {
    let axes = shape.iter().filter_map(|&length| i64::try_from(length).ok());
    TensorSpec {
        name: name.to_owned(),
        dtype: "FP32".to_owned(),
        shape: std::iter::once(-1).chain(axes).collect(),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
    }
}
