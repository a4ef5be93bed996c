//! The database: sessions, then the messages and parts that changed since it was last read.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Carry, CarryValue, Column, Issue, IssueKind, Place, ReadError, Rows, Select, Sink,
};

use super::key::Keys;
use super::message::Message;
use super::prompt::Prompts;
use super::session::Scene;
use super::tokens::Tokens;
use super::{part, request, session};
use crate::cell::Cells;
use crate::schema::{self, Table};

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
    keys: Keys,
    rows: &mut dyn Rows,
    carry: &mut Carry,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    schema::check(&TABLES, rows, out)?;
    let newest = carry.number(NEWEST);
    let since = newest.unwrap_or(i64::MIN).saturating_sub(OVERLAP_MS);
    let (scenes, sums) = session::read(keys, rows, since, out)?;
    let parts = part::read(keys, rows, since, &scenes, out)?;
    let mut candidates = parts.own;
    if newest.is_some() {
        candidates.extend(asked(rows, since)?);
    }
    let prompts = Prompts::among(rows, candidates)?;
    let (read, forks) = messages(keys, rows, since, &scenes, &prompts, out)?;
    session::give_sums(rows, sums, &scenes, newest.is_none().then_some(&forks), out)?;
    let newest = newest.unwrap_or(i64::MIN).max(parts.newest).max(read);
    carry.set(NEWEST, CarryValue::Number(newest));
    if out.mark(Place::default(), carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
}

/// The messages that are prompts or are answered, of which the parts may be older than what changed.
fn asked(rows: &mut dyn Rows, since: i64) -> Result<BTreeSet<String>, ReadError> {
    const COLUMNS: [Column<'static>; 3] = [Column::Plain("id"), json("$.role"), json("$.parentID")];
    let mut asked = BTreeSet::new();
    rows.select(&Select::all("message", &COLUMNS).above("time_updated", since), &mut |row| {
        let cells = Cells(row);
        let message = if cells.text(1) == Some("user") { cells.text(0) } else { cells.text(2) };
        asked.extend(message.map(str::to_owned));
        ControlFlow::Continue(())
    })?;
    Ok(asked)
}

/// Reads the messages that changed since `since`, and returns when the newest of them did and which sessions hold
/// copied ones.
fn messages(
    keys: Keys,
    rows: &mut dyn Rows,
    since: i64,
    scenes: &HashMap<String, Scene>,
    prompts: &Prompts,
    out: &mut dyn Sink,
) -> Result<(i64, HashSet<SessionId>), ReadError> {
    let (mut newest, mut forks, mut unstated) = (i64::MIN, HashSet::new(), Vec::new());
    rows.select(&Select::all("message", &COLUMNS).above("time_updated", since), &mut |row| {
        let cells = Cells(row);
        newest = newest.max(row.integer(2).unwrap_or(i64::MIN));
        if cells.text(3).is_none() {
            out.issue(Issue::named(IssueKind::MissingField, Place::default(), Label::new("role")));
        }
        let (Some(message), Some(scene)) = (message(cells), cells.text(1).and_then(|id| scenes.get(id)))
        else {
            return ControlFlow::Continue(());
        };
        if message.at.is_some_and(|at| scene.is_copied(at)) {
            forks.insert(scene.session);
        }
        if message.is_unstated(scene) {
            unstated.push(message.id.to_owned());
        }
        message.give(keys, scene, prompts, out)
    })?;
    for id in unstated {
        let parts = request::parts(rows, &id)?;
        rows.select(&Select::all("message", &COLUMNS).equals("id", &id), &mut |row| {
            let cells = Cells(row);
            let scene = cells.text(1).and_then(|id| scenes.get(id));
            message(cells).zip(scene).map_or(ControlFlow::Continue(()), |(message, scene)| {
                message.give_request(keys, scene, prompts, parts, out)
            })
        })?;
    }
    Ok((newest, forks))
}

fn message(cells: Cells<'_>) -> Option<Message<'_>> {
    Some(Message {
        id: cells.text(0)?,
        role: cells.text(3),
        parent: cells.text(4),
        at: cells.millis(5).or_else(|| cells.millis(17)),
        model: cells.label(6),
        tokens: Tokens {
            input: cells.sum(7),
            output: cells.sum(8),
            reasoning: cells.sum(9),
            read: cells.sum(10),
            write: cells.sum(11),
            total: cells.count(12),
        },
        cost: cells.dollars(13),
        is_summary: cells.is_true(14),
        error: cells.identifier(15),
        status: cells.count(16).and_then(|status| status.try_into().ok()),
    })
}
