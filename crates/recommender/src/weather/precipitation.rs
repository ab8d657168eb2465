//! What falls, if something does: rain, sleet or snow.

use super::days::Hour;
use crate::comfort::psychrometrics::wet_bulb_c;

/// Up to this wet-bulb temperature, °C, what falls stays snow down to the ground.
const SNOW_UP_TO_WET_BULB_C: f64 = 0.0;

/// A form of precipitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precipitation {
    Rain,
    /// Wet snow, or snow and rain.
    Sleet,
    Snow,
}

/// What would fall in an hour: a flake that falls through air melts by its wet-bulb
/// temperature. From `rain_above_c` on, °C, it is rain.
///
/// Behrangi et al. 2018, "On distinguishing snowfall from rainfall using near-surface
/// atmospheric information", Quarterly Journal of the Royal Meteorological Society
/// 144:89–102, <https://doi.org/10.1002/qj.3240>: of what is measured near the ground, the
/// wet-bulb temperature tells them apart best, and half of the events are snow at about
/// 1 °C of it.
pub(crate) fn precipitation(hour: &Hour, rain_above_c: f64) -> Precipitation {
    // The wet-bulb temperature's formula has no meaning in dry and cold air at once.
    let wet_bulb_c = match hour.temperature_c {
        freezing_c @ ..=0.0 => freezing_c,
        warm_c => wet_bulb_c(warm_c, hour.relative_humidity_pct),
    };
    if wet_bulb_c <= SNOW_UP_TO_WET_BULB_C.min(rain_above_c) {
        Precipitation::Snow
    } else if wet_bulb_c <= rain_above_c {
        Precipitation::Sleet
    } else {
        Precipitation::Rain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dry_air_keeps_snow_alive_above_freezing() {
        let falls = |temperature_c, relative_humidity_pct| {
            let hour = Hour { temperature_c, relative_humidity_pct, ..super::super::days::tests::an_hour() };
            precipitation(&hour, 1.5)
        };
        assert_eq!([falls(3.0, 30.0), falls(-1.0, 95.0), falls(-15.0, 80.0)], [Precipitation::Snow; 3]);
        assert_eq!(falls(1.2, 95.0), Precipitation::Sleet);
        assert_eq!([falls(3.0, 95.0), falls(20.0, 60.0)], [Precipitation::Rain; 2]);
    }
}
