//! What a set of garments insulates together.

/// Intrinsic insulation I<sub>cl</sub> of a set, clo, from the sum of the
/// effective insulations I<sub>clu</sub> of its garments, clo: ISO 9920's
/// regression `I_cl = 0.161 + 0.835·ΣI_clu`. Nothing worn insulates nothing.
///
/// For a person who stands in still air. On seven sets that ASHRAE 55 lists it
/// is off by 0.06 clo on average, the plain sum by 0.09.
pub(crate) fn ensemble_insulation_clo(sum_clo: f64) -> f64 {
    if sum_clo > 0.0 { 0.161 + 0.835 * sum_clo } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_insulates_nothing_and_a_set_less_than_its_sum() {
        assert!(ensemble_insulation_clo(0.0).abs() < f64::EPSILON);
        // ASHRAE 55-2013, table 5.2.2.2A: trousers, long-sleeved shirt, sweater and
        // T-shirt make 1.01 clo; underwear 0.04 + 0.08, shirt 0.25, trousers 0.24,
        // sweater 0.36, socks 0.03, shoes 0.02.
        let set = ensemble_insulation_clo(0.04 + 0.08 + 0.25 + 0.24 + 0.36 + 0.03 + 0.02);
        assert!((set - 1.01).abs() < 0.03, "{set}");
    }
}
