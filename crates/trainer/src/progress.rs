//! How far the work is: a bar on a terminal, lines in a log.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// Log lines over the whole length of the work.
const LOG_LINES: u64 = 10;

/// Progress of one stage.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    stage: &'static str,
    log: bool,
}

impl Progress {
    /// Begins a stage of `length` steps.
    #[must_use]
    pub(crate) fn new(stage: &'static str, length: u64) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = if terminal { ProgressBar::new(length) } else { ProgressBar::hidden() };
        bar.set_length(length);
        if let Ok(style) = ProgressStyle::with_template("{prefix:>10} {wide_bar} {pos}/{len} {eta} {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(stage);
        Self { bar, stage, log: !terminal }
    }

    /// One step is done.
    pub(crate) fn step(&self, loss: Option<f32>) {
        self.bar.inc(1);
        let (done, length) = (self.bar.position(), self.bar.length().unwrap_or_default());
        if let Some(loss) = loss {
            self.bar.set_message(format!("loss {loss:.3}"));
        }
        if self.log && done % (length / LOG_LINES).max(1) == 0 {
            tracing::info!(stage = self.stage, done, of = length, loss, "working");
        }
    }

    /// The stage is done.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
