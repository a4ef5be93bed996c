//! Whose a database is, told without SQLite: ours, Scopeon 0.x's, or somebody else's.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use scopeon_store::{DatabaseKind, OpenOptions, Store, database_kind};

/// The schema of 0.10.1, as far as it tells it from others.
const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, project TEXT);
    CREATE TABLE IF NOT EXISTS turns (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, timestamp INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS tool_calls (id TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS daily_rollup (date TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS file_offsets (file_path TEXT PRIMARY KEY);
    PRAGMA user_version = 9;";

fn earlier(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    conn.execute_batch(SCHEMA).unwrap();
    conn
}

fn foreign(path: &Path, tables: &str) {
    Connection::open(path).unwrap().execute_batch(tables).unwrap();
}

/// What a place holds, each made by a function.
/// A name, what makes the file, and what it is.
type Case = (&'static str, fn(&Path), DatabaseKind);

const CASES: [Case; 13] = [
    ("nothing", |_| (), DatabaseKind::Missing),
    ("no byte", |path| fs::write(path, "").unwrap(), DatabaseKind::Missing),
    ("ours", |path| Store::open(path, OpenOptions::default()).unwrap().close().unwrap(), DatabaseKind::Own),
    ("0.x", |path| drop(earlier(path)), DatabaseKind::Earlier),
    ("0.x of its first version", |path| foreign(path, &SCHEMA.replace('9', "1")), DatabaseKind::Earlier),
    ("0.x with a schema of many pages", many_pages, DatabaseKind::Earlier),
    ("0.x, its header alone", |path| cut(path, 100), DatabaseKind::Earlier),
    ("another program's", |path| foreign(path, "CREATE TABLE sessions (id)"), DatabaseKind::Other),
    ("one whose names begin alike", alike, DatabaseKind::Other),
    (
        "an application's",
        |path| foreign(path, &format!("{SCHEMA} PRAGMA application_id = 7")),
        DatabaseKind::Other,
    ),
    ("a letter", |path| fs::write(path, "Dear Sir or Madam, ".repeat(99)).unwrap(), DatabaseKind::Other),
    ("a directory", |path| fs::create_dir(path).unwrap(), DatabaseKind::Other),
    ("a short file", |path| fs::write(path, "SQLite format 3\0").unwrap(), DatabaseKind::Other),
];

fn many_pages(path: &Path) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA page_size = 512").unwrap();
    conn.execute_batch(SCHEMA).unwrap();
    for table in 0..40 {
        conn.execute_batch(&format!("CREATE TABLE of_a_later_version_{table} (one, two, three)")).unwrap();
    }
}

fn cut(path: &Path, length: u64) {
    drop(earlier(path));
    fs::File::options().write(true).open(path).unwrap().set_len(length).unwrap();
}

fn alike(path: &Path) {
    foreign(
        path,
        "CREATE TABLE sessions_old (id); CREATE TABLE turns_x (id); CREATE TABLE file_offsets2 (id)",
    );
}

#[test]
fn a_database_is_told_by_its_header_and_its_tables() {
    for (name, make, expected) in CASES {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("scopeon.db");
        make(&path);
        let before = fs::read(&path).ok();
        assert_eq!(database_kind(&path), expected, "{name}");
        assert_eq!(fs::read(&path).ok(), before, "{name} is left as it is");
    }
}

/// As long as 0.x runs, what it made is in its log alone.
#[test]
fn what_is_in_the_log_alone_is_seen() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("scopeon.db");
    let running = earlier(&path);
    let beside = || fs::read_dir(directory.path()).unwrap().count();
    let (files, log) = (beside(), fs::read(directory.path().join("scopeon.db-wal")).unwrap());
    assert!(!log.is_empty());
    assert_eq!(database_kind(&path), DatabaseKind::Earlier);
    assert_eq!((beside(), fs::read(directory.path().join("scopeon.db-wal")).unwrap()), (files, log));
    drop(running);
    let elsewhere = tempfile::tempdir().unwrap();
    let of_others = Connection::open(elsewhere.path().join("scopeon.db")).unwrap();
    of_others.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    of_others.execute_batch("CREATE TABLE notes (text)").unwrap();
    assert_eq!(database_kind(&elsewhere.path().join("scopeon.db")), DatabaseKind::Other);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_and_pipes_are_nobodys_database() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("scopeon.db");
    std::os::unix::fs::symlink(directory.path().join("none"), &path).unwrap();
    assert_eq!(database_kind(&path), DatabaseKind::Other);
    fs::remove_file(&path).unwrap();
    std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert_eq!(database_kind(&path), DatabaseKind::Other);
    fs::remove_file(&path).unwrap();
    let target = directory.path().join("elsewhere.db");
    drop(earlier(&target));
    std::os::unix::fs::symlink(&target, &path).unwrap();
    assert_eq!(database_kind(&path), DatabaseKind::Earlier);
}
