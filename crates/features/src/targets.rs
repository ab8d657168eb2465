//! What came true: for training and scoring, never for forecasting.

use common::forecast::{FORECAST_VARIABLES, HORIZON_H, RAIN_THRESHOLD_MM};
use common::observation::{Observation, Variable};
use jiff::{Timestamp, ToSpan};

use crate::history::History;

/// What an hour without an observed precipitation was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlankPrecipitation {
    /// Nobody knows.
    Unknown,
    /// Dry, when the temperature was observed: the Korean network leaves the
    /// field of a working gauge blank in every hour without precipitation.
    DryIfTemperatureObserved,
}

impl BlankPrecipitation {
    /// What a record's blanks mean, when nobody says: dryness, where gauges were read in
    /// fewer than half of the hours and then hardly ever found nothing.
    #[must_use]
    pub fn of(history: &History) -> Self {
        let hours = history.observations().iter();
        let (mut observed, mut read, mut dry) = (0_usize, 0_usize, 0_usize);
        for hour in hours.filter(|hour| hour.get(Variable::Temperature).is_some()) {
            let amount_mm = hour.get(Variable::Precipitation);
            observed += 1;
            read += usize::from(amount_mm.is_some());
            dry += usize::from(amount_mm.is_some_and(|amount_mm| amount_mm < RAIN_THRESHOLD_MM));
        }
        let leaves_blanks = read > 0 && 2 * read < observed && 2 * dry < read;
        if leaves_blanks { Self::DryIfTemperatureObserved } else { Self::Unknown }
    }

    /// Whether it rained in the hour; `None` when that is not known.
    #[must_use]
    pub fn rained(self, observation: &Observation) -> Option<bool> {
        match (observation.get(Variable::Precipitation), self) {
            (Some(amount_mm), _) => Some(amount_mm >= RAIN_THRESHOLD_MM),
            (None, Self::DryIfTemperatureObserved) => observation.get(Variable::Temperature).map(|_| false),
            (None, Self::Unknown) => None,
        }
    }
}

/// What came true at one lead time; `None` where it was not observed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Targets {
    /// The [`FORECAST_VARIABLES`], in their order.
    pub values: [Option<f32>; FORECAST_VARIABLES.len()],
    /// Whether at least [`RAIN_THRESHOLD_MM`] fell.
    pub rain: Option<bool>,
}

impl Targets {
    /// What came true in the [`HORIZON_H`] hours after `issued_at`, lead time
    /// 1 h first.
    #[must_use]
    pub fn after(history: &History, issued_at: Timestamp, blank: BlankPrecipitation) -> Vec<Self> {
        (1..=HORIZON_H as i64)
            .map(|lead_h| {
                let observation =
                    issued_at.checked_add(lead_h.hours()).ok().and_then(|time| history.get(time));
                observation.map_or_else(Self::default, |observation| Self {
                    values: FORECAST_VARIABLES.map(|variable| observation.get(variable)),
                    rain: blank.rained(observation),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(values: &[(Variable, f32)]) -> Observation {
        let mut observation = Observation::new("2018-01-01T03:00:00Z".parse().unwrap());
        for &(variable, value) in values {
            observation.set(variable, Some(value));
        }
        observation
    }

    #[test]
    fn a_blank_gauge_is_dry_only_where_that_is_the_networks_custom() {
        let blank = hour(&[(Variable::Temperature, 1.0)]);
        assert_eq!(BlankPrecipitation::Unknown.rained(&blank), None);
        assert_eq!(BlankPrecipitation::DryIfTemperatureObserved.rained(&blank), Some(false));
        // A station that reported nothing at all did not report dryness.
        assert_eq!(BlankPrecipitation::DryIfTemperatureObserved.rained(&hour(&[])), None);
        for (amount_mm, rained) in [(0.0, false), (0.05, false), (0.1, true), (12.0, true)] {
            let wet = hour(&[(Variable::Precipitation, amount_mm)]);
            assert_eq!(BlankPrecipitation::Unknown.rained(&wet), Some(rained), "{amount_mm} mm");
        }
    }

    #[test]
    fn targets_lie_at_their_lead_time() {
        let history = History::new(vec![hour(&[(Variable::Temperature, -3.0)])]);
        let issued_at = "2018-01-01T00:00:00Z".parse().unwrap();
        let targets = Targets::after(&history, issued_at, BlankPrecipitation::Unknown);
        assert_eq!(targets.len(), HORIZON_H);
        assert_eq!(targets[2].values, [Some(-3.0), None, None, None]);
        assert!(targets.iter().enumerate().all(|(index, hour)| index == 2 || *hour == Targets::default()));
    }
}
