//! What was told of the last calls, so that it is known which of them is new and which has grown.

use std::collections::{BTreeMap, HashMap};

use scopeon_core::event::Finish;
use scopeon_core::id::CallId;
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;
use scopeon_store::{CallCursor, RecordedCall};

use super::feed::Change;

/// So many calls are remembered, the last recorded ones.
pub(super) const MOST: u32 = 1024;

/// What was told of the last calls.
#[derive(Debug, Default)]
pub(super) struct Seen {
    calls: HashMap<CallId, Told>,
    /// Where they are recorded: the first of them is the next to be forgotten.
    order: BTreeMap<CallCursor, CallId>,
}

/// What can grow of a call, as it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    cursor: CallCursor,
    usage: Usage,
    finish: Finish,
    cost_usd: Option<PicoUsd>,
    reported_usd: Option<PicoUsd>,
}

impl Told {
    fn of(call: &RecordedCall) -> Self {
        Self {
            cursor: call.cursor,
            usage: call.usage,
            finish: call.finish,
            cost_usd: call.cost_usd,
            reported_usd: call.reported_usd,
        }
    }
}

impl Seen {
    /// Returns the place before the first of them.
    pub(super) fn start(&self) -> Option<CallCursor> {
        self.order.first_key_value().map(|(cursor, _)| cursor.back(1))
    }

    /// Remembers a call, and returns what is new of it; nothing where it is as it was.
    pub(super) fn note(&mut self, call: &RecordedCall) -> Option<Change> {
        let told = Told::of(call);
        let before = self.calls.insert(call.id, told);
        self.move_to(call, before);
        match before {
            None => Some(Change::New),
            // It may be recorded at another place now, with nothing new in it.
            Some(before) if (Told { cursor: told.cursor, ..before }) == told => None,
            Some(Told { usage, cost_usd, .. }) => Some(Change::Grown { usage, cost_usd }),
        }
    }

    fn move_to(&mut self, call: &RecordedCall, before: Option<Told>) {
        if let Some(before) = before {
            self.order.remove(&before.cursor);
        }
        // Where another call was recorded that is gone, that one is forgotten.
        if let Some(gone) = self.order.insert(call.cursor, call.id).filter(|gone| *gone != call.id) {
            self.calls.remove(&gone);
        }
        while self.order.len() > MOST as usize {
            let first = self.order.pop_first();
            self.calls.remove(&first.map_or(call.id, |(_, first)| first));
        }
    }
}
