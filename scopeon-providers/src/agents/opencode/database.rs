//! The database: sessions, then the messages and parts that changed since it was last read.

use std::collections::{BTreeSet, HashMap, HashSet};

use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Column, Issue, IssueKind, Position, ReadError, ReaderState, Rows, Select, Sink, StateValue,
};

use super::key::OpenCodeIds;
use super::message::Message;
use super::prompt::Prompts;
use super::session::SessionContext;
use super::tokens::Tokens;
use super::{part, request, session};
use crate::kit::row_view::RowView;
use crate::kit::schema::{self, Table};

/// When the newest message or part changed that was read, in milliseconds.
const NEWEST: u8 = 0;
/// So much older ones are read again: a clock may be set back, and rows of one instant come one by one.
const OVERLAP_MS: i64 = 10 * 60 * 1000;

const fn json(path: &'static str) -> Column<'static> {
    Column::Json("data", path)
}

const COLUMNS: [Column<'static>; 18] = [
    Column::Plain("id"),
    Column::Plain("session_id"),
    Column::Plain("time_updated"),
    json("$.role"),
    json("$.parentID"),
    json("$.time.created"),
    json("$.modelID"),
    json("$.tokens.input"),
    json("$.tokens.output"),
    json("$.tokens.reasoning"),
    json("$.tokens.cache.read"),
    json("$.tokens.cache.write"),
    json("$.tokens.total"),
    json("$.cost"),
    json("$.summary"),
    json("$.error.name"),
    json("$.error.data.statusCode"),
    Column::Plain("time_created"),
];

const TABLES: [Table; 3] = [
    Table::needed("session", &["id", "parent_id", "directory", "version", "time_created", "time_updated"]),
    Table::needed("message", &["id", "session_id", "time_updated", "data"]),
    Table::needed("part", &["id", "message_id", "session_id", "time_updated", "data"]),
];

/// Reads what is new.
pub(super) fn read(
    keys: OpenCodeIds,
    rows: &mut dyn Rows,
    carry: &mut ReaderState,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    schema::check(&TABLES, rows, out)?;
    let newest = carry.number(NEWEST);
    let since = newest.unwrap_or(i64::MIN).saturating_sub(OVERLAP_MS);
    let (contexts, sums) = session::read(keys, rows, since, out)?;
    let parts = part::read(keys, rows, since, &contexts, out)?;
    let mut candidates = parts.own;
    if newest.is_some() {
        candidates.extend(asked(rows, since)?);
    }
    let prompts = Prompts::among(rows, candidates)?;
    let (read, forks) = messages(keys, rows, since, &contexts, &prompts, out)?;
    session::give_sums(rows, sums, &contexts, newest.is_none().then_some(&forks), out)?;
    let newest = newest.unwrap_or(i64::MIN).max(parts.newest).max(read);
    carry.set(NEWEST, StateValue::Number(newest));
    Ok(out.checkpoint(Position::default(), carry)?)
}

/// The messages that are prompts or are answered, of which the parts may be older than what changed.
fn asked(rows: &mut dyn Rows, since: i64) -> Result<BTreeSet<String>, ReadError> {
    const COLUMNS: [Column<'static>; 3] = [Column::Plain("id"), json("$.role"), json("$.parentID")];
    let mut asked = BTreeSet::new();
    rows.select(&Select::all("message", &COLUMNS).above("time_updated", since), &mut |row| {
        let row = RowView(row);
        let message = if row.text(1) == Some("user") { row.text(0) } else { row.text(2) };
        asked.extend(message.map(str::to_owned));
        Ok(())
    })?;
    Ok(asked)
}

/// Reads the messages that changed since `since`, and returns when the newest of them did and which sessions hold
/// copied ones.
fn messages(
    keys: OpenCodeIds,
    rows: &mut dyn Rows,
    since: i64,
    contexts: &HashMap<String, SessionContext>,
    prompts: &Prompts,
    out: &mut dyn Sink,
) -> Result<(i64, HashSet<SessionId>), ReadError> {
    let (mut newest, mut forks, mut unstated) = (i64::MIN, HashSet::new(), Vec::new());
    rows.select(&Select::all("message", &COLUMNS).above("time_updated", since), &mut |row| {
        let row = RowView(row);
        newest = newest.max(row.0.integer(2).unwrap_or(i64::MIN));
        if row.text(3).is_none() {
            out.issue(Issue::named(IssueKind::MissingField, Position::default(), Label::new("role")));
        }
        let (Some(message), Some(context)) = (message(row), row.text(1).and_then(|id| contexts.get(id)))
        else {
            return Ok(());
        };
        if message.at.is_some_and(|at| context.is_copied(at)) {
            forks.insert(context.session);
        }
        if message.is_unstated(context) {
            unstated.push(message.id.to_owned());
        }
        message.give(keys, context, prompts, out)
    })?;
    for id in unstated {
        let parts = request::parts(rows, &id)?;
        rows.select(&Select::all("message", &COLUMNS).equals("id", &id), &mut |row| {
            let row = RowView(row);
            let context = row.text(1).and_then(|id| contexts.get(id));
            message(row)
                .zip(context)
                .map_or(Ok(()), |(message, context)| message.give_request(keys, context, prompts, parts, out))
        })?;
    }
    Ok((newest, forks))
}

fn message(row: RowView<'_>) -> Option<Message<'_>> {
    Some(Message {
        id: row.text(0)?,
        role: row.text(3),
        parent: row.text(4),
        at: row.millis(5).or_else(|| row.millis(17)),
        model: row.label(6),
        tokens: Tokens {
            input: row.sum(7),
            output: row.sum(8),
            reasoning: row.sum(9),
            read: row.sum(10),
            write: row.sum(11),
            total: row.count(12),
        },
        cost: row.dollars(13),
        is_summary: row.is_true(14),
        error: row.identifier(15),
        status: row.count(16).and_then(|status| status.try_into().ok()),
    })
}
