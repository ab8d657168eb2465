//! Which hours of a day people are out in.

use super::days::{Day, Hour};
use crate::config::WakingHours;

/// The hours of a day in which people are out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HoursOut {
    /// At least one.
    pub(crate) hours: Vec<Hour>,
    /// Whether all of them are waking hours.
    pub(crate) waking: bool,
}

impl HoursOut {
    /// The waking hours of a day; where the forecast covers none of them, all.
    pub(crate) fn of(day: &Day, waking_hours: WakingHours) -> Self {
        let awake: Vec<Hour> =
            day.hours.iter().filter(|hour| waking_hours.contain(hour.time.hour())).cloned().collect();
        let waking = !awake.is_empty();
        Self { hours: if waking { awake } else { day.hours.clone() }, waking }
    }
}
