//! How far a long piece of work has come.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report::watched;

/// A progress bar that shows itself on a terminal when work takes longer than half a second.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: bool,
}

impl Progress {
    /// A bar of so many things.
    pub(super) fn new(length: usize, things: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::hidden());
        let template = format!("{{bar:32}} {{pos}} of {{len}} {things}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self {
            bar,
            started: Instant::now(),
            shown: watched(),
        }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        if self.shown {
            self.bar.inc(1);
            if self.bar.is_hidden() && self.started.elapsed() > Duration::from_millis(500) {
                self.bar.set_draw_target(ProgressDrawTarget::stderr());
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
