//! Progress of reading, shown on a terminal only and only when it takes a while.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use scopeon_app::{Frontend, Observer};
use scopeon_core::report::Notice;

use crate::console::Console;

/// Reading that ends sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(300);

/// A bar that appears when reading takes a while.
pub(crate) struct Progress {
    enabled: bool,
    began: Instant,
    bar: OnceLock<ProgressBar>,
    found: OnceLock<(u64, u64)>,
    read: std::sync::atomic::AtomicU64,
}

impl Progress {
    /// Makes a bar; a disabled one never shows.
    pub(crate) fn new(enabled: bool) -> Self {
        Self {
            enabled,
            began: Instant::now(),
            bar: OnceLock::new(),
            found: OnceLock::new(),
            read: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    fn draw(&self, read: u64) {
        let Some((sources, bytes)) = self.found.get() else { return };
        let bar = self.bar.get_or_init(|| new_bar(*sources, *bytes));
        bar.set_position(read);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

/// What is shown while an answer is waited for: remarks that cannot wait, and a bar.
pub(crate) struct Waiting {
    console: Console,
}

impl Waiting {
    /// Shows it on a console.
    pub(crate) const fn new(console: Console) -> Self {
        Self { console }
    }
}

impl Frontend for Waiting {
    fn notice(&self, notice: &Notice) {
        self.console.note(&notice.text);
    }

    fn observer(&self) -> Box<dyn Observer + '_> {
        Box::new(Progress::new(self.console.shows_progress()))
    }
}

impl Observer for Progress {
    fn found(&self, sources: u64, bytes: u64) {
        let _ = self.found.set((sources, bytes));
    }

    fn read(&self, bytes: u64) {
        let read = bytes + self.read.fetch_add(bytes, std::sync::atomic::Ordering::Relaxed);
        if self.enabled && (self.bar.get().is_some() || self.began.elapsed() > PATIENCE) {
            self.draw(read);
        }
    }
}

fn new_bar(sources: u64, bytes: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(
        "Reading {msg}  {wide_bar:.cyan/dim}  {percent:>3} %  {bytes} of {total_bytes}  {eta} left",
    );
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏░"));
    }
    bar.set_message(format!("{} logs", crate::render::count(sources)));
    bar
}
