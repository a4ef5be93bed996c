//! No figure is missing without a word: what every agent's logs are harmed by is told where anything is lost by it.

mod cells;
mod counts;
mod files;
#[cfg(unix)]
mod registries;
mod schema;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::IssueKind;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::MemoryStore;
use tempfile::TempDir;

use crate::every::homes;
use crate::lawful::Lawful;

/// What is lost without a sound where it becomes less, and what was told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Read {
    pub(crate) figures: (u64, Usage, PicoUsd),
    /// Where which kinds were told.
    pub(crate) told: Vec<(u64, &'static str)>,
}

impl Read {
    /// How often which kinds were told: what is harmed may be longer, and what is told of stands elsewhere then.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self.told.iter().map(|(_, kind)| *kind).collect();
        kinds.sort_unstable();
        kinds
    }
}

/// The kinds that no figure is missing by.
const HARMLESS: [IssueKind; 6] = [
    IssueKind::UnknownType,
    IssueKind::BadTime,
    IssueKind::UnfinishedOutput,
    IssueKind::OddName,
    IssueKind::WithheldName,
    IssueKind::UnreadEnd,
];

/// A copy of an agent's home that may be harmed.
pub(crate) struct Copy<'a> {
    agent: &'a Lawful,
    directory: TempDir,
}

impl<'a> Copy<'a> {
    pub(crate) fn of(agent: &'a Lawful) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        copy_all(agent.home(), directory.path());
        Self { agent, directory }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Reads it all anew.
    pub(crate) fn read(&self) -> Read {
        let mut ledger = MemoryStore::default();
        self.agent.read(self.path(), &mut ledger);
        let usage = ledger.calls().map(|call| call.sample.usage).sum();
        let cost =
            |sum: PicoUsd, call: &scopeon_core::event::Call| sum.plus(call.reported.unwrap_or_default());
        let figures = (ledger.calls().count() as u64, usage, ledger.calls().fold(PicoUsd::ZERO, cost));
        let is_harm = |kind: &str| !HARMLESS.iter().any(|harmless| harmless.as_str() == kind);
        let told =
            ledger.places().filter(|(_, kind)| is_harm(kind)).map(|(place, kind)| (place.offset, kind));
        let mut told: Vec<_> = told.collect();
        told.sort_unstable();
        Read { figures, told }
    }
}

fn copy_all(from: &Path, to: &Path) {
    for file in files(from) {
        let place = to.join(file.strip_prefix(from).expect("below"));
        std::fs::create_dir_all(place.parent().expect("a directory")).expect("a directory");
        std::fs::copy(&file, place).expect("a copy");
    }
}

/// Every file below a directory.
pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory").flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&entry.path())),
            _ => found.push(entry.path()),
        }
    }
    found.sort();
    found
}

/// The tables of a database, each with its columns.
pub(crate) fn tables(conn: &Connection) -> Vec<(String, Vec<String>)> {
    let list = |sql: &str, of: &str| -> Vec<String> {
        let mut find = conn.prepare(sql).expect("SQL");
        let found = find.query_map([of], |row| row.get(0)).expect("rows");
        found.collect::<Result<_, _>>().expect("names")
    };
    let sql = "SELECT name FROM sqlite_schema WHERE type = ?1 AND name NOT LIKE 'sqlite%'";
    let columns = |table: &String| list("SELECT name FROM pragma_table_info(?1)", table);
    list(sql, "table").into_iter().map(|table| (table.clone(), columns(&table))).collect()
}

/// The databases of an agent's home, by their paths in it.
pub(crate) fn databases(agent: &Lawful) -> Vec<PathBuf> {
    let is_one =
        |file: &PathBuf| std::fs::read(file).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3"));
    let below = |file: PathBuf| file.strip_prefix(agent.home()).expect("below").to_owned();
    files(agent.home()).into_iter().filter(is_one).map(below).collect()
}

/// Every agent's home as it is: nothing is told of it, so that what is told of a harm is of the harm.
#[test]
fn of_whole_logs_nothing_is_told() {
    for agent in &homes() {
        let read = Copy::of(agent).read();
        let is_of_names = |(_, kind): &(u64, &str)| *kind == IssueKind::UnknownSchema.as_str();
        println!("{} {:?}", (agent.make)().info().id, read.told);
        assert!(!read.told.iter().any(is_of_names), "{} {read:?}", (agent.make)().info().id);
    }
}
