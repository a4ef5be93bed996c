//! Tells a sub-agent's responses apart. Its own log and its session's telemetry both tell of them, and share no id: what
//! they share are the run and the counters, and which of several equal ones it is.

use std::collections::VecDeque;

use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::provider::{Carry, CarryValue};
use scopeon_core::usage::Usage;

use super::KEYS;

/// Equal counters come one after the other, if ever: so many responses are remembered.
const REMEMBERED: usize = 48;
/// The first of the carry's places that are used.
const FIRST: u8 = 1;

/// The responses that were told by their counters last.
#[derive(Debug, Default)]
pub(super) struct Seen(VecDeque<Identity>);

impl Seen {
    pub(super) fn of(carry: &Carry) -> Self {
        Self((FIRST..).take(REMEMBERED).map_while(|place| carry.identity(place)).collect())
    }

    /// The identity of the next response of a run with these counters.
    pub(super) fn next(&mut self, run: SessionId, usage: &Usage) -> CallId {
        let mut number = 0;
        let id = loop {
            let id = identity(run, usage, number);
            if !self.0.contains(&id) {
                break id;
            }
            number += 1;
        };
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(id);
        id.into()
    }

    pub(super) fn keep(&self, carry: &mut Carry) {
        for (place, id) in (FIRST..).zip(&self.0) {
            carry.set(place, CarryValue::Identity(*id));
        }
    }
}

fn identity(run: SessionId, usage: &Usage, number: u64) -> Identity {
    let key = KEYS.of("call").text("run").identity(run.0);
    let key = key.number(usage.prompt()).number(usage.cache_read).number(usage.output);
    key.number(number).finish()
}
