//! A database of an earlier release: what is read again under other identities counts once, what is gone stays.

use rusqlite::Connection;
use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::{Batch, EventStore};
use scopeon_core::report::GroupBy;
use scopeon_core::time::Zone;
use scopeon_store::{UsageQuery, verify};

use crate::build::*;

const MIGRATION: &str = include_str!("../../migrations/0004_outdated.sql");

fn of(source: &str, revision: u32, events: Vec<scopeon_core::event::Event>) -> Batch {
    let mut checkpoint = checkpoint(10);
    checkpoint.revision = revision;
    Batch { checkpoint: Some(checkpoint), ..batch(source, events) }
}

fn one(name: &str, session: &str) -> Vec<scopeon_core::event::Event> {
    vec![
        main_session(session).into_event(),
        call(name, "2026-03-01T10:00:00Z", session, usage(5, 5)).into_event(),
    ]
}

/// Fills a file as an earlier release did, with two sessions of two logs.
fn earlier(path: &std::path::Path) {
    let mut store = open(path);
    store.apply(of("/logs/a.jsonl", 2, one("old a", "a"))).unwrap();
    store.apply(of("/logs/b.jsonl", 2, one("old b", "b"))).unwrap();
    store.close().unwrap();
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(&format!("DROP TABLE outdated; DROP TABLE outdated_source; {MIGRATION}")).unwrap();
}

fn calls(path: &std::path::Path) -> Vec<(String, u64)> {
    let report =
        read(path).usage(&UsageQuery::new(GroupBy::Session, Zone::UTC), &PriceBook::builtin()).unwrap();
    assert_eq!(verify(path).unwrap().problems, Vec::<String>::new());
    report.rows.into_iter().map(|row| (row.key, row.figures.calls)).collect()
}

#[test]
fn what_is_read_anew_by_a_later_reader_counts_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    earlier(&path);
    // A kill between two commits: the log is read on by another process.
    for name in ["new a", "new a too"] {
        let mut store = open(&path);
        store.apply(of("/logs/a.jsonl", 3, one(name, "a"))).unwrap();
        store.close().unwrap();
    }
    assert_eq!(calls(&path), [("a".to_owned(), 2), ("b".to_owned(), 1)], "the log of the other is gone");
}

#[test]
fn what_the_same_reader_reads_on_stands() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    earlier(&path);
    let mut store = open(&path);
    store.apply(of("/logs/a.jsonl", 2, one("more", "a"))).unwrap();
    store.apply(of("/logs/new.jsonl", 2, one("another log", "b"))).unwrap();
    store.close().unwrap();
    assert_eq!(calls(&path), [("a".to_owned(), 2), ("b".to_owned(), 2)]);
}
