//! The database of newer versions: the same entries, a row each. Of an entry only what is named here leaves
//! the database; a table of keys stands beside and is never named.

use std::collections::BTreeSet;

use scopeon_core::event::{Attribution, Call, Event, SessionKind, ToolCall, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Column, Flow, Issue, IssueKind, Position, ReadError, ReaderState, Rows, Select, Sink,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use super::packed::ZstdLines;
use crate::agents::pi::message::{End, Seen, call_key, tool_key};
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::row_view::RowView;
use crate::kit::schema::{self, Table};
use crate::kit::session_builder::SessionBuilder;

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

const TABLES: [Table; 1] = [Table::needed("transcript_events", &["session_id", "seq", EVENT])];

/// Reads every entry there is.
pub(super) fn read(rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<(), ReadError> {
    schema::check(&TABLES, rows, out)?;
    let mut columns = vec![Column::Plain("session_id"), Column::Plain("seq"), Column::Plain("created_at")];
    columns.extend(MEMBERS.map(|path| Column::Json(EVENT, path)));
    columns.extend(BLOCKS.into_iter().flat_map(|[kind, id, name, arguments]| {
        let named = [kind, id, name].map(|path| Column::Json(EVENT, path));
        named.into_iter().chain([Column::Digest(EVENT, arguments)])
    }));
    // Long entries are packed, and their text is missing. Sessions with such are read one by one, in their own order, so
    // that what a packed entry says holds for plain ones, and what a plain one says for packed ones.
    let packed = with_packed(rows)?;
    let mut sessions: Vec<Session> = Vec::new();
    rows.select(&Select::all("transcript_events", &columns), &mut |row| {
        let row = RowView(row);
        if row.text(0).is_some_and(|session| packed.contains(session)) {
            return Ok(());
        }
        entry(row, &mut sessions, out)
    })?;
    for session in &packed {
        unpack(rows, session, &columns, &mut sessions, out)?;
    }
    for facts in sessions.iter_mut().filter_map(|session| session.builder.take()) {
        out.event(Event::from(facts))?;
    }
    out.checkpoint(Position::default(), &ReaderState::default())?;
    Ok(())
}

/// The sessions that have packed entries.
fn with_packed(rows: &mut dyn Rows) -> Result<BTreeSet<String>, ReadError> {
    let mut sessions = BTreeSet::new();
    let asked = [Column::Plain("session_id"), Column::Bytes(PACKED)];
    rows.select(&Select::all("transcript_events", &asked), &mut |row| {
        let session = RowView(row).text(0).filter(|_| row.integer(1).is_some_and(|size| size > 0));
        sessions.extend(session.map(ToOwned::to_owned));
        Ok(())
    })?;
    Ok(sessions)
}

/// Reads the entries of a session of which some are packed.
fn unpack(
    rows: &mut dyn Rows,
    session: &str,
    columns: &[Column<'_>],
    sessions: &mut Vec<Session>,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut asked = columns.to_vec();
    asked.push(Column::Plain(PACKED));
    rows.select(&Select::all("transcript_events", &asked).equals("session_id", session), &mut |row| {
        let bytes = row.bytes(columns.len()).filter(|bytes| !bytes.is_empty());
        let Some(bytes) = bytes.filter(|_| RowView(row).text(FIRST).is_none()) else {
            return entry(RowView(row), sessions, out);
        };
        let Some(unpacked) = ZstdLines::new(row, bytes, columns, FIRST) else {
            out.issue(Issue::new(IssueKind::Malformed, Position::default()));
            return Ok(());
        };
        entry(RowView(&unpacked), sessions, out)
    })
}

/// One session as far as it was read.
struct Session {
    builder: SessionBuilder,
    /// The project that its entries stand in.
    project: Option<Label>,
}

fn entry(row: RowView<'_>, sessions: &mut Vec<Session>, out: &mut dyn Sink) -> Flow {
    let Some(key) = row.label(0) else { return Ok(()) };
    let id = IDS.session(key.as_str());
    let at = row.text(5).and_then(Timestamp::parse).or_else(|| row.millis(2));
    let Some(at) = at else { return Ok(()) };
    let place = sessions.iter().rposition(|session| session.builder.id() == id).unwrap_or_else(|| {
        sessions.push(Session { builder: SessionBuilder::new(id, key, SessionKind::Main), project: None });
        sessions.len() - 1
    });
    let session = &mut sessions[place];
    session.builder.see(at);
    if let Some(directory) = row.label(6) {
        session.builder.work_in(at, directory.clone());
        session.project = Some(directory);
    }
    if row.text(3) != Some("message") || row.text(7) != Some("assistant") {
        return Ok(());
    }
    let mut owner = Attribution::new(id);
    owner.project.clone_from(&session.project);
    respond(row, at, &owner, out)
}

fn respond(row: RowView<'_>, at: Timestamp, owner: &Attribution, out: &mut dyn Sink) -> Flow {
    let usage = Usage {
        input: row.sum(10),
        output: row.sum(11),
        reasoning: row.sum(14).max(row.sum(17)).min(row.sum(11)),
        cache_read: row.sum(12),
        cache_write_5m: row.sum(13),
        ..Usage::default()
    };
    let seen = Seen {
        response: row.text(9),
        entry: row.text(4),
        at,
        usage,
        session: owner.session,
        place: row.sum(1),
    };
    let key = call_key(IDS, &seen);
    let model = row.label(8).or_else(|| Label::new(UNKNOWN_MODEL));
    let end = End::of(row.text(16), row.text(9).is_none() && row.text(18).is_none());
    if let Some((model, finish)) = model.zip(end.finish(&usage)) {
        let mut reading = UsageSample::new(model, usage);
        reading.finish = finish;
        let mut call = Call::new(key, at, reading, owner.clone());
        call.reported = row.dollars(15);
        out.event(Event::from(call))?;
    }
    for first in (18..).step_by(4).take(BLOCKS.len()).take_while(|_| end == End::Whole) {
        let (Some("toolCall"), Some(id)) = (row.text(first), row.text(first + 1)) else { continue };
        let mut tool = ToolCall::new(tool_key(IDS, owner.session, id), owner.clone());
        tool.call = Some(key);
        tool.name = row.label(first + 2);
        tool.input_fingerprint = row.mark(first + 3, owner.session);
        tool.started = Some(at);
        out.event(Event::from(tool))?;
    }
    Ok(())
}
