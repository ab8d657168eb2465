//! What people are seen to wear indoors, by the weather of the morning.

/// Indoor clothing, clo, from the outdoor air temperature at 6 o'clock, °C, to
/// 0.01 clo as other implementations give it. 0.46 to 1 clo.
///
/// Schiavon and Lee 2013, "Dynamic predictive clothing insulation models based
/// on outdoor air and indoor operative temperatures", Building and Environment
/// 59:250–260, as in ASHRAE 55, section 5.2.2. Any temperature; the four pieces
/// do not quite meet at −5 and 5 °C. It is not a number where the input is not.
pub(crate) fn indoor_clothing_clo(outdoor_at_six_c: f64) -> f64 {
    let clo = match outdoor_at_six_c {
        t if t < -5.0 => 1.0,
        t if t < 5.0 => 0.818 - 0.0364 * t,
        t if t < 26.0 => 10.0_f64.powf(-0.1635 - 0.0066 * t),
        t if t.is_nan() => t,
        _ => 0.46,
    };
    (clo * 100.0).round_ties_even() / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `ts_clo_tout.json` of FedericoTartarini/validation-data-comfort-models
    /// (MIT), and the pieces' ends by hand.
    #[test]
    fn it_gives_the_published_values() {
        for (t, clo) in [
            (27.0, 0.46),
            (26.0, 0.46),
            (25.99, 0.46),
            (25.0, 0.47),
            (10.0, 0.59),
            (5.0, 0.64),
            (4.99, 0.64),
            (0.0, 0.82),
            (-5.0, 1.0),
            (-5.01, 1.0),
            (-60.0, 1.0),
        ] {
            assert!((indoor_clothing_clo(t) - clo).abs() < 1e-12, "{t}: {}", indoor_clothing_clo(t));
        }
        assert!(indoor_clothing_clo(f64::NAN).is_nan());
    }

    proptest! {
        #[test]
        fn a_colder_morning_never_asks_for_less(colder_c in -150.0..200.0_f64, by_k in 0.0..50.0_f64) {
            let (colder, warmer) = (indoor_clothing_clo(colder_c), indoor_clothing_clo(colder_c + by_k));
            prop_assert!((0.46..=1.0).contains(&warmer) && colder >= warmer);
        }
    }
}
