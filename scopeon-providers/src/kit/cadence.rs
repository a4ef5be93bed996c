//! How often a reading of lines is marked.

use scopeon_core::provider::Position;

/// How much is read between two checkpoints. Sessions' facts are given before each of them, so they are worth saving.
const LINES: u64 = 512;
const BYTES: u64 = 1 << 20;

/// Tells after which lines a checkpoint is due.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cadence {
    from: Option<Position>,
    open: Option<Position>,
}

impl Cadence {
    /// Takes a line that was read, from where it starts to where the next one does; returns that place when a checkpoint is
    /// due there.
    pub fn pass(&mut self, place: Position, end: Position) -> Option<Position> {
        let from = *self.from.get_or_insert(place);
        let is_due = end.line - from.line >= LINES || end.offset - from.offset >= BYTES;
        if is_due {
            self.from = Some(end);
        }
        self.open = (!is_due).then_some(end);
        is_due.then_some(end)
    }

    /// Returns where the last line ends that no checkpoint covers.
    #[must_use]
    pub const fn rest(self) -> Option<Position> {
        self.open
    }
}
