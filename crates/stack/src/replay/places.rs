//! The places whose weather is replayed.

use common::Clock;
use common::location::Location;

use super::archive::Archive;

/// A place and what was observed and forecast there.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) location: Location,
    pub(super) archive: Archive,
}

/// What handlers work with.
#[derive(Debug)]
pub(super) struct Replay {
    pub(super) places: Vec<Place>,
    pub(super) clock: Clock,
}

impl Replay {
    pub(super) fn of_provider(&self, provider: &'static str) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| place.location.provider == provider)
    }
}
