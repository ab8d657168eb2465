//! Keeps the registry's champion loaded.

use std::sync::Arc;

use common::lake::{CHAMPION, Lake, LakeError};
use service::Latch;
use tokio::sync::watch;

use crate::config::ModelConfig;
use crate::model::{Model, ModelError};
use crate::runtime::{Runtime, RuntimeError};

/// The model that serves now. A new champion takes its place in one step, once
/// it has passed its checks; a refused one leaves it as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Champion(watch::Sender<Option<Arc<Model>>>);

impl Champion {
    /// The model that serves, if one is loaded.
    pub(crate) fn current(&self) -> Option<Arc<Model>> {
        self.0.borrow().clone()
    }

    /// Tells when another model serves.
    pub(crate) fn changes(&self) -> watch::Receiver<Option<Arc<Model>>> {
        self.0.subscribe()
    }

    fn replace(&self, model: Model) {
        self.0.send_replace(Some(Arc::new(model)));
    }
}

/// What it takes to follow the registry.
pub(crate) struct Follower {
    pub(crate) champion: Champion,
    pub(crate) lake: Lake,
    pub(crate) runtime: Runtime,
    pub(crate) config: ModelConfig,
    pub(crate) latch: Latch,
}

impl Follower {
    /// Looks at the registry again and again.
    pub(crate) async fn follow(self) {
        let mut refused = None;
        // What is not counted yet cannot be seen to stand still.
        self.count_refused(0);
        loop {
            self.look(&mut refused).await;
            tokio::time::sleep(self.config.poll_interval).await;
        }
    }

    async fn look(&self, refused: &mut Option<String>) {
        let name = &self.config.name;
        let serving = self.champion.current().map(|model| model.model_ref().version.clone());
        let wanted = match self.lake.aliases(name, serving.as_deref()).await {
            Ok(aliases) => aliases.aliases.get(CHAMPION).cloned(),
            Err(error) => {
                tracing::warn!(%error, "the registry cannot be read");
                return;
            }
        };
        let Some(wanted) = wanted else {
            if serving.is_none() {
                self.latch.not_ready(format!("the registry has no champion of `{name}`"));
            }
            return;
        };
        if serving.as_ref() == Some(&wanted) {
            // The alias may have been moved back from one that was refused.
            self.tell_refused(0.0);
            return;
        }
        // Versions never change, so what was refused once stays refused.
        if refused.as_ref() == Some(&wanted) {
            return;
        }
        match self.load(&wanted).await {
            Ok(model) => {
                tracing::info!(model = name, version = wanted, "the champion serves");
                metrics::counter!("inference_models_loaded_total", "model" => name.clone()).increment(1);
                model.tell_backtest();
                self.tell_refused(0.0);
                self.champion.replace(model);
                self.latch.ready();
            }
            Err(error) => {
                tracing::error!(model = name, version = wanted, serving, "refused the champion: {error:#}");
                self.count_refused(1);
                self.tell_refused(1.0);
                if serving.is_none() {
                    self.latch.not_ready(format!("the champion {wanted} was refused"));
                }
                if is_final(&error) {
                    *refused = Some(wanted);
                }
            }
        }
    }

    fn count_refused(&self, more: u64) {
        metrics::counter!("inference_models_refused_total", "model" => self.config.name.clone())
            .increment(more);
    }

    fn tell_refused(&self, refused: f64) {
        metrics::gauge!("inference_champion_refused", "model" => self.config.name.clone()).set(refused);
    }

    async fn load(&self, version: &str) -> anyhow::Result<Model> {
        let package = self.lake.model(&self.config.name, version).await?;
        let package = package.ok_or_else(|| anyhow::anyhow!("it is not in the registry"))?;
        Ok(Model::load(&self.runtime, package).await?)
    }
}

/// Whether trying again cannot help: the version itself is at fault, and will
/// not change. The store may answer next time, and a thread may be had.
fn is_final(error: &anyhow::Error) -> bool {
    let damaged = matches!(error.downcast_ref(), Some(LakeError::Package { .. }));
    let unfit = matches!(
        error.downcast_ref(),
        Some(
            ModelError::Contract { .. }
                | ModelError::Golden(_)
                | ModelError::Output(_)
                | ModelError::Runtime(RuntimeError::Ort(_))
        )
    );
    damaged || unfit
}
