//! What the lake has of a place, against what its provider has.

use std::collections::BTreeMap;

use common::observation::{Observation, Presence, Variable};
use jiff::Timestamp;

/// The stored hours of a place, and which of their values are to be there.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    hours: BTreeMap<Timestamp, Presence>,
    /// What the provider observes at every hour, where the station has the instrument.
    regular: Presence,
    /// All that was ever observed here.
    seen: Presence,
}

impl Stored {
    /// These hours, of a provider that has these variables at every hour.
    pub fn new(hours: impl IntoIterator<Item = (Timestamp, Presence)>, regular: &[Variable]) -> Self {
        let regular = regular.iter().copied().collect();
        let mut stored = Self { regular, ..Self::default() };
        hours.into_iter().for_each(|(hour, presence)| stored.add(hour, presence));
        stored
    }

    /// Adds what was observed in an hour to what is known of it.
    pub fn extend(&mut self, observations: &[Observation]) {
        for observation in observations {
            self.add(observation.time, observation.presence());
        }
    }

    fn add(&mut self, hour: Timestamp, presence: Presence) {
        let known = self.hours.entry(hour).or_default();
        *known = known.or(presence);
        self.seen = self.seen.or(presence);
    }

    /// The values that an hour has to have: the temperature, and of what the provider observes
    /// at every hour what was ever observed here.
    fn expected(&self) -> Presence {
        let always = [Variable::Temperature].into_iter().collect();
        self.regular.and(self.seen).or(always)
    }

    /// Whether the hour is stored with all that it has to have.
    #[must_use]
    pub fn is_whole(&self, hour: Timestamp) -> bool {
        self.hours.get(&hour).is_some_and(|presence| presence.has_all_of(self.expected()))
    }

    /// Whether anything of the hour is stored.
    #[must_use]
    pub fn has(&self, hour: Timestamp) -> bool {
        self.hours.contains_key(&hour)
    }

    /// The first and the last hour; `None` before the first crawl.
    #[must_use]
    pub fn ends(&self) -> Option<(Timestamp, Timestamp)> {
        self.hours
            .first_key_value()
            .zip(self.hours.last_key_value())
            .map(|((first, _), (last, _))| (*first, *last))
    }

    /// The last hour that is not after `until`.
    #[must_use]
    pub fn last(&self, until: Timestamp) -> Option<Timestamp> {
        self.hours.range(..=until).next_back().map(|(hour, _)| *hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_whole_with_what_the_station_was_ever_seen_to_have() {
        let hour = |n: i64| Timestamp::from_second(n * 3600).unwrap();
        let of = |n, variables: &[Variable]| (hour(n), variables.iter().copied().collect::<Presence>());
        let regular = [Variable::Temperature, Variable::WindSpeed, Variable::StationPressure];
        let (warm, windy) = (&[Variable::Temperature][..], &[Variable::Temperature, Variable::WindSpeed][..]);
        let mut stored = Stored::new([of(1, warm), of(2, &[Variable::Precipitation])], &regular);
        assert_eq!([1, 2, 3].map(|n| stored.is_whole(hour(n))), [true, false, false]);
        stored = Stored::new([of(1, warm), of(2, windy)], &regular);
        assert_eq!([1, 2].map(|n| stored.is_whole(hour(n))), [false, true]);
        let mut wind = Observation::new(hour(1));
        wind.set(Variable::WindSpeed, Some(3.0));
        stored.extend(&[wind]);
        assert!(stored.is_whole(hour(1)));
        assert_eq!(stored.last(hour(9)), Some(hour(2)));
    }
}
