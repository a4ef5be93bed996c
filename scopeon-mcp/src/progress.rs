//! How far an answer is: whoever asked for it is told.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc::UnboundedSender;

/// How far an answer is, in steps: each question that it is made of is one.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    done: AtomicU64,
    told: Option<UnboundedSender<u64>>,
}

impl Progress {
    /// Tells how many steps are done.
    pub(crate) const fn told(sender: UnboundedSender<u64>) -> Self {
        Self { done: AtomicU64::new(0), told: Some(sender) }
    }

    /// Ends a step.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(told) = &self.told {
            // Whoever asked may be gone.
            let _ = told.send(done);
        }
    }
}
