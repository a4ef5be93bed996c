//! Counts that are none: noted where they are met, deep in what a reader makes of a record, and told of by the frame that
//! shows it the records.

use std::cell::Cell;

thread_local! {
    /// Whether one was met on this thread, on which one record is read after the other.
    static MET: Cell<bool> = const { Cell::new(false) };
}

/// Notes that something is no count that should be one.
#[cold]
pub(super) fn note() {
    MET.set(true);
}

/// Forgets such counts as were met.
pub fn clear() {
    MET.set(false);
}

/// Returns `true` if there was such a count since this was last asked.
#[must_use]
pub fn take() -> bool {
    MET.take()
}
