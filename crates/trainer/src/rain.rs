//! From the probability of rain in an hour to that in several.

use crate::hours::Hour;

/// Rain comes in spells: that an hour is wet makes the next one likely to be, so that of
/// six hours fewer than six are independent. `1 - Π (1 - p)^k` is the probability of rain
/// in any of some hours, with k such that the record's shares of wet hours and of wet
/// periods belong together; 1 were hours independent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spells(f64);

/// The periods from which k is taken, h.
const PERIOD_H: usize = 6;

impl Spells {
    /// Takes k from a record; 1 where it says nothing of it.
    #[must_use]
    pub fn of(hours: &[Hour]) -> Self {
        let periods = hours.chunks_exact(PERIOD_H).filter_map(|period| {
            let rain: Option<Vec<bool>> = period.iter().map(|hour| hour.rain).collect();
            let wet = rain?.into_iter().filter(|rained| *rained).count();
            Some((wet, usize::from(wet > 0)))
        });
        let (count, wet_hours, wet_periods) = periods
            .fold((0_usize, 0_usize, 0_usize), |(count, hours, periods), (wet, any)| {
                (count + 1, hours + wet, periods + any)
            });
        if wet_hours == 0 || wet_periods == count {
            return Self(1.0);
        }
        let dry = |wet: usize, of: usize| (1.0 - wet as f64 / of as f64).ln();
        Self(dry(wet_periods, count) / (PERIOD_H as f64 * dry(wet_hours, count * PERIOD_H)))
    }

    /// The probability of rain in any of the hours that have these; of one hour its own.
    pub fn within(self, mut chances: impl ExactSizeIterator<Item = f64>) -> f64 {
        if chances.len() == 1 {
            return chances.next().unwrap_or_default();
        }
        1.0 - chances.map(|chance| (1.0 - chance).powf(self.0)).product::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use features::OBSERVED_COLUMNS;

    use super::*;
    use crate::basis::TERMS;

    fn hours(wet: impl Fn(usize) -> bool) -> Vec<Hour> {
        let hour =
            |index| Hour { basis: [0.0; TERMS], columns: [None; OBSERVED_COLUMNS], rain: Some(wet(index)) };
        (0..6000).map(hour).collect()
    }

    #[test]
    fn the_share_of_wet_periods_is_that_of_the_record() {
        // One hour in twelve is wet: alone in its period, or six in a row.
        for (wet, share) in
            [(hours(|index| index % 12 == 0), 0.5), (hours(|index| index % 72 < 6), 1.0 / 12.0)]
        {
            let within = Spells::of(&wet).within([1.0 / 12.0; 6].into_iter());
            assert!((within - share).abs() < 1e-9, "{within} {share}");
        }
    }

    #[test]
    fn a_record_that_says_nothing_leaves_hours_independent() {
        let within = Spells::of(&hours(|_| false)).within([0.5; 2].into_iter());
        assert!((within - 0.75).abs() < 1e-12);
    }
}
