//! Something that a service behind the gateway knows, kept while it is the latest,
//! and for as long as that service does not answer.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use arc_swap::ArcSwapOption;
use service::{Problem, RequestContext};

use crate::config::CacheConfig;

/// The latest of something. Reading it is a load of a pointer; it is asked for
/// again in the background, by one at a time.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    known: ArcSwapOption<Known<T>>,
    turn: tokio::sync::Mutex<()>,
    failure: Mutex<Option<(Instant, Problem)>>,
}

/// What is known, and how well.
#[derive(Debug)]
pub(crate) struct Known<T> {
    pub(crate) value: Arc<T>,
    /// Whether the service confirmed it when it was last asked.
    pub(crate) confirmed: bool,
    asked_at: Instant,
}

impl<T> Known<T> {
    fn is_recent(&self, cache: &CacheConfig) -> bool {
        self.asked_at.elapsed() < cache.revalidate_after
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { known: ArcSwapOption::empty(), turn: tokio::sync::Mutex::default(), failure: Mutex::default() }
    }
}

impl<T: Send + Sync + 'static> Kept<T> {
    /// What is known, where it need not be asked for again yet.
    pub(crate) fn recent(&self, cache: &CacheConfig) -> Option<Arc<Known<T>>> {
        self.known.load_full().filter(|known| known.is_recent(cache))
    }

    /// Whether this one is still what is known, and need not be asked for again yet;
    /// and whether the service confirmed it.
    pub(crate) fn stands(&self, value: &Weak<T>, cache: &CacheConfig) -> Option<bool> {
        let known = self.known.load();
        let known = known.as_ref()?;
        let is_known = std::ptr::eq(value.as_ptr(), Arc::as_ptr(&known.value));
        (is_known && known.is_recent(cache)).then_some(known.confirmed)
    }

    /// The latest. `fetch` asks the service for it, given what is known.
    ///
    /// Without anything known, or after a long while in which nobody asked, the
    /// service's answer is waited for. While the service fails, what is known is
    /// given at once.
    pub(crate) async fn latest<F, Fut>(
        self: &Arc<Self>,
        cache: &CacheConfig,
        fetch: F,
    ) -> Result<Arc<Known<T>>, Problem>
    where
        F: FnOnce(Option<Arc<T>>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Arc<T>, Problem>> + Send,
    {
        if let Some(known) = self.recent(cache) {
            return Ok(known);
        }
        let Some(known) = self.known.load_full() else { return self.ask(fetch).await };
        let age = known.asked_at.elapsed();
        if age >= cache.wait_after && known.confirmed {
            return self.ask(fetch).await;
        }
        let kept = Arc::clone(self);
        if kept.turn.try_lock().is_ok() {
            tokio::spawn(RequestContext::background().scope(async move {
                // It is kept for the next request.
                let _ = kept.ask(fetch).await;
            }));
        }
        Ok(known)
    }

    /// What the service says now, or said to somebody else who asked while this
    /// one waited for their turn.
    async fn ask<F, Fut>(&self, fetch: F) -> Result<Arc<Known<T>>, Problem>
    where
        F: FnOnce(Option<Arc<T>>) -> Fut,
        Fut: Future<Output = Result<Arc<T>, Problem>>,
    {
        let came_at = Instant::now();
        let _turn = self.turn.lock().await;
        let before = self.known.load_full();
        if let Some(known) = &before
            && known.asked_at >= came_at
        {
            return Ok(Arc::clone(known));
        }
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((failed_at, problem)) = failure
            && failed_at >= came_at
        {
            return Err(problem);
        }
        let fetched = fetch(before.as_ref().map(|known| Arc::clone(&known.value))).await;
        let asked_at = Instant::now();
        let known = match (fetched, before) {
            (Ok(value), _) => Known { value, confirmed: true, asked_at },
            (Err(problem), Some(before)) => {
                tracing::warn!(%problem, "the last answer stands: there is no newer one");
                Known { value: Arc::clone(&before.value), confirmed: false, asked_at }
            }
            (Err(problem), None) => {
                let failure = Some((asked_at, problem.clone()));
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
                return Err(problem);
            }
        };
        let known = Arc::new(known);
        self.known.store(Some(Arc::clone(&known)));
        Ok(known)
    }
}
