//! What was read: every call once, and what totals leave beside them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use scopeon_core::event::{Call, Consumption, Event, Origin, SessionKind, countable_totals};
use scopeon_core::id::{CallId, SessionId};
use scopeon_core::pricing::plain_name;
use scopeon_core::provider::{Flow, Issue, Position, ReaderState, Sink};

use super::Truth;

/// Every call once.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) calls: BTreeMap<CallId, Call>,
    totals: BTreeMap<CallId, Call>,
    parents: BTreeMap<SessionId, SessionId>,
}

impl Kept {
    /// What was counted.
    pub(super) fn truth(&self) -> Truth {
        let mut truth = Truth::default();
        for call in self.calls.values() {
            truth.calls += 1;
            truth.usage += call.sample.usage;
        }
        truth
    }

    /// Puts what totals leave among the calls.
    pub(super) fn settled(mut self) -> Self {
        let mut by_root: BTreeMap<SessionId, Vec<Call>> = BTreeMap::new();
        for total in std::mem::take(&mut self.totals).into_values() {
            by_root.entry(self.root(&total)).or_default().push(total);
        }
        for (root, mut totals) in by_root {
            totals.sort_by_key(|total| (total.at, total.id));
            let told = self.calls.values().filter(|call| self.root(call) == root);
            let told: Vec<_> = told.map(spent).collect();
            let stated: Vec<_> = totals.iter().map(total).collect();
            for (mut call, rest) in totals.into_iter().zip(countable_totals(&stated, &told)) {
                call.sample.usage = rest.usage;
                if !rest.usage.is_empty() {
                    self.calls.insert(call.id, call);
                }
            }
        }
        self
    }

    /// The session that a call counts towards; runs are not nested here.
    fn root(&self, call: &Call) -> SessionId {
        self.parents.get(&call.attribution.session).copied().unwrap_or(call.attribution.session)
    }
}

fn total(call: &Call) -> (Origin, Consumption<String>) {
    spent(call).as_total(call.sample.origin, call.attribution.turn.is_some())
}

fn spent(call: &Call) -> Consumption<String> {
    Consumption {
        model: plain_name(call.sample.model.as_str()),
        usage: call.sample.usage,
        reported: call.reported,
        at: Some(call.at),
    }
}

fn join(calls: &mut BTreeMap<CallId, Call>, call: Call) {
    match calls.entry(call.id) {
        Entry::Vacant(entry) => {
            entry.insert(call);
        }
        Entry::Occupied(mut entry) => entry.get_mut().join(call),
    }
}

impl Sink for Kept {
    fn event(&mut self, event: Event) -> Flow {
        match event {
            Event::Call(call) => join(&mut self.calls, *call),
            Event::Residual(total) => join(&mut self.totals, *total),
            Event::Session(session) if session.kind == SessionKind::SubAgent => {
                self.parents.extend(session.parent.map(|parent| (session.id, parent)));
            }
            _ => {}
        }
        Ok(())
    }

    fn issue(&mut self, _: Issue) {}

    fn checkpoint(&mut self, _: Position, _: &ReaderState) -> Flow {
        Ok(())
    }
}
