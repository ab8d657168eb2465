//! ONNX Runtime: loaded once in a process, one dedicated thread per session.
//!
//! `Session::run` needs exclusive access, so a thread owns the session and
//! takes work from a bounded queue; there is no lock that a panic could poison.

use std::collections::BTreeMap;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::OnceLock;

use common::model::TensorData;
use common::spans::SPANS;
use ort::environment::Environment;
use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;
use tokio::sync::{mpsc, oneshot};
use tracing::instrument;

use crate::config::RuntimeConfig;

/// Tensors by name.
pub(crate) type Tensors = BTreeMap<String, TensorData>;

/// Why ONNX Runtime did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// There is no library.
    #[error(
        "the ONNX Runtime library is not at {}: `make onnxruntime` fetches it; \
         ORT_DYLIB_PATH or runtime.library says where it is", .0.display()
    )]
    Missing(PathBuf),
    /// The file is not a usable library.
    #[error("the ONNX Runtime library cannot be used: {0}; `make onnxruntime` fetches one that can")]
    Unusable(String),
    /// A model cannot be loaded or run.
    #[error(transparent)]
    Ort(#[from] ort::Error),
    /// More work than the queue takes.
    #[error("the model's queue is full")]
    Overloaded,
    /// The runtime's wrapper panicked; the next run may do.
    #[error("the run panicked")]
    Panicked,
    /// The model's thread is gone.
    #[error("the model's thread has ended")]
    Gone,
}

/// ONNX Runtime, ready to load models.
#[derive(Debug, Clone)]
pub(crate) struct Runtime {
    environment: Environment,
    config: RuntimeConfig,
}

static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();

impl Runtime {
    /// Loads the library. Only the first call in a process does; later ones
    /// share it.
    pub(crate) fn load(config: &RuntimeConfig) -> Result<Self, RuntimeError> {
        let environment = if let Some(environment) = ENVIRONMENT.get() {
            environment.clone()
        } else {
            let path = library_path(config);
            // Loading a library that is not there has hung in some releases.
            if !path.is_file() {
                return Err(RuntimeError::Missing(path));
            }
            let builder = ort::init_from(&path).map_err(|error| RuntimeError::Unusable(error.to_string()))?;
            match builder.with_name("overcoat").with_telemetry(false).build() {
                Ok(environment) => ENVIRONMENT.get_or_init(|| environment).clone(),
                // Another thread was faster.
                Err(error) => ENVIRONMENT.get().cloned().ok_or(error)?,
            }
        };
        Ok(Self { environment, config: config.clone() })
    }

    /// Starts the thread of a model. It ends when the last handle is dropped.
    pub(crate) fn start(&self, onnx: &[u8]) -> Result<ModelThread, RuntimeError> {
        let mut session = Session::builder(&self.environment)?
            .with_intra_threads(self.config.intra_threads)
            .map_err(ort::Error::from)?
            // A spinning pool burns a core between runs.
            .with_intra_op_spinning(false)
            .map_err(ort::Error::from)?
            .commit_from_memory(onnx)?;
        let (queue, mut work) = mpsc::channel::<Work>(self.config.queue);
        std::thread::Builder::new()
            .name("onnx-session".to_owned())
            .spawn(move || {
                metrics::gauge!("inference_queue_limit").set(count(work.max_capacity()));
                let waiting = metrics::gauge!("inference_queue_length");
                waiting.set(0.0);
                while let Some(Work { inputs, answer }) = work.blocking_recv() {
                    waiting.set(count(work.len()));
                    // Whoever asked may have left while this waited.
                    if !answer.is_closed() {
                        let outcome = catch_unwind(AssertUnwindSafe(|| run(&mut session, &inputs)));
                        let _ = answer.send(outcome.unwrap_or(Err(RuntimeError::Panicked)));
                    }
                }
            })
            .map_err(|error| RuntimeError::Unusable(format!("no thread: {error}")))?;
        Ok(ModelThread { queue })
    }
}

struct Work {
    inputs: Tensors,
    answer: oneshot::Sender<Result<Tensors, RuntimeError>>,
}

/// A handle to the thread that owns a session.
#[derive(Debug, Clone)]
pub(crate) struct ModelThread {
    queue: mpsc::Sender<Work>,
}

impl ModelThread {
    /// Runs the network.
    #[instrument(level = "debug", target = SPANS, name = "run the model", skip_all)]
    pub(crate) async fn run(&self, inputs: Tensors) -> Result<Tensors, RuntimeError> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Work { inputs, answer }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => RuntimeError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => RuntimeError::Gone,
        })?;
        let waiting = self.queue.max_capacity() - self.queue.capacity();
        metrics::gauge!("inference_queue_length").set(count(waiting));
        answered.await.map_err(|_| RuntimeError::Gone)?
    }
}

/// What a queue holds, of a few dozen at most.
fn count(runs: usize) -> f64 {
    u32::try_from(runs).map_or(f64::INFINITY, f64::from)
}

fn run(session: &mut Session, inputs: &Tensors) -> Result<Tensors, RuntimeError> {
    let mut values = Vec::with_capacity(inputs.len());
    for (name, TensorData { shape, data }) in inputs {
        let tensor = TensorRef::from_array_view((shape.clone(), data.as_slice()))?;
        values.push((name.as_str(), SessionInputValue::from(tensor)));
    }
    let outputs = session.run(values)?;
    let mut tensors = Tensors::new();
    for (name, value) in &outputs {
        let (shape, data) = value.try_extract_tensor::<f32>()?;
        let shape = shape.iter().map(|axis| usize::try_from(*axis).unwrap_or(0)).collect();
        tensors.insert(name.to_owned(), TensorData { shape, data: data.to_vec() });
    }
    Ok(tensors)
}

fn library_path(config: &RuntimeConfig) -> PathBuf {
    let beside_program = || {
        let program = env::current_exe().unwrap_or_default();
        program.with_file_name("libonnxruntime.so")
    };
    config
        .library
        .clone()
        .or_else(|| env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()).map(PathBuf::from))
        .unwrap_or_else(beside_program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_is_an_error_that_names_the_command() {
        let config = RuntimeConfig { library: Some("no/such/library.so".into()), intra_threads: 1, queue: 1 };
        let error = Runtime::load(&config).unwrap_err().to_string();
        assert!(error.contains("no/such/library.so") && error.contains("make onnxruntime"), "{error}");
    }
}
