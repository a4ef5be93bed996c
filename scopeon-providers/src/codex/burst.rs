//! Which lines of a fork's or a sub-agent's rollout are its parent's, written again when it was made.

use scopeon_core::time::Timestamp;

/// Lines of one burst follow each other more closely than any model answers.
const MAX_GAP_MS: i64 = 1_000;
/// A burst that goes on longer than this is none.
const MAX_LENGTH_MS: i64 = 60_000;

/// The burst of lines a child's rollout begins with.
///
/// The parent's history is written in one go, either with the times it had (before the child was made) or
/// with the time of writing. The child's own first response comes at the earliest when a model has answered.
/// So the file itself tells what is replayed, also where the parent's rollout is gone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Burst {
    pub(super) start: Timestamp,
    pub(super) last: Timestamp,
}

impl Burst {
    pub(super) const fn at(start: Timestamp) -> Self {
        Self { start, last: start }
    }

    /// Takes a line's time and tells whether the line is part of the burst.
    pub(super) fn takes(&mut self, at: Timestamp) -> bool {
        if at <= self.last {
            return true;
        }
        let gap = at.millis() - self.last.millis();
        let length = at.millis() - self.start.millis();
        self.last = at;
        gap <= MAX_GAP_MS && length <= MAX_LENGTH_MS
    }
}
