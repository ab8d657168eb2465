//! Hours that are asked for together.

use common::observation::floor_to_hour;
use jiff::{SignedDuration, Timestamp};

/// Full hours, both ends included; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Timestamp,
    until: Timestamp,
}

impl Span {
    /// The full hours from that of `from` to that of `until`; `None` when
    /// there are none.
    #[must_use]
    pub fn new(from: Timestamp, until: Timestamp) -> Option<Self> {
        let (from, until) = (floor_to_hour(from), floor_to_hour(until));
        (from <= until).then_some(Self { from, until })
    }

    /// One hour.
    #[must_use]
    pub fn of(hour: Timestamp) -> Self {
        Self { from: floor_to_hour(hour), until: floor_to_hour(hour) }
    }

    /// The same from an earlier hour on.
    #[must_use]
    pub fn since(self, hour: Timestamp) -> Self {
        Self { from: self.from.min(floor_to_hour(hour)), ..self }
    }

    /// The first hour.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// The last hour.
    #[must_use]
    pub const fn until(self) -> Timestamp {
        self.until
    }

    /// How many hours these are.
    #[must_use]
    pub fn len_h(self) -> i64 {
        (self.until.as_second() - self.from.as_second()) / 3600 + 1
    }

    /// Whether `time` is one of the hours.
    #[must_use]
    pub fn contains(self, time: Timestamp) -> bool {
        (self.from..=self.until).contains(&time) && floor_to_hour(time) == time
    }

    /// The same hours in pieces of at most `page_h`, newest first; only the
    /// oldest is shorter.
    #[must_use]
    pub fn pages(self, page_h: i64) -> Vec<Self> {
        let page_h = page_h.max(1);
        let mut pages = Vec::new();
        let mut until = self.until;
        while until >= self.from {
            let from = after(until, 1 - page_h).max(self.from);
            pages.push(Self { from, until });
            until = after(from, -1);
        }
        pages
    }
}

/// Saturates at the ends of time, which no provider reaches.
pub(crate) fn after(time: Timestamp, hours: i64) -> Timestamp {
    let end = if hours < 0 { Timestamp::MIN } else { Timestamp::MAX };
    time.checked_add(SignedDuration::from_hours(hours)).unwrap_or(end)
}
