//! Reads rollouts from memory, in parts, and joins what they give.

use std::collections::BTreeMap;

use scopeon_core::event::{Call, Event, Finish, Witness};
use scopeon_core::id::{Identity, SessionId};
use scopeon_core::provider::{
    Flow, Input, Issue, Line, Lines, Position, Provider, ReadError, ReaderState, Sink, Source, SourceKind,
};
use scopeon_core::usage::Usage;
use scopeon_providers::Codex;

use super::chance::Chance;

/// A thread's id, and prompt, cached and output tokens of one of its calls, or none for a request of unknown usage.
pub(super) type Row = (String, Option<[u64; 3]>);

#[derive(Default)]
pub(super) struct Shelf {
    calls: BTreeMap<Identity, Call>,
    witnesses: BTreeMap<Identity, Witness>,
    names: BTreeMap<SessionId, String>,
}

impl Shelf {
    /// Reads a rollout as it might have grown.
    pub(super) fn read(&mut self, path: &str, text: &str, chance: &mut Chance) {
        let source = Source::new(SourceKind::Lines, "/home/dev/.codex", path);
        let (mut carry, mut from) = (ReaderState::default(), 0);
        while from < text.len() {
            let cut = from + usize::try_from(chance.below((text.len() - from) as u64 + 1)).expect("a place");
            let whole = chance.once_in(3) || cut == text.len();
            let end = if whole {
                text.len()
            } else {
                text[cut..].find('\n').map_or(text.len(), |end| cut + end + 1)
            };
            let mut lines = Part { source: &source, rest: &text.as_bytes()[from..end], offset: from as u64 };
            Codex.read(Input::Lines(&mut lines), &mut carry, self).expect("nothing stops it");
            carry = ReaderState::decode(&carry.encode()).expect("a carry survives its bytes");
            from = end;
        }
    }

    pub(super) fn counted(&self) -> BTreeMap<Row, u64> {
        let mut rows = BTreeMap::new();
        for call in self.calls.values() {
            let thread = self.names.get(&call.attribution.session).cloned().unwrap_or_default();
            let used = call.sample.usage;
            let tokens = (call.sample.finish != Finish::Unknown)
                .then(|| [used.prompt(), used.cache_read, used.output]);
            *rows.entry((thread, tokens)).or_default() += 1;
        }
        rows
    }

    /// Where a thread's own total is not the sum of its calls.
    pub(super) fn disagreement(&self) -> Option<String> {
        let mut sums: BTreeMap<SessionId, Usage> = BTreeMap::new();
        for call in self.calls.values().filter(|call| call.sample.finish != Finish::Unknown) {
            let sum = sums.entry(call.attribution.session).or_default();
            *sum = sum.plus(call.sample.usage);
        }
        self.witnesses.values().find_map(|witness| {
            let session = witness.session?;
            let used = sums.get(&session).copied().unwrap_or_default();
            let counted = [used.prompt(), used.cache_read, used.output];
            let said = [witness.totals.prompt?, witness.totals.cache_read?, witness.totals.output?];
            let name = self.names.get(&session);
            (said != counted).then(|| format!("{name:?} states {said:?}, {counted:?} were counted"))
        })
    }

    pub(super) fn statements(&self) -> usize {
        self.witnesses.values().filter(|witness| witness.totals.total.is_some()).count()
    }
}

impl Sink for Shelf {
    fn event(&mut self, event: Event) -> Flow {
        match event {
            Event::Call(call) => match self.calls.entry(call.id.0) {
                std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().join(*call),
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert(*call);
                }
            },
            Event::Witness(witness) => {
                let known = self.witnesses.entry(witness.id.0).or_insert_with(|| witness.as_ref().clone());
                known.join(*witness);
            }
            Event::Session(facts) => {
                self.names.insert(facts.id, facts.key.to_string());
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

/// The lines of a part of a file.
struct Part<'a> {
    source: &'a Source,
    rest: &'a [u8],
    offset: u64,
}

impl Lines for Part<'_> {
    fn source(&self) -> &Source {
        self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
        let (bytes, rest) = (&self.rest[..end], &self.rest[end + 1..]);
        let place = Position { offset: self.offset, line: 0 };
        self.offset += end as u64 + 1;
        self.rest = rest;
        Ok(Some(Line { bytes, place, end: Position { offset: self.offset, line: 0 } }))
    }
}
