//! `agent-….meta.json`: what a sub-agent is and which tool use started it. Its description is not looked at.

use std::io::Read;

use scopeon_core::event::{Event, SessionFacts, SessionKind};
use scopeon_core::label::Label;
use scopeon_core::provider::{Issue, IssueKind, Position, ReadError, ReaderState, Sink, Source};

use super::key;
use super::memory::label;
use super::path_info::PathInfo;
use crate::kit::json::BOM;
use crate::kit::json::Raw;
use crate::kit::json::cursor::Cursor;
use crate::kit::json::walk::{Halt, Walk, keep};

/// A real one has some 300 bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Reads a sub-agent's document.
pub(super) fn read(
    source: &Source,
    document: &mut dyn Read,
    carry: &ReaderState,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    document.take(MAX_BYTES).read_to_end(&mut bytes)?;
    match facts(source, &bytes) {
        Some(facts) => {
            out.event(Event::from(facts))?;
        }
        None => out.issue(Issue::new(IssueKind::Malformed, Position::default())),
    }
    let end = Position { offset: bytes.len() as u64, line: 0 };
    Ok(out.checkpoint(end, carry)?)
}

fn facts(source: &Source, bytes: &[u8]) -> Option<SessionFacts> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii();
    let (mut agent_type, mut tool) = (Raw::default(), Raw::default());
    if !Raw::over(bytes).is_object() {
        return None;
    }
    let mut cursor = Cursor::over(Raw::over(bytes));
    let read: Result<(), Halt> = cursor.object(|key, walk| match key {
        b"agentType" => keep(&mut agent_type, walk),
        b"toolUseId" => keep(&mut tool, walk),
        _ => Ok(()),
    });
    read.ok().filter(|()| cursor.is_done())?;
    let path_info = PathInfo::of(&source.path);
    let agent = path_info.agent?;
    let main = key::session(&path_info.session);
    let run = key::run(main, &agent);
    let mut facts = SessionFacts::new(run, Label::new(&agent)?, SessionKind::SubAgent);
    facts.parent = Some(main);
    facts.agent_type = label(agent_type);
    facts.spawned_by = tool.text().map(|tool| key::tool(&tool, main));
    Some(facts)
}
