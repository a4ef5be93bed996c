//! How long this thread keeps a core busy.

use std::time::Duration;

/// A start of work on this thread.
#[derive(Clone, Copy, Debug)]
pub(super) struct Busy {
    #[cfg(unix)]
    since: Duration,
    #[cfg(not(unix))]
    since: std::time::Instant,
}

impl Busy {
    pub(super) fn start() -> Self {
        #[cfg(unix)]
        let since = spent();
        #[cfg(not(unix))]
        let since = std::time::Instant::now();
        Self { since }
    }

    /// Returns what was spent since; where threads' times are not told, what passed.
    pub(super) fn so_far(self) -> Duration {
        #[cfg(unix)]
        return spent().saturating_sub(self.since);
        #[cfg(not(unix))]
        return self.since.elapsed();
    }
}

#[cfg(unix)]
fn spent() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}
