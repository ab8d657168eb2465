//! Keeps the registry's champion loaded.

use std::sync::Arc;

use common::lake::{CHAMPION, Lake, LakeError, VersionState};
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

/// A champion that does not serve.
struct Waiting {
    version: String,
    /// Why it is waited for.
    reason: String,
    /// The files that were refused; `None` where it was not.
    refused_as: Option<VersionState>,
}

/// How the version stands that the registry wants to serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Serves,
    /// Not whole yet, or not to be fetched.
    Awaited,
    Refused,
}

impl Follower {
    /// Looks at the registry again and again.
    pub(crate) async fn follow(self) {
        let mut waiting = None;
        // What is not counted yet cannot be seen to stand still.
        self.count_refused(0);
        loop {
            self.look(&mut waiting).await;
            tokio::time::sleep(self.config.poll_interval).await;
        }
    }

    async fn look(&self, waiting: &mut Option<Waiting>) {
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
            // The alias may have been moved back from one that does not serve.
            *waiting = None;
            self.tell(Standing::Serves);
            return;
        }
        let state = self.lake.version_state(name, &wanted).await.ok();
        // A version that was refused is looked at again only when its files changed.
        let is_known = |before: &&Waiting| before.version == wanted && before.refused_as.is_some();
        if waiting.as_ref().filter(is_known).is_some_and(|before| before.refused_as == state) {
            return;
        }
        match self.load(&wanted).await {
            Ok(model) => {
                tracing::info!(model = name, version = wanted, "the champion serves");
                metrics::counter!("inference_models_loaded_total", "model" => name.clone()).increment(1);
                model.tell_backtest();
                self.champion.replace(model);
                self.latch.ready();
                *waiting = None;
                self.tell(Standing::Serves);
            }
            Err(error) if is_final(&error) => {
                tracing::error!(model = name, version = wanted, serving, "refused the champion: {error:#}");
                self.count_refused(1);
                self.tell(Standing::Refused);
                if serving.is_none() {
                    self.latch.not_ready(format!("the champion {wanted} was refused"));
                }
                *waiting = Some(Waiting { version: wanted, reason: String::new(), refused_as: state });
            }
            Err(error) => {
                let reason = format!("{error:#}");
                self.tell(Standing::Awaited);
                if serving.is_none() {
                    self.latch.not_ready(format!("the champion {wanted} is not there yet: {reason}"));
                }
                let is_told = |before: &Waiting| before.version == wanted && before.reason == reason;
                if !waiting.as_ref().is_some_and(is_told) {
                    tracing::warn!(
                        model = name,
                        version = wanted,
                        serving,
                        "wait for the champion: {reason}"
                    );
                }
                *waiting = Some(Waiting { version: wanted, reason, refused_as: None });
            }
        }
    }

    fn count_refused(&self, more: u64) {
        metrics::counter!("inference_models_refused_total", "model" => self.config.name.clone())
            .increment(more);
    }

    fn tell(&self, standing: Standing) {
        let value = |is: bool| f64::from(u8::from(is));
        metrics::gauge!("inference_champion_refused", "model" => self.config.name.clone())
            .set(value(standing == Standing::Refused));
        metrics::gauge!("inference_champion_serves", "model" => self.config.name.clone())
            .set(value(standing == Standing::Serves));
    }

    async fn load(&self, version: &str) -> anyhow::Result<Model> {
        let package = self.lake.model(&self.config.name, version).await?;
        Ok(Model::load(&self.runtime, package).await?)
    }
}

/// Whether trying again cannot help as long as the version's files are as they are. One that is
/// missing may come, the store may answer next time, and a thread may be had.
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
