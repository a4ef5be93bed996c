//! The reader of Antigravity's conversations: what each response took, its time, damage and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;

use rusqlite::{Connection, params};
use scopeon_core::usage::Usage;
use scopeon_providers::Antigravity;
use scopeon_providers::testkit::{MemoryStore, Truth};
use tempfile::TempDir;

use crate::expect::session;
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

const ID: &str = "aaaaaaaa-1111-4222-8333-444455556666";
/// 2026-10-01T10:00:00Z.
const AT: u64 = 1_790_848_800;

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

/// A response of a step: uncached input, output with its thoughts, and what a cache served.
fn response(step: u64, [input, output, read]: [u64; 3]) -> Vec<u8> {
    let read = if read > 0 { number(5, read) } else { Vec::new() };
    let usage = [number(1, 1026), number(2, input), number(3, output), read].concat();
    let said =
        [bytes(3, b"PRIVATE_SENTINEL_do_not_store"), bytes(4, &usage), bytes(19, b"gemini-3-flash")].concat();
    [bytes(1, &said), bytes(2, &varint(step))].concat()
}

fn step(at: u64) -> Vec<u8> {
    let instant = [number(1, at), number(2, 500_000_000)].concat();
    [bytes(5, &bytes(1, &instant)), bytes(17, b"PRIVATE_SENTINEL_do_not_store what was said")].concat()
}

fn conversation(home: &Path, program: &str) -> Connection {
    let agent =
        sqlite::open(&home.join(".gemini").join(program).join("conversations").join(format!("{ID}.db")));
    agent
        .execute_batch(
            "CREATE TABLE steps(idx INTEGER PRIMARY KEY, step_type INTEGER NOT NULL DEFAULT 0, step_payload BLOB);
             CREATE TABLE gen_metadata(idx INTEGER PRIMARY KEY, data BLOB, size INTEGER)",
        )
        .unwrap();
    agent
}

fn add(agent: &Connection, place: u64, at: u64, data: &[u8]) {
    let place = i64::try_from(place).unwrap();
    agent.execute("INSERT INTO steps(idx, step_payload) VALUES(?1, ?2)", params![place, step(at)]).unwrap();
    agent.execute("INSERT INTO gen_metadata VALUES(?1, ?2, 0)", params![place, data]).unwrap();
}

fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let agent = conversation(home.path(), "antigravity-cli");
    add(&agent, 0, AT, &response(0, [2400, 180, 0]));
    add(&agent, 1, AT + 86_400, &response(1, [100, 20, 2400]));
    agent.close().unwrap();
    home
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&Antigravity, home).read(home, 1, &mut ledger);
    ledger
}

#[test]
fn each_response_has_its_counts_its_model_and_the_time_of_its_step() {
    let ledger = read(tour().path());
    let mut calls: Vec<_> = ledger.calls().collect();
    calls.sort_by_key(|call| call.at);
    let usage = |input, output, cache_read| Usage { input, output, cache_read, ..Usage::default() };
    assert_eq!(calls[0].sample.usage, usage(2400, 180, 0));
    assert_eq!(calls[1].sample.usage, usage(100, 20, 2400));
    assert_eq!(calls[0].at.to_string(), "2026-10-01T10:00:00.500Z");
    assert_eq!(calls[0].sample.model.as_str(), "gemini-3-flash");
    assert_eq!((calls.len(), calls[1].attribution.session), (2, session(&ledger, ID).id));
}

#[test]
fn a_conversation_of_two_programs_counts_once_and_what_has_not_ended_not_yet() {
    let home = tour();
    let agent = conversation(home.path(), "antigravity-ide");
    add(&agent, 0, AT, &response(0, [2400, 180, 0]));
    add(&agent, 1, AT + 86_400, &response(1, [100, 20, 2400]));
    add(&agent, 2, AT + 86_500, &bytes(2, &varint(2)));
    assert_eq!(read(home.path()).calls().count(), 2);
}

#[test]
fn what_is_no_message_is_passed_over() {
    for data in [&b"\xff\xff\xff"[..], b"", &bytes(1, b"\x22\x7f"), &response(9, [u64::MAX, 1, 0])] {
        let home = tempfile::tempdir().unwrap();
        let agent = conversation(home.path(), "antigravity");
        add(&agent, 0, AT, data);
        assert_eq!(read(home.path()).calls().count(), 0, "{data:?}");
    }
}

pub(crate) fn lawful() -> Lawful {
    let usage = Usage { input: 2500, output: 200, cache_read: 2400, ..Usage::default() };
    let truth = Truth::new(2, usage).day("2026-10-01", 1, 2580).day("2026-10-02", 1, 2520).sessions(1);
    Lawful::made(|| Box::new(Antigravity), tour(), truth)
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
