//! Scores of point forecasts, quantiles and probabilities.

use common::forecast::QUANTILE_LEVELS;

use crate::axes::LEVELS;

/// Running errors of a forecast.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Errors {
    pairs: u64,
    sum: f64,
    absolute: f64,
    squared: f64,
    crps: f64,
    covered: u64,
}

impl Errors {
    /// Takes one point forecast with its quantiles, in the order of
    /// [`QUANTILE_LEVELS`], and what came true.
    pub fn add(&mut self, point: f32, quantiles: &[f32; LEVELS], truth: f32) {
        let error = f64::from(point) - f64::from(truth);
        self.pairs += 1;
        self.sum += error;
        self.absolute += error.abs();
        self.squared += error * error;
        self.crps += crps(quantiles, truth);
        self.covered += u64::from((quantiles[1]..=quantiles[LEVELS - 2]).contains(&truth));
    }

    /// Takes all that another has taken.
    pub fn join(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.sum += other.sum;
        self.absolute += other.absolute;
        self.squared += other.squared;
        self.crps += other.crps;
        self.covered += other.covered;
    }

    /// How many pairs were taken.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// Root mean square error.
    #[must_use]
    pub fn rmse(&self) -> f64 {
        mean(self.squared, self.pairs).sqrt()
    }

    /// Mean absolute error.
    #[must_use]
    pub fn mae(&self) -> f64 {
        mean(self.absolute, self.pairs)
    }

    /// Mean error, forecast minus truth.
    #[must_use]
    pub fn bias(&self) -> f64 {
        mean(self.sum, self.pairs)
    }

    /// Mean continuous ranked probability score.
    #[must_use]
    pub fn crps(&self) -> f64 {
        mean(self.crps, self.pairs)
    }

    /// Share of truths between the second and the last but one quantile.
    #[must_use]
    pub fn coverage(&self) -> f64 {
        mean(self.covered as f64, self.pairs)
    }
}

/// Running Brier scores (Brier, 1950) of a probability and a reference.
#[derive(Debug, Clone, Copy, Default)]
pub struct Probabilities {
    pairs: u64,
    forecast: f64,
    reference: f64,
}

impl Probabilities {
    /// Takes one pair of forecast and reference.
    pub fn add(&mut self, forecast: f32, reference: f32, happened: bool) {
        let truth = f64::from(u8::from(happened));
        self.pairs += 1;
        self.forecast += (f64::from(forecast) - truth).powi(2);
        self.reference += (f64::from(reference) - truth).powi(2);
    }

    /// Brier score of the forecast.
    #[must_use]
    pub fn brier(&self) -> f64 {
        mean(self.forecast, self.pairs)
    }

    /// Brier score of the reference.
    #[must_use]
    pub fn brier_reference(&self) -> f64 {
        mean(self.reference, self.pairs)
    }

    /// 1 for a perfect forecast, 0 for one that is no better than the reference.
    #[must_use]
    pub fn skill(&self) -> f64 {
        if self.reference > 0.0 { 1.0 - self.forecast / self.reference } else { 0.0 }
    }
}

/// 0 of nothing: JSON has no NaN.
fn mean(sum: f64, count: u64) -> f64 {
    if count == 0 { 0.0 } else { sum / count as f64 }
}

/// Pinball loss of one quantile.
#[must_use]
pub fn pinball(level: f32, quantile: f32, truth: f32) -> f64 {
    let error = f64::from(truth) - f64::from(quantile);
    (f64::from(level) * error).max((f64::from(level) - 1.0) * error)
}

/// Twice the mean pinball loss over the levels: the continuous ranked
/// probability score as far as seven quantiles know it (Gneiting & Ranjan, 2011).
#[must_use]
pub fn crps(quantiles: &[f32; LEVELS], truth: f32) -> f64 {
    let losses =
        QUANTILE_LEVELS.iter().zip(quantiles).map(|(&level, &quantile)| pinball(level, quantile, truth));
    2.0 * losses.sum::<f64>() / LEVELS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_those_of_the_textbook() {
        let mut errors = Errors::default();
        for (forecast, truth) in [(1.0, 0.0), (-3.0, 0.0)] {
            errors.add(forecast, &[forecast; LEVELS], truth);
        }
        assert_eq!((errors.bias(), errors.mae(), errors.pairs()), (-1.0, 2.0, 2));
        assert!((errors.rmse() - 5.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(Errors::default().rmse(), 0.0);
    }

    #[test]
    fn crps_of_a_sure_forecast_is_its_absolute_error() {
        // Seven levels symmetric about one half: their mean loss is half the error.
        for truth in [-2.0, 3.0] {
            assert!((crps(&[0.0; LEVELS], truth) - f64::from(truth).abs()).abs() < 1e-6);
        }
        assert!((crps(&[-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0], 0.0)) > 0.0);
    }

    #[test]
    fn coverage_counts_what_lies_between_the_inner_quantiles() {
        let mut errors = Errors::default();
        for truth in [0.0, 4.9, 5.1, -6.0] {
            errors.add(0.0, &[-9.0, -5.0, -1.0, 0.0, 1.0, 5.0, 9.0], truth);
        }
        assert_eq!(errors.coverage(), 0.5);
    }

    #[test]
    fn errors_join_as_if_they_had_been_taken_one_by_one() {
        let (mut whole, mut parts) = (Errors::default(), [Errors::default(); 2]);
        for (index, truth) in [0.0, 4.0, -5.0, 6.0].into_iter().enumerate() {
            let quantiles = [-9.0, -5.0, -1.0, 0.0, 1.0, 5.0, 9.0];
            whole.add(0.5, &quantiles, truth);
            parts[index % 2].add(0.5, &quantiles, truth);
        }
        let [mut first, second] = parts;
        first.join(&second);
        assert_eq!((first.pairs(), first.rmse(), first.coverage()), (4, whole.rmse(), whole.coverage()));
    }

    #[test]
    fn brier_skill_is_1_for_the_truth_and_0_for_the_reference() {
        let (mut perfect, mut same) = (Probabilities::default(), Probabilities::default());
        for happened in [true, false, false] {
            perfect.add(f32::from(u8::from(happened)), 0.3, happened);
            same.add(0.3, 0.3, happened);
        }
        assert_eq!((perfect.skill(), same.skill()), (1.0, 0.0));
        assert!((same.brier() - (0.49 + 2.0 * 0.09) / 3.0).abs() < 1e-6);
    }
}
