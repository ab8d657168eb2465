//! Observations by hour, and the part of them that is past.

use common::observation::{Observation, Variable};
use jiff::Timestamp;

/// A place's observations, ascending by time. Hours may be missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History(Vec<Observation>);

impl History {
    /// Sorts observations by time; of several with one time the last given wins.
    #[must_use]
    pub fn new(mut observations: Vec<Observation>) -> Self {
        // Reversed and stable, so that the last given is the one that stays.
        observations.reverse();
        observations.sort_by_key(|observation| observation.time);
        observations.dedup_by_key(|observation| observation.time);
        Self(observations)
    }

    /// All of them, ascending.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        &self.0
    }

    /// All of them, ascending, to keep.
    #[must_use]
    pub fn into_observations(self) -> Vec<Observation> {
        self.0
    }

    /// The observation of an hour.
    #[must_use]
    pub fn get(&self, time: Timestamp) -> Option<&Observation> {
        let index = self.0.binary_search_by_key(&time, |observation| observation.time).ok()?;
        self.0.get(index)
    }

    /// What had been observed at `issued_at`: the only way from a history to a
    /// window, and a [`Past`] holds nothing later.
    #[must_use]
    pub fn until(&self, issued_at: Timestamp) -> Past<'_> {
        let end = self.0.partition_point(|observation| observation.time <= issued_at);
        Past { issued_at, observations: &self.0[..end] }
    }
}

/// What had been observed at an issue time.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    issued_at: Timestamp,
    observations: &'a [Observation],
}

impl<'a> Past<'a> {
    /// The issue time: nothing in here is later.
    #[must_use]
    pub fn issued_at(&self) -> Timestamp {
        self.issued_at
    }

    /// The observations from `first` on, ascending.
    pub(crate) fn since(&self, first: Timestamp) -> impl Iterator<Item = &'a Observation> + use<'a> {
        let start = self.observations.partition_point(|observation| observation.time < first);
        self.observations[start..].iter()
    }

    /// The latest observed value of a variable and its time.
    #[must_use]
    pub fn latest(&self, variable: Variable) -> Option<(Timestamp, f32)> {
        self.observations
            .iter()
            .rev()
            .find_map(|observation| observation.get(variable).map(|value| (observation.time, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observation(time: &str, temperature_c: f32) -> Observation {
        let mut observation = Observation::new(time.parse().unwrap());
        observation.set(Variable::Temperature, Some(temperature_c));
        observation
    }

    #[test]
    fn the_last_given_of_one_hour_wins() {
        let history = History::new(vec![
            observation("2018-01-01T02:00:00Z", 2.0),
            observation("2018-01-01T01:00:00Z", 1.0),
            observation("2018-01-01T02:00:00Z", 3.0),
        ]);
        let values: Vec<_> =
            history.observations().iter().map(|observation| observation.get(Variable::Temperature)).collect();
        assert_eq!(values, [Some(1.0), Some(3.0)]);
    }

    #[test]
    fn the_past_ends_with_the_issue_time() {
        let history = History::new(vec![
            observation("2018-01-01T01:00:00Z", 1.0),
            observation("2018-01-01T02:00:00Z", 2.0),
            observation("2018-01-01T03:00:00Z", 3.0),
        ]);
        let issued_at = "2018-01-01T02:00:00Z".parse().unwrap();
        assert_eq!(history.until(issued_at).latest(Variable::Temperature), Some((issued_at, 2.0)));
    }
}
