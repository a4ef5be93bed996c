//! The database of newer versions: the same entries, a row each. Of an entry only what is named here leaves
//! the database; a table of keys stands beside and is never named.

use std::collections::BTreeSet;

use scopeon_core::event::{Call, Event, Owner, Reading, SessionKind, ToolCall};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, Column, Flow, Issue, IssueKind, Place, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::KEYS;
use super::packed::Unpacked;
use crate::cell::Cells;
use crate::keys::UNKNOWN_MODEL;
use crate::pi::{End, Seen, call_key, tool_key};
use crate::sheet::Sheet;

const EVENT: &str = "event_json";
/// Where an entry of a kilobyte and more stands instead.
const PACKED: &str = "event_zstd";
/// The first column that is a part of an entry.
const FIRST: usize = 3;

/// So many of a message's blocks are looked at for tools: there is no way to ask for all without the text.
const BLOCKS: [[&str; 4]; 6] = [
    [
        "$.message.content[0].type",
        "$.message.content[0].id",
        "$.message.content[0].name",
        "$.message.content[0].arguments",
    ],
    [
        "$.message.content[1].type",
        "$.message.content[1].id",
        "$.message.content[1].name",
        "$.message.content[1].arguments",
    ],
    [
        "$.message.content[2].type",
        "$.message.content[2].id",
        "$.message.content[2].name",
        "$.message.content[2].arguments",
    ],
    [
        "$.message.content[3].type",
        "$.message.content[3].id",
        "$.message.content[3].name",
        "$.message.content[3].arguments",
    ],
    [
        "$.message.content[4].type",
        "$.message.content[4].id",
        "$.message.content[4].name",
        "$.message.content[4].arguments",
    ],
    [
        "$.message.content[5].type",
        "$.message.content[5].id",
        "$.message.content[5].name",
        "$.message.content[5].arguments",
    ],
];

const MEMBERS: [&str; 15] = [
    "$.type",
    "$.id",
    "$.timestamp",
    "$.cwd",
    "$.message.role",
    "$.message.model",
    "$.message.responseId",
    "$.message.usage.input",
    "$.message.usage.output",
    "$.message.usage.cacheRead",
    "$.message.usage.cacheWrite",
    "$.message.usage.reasoning",
    "$.message.usage.cost.total",
    "$.message.stopReason",
    "$.message.usage.reasoningTokens",
];

