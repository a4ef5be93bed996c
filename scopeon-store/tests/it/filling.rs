//! How an empty file is filled: without the write-ahead log, and nobody sees a half of it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use scopeon_core::id::SourceId;
use scopeon_core::provider::EventStore;
use scopeon_store::{Reader, Store, StoreError, is_being_filled, verify};

use crate::build::*;
use crate::files::{Mount, child, child_db};

/// Two thousand calls of one source, each with a name of its own.
fn fill(store: &mut Store, number: u64) {
    let session = format!("s{number}");
    let calls = (0..2_000).map(|place| {
        let mut made = call(&format!("{number}-{place}"), "2026-03-01T10:00:00Z", &session, usage(1, 1));
        made.skill = Some(label(&format!("{number}-{place}-{}", "n".repeat(200))));
        in_turn(made, &session)
    });
    store.apply(batch(&format!("/logs/{number}.jsonl"), calls.collect())).unwrap();
}

/// SQLite's own word for how the file is written: 1 with a journal, 2 with the write-ahead log.
fn written_with(path: &Path) -> u8 {
    fs::read(path).unwrap()[18]
}

#[test]
fn the_log_is_used_once_the_file_is_filled() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    assert_eq!((written_with(&path), is_being_filled(&path)), (1, false));
    fill(&mut store, 0);
    assert!(is_being_filled(&path));
    store.commit().unwrap();
    assert_eq!((written_with(&path), is_being_filled(&path)), (2, false));
    fill(&mut store, 1);
    assert!(!is_being_filled(&path), "it is filled already");
    store.close().unwrap();
    assert_eq!(verify(&path).unwrap().calls, 4_000);
}

/// As it is where the log cannot be had, because somebody reads just then or the file system cannot bear it.
#[test]
fn a_filled_file_is_written_without_the_log_until_it_can_be_had() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    fill(&mut store, 0);
    store.close().unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA journal_mode = DELETE; BEGIN; SELECT count(*) FROM call;").unwrap();
    let mut store = open(&path);
    assert_eq!(written_with(&path), 1, "somebody reads");
    other.execute_batch("COMMIT").unwrap();
    fill(&mut store, 1);
    store.commit().unwrap();
    assert_eq!(written_with(&path), 2);
    store.close().unwrap();
    assert_eq!(verify(&path).unwrap().calls, 4_000);
}

#[test]
fn a_file_that_stays_empty_uses_the_log_too() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    open(&path).close().unwrap();
    assert_eq!(written_with(&path), 2);
}

#[test]
#[ignore = "run as a child of the test below, which kills it"]
fn child_fills_until_it_is_killed() {
    let mut store = open(&child_db());
    for number in 0..2_000 {
        fill(&mut store, number);
    }
    // It was to be killed before; its end fails the test.
    std::thread::sleep(Duration::from_mins(1));
}

#[test]
#[cfg(unix)]
fn a_filling_that_is_killed_leaves_an_empty_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut process = child("filling::child_fills_until_it_is_killed", &path, "").spawn().unwrap();
    // More than its page cache holds: part of the rows are in the file, and must not be seen.
    while fs::metadata(&path).map_or(0, |about| about.len()) < 1 << 20 {
        assert!(process.try_wait().unwrap().is_none(), "the child ended before the file had grown");
        std::thread::sleep(Duration::from_millis(10));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(is_being_filled(&path), "nobody has put it right yet");
    on_a_read_only_disk_half_a_filling_is_not_answered_from(&path);
    assert!(read(&path).is_empty().unwrap());
    assert!(!is_being_filled(&path), "who reads has put it right");
    let mut store = open(&path);
    assert_eq!(store.checkpoints(AGENT).unwrap().get(&SourceId(identity("source", "x"))), None);
    fill(&mut store, 7);
    store.close().unwrap();
    let report = verify(&path).unwrap();
    assert_eq!((report.calls, report.problems), (2_000, Vec::new()));
}

#[cfg(unix)]
fn on_a_read_only_disk_half_a_filling_is_not_answered_from(path: &Path) {
    let Some(mount) = Mount::new("64m") else { return };
    let copy = mount.path().join("a.db");
    fs::copy(path, &copy).unwrap();
    fs::copy(path.with_extension("db-journal"), copy.with_extension("db-journal")).unwrap();
    mount.make_read_only();
    let outcome = Reader::open(&copy);
    assert!(matches!(outcome, Err(StoreError::PendingLog { .. })), "{outcome:?}");
}

#[test]
#[ignore = "run as a child of the test below"]
fn child_tries_to_change_the_file() {
    let conn = rusqlite::Connection::open(child_db()).unwrap();
    conn.busy_timeout(Duration::ZERO).unwrap();
    let tried = conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK;");
    tried.expect("nobody has a lock on it");
}

/// A process that closes a file gives up its locks on it; SQLite cannot know when somebody else in it does.
#[test]
#[cfg(unix)]
fn whoever_reads_in_the_same_process_leaves_the_writers_locks_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    fill(&mut store, 0);
    let is_locked = || {
        let mut process = child("filling::child_tries_to_change_the_file", &path, "").spawn().unwrap();
        !process.wait().unwrap().success()
    };
    assert!(is_locked(), "while it is filled");
    let early = Reader::open(&path);
    assert!(early.is_ok() || matches!(early, Err(StoreError::Busy { .. })));
    assert!(is_locked(), "somebody opened it beside the writer");
    store.commit().unwrap();
    let reader = read(&path);
    assert!(!reader.is_empty().unwrap());
    assert!(Store::open(&path, scopeon_store::OpenOptions::default()).is_ok());
    assert!(is_locked(), "the log must not be merged and removed while it is in use");
}
