//! What was told of the last calls, so that it is known which of them is new and which has grown.

use std::collections::{BTreeMap, HashMap};

use scopeon_core::event::Finish;
use scopeon_core::id::CallId;
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;
use scopeon_store::{CallCursor, RecordedCall};

use super::change::Change;

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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use scopeon_core::event::{Attribution, Call, Event, UsageSample};
    use scopeon_core::id::{Identity, SourceId};
    use scopeon_core::label::Label;
    use scopeon_core::pricing::PriceBook;
    use scopeon_core::provider::{Batch, EventStore as _};
    use scopeon_core::time::Timestamp;
    use scopeon_store::{OpenOptions, Reader, Store};

    use super::*;

    fn call(name: u64) -> Event {
        let id = |kind| Identity::builder(kind).number(name).finish();
        let usage = Usage { output: name, ..Usage::default() };
        let reading = UsageSample::new(Label::new("claude-opus-5").unwrap(), usage);
        let owner = Attribution::new(Identity::builder("session").finish().into());
        Event::Call(Box::new(Call::new(id("call").into(), Timestamp::default(), reading, owner)))
    }

    /// Records so many calls, and returns them as they are recorded.
    fn recorded(path: &Path, count: u64) -> Vec<RecordedCall> {
        let mut store = Store::open(path, OpenOptions::default()).unwrap();
        let batch = Batch {
            source: SourceId(Identity::builder("source").finish()),
            provider: "claude-code",
            path: Label::new("/logs/a.jsonl").unwrap(),
            events: (0..count).map(call).collect(),
            issues: Vec::new(),
            checkpoint: None,
            restarted: false,
        };
        store.apply(batch).unwrap();
        store.close().unwrap();
        let (reader, book) = (Reader::open(path).unwrap(), PriceBook::builtin());
        let mut calls = reader.calls_since(CallCursor::START, &book).unwrap();
        while let Some(last) = calls.last().filter(|_| (calls.len() as u64) < count) {
            calls.extend(reader.calls_since(last.cursor, &book).unwrap());
        }
        calls
    }

    #[test]
    fn only_the_last_calls_are_remembered_and_each_once() {
        let directory = tempfile::tempdir().unwrap();
        let calls = recorded(&directory.path().join("a.db"), 1_500);
        let mut seen = Seen::default();
        let is_new = |change| change == Some(Change::New);
        assert!(calls.iter().all(|call| is_new(seen.note(call))));
        let kept = &calls[calls.len() - MOST as usize..];
        assert_eq!((seen.calls.len(), seen.order.len()), (kept.len(), kept.len()));
        assert_eq!(seen.start(), Some(kept[0].cursor.back(1)));
        assert!(kept.iter().all(|call| seen.note(call).is_none()));
        assert!(is_new(seen.note(&calls[0])), "it is forgotten");
        assert_eq!((seen.calls.len(), seen.order.len()), (kept.len(), kept.len()));
    }

    #[test]
    fn a_call_may_move_and_another_take_its_place() {
        let directory = tempfile::tempdir().unwrap();
        let calls = recorded(&directory.path().join("a.db"), 3);
        let mut seen = Seen::default();
        assert!(calls[..2].iter().all(|call| seen.note(call) == Some(Change::New)));
        // Recorded again elsewhere, with nothing new in it.
        let mut moved = calls[1].clone();
        moved.cursor = calls[2].cursor;
        assert_eq!(seen.note(&moved), None);
        let mut grown = moved;
        grown.usage.output = 9;
        let before = Change::Grown { usage: calls[1].usage, cost_usd: calls[1].cost_usd };
        assert_eq!(seen.note(&grown), Some(before));
        // Where the first one was is another one, and that one is gone.
        let mut other = calls[2].clone();
        other.cursor = calls[0].cursor;
        assert_eq!(seen.note(&other), Some(Change::New));
        assert_eq!((seen.calls.len(), seen.order.len()), (2, 2));
    }
}
