//! Reading what was drawn: whole, and in parts and in another order.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use scopeon_core::event::{Call, Event};
use scopeon_core::id::CallId;
use scopeon_core::provider::{
    Carry, Flow, Input, Issue, Line, Lines, Place, Provider, ReadError, Shape, Sink, Source,
};

use super::super::chance::Chance;
use super::{Drawn, Log, Truth};

/// Reads a home whole and, another time, in parts and in another order. Returns what differs from the truth, or from one
/// another, if anything does.
pub fn difference(provider: &dyn Provider, drawn: &Drawn) -> Option<String> {
    let mut chance = Chance::new(drawn.seed ^ 0x5eed);
    let whole = read(provider, &mut drawn.files.iter().map(|log| (log, Vec::new())));
    let mut parts: Vec<_> = drawn.files.iter().map(|log| (log, cuts(log, &mut chance))).collect();
    chance.shuffle(&mut parts);
    let parts = read(provider, &mut parts.into_iter());
    let (Some(whole), Some(parts)) = (whole, parts) else { return Some("it was not read".to_owned()) };
    let mut told = String::new();
    if truth(&whole) != drawn.truth {
        let _ = writeln!(told, "counted {:?} in place of {:?}", truth(&whole), drawn.truth);
    }
    if whole.calls != parts.calls {
        let _ = writeln!(told, "in parts {:?} in place of {:?}", truth(&parts), truth(&whole));
    }
    for call in whole.calls.values().filter(|_| !told.is_empty()).collect::<Vec<_>>() {
        let usage = call.reading.usage;
        let _ =
            writeln!(told, "-- call {} {} {} {:?}", call.at, usage.input, usage.output, call.owner.origin);
    }
    for log in (!told.is_empty()).then_some(&drawn.files).into_iter().flatten() {
        let _ = writeln!(told, "-- {}\n{}", log.path.display(), String::from_utf8_lossy(&log.bytes));
    }
    (!told.is_empty()).then(|| format!("seed {}: {} {:?}: {told}", drawn.seed, drawn.scheme, drawn.forms))
}

/// Some ends of lines.
fn cuts(log: &Log, chance: &mut Chance) -> Vec<usize> {
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', &log.bytes).map(|end| end + 1).collect();
    let mut cuts: Vec<usize> = (0..chance.below(5)).map(|_| ends[chance.below(ends.len())]).collect();
    cuts.sort_unstable();
    cuts
}

fn truth(kept: &Kept) -> Truth {
    let mut truth = Truth::default();
    for call in kept.calls.values() {
        truth.calls += 1;
        truth.usage += call.reading.usage;
    }
    truth
}

fn read(provider: &dyn Provider, logs: &mut dyn Iterator<Item = (&Log, Vec<usize>)>) -> Option<Kept> {
    let mut kept = Kept::default();
    for (log, cuts) in logs {
        let mut lines = Slice {
            source: Source::new(Shape::Lines, "/root", &log.path),
            bytes: &log.bytes,
            at: Place { offset: 0, line: 1 },
            end: 0,
        };
        let mut carry = Carry::default();
        for cut in cuts.into_iter().chain([log.bytes.len()]) {
            lines.end = cut;
            // What is remembered from read to read is stored between them.
            carry = Carry::decode(&carry.encode())?;
            provider.read(Input::Lines(&mut lines), &mut carry, &mut kept).ok()?;
        }
    }
    Some(kept)
}

/// Every call once.
#[derive(Default)]
struct Kept {
    calls: BTreeMap<CallId, Call>,
}

impl Sink for Kept {
    fn event(&mut self, event: Event) -> Flow {
        if let Event::Call(call) = event {
            match self.calls.entry(call.id) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(*call);
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().join(*call),
            }
        }
        Flow::Continue(())
    }

    fn issue(&mut self, _: Issue) {}

    fn mark(&mut self, _: Place, _: &Carry) -> Flow {
        Flow::Continue(())
    }
}

/// The lines of a log up to some end.
struct Slice<'b> {
    source: Source,
    bytes: &'b [u8],
    at: Place,
    end: usize,
}

impl Lines for Slice<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let start = usize::try_from(self.at.offset).unwrap_or(usize::MAX);
        let rest = self.bytes.get(start..self.end).unwrap_or_default();
        let Some(length) = memchr::memchr(b'\n', rest) else { return Ok(None) };
        let place = self.at;
        self.at = Place { offset: place.offset + length as u64 + 1, line: place.line + 1 };
        Ok(Some(Line { bytes: &rest[..length], place, end: self.at }))
    }
}
