//! The Universal Thermal Climate Index: how warm still, moderately humid air in
//! the shade would have to be to strain a walking person as much as this weather.
//!
//! Bröde et al. 2012, "Deriving the operational procedure for the Universal
//! Thermal Climate Index (UTCI)", International Journal of Biometeorology
//! 56:481–494, <https://doi.org/10.1007/s00484-011-0454-1>; coefficients and
//! limits from the procedure's program a0.002, <https://www.utci.org>.

use std::ops::RangeInclusive;

use super::Checked;

/// Air temperatures that the procedure was fitted to, °C.
const AIR_TEMPERATURE_C: RangeInclusive<f64> = -50.0..=50.0;
/// Mean radiant less air temperature, K.
const RADIANT_EXCESS_K: RangeInclusive<f64> = -30.0..=70.0;
/// Wind at 10 m, m/s.
const WIND_SPEED_MS: RangeInclusive<f64> = 0.5..=17.0;
/// Relative humidity, %.
const RELATIVE_HUMIDITY_PCT: RangeInclusive<f64> = 0.0..=100.0;
/// Vapour pressure, kPa.
const VAPOUR_PRESSURE_KPA: RangeInclusive<f64> = 0.0..=5.0;

/// How the UTCI's assessment scale calls the strain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ThermalStress {
    /// Up to −40 °C.
    ExtremeCold,
    /// Up to −27 °C.
    VeryStrongCold,
    /// Up to −13 °C.
    StrongCold,
    /// Up to 0 °C.
    ModerateCold,
    /// Up to 9 °C.
    SlightCold,
    /// Up to 26 °C.
    None,
    /// Up to 32 °C.
    ModerateHeat,
    /// Up to 38 °C.
    StrongHeat,
    /// Up to 46 °C.
    VeryStrongHeat,
    /// Above 46 °C.
    ExtremeHeat,
}

impl ThermalStress {
    /// The class of a UTCI, °C: one of the ten of Bröde et al. 2012. A class ends
    /// with its upper limit. `None` for what is not a number.
    pub(crate) fn of(utci_c: f64) -> Option<Self> {
        let class = match utci_c {
            t if t.is_nan() => return None,
            ..=-40.0 => Self::ExtremeCold,
            ..=-27.0 => Self::VeryStrongCold,
            ..=-13.0 => Self::StrongCold,
            ..=0.0 => Self::ModerateCold,
            ..=9.0 => Self::SlightCold,
            ..=26.0 => Self::None,
            ..=32.0 => Self::ModerateHeat,
            ..=38.0 => Self::StrongHeat,
            ..=46.0 => Self::VeryStrongHeat,
            _ => Self::ExtremeHeat,
        };
        Some(class)
    }

    /// Its name on the scale.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ExtremeCold => "extreme cold stress",
            Self::VeryStrongCold => "very strong cold stress",
            Self::StrongCold => "strong cold stress",
            Self::ModerateCold => "moderate cold stress",
            Self::SlightCold => "slight cold stress",
            Self::None => "no thermal stress",
            Self::ModerateHeat => "moderate heat stress",
            Self::StrongHeat => "strong heat stress",
            Self::VeryStrongHeat => "very strong heat stress",
            Self::ExtremeHeat => "extreme heat stress",
        }
    }
}

/// UTCI, °C, from air and mean radiant temperature, °C, wind at 10 m, m/s, and
/// relative humidity, %.
///
/// In range: air within −50 and 50 °C, radiation from 30 K below to 70 K above
/// it, wind within 0.5 and 17 m/s, vapour pressure up to 5 kPa. Outside, the
/// polynomial leaves the model fast.
pub(crate) fn utci_c(
    air_temperature_c: f64,
    mean_radiant_temperature_c: f64,
    wind_speed_10m_ms: f64,
    relative_humidity_pct: f64,
) -> Checked<f64> {
    let radiant_excess_k = mean_radiant_temperature_c - air_temperature_c;
    let vapour_pressure_kpa =
        saturation_vapour_pressure_kpa(air_temperature_c) * relative_humidity_pct / 100.0;
    let offset_k = polynomial(air_temperature_c, wind_speed_10m_ms, radiant_excess_k, vapour_pressure_kpa);
    Checked {
        value: air_temperature_c + offset_k,
        within_range: AIR_TEMPERATURE_C.contains(&air_temperature_c)
            && RADIANT_EXCESS_K.contains(&radiant_excess_k)
            && WIND_SPEED_MS.contains(&wind_speed_10m_ms)
            && RELATIVE_HUMIDITY_PCT.contains(&relative_humidity_pct)
            && VAPOUR_PRESSURE_KPA.contains(&vapour_pressure_kpa),
    }
}

