//! What several records state: the size of the context window, and times that are relative to the record's.

use scopeon_core::time::Timestamp;

use super::thread::{Record, Rollout};
use crate::kit::json::Raw;

/// Takes the size of the context window where a record states it.
pub(super) fn see_window(rollout: &mut Rollout, record: &Record<'_>, window: Raw<'_>) {
    let Some(window) = window.count().filter(|window| *window > 0 && !record.is_copy) else { return };
    rollout.state.window = Some(window);
    if let Some(builder) = rollout.builder()
        && builder.facts().window != Some(window)
    {
        builder.facts().window = builder.facts().window.max(Some(window));
    }
}

/// The time of a record in seconds, for what is stated relative to it.
pub(super) fn after(at: Timestamp, seconds: u64) -> Option<Timestamp> {
    let millis = i64::try_from(seconds).ok()?.checked_mul(1000)?;
    Timestamp::from_millis(at.millis().checked_add(millis)?)
}
