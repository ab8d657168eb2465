//! The human body and its heat: how much clothing it needs, how the weather
//! feels and where it is dangerous. Pure functions, each with its source, its
//! units and the range that it was made for.
//!
//! 1 clo = 0.155 m²K/W; 1 met = 58.15 W/m².

pub(crate) mod apparent_temperature;
pub(crate) mod clo_tout;
pub(crate) mod dynamic_clothing;
mod ensemble;
pub(crate) mod heat_index;
pub(crate) mod humidex;
pub(crate) mod ireq;
pub(crate) mod mean_radiant_temperature;
pub(crate) mod pmv;
pub(crate) mod psychrometrics;
pub(crate) mod set;
pub(crate) mod sky;
pub(crate) mod solar_gain;
pub(crate) mod sun;
pub(crate) mod utci;
pub(crate) mod wbgt;
pub(crate) mod wbgt_liljegren;
pub(crate) mod wind_chill;
pub(crate) mod wind_profile;
pub(crate) mod worn_indoors;

pub(crate) use self::ensemble::ensemble_insulation_clo;

/// A result, and whether every input lay within the range that the formula was
/// made for. Outside it the value is what the formula says all the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Checked<T> {
    /// The result.
    pub(crate) value: T,
    /// Whether the formula was made for these inputs.
    pub(crate) within_range: bool,
}

/// 1 clo, m²K/W.
pub(crate) const CLO_M2K_W: f64 = 0.155;
/// 1 met, W/m².
pub(crate) const MET_W_M2: f64 = 58.15;
