//! A place that is crawled, and how it stands.

use std::sync::{self, PoisonError};

use common::lake::{CrawlRecord, Gap, Inventory};
use common::location::Location;
use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::gaps::Missing;
use crate::provider::{GuidanceProvider, Provider};
use crate::stored::Stored;

/// A location with its provider.
#[derive(Debug)]
pub(crate) struct Site {
    location: Location,
    provider: Provider,
    guidance: Option<GuidanceProvider>,
    /// What is stored of it; whoever holds it crawls.
    pub(crate) inventory: Mutex<Inventory>,
    state: sync::Mutex<SiteState>,
}

/// What the last crawls found.
#[derive(Debug, Clone, Default)]
pub(crate) struct SiteState {
    /// The first and the last hour that is stored; `None` before the first.
    pub(crate) ends: Option<(Timestamp, Timestamp)>,
    /// What is missing lately; `None` before the first crawl.
    pub(crate) missing: Option<Missing>,
    /// What was asked for in vain.
    pub(crate) gaps: Vec<Gap>,
    /// When a crawl failed last, and why.
    pub(crate) last_error: Option<(Timestamp, String)>,
    pub(crate) next_crawl: Option<Timestamp>,
}

impl Site {
    pub(crate) fn new(location: Location, provider: Provider, guidance: Option<GuidanceProvider>) -> Self {
        Self { location, provider, guidance, inventory: Mutex::default(), state: sync::Mutex::default() }
    }

    pub(crate) const fn location(&self) -> &Location {
        &self.location
    }

    pub(crate) const fn provider(&self) -> &Provider {
        &self.provider
    }

    pub(crate) const fn guidance(&self) -> Option<&GuidanceProvider> {
        self.guidance.as_ref()
    }

    /// What the last crawls found.
    pub(crate) fn state(&self) -> SiteState {
        self.lock().clone()
    }

    /// Remembers what a crawl found.
    pub(crate) fn found(&self, stored: &Stored, record: &CrawlRecord, missing: Missing) {
        let location = self.location.id.to_string();
        metrics::gauge!("ingest_missing_hours", "location" => location.clone())
            .set((missing.hours + missing.incomplete) as f64);
        metrics::gauge!("ingest_unavailable_hours", "location" => location).set(missing.unavailable as f64);
        let mut state = self.lock();
        state.ends = stored.ends();
        state.missing = Some(missing);
        state.gaps.clone_from(&record.gaps);
    }

    /// Remembers why a crawl failed.
    pub(crate) fn failed(&self, at: Timestamp, error: &str) {
        self.lock().last_error = Some((at, error.to_owned()));
    }

    /// Remembers when it is crawled next.
    pub(crate) fn crawl_next_at(&self, next: Timestamp) {
        self.lock().next_crawl = Some(next);
    }

    fn lock(&self) -> sync::MutexGuard<'_, SiteState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
