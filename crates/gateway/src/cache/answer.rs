//! An answer and what it is made from.

use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arc_swap::ArcSwap;
use common::forecast::ModelRef;
use common::location::Location;
use common::recommendation::Language;
use jiff::{SignedDuration, Timestamp};
use service::Problem;

use super::question::Question;
use crate::body::Page;
use crate::wire::{Label, Stamp};

/// Names a forecast of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Generation(u64);

impl Generation {
    pub(super) fn of(model: &ModelRef, issued_at: Timestamp) -> Self {
        let mut hasher = DefaultHasher::new();
        (&model.version, issued_at).hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What was answered, with its latest form in bytes.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) content: Box<dyn Content>,
    /// The forecast that it rests on, and when that was issued.
    pub(super) generation: Generation,
    pub(super) issued_at: Timestamp,
    pub(super) page: ArcSwap<(Label, Page)>,
}

/// What can be written again when the label has changed.
pub(super) trait Content: Debug + Send + Sync {
    fn page(&self, location: &Location, stamp: Stamp) -> Result<Page, Problem>;
}

/// A question with the source of its answer.
#[derive(Debug)]
pub(super) struct Sourced<Q: Question> {
    pub(super) question: Arc<Q>,
    pub(super) source: Q::Source,
}

impl<Q: Question> Content for Sourced<Q> {
    fn page(&self, location: &Location, stamp: Stamp) -> Result<Page, Problem> {
        self.question.render(&self.source, location, stamp)
    }
}

/// An answer, ready to be sent.
#[derive(Debug)]
pub(crate) struct Given {
    pub(super) page: Arc<(Label, Page)>,
    /// Since when the forecast is, and until when it is the latest.
    pub(super) times: Times,
    /// Whether it is for one person alone.
    pub(super) personal: bool,
    /// Its language, where it has one.
    pub(super) language: Option<Language>,
}

impl Given {
    pub(super) fn label(&self) -> Label {
        self.page.0
    }

    pub(crate) fn page(&self) -> &Page {
        &self.page.1
    }
}

/// A forecast's times.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// How old it is.
    pub(super) age: SignedDuration,
    /// When the next one is expected.
    pub(super) next_issue_at: Timestamp,
    /// How long it will be until then; negative: it is late.
    pub(super) left: SignedDuration,
}
