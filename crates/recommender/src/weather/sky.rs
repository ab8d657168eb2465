//! What the sky of an hour does: rain, clouds and the sun behind them.

use super::days::{Hour, outings};
use crate::comfort::sky::cloud_transmission;
use crate::tuning::{ASSUMED_CLOUD_COVER_FRAC, LIKELY_WET_PROBABILITY, RAIN_SPELL_H};

/// How likely it is to rain or snow at some time in these hours, 0 to 1.
pub(crate) fn chance_of_rain(hours: &[Hour]) -> f64 {
    let spells = outings(hours).flat_map(|outing| outing.chunks(RAIN_SPELL_H));
    let dry =
        spells.map(|spell| 1.0 - spell.iter().map(|hour| hour.precipitation_probability).fold(0.0, f64::max));
    1.0 - dry.product::<f64>()
}

/// UV index of an hour under the clouds that are forecast. Where rain is likely the sky
/// is taken to be overcast.
pub(crate) fn uv_index(hour: &Hour) -> f64 {
    hour.clear_sky_uv_index * cloud_transmission(cloudiness(hour))
}

/// How much of the sky is under clouds, 0 to 1: at least as much as rain is likely.
pub(crate) fn cloudiness(hour: &Hour) -> f64 {
    if hour.precipitation_probability >= LIKELY_WET_PROBABILITY {
        return 1.0;
    }
    let clouds = hour.cloud_cover_frac.unwrap_or(ASSUMED_CLOUD_COVER_FRAC);
    clouds.max(hour.precipitation_probability).clamp(0.0, 1.0)
}
