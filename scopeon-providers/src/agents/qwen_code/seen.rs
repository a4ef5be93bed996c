//! Tells a sub-agent's responses apart. Its own log and its session's telemetry both tell of them, and share no id: what
//! they share are the run and the counters, and which of several equal ones it is.

use std::collections::VecDeque;

use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::usage::Usage;

use super::key::IDS;

/// Equal counters come one after the other, if ever: so many different ones are remembered.
const REMEMBERED: usize = 60;
/// The first of the carry's places that are used.
const FIRST: u8 = 1;
/// How many bits of a place say how often counters came, behind those that say which.
const BITS: u32 = 32;

/// The counters that came last, and how often.
#[derive(Debug, Default)]
pub(super) struct Seen(VecDeque<(u128, u64)>);

impl Seen {
    pub(super) fn of(carry: &ReaderState) -> Self {
        let stated = (FIRST..).take(REMEMBERED).map_while(|place| carry.identity(place));
        Self(stated.map(|slot| unpack(u128::from_be_bytes(slot.to_bytes()))).collect())
    }

    /// The identity of the next response of a run with these counters.
    pub(super) fn next(&mut self, run: SessionId, usage: &Usage) -> CallId {
        let (name, _) = unpack(u128::from_be_bytes(identity(run, usage, 0).to_bytes()));
        let known = self.0.iter().position(|(known, _)| *known == name);
        let number = known.and_then(|place| self.0.remove(place)).map_or(0, |(_, count)| count);
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((name, number + 1));
        identity(run, usage, number).into()
    }

    pub(super) fn keep(&self, carry: &mut ReaderState) {
        for (place, (name, count)) in (FIRST..).zip(&self.0) {
            let slot = name << BITS | u128::from(*count) & ((1 << BITS) - 1);
            carry.set(place, StateValue::Identity(Identity::from_bytes(slot.to_be_bytes())));
        }
    }
}

/// The part of a place that says which counters, and the part that says how often they came.
fn unpack(slot: u128) -> (u128, u64) {
    (slot >> BITS, u64::try_from(slot & ((1 << BITS) - 1)).unwrap_or(0))
}

fn identity(run: SessionId, usage: &Usage, number: u64) -> Identity {
    let key = IDS.of("call").text("run").identity(run.0);
    let key = key.number(usage.prompt()).number(usage.cache_read).number(usage.output);
    key.number(number).finish()
}
