//! The command line's sessions: a small document beside each tells when it was; the rest of it is content.

use std::io::Read;

use scopeon_core::event::{Event, SessionFacts, SessionKind};
use scopeon_core::label::Label;
use scopeon_core::provider::{Issue, IssueKind, Position, ReadError, Sink, Source};
use scopeon_core::time::Timestamp;

use super::key::IDS;
use crate::kit::json::Raw;
use crate::kit::{paths, record_reader};

/// Reads one session's document; the session is named after the directory it lies in.
pub(super) fn read(source: &Source, document: &mut dyn Read, out: &mut dyn Sink) -> Result<(), ReadError> {
    let bytes = record_reader::document(document)?;
    let Some(raw) = Raw::whole(&bytes) else {
        out.issue(Issue::new(IssueKind::Malformed, Position::default()));
        return Ok(());
    };
    let names = paths::names(&source.path);
    let id = names.iter().rev().nth(1).copied();
    let Some((id, key)) = id.and_then(|id| Some((id, Label::new(id)?))) else { return Ok(()) };
    let [created, updated] = raw.members(["createdAtMs", "updatedAtMs"]).map(millis);
    let mut facts = SessionFacts::new(IDS.session(id), key, SessionKind::Main);
    facts.span = (created, updated.or(created));
    facts.entry_point = Label::new("cursor-agent");
    let _ = out.event(Event::from(facts));
    Ok(())
}

/// Whole milliseconds, of which a float holds as many as any date has.
fn millis(raw: Raw<'_>) -> Option<Timestamp> {
    let stated = raw.number().filter(|stated| stated.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "it saturates, and what is out of range is refused")]
    Timestamp::from_millis(stated as i64)
}
