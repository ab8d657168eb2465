//! The models in the registry, as inference lists them.

use std::sync::Arc;

use common::model::RegisteredModels;
use service::Problem;

use super::latest::Kept;
use crate::config::CacheConfig;
use crate::upstream::Upstream;

/// The registry's content, kept.
#[derive(Debug)]
pub(crate) struct Models {
    upstream: Arc<Upstream>,
    cache: CacheConfig,
    kept: Arc<Kept<RegisteredModels>>,
}

impl Models {
    pub(crate) fn new(upstream: Arc<Upstream>, cache: CacheConfig) -> Self {
        Self { upstream, cache, kept: Arc::default() }
    }

    /// What is in the registry, or was when inference answered last.
    pub(crate) async fn latest(&self) -> Result<Arc<RegisteredModels>, Problem> {
        let upstream = Arc::clone(&self.upstream);
        let known = self.kept.latest(&self.cache, |_| async move { upstream.models().await.map(Arc::new) });
        Ok(Arc::clone(&known.await?.value))
    }
}
