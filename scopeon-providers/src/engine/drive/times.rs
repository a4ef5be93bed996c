//! When a fact can have happened: agents are younger than 2020, and no clock is right that is a day ahead of ours.

use scopeon_core::event::Event;
use scopeon_core::time::Timestamp;

/// The start of 2020, in milliseconds since 1970.
const FIRST: i64 = 1_577_836_800_000;
/// So far may a clock be ahead, in milliseconds: zones that were taken for UTC are told from this elsewhere.
const AHEAD: i64 = 86_400_000;

/// The times that are believed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// How long after [`FIRST`] they end, in milliseconds.
    span: u64,
}

impl Times {
    /// Believes what happened up to a day after `now`; any later time where that is not known.
    pub(crate) fn until(now: Option<Timestamp>) -> Self {
        let last = now.map_or(i64::MAX, |now| now.millis().saturating_add(AHEAD));
        Self { span: u64::try_from(last.saturating_sub(FIRST)).unwrap_or(0) }
    }

    /// Returns `true` if a fact happened in these times.
    pub(crate) fn hold(self, event: &Event) -> bool {
        event.instants().into_iter().flatten().all(|at| self.is_in(at))
    }

    #[expect(clippy::cast_sign_loss, reason = "what lies before the first time becomes larger than any span")]
    fn is_in(self, at: Timestamp) -> bool {
        (at.millis().wrapping_sub(FIRST) as u64) <= self.span
    }
}
