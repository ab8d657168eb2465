//! Heat index: how hot humid air feels in the shade.

use super::Checked;

/// Air from which the regression holds, °C.
const COOLEST_C: f64 = 27.0;
/// What is no longer a temperature, °C.
const MOST_C: f64 = 1000.0;

/// What the US National Weather Service warns of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HeatRisk {
    /// Up to 27 °C.
    None,
    /// Up to 32 °C: fatigue.
    Caution,
    /// Up to 41 °C: cramps and exhaustion are possible.
    ExtremeCaution,
    /// Up to 54 °C: they are likely.
    Danger,
    /// Above 54 °C: heat stroke.
    ExtremeDanger,
}

impl HeatRisk {
    /// The class of a heat index, °C; a class ends with its upper limit. `None`
    /// for what is no number, or above 1000 °C, where the regression is off.
    pub(crate) fn of(heat_index_c: f64) -> Option<Self> {
        let class = match heat_index_c {
            ..=27.0 => Self::None,
            ..=32.0 => Self::Caution,
            ..=41.0 => Self::ExtremeCaution,
            ..=54.0 => Self::Danger,
            ..=MOST_C => Self::ExtremeDanger,
            _ => return None,
        };
        Some(class)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "no risk",
            Self::Caution => "caution",
            Self::ExtremeCaution => "extreme caution",
            Self::Danger => "danger",
            Self::ExtremeDanger => "extreme danger",
        }
    }
}

/// Heat index, °C, from the air temperature, °C, and the relative humidity, %.
///
/// Rothfusz 1990, NWS Technical Attachment SR 90-23, the regression on
/// Steadman's table, in degrees Celsius. In range from 27 °C.
pub(crate) fn rothfusz_c(air_temperature_c: f64, relative_humidity_pct: f64) -> Checked<f64> {
    let (t, rh) = (air_temperature_c, relative_humidity_pct);
    let constant = -8.784695 + t * (1.61139411 - t * 1.2308094e-2);
    let linear = 2.338549 + t * (-0.14611605 + t * 2.211732e-3);
    let quadratic = -1.6424828e-2 + t * (7.2546e-4 - t * 3.582e-6);
    let value = constant + rh * (linear + rh * quadratic);
    Checked { value, within_range: value.is_finite() && air_temperature_c >= COOLEST_C }
}

/// A heat index, and the humidity that it was computed with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NwsHeatIndex {
    /// Heat index, °C.
    pub(crate) heat_index_c: f64,
    /// Relative humidity, %.
    pub(crate) relative_humidity_pct: f64,
}

/// Heat index, °C, as the US National Weather Service computes it for any air
/// temperature, °C, and relative humidity, %: up to 40 °F the air temperature;
/// Steadman's simple formula where its mean with the air temperature is below
/// 80 °F; otherwise the regression, corrected for dry and for humid air.
///
/// <https://www.wpc.ncep.noaa.gov/html/heatindex_equation.shtml>. Weather
/// services exchange dew points, so the humidity goes through one: it is changed
/// by up to 0.2 %. In range wherever there is a dew point.
pub(crate) fn nws_c(air_temperature_c: f64, relative_humidity_pct: f64) -> Checked<NwsHeatIndex> {
    let dew_point_c = dew_point_c(air_temperature_c, relative_humidity_pct);
    let rh = 100.0 * murray_hpa(dew_point_c) / murray_hpa(air_temperature_c);
    let heat_index_c = (nws_f(air_temperature_c * 1.8 + 32.0, rh) - 32.0) / 1.8;
    Checked {
        value: NwsHeatIndex { heat_index_c, relative_humidity_pct: rh },
        within_range: heat_index_c.is_finite() && rh.is_finite(),
    }
}

/// The procedure, °F.
fn nws_f(t: f64, rh: f64) -> f64 {
    if t <= 40.0 {
        return t;
    }
    let simple = 0.5 * (t + 61.0 + 1.2 * (t - 68.0) + 0.094 * rh);
    if f64::midpoint(simple, t) < 80.0 {
        return simple;
    }
    let constant = -42.379 + t * (2.04901523 - t * 6.83783e-3);
    let linear = 10.14333127 + t * (-0.22475541 + t * 1.22874e-3);
    let quadratic = -5.481717e-2 + t * (8.5282e-4 - t * 1.99e-6);
    let regression = constant + rh * (linear + rh * quadratic);
    if rh < 13.0 && (80.0..=112.0).contains(&t) {
        let nearness = (17.0 - (t - 95.0).abs()).max(0.0) / 17.0;
        regression - (13.0 - rh) / 4.0 * nearness.sqrt()
    } else if rh > 85.0 && (80.0..=87.0).contains(&t) {
        regression + (rh - 85.0) / 10.0 * (87.0 - t) / 5.0
    } else {
        regression
    }
}

