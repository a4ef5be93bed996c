//! What a caller may see while sources are read, for a progress bar.

/// Is told what happens; called from any reading thread, so it has to be quick.
pub trait Observer: Sync {
    /// Learns how many sources have something new and how many bytes that may be at most.
    fn found(&self, sources: u64, bytes: u64) {
        let _ = (sources, bytes);
    }

    /// Learns that so many more bytes were read.
    fn read(&self, bytes: u64) {
        let _ = bytes;
    }

    /// Learns how a watch hears of changes; told again when that changes.
    fn watching(&self, mode: Mode) {
        let _ = mode;
    }
}

/// Looks at nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoopObserver;

impl Observer for NoopObserver {}

/// How a watch hears of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// The system tells it.
    Notified,
    /// It looks again and again, because the system cannot tell: too many directories or a file system
    /// without notices.
    Polling,
}
