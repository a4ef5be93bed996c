//! Keeps the aggregates that questions need, so that they are answered fast: a little at a time, so that logs are read meanwhile.
//! Whoever asks waits for it a while; without it the answer is the same and takes longer.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use scopeon_core::time::{Range, Timestamp};

use crate::app::App;
use crate::ask::Ask;
use crate::cancel::CancelToken;

/// How long is written at a time.
const TURN: Duration = Duration::from_millis(500);
/// Between two turns others may write.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a question waits.
const PATIENCE: Duration = Duration::from_secs(3);
/// As many ranges are remembered.
const MOST: usize = 8;
/// How often it is looked for a request to stop.
const GLANCE: Duration = Duration::from_millis(300);

/// Keeps the aggregates that questions need: by a thread ([`Keeper::run`]) that questions wait for ([`Keeper::prepare`]), where
/// many ask, or by whoever asks ([`Keeper::keep`]).
#[derive(Debug, Default)]
pub struct Keeper {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    wanted: Vec<Range>,
    /// What is kept, as of which change.
    kept: Vec<(Range, u64)>,
}

impl State {
    fn is_kept(&self, range: &Range, number: u64) -> bool {
        self.kept.iter().any(|(kept, of)| *of == number && covers(kept, range))
    }
}

impl Keeper {
    /// Keeps the aggregates that a question needs as of a change, for a while at most. Nothing is done where another process is
    /// writing, or where that was done before.
    pub fn keep<Q: Ask>(&self, app: &App, question: &Q, number: u64, cancel: &CancelToken) {
        let Ok(Some(range)) = app.aggregated_range(question) else { return };
        let began = Instant::now();
        while !self.state().is_kept(&range, number) && began.elapsed() < PATIENCE && !cancel.is_requested() {
            if keep(app, &range, cancel) {
                self.done(range, number);
            } else {
                std::thread::sleep(PAUSE);
            }
        }
    }

    /// Has the aggregates kept that a question needs as of a change, and waits for that a while.
    pub fn prepare<Q: Ask>(&self, app: &App, question: &Q, number: u64) {
        // What is wrong with a question it says itself.
        let Ok(Some(range)) = app.aggregated_range(question) else { return };
        let mut state = self.state();
        if state.is_kept(&range, number) {
            return;
        }
        if !state.wanted.contains(&range) {
            state.wanted.push(range);
            self.changed.notify_all();
        }
        let until = Instant::now() + PATIENCE;
        while state.wanted.contains(&range) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Keeps what is wanted until a request to stop; `number` tells the last change.
    pub fn run(&self, app: &App, number: impl Fn() -> u64, cancel: &CancelToken) {
        while !cancel.is_requested() {
            let Some(range) = self.next() else { continue };
            let before = number();
            if keep(app, &range, cancel) {
                self.done(range, before);
            } else {
                std::thread::sleep(PAUSE);
            }
        }
        self.state().wanted.clear();
        self.changed.notify_all();
    }

    fn next(&self) -> Option<Range> {
        let state = self.state();
        let wait = |state: &mut State| state.wanted.is_empty();
        let (state, _) =
            self.changed.wait_timeout_while(state, GLANCE, wait).unwrap_or_else(PoisonError::into_inner);
        state.wanted.first().copied()
    }

    fn done(&self, range: Range, number: u64) {
        let mut state = self.state();
        state.wanted.retain(|wanted| *wanted != range);
        state.kept.retain(|(kept, _)| !covers(&range, kept));
        if state.kept.len() >= MOST {
            state.kept.remove(0);
        }
        state.kept.push((range, number));
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps aggregates for one turn; returns `true` once there is no use in another one.
fn keep(app: &App, range: &Range, cancel: &CancelToken) -> bool {
    app.keep_aggregates(range, TURN, cancel).unwrap_or_else(|error| {
        tracing::warn!(%error, "aggregates cannot be kept; answers take longer");
        true
    })
}

/// Whether all of a range lies in another one.
fn covers(kept: &Range, range: &Range) -> bool {
    let since = |range: &Range| range.since.map_or(i64::MIN, Timestamp::millis);
    let until = |range: &Range| range.until.map_or(i64::MAX, Timestamp::millis);
    since(kept) <= since(range) && until(kept) >= until(range)
}

#[cfg(test)]
mod tests {
    use scopeon_core::time::{Range, Timestamp};

    use super::{Keeper, covers};

    fn range(since: i64, until: i64) -> Range {
        Range { since: Timestamp::from_millis(since), until: Timestamp::from_millis(until) }
    }

    #[test]
    fn a_range_lies_in_another_one() {
        assert!(covers(&Range::default(), &range(1, 2)));
        assert!(covers(&range(1, 5), &range(1, 5)));
        assert!(!covers(&range(1, 5), &range(0, 5)));
        assert!(!covers(&range(1, 5), &Range::default()));
    }

    #[test]
    fn what_is_kept_is_kept_as_of_one_change() {
        let keeper = Keeper::default();
        keeper.done(range(1, 9), 7);
        assert!(keeper.state().is_kept(&range(2, 8), 7));
        assert!(!keeper.state().is_kept(&range(2, 8), 8), "something was written since");
        keeper.done(Range::default(), 8);
        assert_eq!(keeper.state().kept.len(), 1, "the wider one is enough");
    }
}
