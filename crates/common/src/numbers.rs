//! Numbers for people.

/// Rounded to one part in `parts`, and never −0. Rounding keeps order.
#[must_use]
pub fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_negative_zero() {
        assert!(rounded(-0.001, 100.0).is_sign_positive());
        assert_eq!((rounded(1.005, 10.0), rounded(-2.26, 10.0)), (1.0, -2.3));
    }
}
