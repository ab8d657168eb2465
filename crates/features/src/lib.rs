#![doc = include_str!("../README.md")]
#![expect(
    clippy::cast_possible_truncation,
    reason = "computed in f64, handed over in the f32 of the tensor contract"
)]

mod calendar;
mod columns;
mod history;
mod targets;
mod window;

pub use calendar::{Calendar, Place};
pub use columns::{
    CALENDAR_COLUMNS, CLOUD_COVER, FUTURE_COLUMNS, GUIDANCE_COLUMNS, GUIDED_COLUMNS, HISTORY_COLUMNS,
    OBSERVED_COLUMNS, STATIC_COLUMNS, input_specs, names, output_specs,
};
pub use history::{History, Past};
pub use targets::{BlankPrecipitation, Targets};
pub use window::{Tensor, Window, WindowError, observed_columns};

/// Which definition of the tensors this is. A model trained on another one must
/// not be served; any change of meaning, order or unit below raises it.
pub const FEATURES_VERSION: u32 = 3;

/// Hours of history in a window, the issue time included.
pub const HISTORY_H: usize = 336;

/// Fewest observed temperatures among the [`HISTORY_H`] hours for a window.
pub const MIN_TEMPERATURE_H: usize = 24;
