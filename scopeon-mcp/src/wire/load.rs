//! How much is on its way, so that whoever asks without reading is not answered into memory without end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// So many questions are being answered, or wait for that, before no more are taken.
const MOST_QUESTIONS: usize = 256;
/// So many ask at once to be told of changes; each of them looks at what changed.
const MOST_LISTENING: usize = 16;

/// How much of something is on its way.
#[derive(Clone, Debug)]
pub(super) struct Load {
    most: usize,
    taken: Arc<AtomicUsize>,
}

impl Load {
    /// Counts questions that are being answered.
    pub(super) fn of_questions() -> Self {
        Self { most: MOST_QUESTIONS, taken: Arc::default() }
    }

    /// Counts those who listen for changes.
    pub(super) fn of_listening() -> Self {
        Self { most: MOST_LISTENING, taken: Arc::default() }
    }

    /// Counts one until what is returned is dropped.
    pub(super) fn take(&self) -> Taken {
        self.taken.fetch_add(1, Ordering::Relaxed);
        Taken(Arc::clone(&self.taken))
    }

    /// Counts one if there is room for it.
    pub(super) fn take_if_free(&self) -> Option<Taken> {
        let taken = self.take();
        (self.taken.load(Ordering::Relaxed) <= self.most).then_some(taken)
    }

    /// Returns `true` if no more are to be taken.
    pub(super) fn is_full(&self) -> bool {
        self.taken.load(Ordering::Relaxed) >= self.most
    }
}

/// One that is on its way.
#[derive(Debug)]
pub(super) struct Taken(Arc<AtomicUsize>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::{Load, MOST_LISTENING, MOST_QUESTIONS};

    #[test]
    fn what_is_answered_makes_room() {
        let load = Load::of_questions();
        let mut taken: Vec<_> = (0..MOST_QUESTIONS).map(|_| load.take()).collect();
        assert!(load.is_full());
        taken.pop();
        assert!(!load.is_full());
    }

    #[test]
    fn what_was_refused_takes_no_room() {
        let load = Load::of_listening();
        let mut taken: Vec<_> = (0..MOST_LISTENING).map(|_| load.take_if_free().expect("room")).collect();
        assert!((0..3).all(|_| load.take_if_free().is_none()));
        taken.pop();
        assert!(load.take_if_free().is_some());
    }
}