/// Dew point, °C: Magnus' formula with the coefficients of Alduchov and Eskridge
/// 1996, <https://doi.org/10.1175/1520-0450(1996)035%3C0601:IMFAOS%3E2.0.CO;2>,
/// −40 to 50 °C. Not a number in perfectly dry air.
fn dew_point_c(air_temperature_c: f64, relative_humidity_pct: f64) -> f64 {
    let exponent =
        (relative_humidity_pct / 100.0).ln() + 17.625 * air_temperature_c / (243.04 + air_temperature_c);
    243.04 * exponent / (17.625 - exponent)
}

/// Saturation vapour pressure over water, hPa: Tetens' formula after Murray
/// 1967, <https://doi.org/10.1175/1520-0450(1967)006%3C0203:OTCOSV%3E2.0.CO;2>.
fn murray_hpa(celsius: f64) -> f64 {
    6.11 * 10.0_f64.powf(7.5 * celsius / (237.3 + celsius))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The chart of the US National Weather Service, whole °F.
    #[test]
    fn the_chart_holds() {
        for (fahrenheit, rh, index) in [
            (80.0, 40.0, 80.0),
            (84.0, 60.0, 88.0),
            (88.0, 75.0, 103.0),
            (90.0, 50.0, 95.0),
            (96.0, 55.0, 112.0),
            (100.0, 40.0, 109.0),
            (100.0, 55.0, 124.0),
            (110.0, 40.0, 136.0),
        ] {
            let celsius = (fahrenheit - 32.0) / 1.8;
            for value in [rothfusz_c(celsius, rh).value, nws_c(celsius, rh).value.heat_index_c] {
                assert!((value * 1.8 + 32.0 - index).abs() < 1.3, "{fahrenheit} {rh}: {value}");
            }
        }
    }

    #[test]
    fn the_regression_is_for_hot_air() {
        assert!(rothfusz_c(27.0, 80.0).within_range && !rothfusz_c(26.99, 80.0).within_range);
        assert!(!rothfusz_c(f64::NAN, 80.0).within_range);
        // `ts_heat_index.json` of FedericoTartarini/validation-data-comfort-models (MIT).
        assert!((rothfusz_c(30.0, 80.0).value - 37.7).abs() < 0.05);
        assert!((rothfusz_c(25.0, 50.0).value - 25.9).abs() < 0.05);
    }

    /// thermofeel 2.3.0, one for each branch.
    #[test]
    fn the_procedure_takes_each_of_its_branches() {
        for (t, rh, index, used) in [
            (4.0, 50.0, 4.0, 49.870_0),
            (20.7, 54.0, 20.235_061_12, 53.981_064_1),
            (35.0, 10.0, 31.914_195_89, 9.986_353_285),
            (28.4, 85.0, 34.053_516_56, 85.018_151_66),
            (34.9, 38.0, 36.470_945_8, 38.044_953_03),
            (46.9, 66.0, 105.367_986_7, 66.102_015_38),
        ] {
            let result = nws_c(t, rh);
            assert!((result.value.heat_index_c - index).abs() < 1e-6, "{t} {rh}: {result:?}");
            assert!((result.value.relative_humidity_pct - used).abs() < 1e-2, "{t} {rh}: {result:?}");
            assert!(result.within_range);
        }
    }

    #[test]
    fn perfectly_dry_air_has_no_dew_point() {
        assert!(!nws_c(30.0, 0.0).within_range && !nws_c(0.0, 0.0).within_range);
        assert!(nws_c(30.0, 0.0).value.heat_index_c.is_nan());
    }

    #[test]
    fn a_class_ends_with_its_upper_limit() {
        for (limit, at, above) in [
            (27.0, "no risk", Some("caution")),
            (32.0, "caution", Some("extreme caution")),
            (41.0, "extreme caution", Some("danger")),
            (54.0, "danger", Some("extreme danger")),
            (1000.0, "extreme danger", None),
        ] {
            assert_eq!(HeatRisk::of(limit).map(HeatRisk::name), Some(at));
            assert_eq!(HeatRisk::of(limit + 1e-9).map(HeatRisk::name), above);
        }
        assert_eq!(HeatRisk::of(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn it_is_finite_everywhere(t in -150.0..200.0_f64, rh in 0.01..100.0_f64) {
            let nws = nws_c(t, rh);
            prop_assert!(nws.within_range && nws.value.heat_index_c.is_finite());
            prop_assert!(rothfusz_c(t, rh).value.is_finite());
        }

        #[test]
        fn humid_heat_is_hotter(t in 28.0..45.0_f64, rh in 14.0..80.0_f64) {
            prop_assert!(rothfusz_c(t, rh + 5.0).value > rothfusz_c(t, rh).value);
            prop_assert!((nws_c(t, rh).value.relative_humidity_pct - rh).abs() < 0.3);
        }
    }
}
