//! A bar for long readings, on a terminal only.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// From how many publications on a bar is worth looking at.
const WORTH_SHOWING: usize = 100;

/// Shows how many publications have been read.
pub struct Progress {
    bar: Option<ProgressBar>,
    is_terminal: bool,
}

impl Progress {
    /// A bar on standard error, if that is a terminal.
    pub fn new() -> Self {
        Self { bar: None, is_terminal: std::io::stderr().is_terminal() }
    }

    /// So many of so many are done.
    pub fn tell(&mut self, done: usize, total: usize) {
        if !self.is_terminal || total <= WORTH_SHOWING {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new(total as u64);
            if let Ok(style) = ProgressStyle::with_template("reading {bar:40} {pos}/{len}") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_position(done as u64);
        if done == total {
            bar.finish_and_clear();
        }
    }
}
