//! The database: sessions, then the messages and parts that changed since it was last read.

use std::ops::ControlFlow;

use scopeon_core::provider::{Carry, CarryValue, Column, Place, ReadError, Rows, Select, Sink};

use super::key::Keys;
use super::message::Message;
use super::tokens::Tokens;
use super::{part, session};
use crate::cell::Cells;

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

/// Reads what is new.
pub(super) fn read(
    keys: Keys,
    rows: &mut dyn Rows,
    carry: &mut Carry,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    let newest = carry.number(NEWEST).unwrap_or(i64::MIN);
    let since = newest.saturating_sub(OVERLAP_MS);
    let scenes = session::read(keys, rows, since, out)?;
    let mut newest = newest;
    let messages = Select::all("message", &COLUMNS).above("time_updated", since);
    rows.select(&messages, &mut |row| {
        let cells = Cells(row);
        newest = newest.max(row.integer(2).unwrap_or(i64::MIN));
        let (Some(message), Some(scene)) = (message(cells), cells.text(1).and_then(|id| scenes.get(id)))
        else {
            return ControlFlow::Continue(());
        };
        message.give(keys, scene, out)
    })?;
    let newest = newest.max(part::read(keys, rows, since, &scenes, out)?);
    carry.set(NEWEST, CarryValue::Number(newest));
    if out.mark(Place::default(), carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
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
