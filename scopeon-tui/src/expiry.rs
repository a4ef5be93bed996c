//! Until when what is known holds although nobody writes.

use scopeon_core::report::{LiveSession, StatusReport};
use scopeon_core::time::{Period, Timestamp, Zone};

/// A live session is one that was active that short a while ago, in milliseconds; a moment more, and it is none.
const LIVE_MS: i64 = 10 * 60_000 + 1;
/// The instant at which what is known is no longer so although nobody wrote: a day begins, a session is live no more, a window
/// of a limit ends.
pub(crate) fn expiry(status: &StatusReport, zone: Zone) -> Timestamp {
    let midnight = zone.ceil(status.scope.now, Period::Day);
    let ends = |live: &LiveSession| Timestamp::from_millis(live.session.last_at?.millis() + LIVE_MS);
    let live = status.sessions.iter().filter_map(ends);
    let limits = status.limits.iter().filter_map(|limit| limit.resets_at);
    let later = |at: &Timestamp| *at > status.scope.now;
    live.chain(limits).filter(later).min().map_or(midnight, |at| at.min(midnight))
}
