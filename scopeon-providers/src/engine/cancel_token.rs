//! Whether reading is to end: because the caller asks for it, or because the store keeps nothing more.

use std::sync::atomic::{AtomicBool, Ordering};

/// Asked by every worker at every mark.
#[derive(Debug)]
pub(crate) struct CancelToken<'a> {
    stop: &'a AtomicBool,
    broken: AtomicBool,
}

impl<'a> CancelToken<'a> {
    pub(crate) const fn new(stop: &'a AtomicBool) -> Self {
        Self { stop, broken: AtomicBool::new(false) }
    }

    /// Returns `true` if the caller asked to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Returns `true` if to read no further.
    pub(crate) fn is_asked(&self) -> bool {
        self.is_stopped() || self.broken.load(Ordering::Relaxed)
    }

    /// Says that the store keeps nothing more.
    pub(crate) fn break_off(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }
}