/// Reads every entry there is.
pub(super) fn read(rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<(), ReadError> {
    let mut columns = vec![Column::Plain("session_id"), Column::Plain("seq"), Column::Plain("created_at")];
    columns.extend(MEMBERS.map(|path| Column::Json(EVENT, path)));
    columns.extend(BLOCKS.into_iter().flat_map(|[kind, id, name, arguments]| {
        let named = [kind, id, name].map(|path| Column::Json(EVENT, path));
        named.into_iter().chain([Column::Digest(EVENT, arguments)])
    }));
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut project = None;
    // Long entries are packed, and their text is missing. They are unpacked one by one.
    let mut packed = Vec::new();
    let mut asked = columns.clone();
    asked.push(Column::Bytes(PACKED));
    rows.select(&Select::all("transcript_events", &asked), &mut |row| {
        let cells = Cells(row);
        let Some(session) = cells.label(0) else { return Flow::Continue(()) };
        if cells.text(FIRST).is_none() && row.integer(columns.len()).is_some_and(|size| size > 0) {
            packed.extend(row.integer(1).map(|seq| (session.to_string(), seq)));
            return Flow::Continue(());
        }
        entry(cells, session, &mut sheets, &mut project, out)
    })?;
    unpack(rows, &packed, &columns, &mut sheets, &mut project, out)?;
    for facts in sheets.iter_mut().filter_map(Sheet::take) {
        if out.event(Event::Session(Box::new(facts))).is_break() {
            return Err(ReadError::Stopped);
        }
    }
    if out.mark(Place::default(), &Carry::default()).is_break() {
        return Err(ReadError::Stopped);
    }
    Ok(())
}

/// Reads the packed entries of each session.
fn unpack(
    rows: &mut dyn Rows,
    packed: &[(String, i64)],
    columns: &[Column<'_>],
    sheets: &mut Vec<Sheet>,
    project: &mut Project,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    let sessions: BTreeSet<&str> = packed.iter().map(|(session, _)| session.as_str()).collect();
    let mut asked = columns[..FIRST].to_vec();
    asked.push(Column::Plain(PACKED));
    for session in sessions {
        rows.select(&Select::all("transcript_events", &asked).equals("session_id", session), &mut |row| {
            let Some(bytes) = row.bytes(FIRST).filter(|bytes| !bytes.is_empty()) else {
                return Flow::Continue(());
            };
            let (Some(key), Some(unpacked)) =
                (Cells(row).label(0), Unpacked::new(row, bytes, columns, FIRST))
            else {
                out.issue(Issue::new(IssueKind::Malformed, Place::default()));
                return Flow::Continue(());
            };
            entry(Cells(&unpacked), key, sheets, project, out)
        })?;
    }
    Ok(())
}

/// The project that the entries of a session stand in.
type Project = Option<(SessionId, Label)>;

fn entry(
    cells: Cells<'_>,
    key: Label,
    sheets: &mut Vec<Sheet>,
    project: &mut Project,
    out: &mut dyn Sink,
) -> Flow {
    let session = KEYS.session(key.as_str());
    let at = cells.text(5).and_then(Timestamp::parse).or_else(|| cells.millis(2));
    let Some(at) = at else { return Flow::Continue(()) };
    let place = sheets.iter().rposition(|sheet| sheet.id() == session).unwrap_or_else(|| {
        sheets.push(Sheet::new(session, key, SessionKind::Main));
        sheets.len() - 1
    });
    sheets[place].see(at);
    if let Some(directory) = cells.label(6) {
        sheets[place].work_in(at, directory.clone());
        *project = Some((session, directory));
    }
    if cells.text(3) != Some("message") || cells.text(7) != Some("assistant") {
        return Flow::Continue(());
    }
    let mut owner = Owner::new(session);
    owner.project = project.as_ref().filter(|(of, _)| *of == session).map(|(_, name)| name.clone());
    respond(cells, at, &owner, out)
}

fn respond(cells: Cells<'_>, at: Timestamp, owner: &Owner, out: &mut dyn Sink) -> Flow {
    let usage = Usage {
        input: cells.sum(10),
        output: cells.sum(11),
        reasoning: cells.sum(14).max(cells.sum(17)).min(cells.sum(11)),
        cache_read: cells.sum(12),
        cache_write_5m: cells.sum(13),
        ..Usage::default()
    };
    let seen = Seen {
        response: cells.text(9),
        entry: cells.text(4),
        at,
        usage,
        session: owner.session,
        place: cells.sum(1),
    };
    let key = call_key(KEYS, &seen);
    let model = cells.label(8).or_else(|| Label::new(UNKNOWN_MODEL));
    let end = End::of(cells.text(16), cells.text(9).is_none() && cells.text(18).is_none());
    if let Some((model, finish)) = model.zip(end.finish(&usage)) {
        let mut reading = Reading::new(model, usage);
        reading.finish = finish;
        let mut call = Call::new(key, at, reading, owner.clone());
        call.reported = cells.dollars(15);
        out.event(Event::Call(Box::new(call)))?;
    }
    for first in (18..).step_by(4).take(BLOCKS.len()).take_while(|_| end == End::Whole) {
        let (Some("toolCall"), Some(id)) = (cells.text(first), cells.text(first + 1)) else { continue };
        let mut tool = ToolCall::new(tool_key(KEYS, owner.session, id), owner.clone());
        tool.call = Some(key);
        tool.name = cells.label(first + 2);
        tool.mark = cells.mark(first + 3, owner.session);
        tool.started = Some(at);
        out.event(Event::Tool(Box::new(tool)))?;
    }
    Flow::Continue(())
}
