//! How long ago something was.

use crate::render::number::duration;
use scopeon_core::time::Timestamp;

/// Says how long before `now` something was.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    let millis = u64::try_from(now.millis().saturating_sub(at.millis())).unwrap_or(0);
    if millis < 60_000 {
        "just now".to_owned()
    } else {
        format!("{} ago", duration(millis / 60_000 * 60_000))
    }
}
