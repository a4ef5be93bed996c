//! Reads a transcript line by line and tells the types of records apart.

use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, Line, Lines, ReadError, ReaderState, Sink};

use super::line_context::{ContextTracker, LineContext};
use super::path_info::PathInfo;
use super::run::Gap;
use super::state::State;
use super::transcript::Transcript;
use super::wire::Record;
use super::{call, hook, response, system, totals, turn};
use crate::kit::cadence::Cadence;
use crate::kit::json::BOM;
use crate::kit::json::Raw;
use crate::kit::json::walk::Walk;
use crate::kit::records::pieces;

/// Reads all lines there are.
pub(super) fn read<W>(
    lines: &mut dyn Lines,
    carry: &mut ReaderState,
    out: &mut dyn Sink,
) -> Result<(), ReadError>
where
    W: for<'a> Document<'a>,
{
    let source = lines.source();
    let known = State::load(carry);
    let tracker = ContextTracker::new(PathInfo::of(&source.path), source.birth, known.clock);
    let mut transcript = Transcript::new(tracker, known, out);
    let mut cadence = Cadence::default();
    while let Some(line) = lines.next()? {
        let due = cadence.pass(line.place, line.end);
        transcript.line::<W>(line)?;
        if let Some(end) = due {
            transcript.mark(end, carry)?;
        }
    }
    cadence.rest().map_or(Ok(()), |end| transcript.mark(end, carry))
}

/// A walker that can tell whether a whole line is one JSON text.
pub(super) trait Document<'a> {
    type Walk: Walk<'a>;

    /// Takes in a line's record; says whether it is a JSON object.
    fn record(line: &'a [u8], record: &mut Record<'a>) -> bool;
}

impl Transcript<'_> {
    fn line<'a, W: Document<'a>>(&mut self, line: Line<'a>) -> Result<(), ReadError> {
        self.place = line.place;
        let bytes = line.bytes.strip_prefix(BOM).unwrap_or(line.bytes).trim_ascii();
        if bytes.is_empty() {
            return Ok(());
        }
        let mut record = Record::default();
        if W::record(bytes, &mut record) {
            return self.record::<W::Walk>(&record, bytes);
        }
        self.pieces::<W>(line.bytes)
    }

    /// Reads the whole records of a line that is no single one; what else is on it was cut.
    fn pieces<'a, W: Document<'a>>(&mut self, line: &'a [u8]) -> Result<(), ReadError> {
        let start = self.place;
        let mut pieces = pieces(line);
        let mut is_told = false;
        while let Some(piece) = pieces.next(&is_record::<W>) {
            let mut record = Record::default();
            self.place.offset = start.offset + piece.at as u64;
            if piece.is_whole && W::record(piece.bytes, &mut record) {
                self.record::<W::Walk>(&record, piece.bytes)?;
            } else if !is_told || piece.bytes.iter().any(|byte| *byte != 0) {
                // Of a line that holds rubbish only, nothing is told twice.
                self.issue(IssueKind::Malformed, None);
                is_told = true;
            }
        }
        self.place = start;
        Ok(())
    }

    fn record<'a, W: Walk<'a>>(&mut self, record: &Record<'a>, line: &'a [u8]) -> Result<(), ReadError> {
        let Some(kind) = record.kind.text() else {
            self.issue(IssueKind::MissingField, Label::new("type"));
            return Ok(());
        };
        match &*kind {
            "assistant" => self.message(record, line, call::read::<W>),
            "user" => self.message(record, line, turn::read::<W>),
            "system" => self.message(record, line, system::read::<W>),
            "attachment" => self.message(record, line, hook::read),
            "progress" => self.progress::<W>(record),
            "cost-state" => self.message(record, line, |transcript, record, context, _| {
                totals::read::<W>(transcript, record, context)
            }),
            kind if super::kinds::says_nothing(kind.as_bytes()) => Ok(()),
            _ => {
                self.issue(IssueKind::UnknownType, super::memory::identifier(record.kind));
                Ok(())
            }
        }
    }

    /// Reads a record that stands in a session.
    fn message<'a>(
        &mut self,
        record: &Record<'a>,
        line: &'a [u8],
        read: impl FnOnce(&mut Self, &Record<'a>, &mut LineContext, &'a [u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let Some(mut context) = self.tracker.context(record) else {
            self.issue(IssueKind::MissingField, Label::new("sessionId"));
            return Ok(());
        };
        if self.tracker.is_behind() {
            self.issue(IssueKind::BadTime, None);
        }
        self.state.clock = self.tracker.clock();
        self.state.see(self.state.clock);
        read(self, record, &mut context, line)
    }

    /// Until 2.1.2x a sub-agent's lines were also embedded in `progress` records of the main transcript.
    fn progress<'a, W: Walk<'a>>(&mut self, outer: &Record<'a>) -> Result<(), ReadError> {
        if self.state.runs.need_chain()
            && let Some(thread) = self.tracker.thread(outer)
        {
            response::pass(&mut self.state.runs, outer, (thread, !outer.sidechain.is_true()), Gap::None);
        }
        let [kind, agent, embedded] =
            super::wire::members::<W, 3>(outer.data, [b"type", b"agentId", b"message"]);
        if !kind.says("agent_progress") || !embedded.is_object() {
            return Ok(());
        }
        let mut record = Record::default();
        if record.read(&mut W::over(embedded)).is_err() {
            return Ok(());
        }
        record.session = outer.session;
        record.cwd = outer.cwd;
        record.branch = outer.branch;
        record.version = outer.version;
        record.entry_point = outer.entry_point;
        record.copied_from = outer.copied_from;
        record.sidechain = Raw::over(b"true");
        record.agent = if agent.is_missing() { outer.agent } else { agent };
        match record.kind {
            kind if kind.says("assistant") => self.message(&record, embedded.bytes(), call::read::<W>),
            kind if kind.says("user") => self.message(&record, embedded.bytes(), turn::read::<W>),
            _ => Ok(()),
        }
    }
}

/// Returns `true` if an object looks like a line of its own: a type that lines have, in a session where theirs name one.
fn is_record<'a, W: Document<'a>>(object: &'a [u8]) -> bool {
    let mut record = Record::default();
    if !W::record(object, &mut record) {
        return false;
    }
    match record.kind.quoted() {
        Some(b"assistant" | b"user" | b"system" | b"attachment" | b"progress" | b"cost-state") => {
            !record.session.is_missing()
        }
        Some(_) => record.is_silent(),
        None => false,
    }
}
