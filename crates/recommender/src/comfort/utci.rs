//! What people wear outdoors: the clothing model of the Universal Thermal
//! Climate Index.
//!
//! Havenith et al. 2012, "The UTCI-clothing model", International Journal of
//! Biometeorology 56:461–470, <https://doi.org/10.1007/s00484-011-0451-9>.

use std::ops::RangeInclusive;

/// The air temperatures that UTCI is defined for, °C.
const RANGE_C: RangeInclusive<f64> = -50.0..=50.0;

/// The curve falls through zero at 32 °C, where people still wear the 0.3 clo
/// of shorts and a T-shirt; above, it is held there.
const LEAST_CLO: f64 = 0.3;

/// Below the model's range a cubic grows without bound, while no set of
/// everyday clothes insulates more than about this.
const MOST_CLO: f64 = 2.5;

/// Clothing that people wear at an air temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clothing {
    /// Intrinsic insulation I<sub>cl</sub> of the whole set, 0.3 to 2.5 clo.
    pub(crate) clo: f64,
    /// Whether the temperature was within −50 and 50 °C.
    pub(crate) within_range: bool,
}

/// The clothing that people are seen to wear outdoors at this air temperature
/// (°C) while they walk at 4 km/h (2.3 met). Wind, sun and humidity are not in
/// it. `None` for a temperature that is not finite.
///
/// `I_cl = 1.372 − 0.01866·T − 4.849e-4·T² − 9.333e-6·T³`, clo; it decreases
/// everywhere.
pub(crate) fn utci_clothing(air_temperature_c: f64) -> Option<Clothing> {
    let t = air_temperature_c;
    if !t.is_finite() {
        return None;
    }
    let curve_clo = 1.372 - t * (0.01866 + t * (4.849e-4 + t * 9.333e-6));
    Some(Clothing { clo: curve_clo.clamp(LEAST_CLO, MOST_CLO), within_range: RANGE_C.contains(&t) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_curve_has_its_published_values() {
        for (temperature_c, clo) in
            [(-40.0, 1.939_872), (-10.0, 1.519_443), (0.0, 1.372), (10.0, 1.127_577), (20.0, 0.730_176)]
        {
            let clothing = utci_clothing(temperature_c).unwrap();
            assert!((clothing.clo - clo).abs() < 1e-9, "{temperature_c}: {clothing:?}");
            assert!(clothing.within_range);
        }
    }

    #[test]
    fn warmth_ends_at_summer_clothes_and_outside_the_range_it_says_so() {
        assert_eq!(utci_clothing(35.0), Some(Clothing { clo: LEAST_CLO, within_range: true }));
        assert_eq!(utci_clothing(50.1), Some(Clothing { clo: LEAST_CLO, within_range: false }));
        assert_eq!(utci_clothing(-70.0), Some(Clothing { clo: MOST_CLO, within_range: false }));
        assert_eq!(utci_clothing(f64::NAN), None);
        assert_eq!(utci_clothing(f64::NEG_INFINITY), None);
    }

    proptest! {
        #[test]
        fn colder_air_never_asks_for_less(colder_c in -90.0..60.0_f64, by_k in 0.0..40.0_f64) {
            let (colder, warmer) = (utci_clothing(colder_c).unwrap(), utci_clothing(colder_c + by_k).unwrap());
            prop_assert!(colder.clo >= warmer.clo);
            prop_assert!((LEAST_CLO..=MOST_CLO).contains(&colder.clo));
        }
    }
}