/// A polynomial in the first argument, the constant first: a + x·(b + x·(c + …)).
macro_rules! h {
    ($x:expr; $constant:expr) => { $constant };
    ($x:expr; $constant:expr, $($rest:expr),+) => { $constant + $x * h!($x; $($rest),+) };
}

/// Vapour pressure of air saturated over water, kPa: Hardy 1998, ITS-90
/// formulations for vapor pressure; −100 to 100 °C.
fn saturation_vapour_pressure_kpa(air_temperature_c: f64) -> f64 {
    let kelvins = air_temperature_c + 273.15;
    let powers = h!(kelvins; 19.54263612, -2.737830188e-2, 1.6261698e-5, 7.0229056e-10, -1.8680009e-13);
    let inverse = 1.0 / kelvins;
    let ln_pa = powers - inverse * (6028.076559 + inverse * 2836.5744) + 2.7150305 * kelvins.ln();
    ln_pa.exp() / 1000.0
}

/// What is added to the air temperature, K: the sixth-order polynomial of the
/// operational procedure, 210 terms.
///
/// From outside in by powers of the vapour pressure `p`, kPa, of the radiant
/// excess `d`, K, of the wind `v`, m/s, and of the air temperature `t`, °C:
/// nested this way no power is ever computed.
fn polynomial(t: f64, v: f64, d: f64, p: f64) -> f64 {
    h!(p;
        h!(d; h!(v;
            h!(t; 0.607562052, -0.0227712343, 8.06470249e-4, -1.54271372e-4, -3.24651735e-6,
                  7.32602852e-8, 1.35959073e-9),
            h!(t; -2.2583652, 0.0880326035, 0.00216844454, -1.53347087e-5, -5.72983704e-7, -2.55090145e-9),
            h!(t; -0.751269505, -0.00408350271, -5.21670675e-5, 1.94544667e-6, 1.14099531e-8),
            h!(t; 0.158137256, -6.57263143e-5, 2.22697524e-7, -4.16117031e-8),
            h!(t; -0.0127762753, 9.66891875e-6, 2.52785852e-9),
            h!(t; 4.56306672e-4, -1.74202546e-7),
            h!(t; -5.91491269e-6)),
              h!(v;
            h!(t; 0.398374029, 1.83945314e-4, -1.7375451e-4, -7.60781159e-7, 3.77830287e-8, 5.43079673e-10),
            h!(t; -0.0200518269, 8.92859837e-4, 3.45433048e-6, -3.77925774e-7, -1.69699377e-9),
            h!(t; 1.69992415e-4, -4.99204314e-5, 2.47417178e-7, 1.07596466e-8),
            h!(t; 8.49242932e-5, 1.35191328e-6, -6.21531254e-9),
            h!(t; -4.99410301e-6, -1.89489258e-8),
            h!(t; 8.15300114e-8)),
              h!(v;
            h!(t; 7.5504309e-4, -5.65095215e-5, -4.52166564e-7, 2.46688878e-8, 2.42674348e-10),
            h!(t; 1.5454725e-4, 5.2411097e-6, -8.75874982e-8, -1.50743064e-9),
            h!(t; -1.56236307e-5, -1.33895614e-7, 2.49709824e-9),
            h!(t; 6.51711721e-7, 1.94960053e-9),
            h!(t; -1.00361113e-8)),
              h!(v;
            h!(t; -1.21206673e-5, -2.1820366e-7, 7.51269482e-9, 9.79063848e-11),
            h!(t; 1.25006734e-6, -1.81584736e-9, -3.52197671e-10),
            h!(t; -3.3651463e-8, 1.35908359e-10),
            h!(t; 4.1703262e-10)),
              h!(v;
            h!(t; -1.30369025e-9, 4.13908461e-10, 9.22652254e-12),
            h!(t; -5.08220384e-9, -2.24730961e-11),
            h!(t; 1.17139133e-10)),
              h!(v;
            h!(t; 6.62154879e-10, 4.0386326e-13),
            h!(t; 1.95087203e-12)),
              h!(v;
            h!(t; -4.73602469e-12))),
        h!(d; h!(v;
            h!(t; 5.12733497, -0.312788561, -0.0196701861, 9.9969087e-4, 9.51738512e-6, -4.66426341e-7),
            h!(t; 0.548050612, -0.00330552823, -0.0016411944, -5.16670694e-6, 9.52692432e-7),
            h!(t; -0.0429223622, 0.00500845667, 1.00601257e-6, -1.81748644e-6),
            h!(t; -1.25813502e-3, -1.79330391e-4, 2.34994441e-6),
            h!(t; 1.29735808e-4, 1.2906487e-6),
            h!(t; -2.28558686e-6)),
              h!(v;
            h!(t; -0.0369476348, 0.00162325322, -3.1427968e-5, 2.59835559e-6, -4.77136523e-8),
            h!(t; 8.6420339e-3, -6.87405181e-4, -9.13863872e-6, 5.15916806e-7),
            h!(t; -3.59217476e-5, 3.28696511e-5, -7.10542454e-7),
            h!(t; -1.243823e-5, -7.385844e-9),
            h!(t; 2.20609296e-7)),
              h!(v;
            h!(t; -7.3246918e-4, -1.87381964e-5, 4.80925239e-6, -8.7549204e-8),
            h!(t; 2.7786293e-5, -5.06004592e-6, 1.14325367e-7),
            h!(t; 2.53016723e-6, -1.72857035e-8),
            h!(t; -3.95079398e-8)),
              h!(v;
            h!(t; -3.59413173e-7, 7.04388046e-7, -1.89309167e-8),
            h!(t; -4.79768731e-7, 7.96079978e-9),
            h!(t; 1.62897058e-9)),
              h!(v;
            h!(t; 3.94367674e-8, -1.18566247e-9),
            h!(t; 3.34678041e-10)),
              h!(v;
            h!(t; -1.15606447e-10))),
        h!(d; h!(v;
            h!(t; -2.80626406, 0.548712484, -0.0039942841, -9.54009191e-4, 1.93090978e-5),
            h!(t; -0.308806365, 0.0116952364, 4.95271903e-4, -1.90710882e-5),
            h!(t; 0.00210787756, -6.98445738e-4, 2.30109073e-5),
            h!(t; 4.1785659e-4, -1.27043871e-5),
            h!(t; -3.04620472e-6)),
              h!(v;
            h!(t; 0.0514507424, -0.00432510997, 8.99281156e-5, -7.14663943e-7),
            h!(t; -2.66016305e-4, 2.63789586e-4, -7.01199003e-6),
            h!(t; -1.06823306e-4, 3.61341136e-6),
            h!(t; 2.29748967e-7)),
              h!(v;
            h!(t; 3.04788893e-4, -6.42070836e-5, 1.16257971e-6),
            h!(t; 7.68023384e-6, -5.47446896e-7),
            h!(t; -3.5993791e-8)),
              h!(v;
            h!(t; -4.36497725e-6, 1.68737969e-7),
            h!(t; 2.67489271e-8)),
              h!(v;
            h!(t; 3.23926897e-9))),
        h!(d; h!(v;
            h!(t; -0.0353874123, -0.22120119, 0.0155126038, -2.63917279e-4),
            h!(t; 0.0453433455, -0.00432943862, 1.45389826e-4),
            h!(t; 2.1750861e-4, -6.66724702e-5),
            h!(t; 3.3321714e-5)),
              h!(v;
            h!(t; -0.00226921615, 3.80261982e-4, -5.45314314e-9),
            h!(t; -7.96355448e-4, 2.53458034e-5),
            h!(t; -6.31223658e-6)),
              h!(v;
            h!(t; 3.02122035e-4, -4.77403547e-6),
            h!(t; 1.73825715e-6)),
              h!(v;
            h!(t; -4.09087898e-7))),
        h!(d; h!(v;
            h!(t; 0.614155345, -0.0616755931, 0.00133374846),
            h!(t; 0.00355375387, -5.13027851e-4),
            h!(t; 1.02449757e-4)),
              h!(v;
            h!(t; -0.00148526421, -4.11469183e-5),
            h!(t; -6.80434415e-6)),
              h!(v;
            h!(t; -9.77675906e-6))),
        h!(d; h!(v;
            h!(t; 0.0882773108, -0.00301859306),
            h!(t; 0.00104452989)),
              h!(v;
            h!(t; 2.47090539e-4))),
        h!(d; h!(v;
            h!(t; 0.00148348065))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `ts_utci.json` of FedericoTartarini/validation-data-comfort-models (MIT).
    #[test]
    fn it_gives_the_published_values() {
        for (t, tr, rh, v, utci) in [
            (25.0, 27.0, 50.0, 1.0, 25.2),
            (19.0, 24.0, 50.0, 1.0, 20.0),
            (19.0, 14.0, 50.0, 1.0, 16.8),
            (27.0, 22.0, 50.0, 1.0, 25.5),
        ] {
            let index = utci_c(t, tr, v, rh);
            assert!((index.value - utci).abs() < 0.1, "{t} {tr} {rh} {v}: {index:?}");
            assert!(index.within_range);
        }
    }

    /// Every term counts: seven values of pythermalcomfort 4.8.1, far from the middle.
    #[test]
    fn it_follows_the_procedure_to_the_corners() {
        for (t, tr, v, rh, utci) in [
            (-50.0, 20.0, 17.0, 100.0, -88.957931814),
            (-50.0, -80.0, 0.5, 0.0, -52.790297773),
            (50.0, 120.0, 17.0, 40.0, 70.871681248),
            (50.0, 20.0, 0.5, 40.0, 53.384350454),
            (32.0, 100.0, 17.0, 100.0, 46.921401117),
            (0.0, 70.0, 8.0, 100.0, 3.738855063),
            (30.0, 0.0, 12.0, 5.0, 16.970748896),
        ] {
            let index = utci_c(t, tr, v, rh);
            assert!((index.value - utci).abs() < 1e-6 * utci.abs().max(1.0), "{t} {tr} {v} {rh}: {index:?}");
        }
    }

    #[test]
    fn each_limit_is_within_and_a_step_beyond_is_not() {
        let within = |t: f64, excess: f64, v: f64, rh: f64| utci_c(t, t + excess, v, rh).within_range;
        assert!(within(-50.0, 70.0, 0.5, 0.0) && within(50.0, -30.0, 17.0, 30.0));
        assert!(!within(-50.1, 0.0, 1.0, 50.0) && !within(50.1, 0.0, 1.0, 10.0));
        assert!(!within(20.0, -30.1, 1.0, 50.0) && !within(20.0, 70.1, 1.0, 50.0));
        assert!(!within(20.0, 0.0, 0.49, 50.0) && !within(20.0, 0.0, 17.1, 50.0));
        assert!(!within(20.0, 0.0, 1.0, -0.1) && !within(20.0, 0.0, 1.0, 100.1));
        // Saturated air holds 4.997 kPa at 32.86 °C and 5.003 kPa at 32.88 °C.
        assert!(within(32.86, 0.0, 1.0, 100.0) && !within(32.9, 0.0, 1.0, 100.0));
        assert!(!within(f64::NAN, 0.0, 1.0, 50.0));
    }

    #[test]
    fn a_class_ends_with_its_upper_limit() {
        for (limit, at, above) in [
            (-40.0, "extreme cold stress", "very strong cold stress"),
            (-27.0, "very strong cold stress", "strong cold stress"),
            (-13.0, "strong cold stress", "moderate cold stress"),
            (0.0, "moderate cold stress", "slight cold stress"),
            (9.0, "slight cold stress", "no thermal stress"),
            (26.0, "no thermal stress", "moderate heat stress"),
            (32.0, "moderate heat stress", "strong heat stress"),
            (38.0, "strong heat stress", "very strong heat stress"),
            (46.0, "very strong heat stress", "extreme heat stress"),
        ] {
            assert_eq!(ThermalStress::of(limit).map(ThermalStress::name), Some(at));
            assert_eq!(ThermalStress::of(limit + 1e-9).map(ThermalStress::name), Some(above));
        }
        assert_eq!(ThermalStress::of(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn it_is_finite_for_every_weather_and_sunshine_warms(
            t in -50.0..50.0_f64, excess in -30.0..65.0_f64, v in 0.5..17.0_f64, kpa in 0.0..3.0_f64,
        ) {
            let rh = (100.0 * kpa / saturation_vapour_pressure_kpa(t)).min(100.0);
            let index = utci_c(t, t + excess, v, rh);
            prop_assert!(index.within_range && (-150.0..150.0).contains(&index.value));
            prop_assert!(utci_c(t, t + excess + 5.0, v, rh).value > index.value);
        }
    }
}
