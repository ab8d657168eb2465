//! Quantiles of samples, and odds of probabilities.

use common::forecast::QUANTILE_LEVELS;

use crate::axes::LEVELS;

/// The probability with these log-odds.
#[must_use]
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log-odds of a probability.
#[must_use]
pub fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// A quantile of sorted values, interpolated; 0 of nothing.
#[must_use]
pub fn quantile(sorted: &[f64], level: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let rank = level * last as f64;
    #[expect(clippy::cast_sign_loss, reason = "a share of a length")]
    let below = rank as usize;
    let above = (below + 1).min(last);
    sorted[below] + (rank - below as f64) * (sorted[above] - sorted[below])
}

/// The quantiles of some errors, by level.
#[must_use]
pub fn quantiles(mut errors: Vec<f64>) -> [f32; LEVELS] {
    errors.sort_by(f64::total_cmp);
    QUANTILE_LEVELS.map(|level| quantile(&errors, level.into()) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_ramp_lie_on_it() {
        let ramp: Vec<f64> = (0..=100).map(f64::from).collect();
        for level in QUANTILE_LEVELS {
            assert!((quantile(&ramp, level.into()) - 100.0 * f64::from(level)).abs() < 1e-4, "{level}");
        }
        assert_eq!(quantile(&[], 0.5), 0.0);
    }
}
