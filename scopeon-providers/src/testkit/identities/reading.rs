//! Reading what was drawn: whole, and in parts and in another order.

use std::fmt::Write as _;

use scopeon_core::provider::{
    Input, Line, Lines, Position, Provider, ReadError, ReaderState, Source, SourceKind,
};
use scopeon_core::time::Timestamp;

use super::super::chance::Chance;
use super::kept::Kept;
use super::tables::Tables;
use super::{Drawn, Log, Truth};

/// Reads a home whole and, another time, in parts and in another order. Returns what differs from the truth, or from one
/// another, if anything does.
pub fn difference(provider: &dyn Provider, drawn: &Drawn) -> Option<String> {
    let mut chance = Chance::new(drawn.seed ^ 0x5eed);
    let whole = read(provider, &mut drawn.files.iter().map(|log| (log, Vec::new())));
    let mut parts: Vec<_> = drawn.files.iter().map(|log| (log, moments(log, &mut chance))).collect();
    chance.shuffle(&mut parts);
    let parts = read(provider, &mut parts.into_iter());
    let (Some(whole), Some(parts)) = (whole, parts) else { return Some("it was not read".to_owned()) };
    let mut told = String::new();
    let is_same = |one: &Truth| one.usage == drawn.truth.usage && (drawn.is_summed || *one == drawn.truth);
    if !is_same(&whole.truth()) {
        let _ = writeln!(told, "counted {:?} in place of {:?}", whole.truth(), drawn.truth);
    }
    if !is_same(&parts.truth()) || !drawn.is_summed && whole.calls != parts.calls {
        let _ = writeln!(told, "in parts {:?} in place of {:?}", parts.truth(), whole.truth());
    }
    for call in whole.calls.values().filter(|_| !told.is_empty()).collect::<Vec<_>>() {
        let usage = call.sample.usage;
        let _ = writeln!(
            told,
            "-- call {} {} {} {:?}",
            call.at, usage.input, usage.output, call.attribution.origin
        );
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

/// When all logs were written to last, in seconds since 1970: what does not say when it was is dated so.
const WRITTEN: i64 = 1_794_400_000;

/// The times at which a log is read: at some ends of its lines, or as it was earlier.
fn moments(log: &Log, chance: &mut Chance) -> Vec<Moment> {
    if log.shape == SourceKind::Lines {
        return cuts(log, chance).into_iter().map(Moment::End).collect();
    }
    (0..log.earlier.len()).filter(|_| chance.below(2) == 0).map(Moment::Earlier).collect()
}

/// When a log is read.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// Up to a place in it.
    End(usize),
    /// As it was at an earlier time.
    Earlier(usize),
}

fn read(provider: &dyn Provider, logs: &mut dyn Iterator<Item = (&Log, Vec<Moment>)>) -> Option<Kept> {
    let mut kept = Kept::default();
    for (log, moments) in logs {
        let mut source = Source::new(log.shape, "/root", &log.path);
        source.modified = Timestamp::from_seconds(WRITTEN);
        let mut lines = Slice { source, bytes: &log.bytes, at: Position { offset: 0, line: 1 }, end: 0 };
        let mut carry = ReaderState::default();
        for moment in moments.into_iter().chain([Moment::End(log.bytes.len())]) {
            // What is remembered from read to read is stored between them.
            carry = ReaderState::decode(&carry.encode())?;
            let mut document = match moment {
                Moment::End(end) => {
                    lines.end = end;
                    log.bytes.as_slice()
                }
                Moment::Earlier(number) => log.earlier.get(number)?.as_slice(),
            };
            match log.shape {
                SourceKind::Lines => provider.read(Input::Lines(&mut lines), &mut carry, &mut kept),
                SourceKind::Document => {
                    provider.read(Input::Document(&lines.source, &mut document), &mut carry, &mut kept)
                }
                _ => {
                    let mut tables = Tables::new(lines.source.clone(), document)?;
                    provider.read(Input::Database(&mut tables), &mut carry, &mut kept)
                }
            }
            .ok()?;
        }
    }
    Some(kept.settled())
}

/// The lines of a log up to some end.
struct Slice<'b> {
    source: Source,
    bytes: &'b [u8],
    at: Position,
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
        self.at = Position { offset: place.offset + length as u64 + 1, line: place.line + 1 };
        Ok(Some(Line { bytes: &rest[..length], place, end: self.at }))
    }
}
