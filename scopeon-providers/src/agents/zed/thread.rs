//! Threads, each a packed document of which only counters and names are taken.

use std::io::Read;

use ruzstd::decoding::StreamingDecoder;
use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, UsageSample};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Column, Flow, Issue, IssueKind, Position, ReadError, ReaderState, Rows, Select, Sink, StateValue,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::json::{Raw, doubt};
use crate::kit::row_view::RowView;
use crate::kit::schema::{self, Table};

/// When the newest thread changed that was read, in milliseconds.
const NEWEST: u8 = 0;
/// So much older ones are read again: a clock may be set back.
const OVERLAP_MS: i64 = 10 * 60 * 1000;
/// The most a thread unpacks to, in bytes: a few packed bytes can ask for any number.
const MAX_THREAD: u64 = 256 << 20;

const COLUMNS: [Column<'static>; 2] = [Column::Plain("id"), Column::Plain("updated_at")];
const THREAD: [Column<'static>; 7] = [
    Column::Plain("id"),
    Column::Plain("parent_id"),
    Column::Plain("folder_paths"),
    Column::Plain("created_at"),
    Column::Plain("updated_at"),
    Column::Plain("data_type"),
    Column::Plain("data"),
];

const TABLES: [Table; 1] = [Table::needed("threads", &["id", "updated_at", "data_type", "data"])];

/// Reads the threads that changed.
pub(super) fn read(
    rows: &mut dyn Rows,
    carry: &mut ReaderState,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    schema::check(&TABLES, rows, out)?;
    let mut newest = carry.number(NEWEST).unwrap_or(i64::MIN);
    let since = newest.saturating_sub(OVERLAP_MS);
    let mut changed = Vec::new();
    rows.select(&Select::all("threads", &COLUMNS), &mut |row| {
        let row = RowView(row);
        let at = row.date(1).map(Timestamp::millis);
        newest = newest.max(at.unwrap_or(i64::MIN));
        if at.is_none_or(|at| at > since) {
            changed.extend(row.text(0).map(str::to_owned));
        }
        Ok(())
    })?;
    for id in changed {
        rows.select(&Select::all("threads", &THREAD).equals("id", &id), &mut |row| {
            thread(RowView(row), out)
        })?;
    }
    carry.set(NEWEST, StateValue::Number(newest));
    Ok(out.checkpoint(Position::default(), carry)?)
}

fn session_id(id: &str) -> SessionId {
    IDS.of("session").text(id).finish().into()
}

fn thread(row: RowView<'_>, out: &mut dyn Sink) -> Flow {
    let Some((id, key)) = row.text(0).and_then(|id| Some((id, Label::new(id)?))) else {
        return Ok(());
    };
    let (parent, project) = (row.text(1), row.text(2).and_then(first_folder));
    let (began, ended) = (row.date(3).or_else(|| row.date(4)), row.date(4));
    let kind = if parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
    let mut facts = SessionFacts::new(session_id(id), key, kind);
    facts.parent = parent.map(session_id);
    facts.project = began.zip(project.clone());
    facts.span = (began, ended.or(began));
    out.event(Event::from(facts))?;
    let document = unpack(row).unwrap_or_default();
    let Some(raw) = Raw::whole(&document) else {
        out.issue(Issue::new(IssueKind::Malformed, Position::default()));
        return Ok(());
    };
    let mut owner = Attribution::new(session_id(id));
    owner.project = project;
    doubt::clear();
    let spending = spending(raw, id, began, owner);
    if doubt::take() {
        out.issue(Issue::new(IssueKind::BadCount, Position::default()));
    }
    match spending {
        Some(call) => out.event(Event::from(call)),
        None => Ok(()),
    }
}

/// The folders stand one after the other, a line each.
fn first_folder(folders: &str) -> Option<Label> {
    Label::new(folders.split(['\n', '\0']).next()?)
}

fn unpack(row: RowView<'_>) -> Option<Vec<u8>> {
    let bytes = row.0.bytes(6)?;
    if row.text(5) == Some("json") {
        return Some(bytes.to_vec());
    }
    let mut document = Vec::new();
    let unpacker = StreamingDecoder::new(bytes).ok()?;
    unpacker.take(MAX_THREAD).read_to_end(&mut document).ok()?;
    Some(document)
}

fn spending(raw: Raw<'_>, id: &str, began: Option<Timestamp>, owner: Attribution) -> Option<Call> {
    let [total, requests, model, updated] =
        raw.members(["cumulative_token_usage", "request_token_usage", "model", "updated_at"]);
    let (asked, context) = sum(requests);
    // Some versions did not keep the total; the last request of each prompt is then the least there was.
    let usage = larger(usage(total), asked);
    if usage.is_empty() {
        return None;
    }
    let model = model.member("model").label().or_else(|| Label::new("unknown"))?;
    let at = began.or_else(|| Timestamp::parse(&updated.text()?))?;
    let mut reading = UsageSample::new(model, usage);
    reading.context = context;
    let id = IDS.of("call").text(id).finish();
    Some(Call::new(id.into(), at, reading, owner))
}

/// Sums the requests, and tells the largest prompt among them. Older versions keep them as a list.
fn sum(requests: Raw<'_>) -> (Usage, u64) {
    let mut each: Vec<Usage> = requests.items().into_iter().map(usage).collect();
    if requests.is_object() {
        requests.each_member(|_, request| each.push(usage(request)));
    }
    let context = each.iter().map(Usage::prompt).max().unwrap_or(0);
    (each.into_iter().sum(), context)
}

fn usage(raw: Raw<'_>) -> Usage {
    let [input, output, write, read] = raw.members([
        "input_tokens",
        "output_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
    ]);
    let sum = Raw::sum;
    Usage {
        input: sum(input),
        output: sum(output),
        cache_read: sum(read),
        cache_write_5m: sum(write),
        ..Usage::default()
    }
}

fn larger(total: Usage, asked: Usage) -> Usage {
    Usage {
        input: total.input.max(asked.input),
        output: total.output.max(asked.output),
        cache_read: total.cache_read.max(asked.cache_read),
        cache_write_5m: total.cache_write_5m.max(asked.cache_write_5m),
        ..Usage::default()
    }
}
