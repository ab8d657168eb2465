//! What a cached route asks: where its answer comes from, and how that is written.

use std::fmt::Debug;
use std::sync::Arc;

use common::forecast::{Forecast, ModelRef};
use common::location::{Location, LocationId};
use common::recommendation::{Language, PersonId, WeekRecommendation};
use jiff::Timestamp;
use serde::Serialize;
use service::Problem;

use crate::body::Page;
use crate::query::Asker;
use crate::upstream::{self, Upstream};
use crate::wire::{Day, Stamp};

/// A question about a place. Equal questions have equal answers as long as the
/// forecast is the same; what serializes alike is equal.
pub(crate) trait Question: Debug + Serialize + Send + Sync + 'static {
    /// What an answer is made from.
    type Source: RestsOnForecast + Debug + Send + Sync + 'static;

    /// Tells questions of different routes apart.
    const NAME: &'static str;
    /// Whether a service is asked; otherwise the latest forecast is the source.
    const IS_ASKED: bool;

    /// Gets the source.
    fn ask(&self, asking: Asking<'_>) -> impl Future<Output = Result<Self::Source, Problem>> + Send;

    /// Writes the answer.
    ///
    /// # Errors
    /// The source has nothing of what is asked for.
    fn render(&self, source: &Self::Source, location: &Location, stamp: Stamp) -> Result<Page, Problem>;

    /// Whether the forecast can answer it.
    ///
    /// # Errors
    /// It cannot.
    fn check_covered(&self, _forecast: &Forecast, _location: &Location) -> Result<(), Problem> {
        Ok(())
    }

    /// Whose feedback counts in the answer. Nobody else gets it, and it is other
    /// after every vote.
    fn person(&self) -> Option<PersonId> {
        None
    }

    /// The language of the answer, where it has one.
    fn language(&self) -> Option<Language> {
        None
    }
}

/// What a question is answered with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) upstream: &'a Upstream,
    pub(crate) location: &'a Location,
    /// The forecast that the answer shall rest on, where one is known.
    pub(crate) known: Option<&'a Arc<Forecast>>,
}

impl Asking<'_> {
    /// The forecast.
    ///
    /// # Errors
    /// None is known.
    pub(crate) fn forecast(self) -> Result<Arc<Forecast>, Problem> {
        self.known.map(Arc::clone).ok_or_else(|| Problem::unavailable("there is no forecast yet"))
    }

    /// What the recommender is asked for somebody.
    pub(crate) fn request<'a>(&'a self, asker: &'a Asker) -> upstream::Request<'a> {
        upstream::Request { location: &self.location.id, asker, known: self.known.map(|known| &**known) }
    }
}

/// Something that is made from a forecast.
pub(crate) trait RestsOnForecast {
    /// The model that issued the forecast, and when.
    fn forecast(&self) -> Option<(&ModelRef, Timestamp)>;
}

impl RestsOnForecast for Arc<Forecast> {
    fn forecast(&self) -> Option<(&ModelRef, Timestamp)> {
        Some((&self.model, self.issued_at))
    }
}

impl RestsOnForecast for Box<Day> {
    fn forecast(&self) -> Option<(&ModelRef, Timestamp)> {
        Some((&self.forecast.model, self.forecast.issued_at))
    }
}

impl RestsOnForecast for WeekRecommendation {
    fn forecast(&self) -> Option<(&ModelRef, Timestamp)> {
        self.days.first().map(|day| (&day.forecast.model, day.forecast.issued_at))
    }
}

/// Identifies a question about a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    location: LocationId,
    name: &'static str,
    fields: String,
}

impl Key {
    pub(super) fn of<Q: Question>(question: &Q, location: &Location) -> Result<Self, Problem> {
        let fields = serde_json::to_string(question).map_err(Problem::internal)?;
        Ok(Self { location: location.id.clone(), name: Q::NAME, fields })
    }
}
