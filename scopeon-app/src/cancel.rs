//! A request to stop, which long work looks for between two steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A request to stop; its clones are the same request.
#[derive(Clone, Debug, Default)]
pub struct CancelToken {
    requested: Arc<AtomicBool>,
}

impl CancelToken {
    /// Makes a token that nobody has requested to stop.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a token of a flag that others set, such as a signal handler.
    #[must_use]
    pub const fn of(requested: Arc<AtomicBool>) -> Self {
        Self { requested }
    }

    /// Requests to stop.
    pub fn request(&self) {
        self.requested.store(true, Ordering::Relaxed);
    }

    /// Returns `true` after a request.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }

    /// Returns the flag that a request sets.
    #[must_use]
    pub fn flag(&self) -> &AtomicBool {
        &self.requested
    }
}
