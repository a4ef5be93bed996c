//! Antigravity's conversations, a database each: a message of protobuf for each response, and one for its step.

use rusqlite::{Connection, Result, params};
use scopeon_core::time::Timestamp;

use super::format::{Format, number, row};
use crate::sample::mixed::session::{Reply, Session};
use crate::sample::text::MARKER;

const SCHEMA: &str = "
CREATE TABLE steps(idx INTEGER PRIMARY KEY, step_type INTEGER NOT NULL DEFAULT 0, step_payload BLOB);
CREATE TABLE gen_metadata(idx INTEGER PRIMARY KEY, data BLOB, size INTEGER);
";

/// How it keeps a session.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

fn insert(database: &Connection, session: &Session) -> Result<()> {
    for (step, reply) in (0..).zip(&session.replies) {
        row(database, "steps", &[&number(step), &15, &payload(reply.at)])?;
        let data = response(session, step, reply);
        row(database, "gen_metadata", params![number(step), data, number(data.len() as u64)])?;
    }
    Ok(())
}

/// What was said, and when.
fn payload(at: Timestamp) -> Vec<u8> {
    let (seconds, millis) = (at.millis().unsigned_abs() / 1000, at.millis().unsigned_abs() % 1000);
    let instant = [field(1, seconds), field(2, millis * 1_000_000)].concat();
    [message(5, &message(1, &instant)), message(17, MARKER.as_bytes())].concat()
}

fn response(session: &Session, step: u64, reply: &Reply) -> Vec<u8> {
    let used = reply.usage;
    let usage =
        [field(1, 1026), field(2, used.input), field(3, used.output), field(5, used.cache_read)].concat();
    let said = [message(4, &usage), message(19, session.model.as_bytes())].concat();
    [message(1, &said), message(2, &varint(step))].concat()
}

fn field(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3), varint(value)].concat()
}

fn message(number: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        bytes.push(if value > 0 { low | 0x80 } else { low });
        if value == 0 {
            return bytes;
        }
    }
}
