//! The time inside one transcript. It only moves forward and never reaches its limit.

use scopeon_core::time::Timestamp;

/// The time inside one transcript.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    now: i64,
    limit: i64,
}

impl Clock {
    pub(super) fn new(start: Timestamp, limit: Timestamp) -> Self {
        Self { now: start.millis().min(limit.millis()), limit: limit.millis() }
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now).unwrap_or_default()
    }

    /// Moves on, by ever smaller steps near the limit: a long session slows down rather than pass it.
    pub(super) fn pass(&mut self, millis: u64) {
        let room = (self.limit - self.now) / 64;
        self.now += i64::try_from(millis).unwrap_or(0).min(room.max(0));
    }

    pub(super) fn pass_to(&mut self, other: &Self) {
        self.now = self.now.max(other.now);
    }

    /// Returns how long ago an instant was, in milliseconds.
    pub(super) fn since(&self, earlier: Timestamp) -> u64 {
        u64::try_from(self.now - earlier.millis()).unwrap_or(0)
    }
}
