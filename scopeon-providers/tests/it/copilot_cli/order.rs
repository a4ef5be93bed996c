//! Three sources tell of the same requests: which of them is read first, or appears last, changes nothing.

use std::path::Path;

use rusqlite::Connection;
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;
use scopeon_providers::CopilotCli;
use scopeon_providers::testkit::MemoryStore;
use tempfile::TempDir;

use super::{Beside, CRASHED, MAIN, copy, counts, fixture, store, tour};
use crate::expect::{calls_of, session};
use crate::lawful::Reader;
use crate::sqlite;

/// A home that is read after each thing that happens in it.
struct Home {
    files: TempDir,
    ledger: MemoryStore,
    /// The agent's own connection to its store.
    agent: Option<Connection>,
}

impl Home {
    fn with_events() -> Self {
        Self { files: tour(Beside::Nothing), ledger: MemoryStore::default(), agent: None }
    }

    fn empty() -> Self {
        let files = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(files.path().join(".copilot")).unwrap();
        Self { files, ledger: MemoryStore::default(), agent: None }
    }

    fn read(mut self) -> Self {
        read(self.files.path(), &mut self.ledger);
        self
    }

    fn exported(self) -> Self {
        copy(&fixture("copilot-cli/otel"), &self.files.path().join(".copilot/otel"));
        self
    }

    /// The store appears, or changes by a statement.
    fn stored(mut self, change: &str) -> Self {
        let path = store(self.files.path());
        let make = || sqlite::make(&path, "copilot-cli/session-store.sql");
        self.agent.get_or_insert_with(make).execute_batch(change).unwrap();
        self
    }

    fn clean(&self) -> MemoryStore {
        let mut ledger = MemoryStore::default();
        read(self.files.path(), &mut ledger);
        ledger
    }

    fn expect(&self, wanted: [u64; 5], nano: i128, what: &str) {
        for ledger in [&self.ledger, &self.clean()] {
            assert_eq!(sum(ledger), wanted, "{what}");
            let cost: i128 = ledger.calls().filter_map(|call| call.reported).map(PicoUsd::pico).sum();
            assert_eq!(cost, nano * 10, "{what}");
        }
        assert_eq!(self.ledger.totals(), self.clean().totals(), "{what}");
        assert_eq!(self.ledger.dump(), self.clean().dump(), "{what}");
    }
}

fn read(home: &Path, ledger: &mut MemoryStore) {
    if std::fs::read_dir(home.join(".copilot")).unwrap().next().is_some() {
        Reader::new(&CopilotCli, home).read(home, 1, ledger);
    }
}

/// `[input, cache_read, cache_write, output, reasoning]`.
fn sum(ledger: &MemoryStore) -> [u64; 5] {
    counts(ledger.calls().map(|call| call.sample.usage).sum::<Usage>())
}

const ROWS: [u64; 5] = [2500, 40_000, 9500, 900, 150];
const SPAN: [u64; 5] = [500, 0, 9000, 300, 60];
const ALL: [u64; 5] = [12_500, 200_000, 9500, 1877, 150];
const NANO: i128 = 2_600_000_000;

#[test]
fn rows_stand_for_spans_whichever_comes_first() {
    Home::empty().exported().read().stored("").read().expect(ROWS, NANO, "the spans first");
    Home::empty().stored("").read().exported().read().expect(ROWS, NANO, "the rows first");
    Home::empty().stored("").exported().read().expect(ROWS, NANO, "both at once");
}

#[test]
fn events_beside_rows_and_spans_tell_the_rest_in_any_order() {
    Home::with_events().exported().read().stored("").read().expect(ALL, NANO, "the rows last");
    Home::with_events().stored("").read().exported().read().expect(ALL, NANO, "the spans last");
    Home::with_events().read().exported().read().stored("").read().expect(ALL, NANO, "the events first");
    Home::with_events().exported().read().expect(ALL, NANO, "without a store");
}

#[test]
fn a_store_hides_no_span_of_which_it_has_no_row() {
    let none = "DELETE FROM assistant_usage_events";
    Home::empty().stored(none).exported().read().expect(SPAN, 0, "a store without rows");
    Home::empty().exported().read().stored(none).read().expect(SPAN, 0, "one that appears");
    let late = Home::empty().stored("CREATE TABLE kept AS SELECT * FROM assistant_usage_events").stored(none);
    let late = late.exported().read();
    assert_eq!(sum(&late.ledger), SPAN);
    let refill = "INSERT INTO assistant_usage_events SELECT * FROM kept";
    late.stored(refill).read().expect(ROWS, NANO, "rows that come later");
    let others = "UPDATE assistant_usage_events SET session_id = 'another'";
    let both = [3000, 40_000, 18_500, 1200, 210];
    Home::empty().stored(others).exported().read().expect(both, NANO, "rows of another session");
    let others = "UPDATE assistant_usage_events SET model = 'gpt-5.6-sol'";
    Home::empty().stored(others).exported().read().expect(both, NANO, "rows of another model");
}

#[test]
fn a_model_that_two_sources_spell_in_two_ways_is_one() {
    for model in ["claude-sonnet-5-20260801", "anthropic/claude-sonnet-5", "Claude-Sonnet-5"] {
        let change = format!("UPDATE assistant_usage_events SET model = '{model}'");
        Home::empty().exported().read().stored(&change).read().expect(ROWS, NANO, model);
    }
}

#[test]
fn who_counts_stays_where_it_is() {
    let home = Home::with_events().exported().read().stored("").read();
    let main = session(&home.ledger, MAIN).id;
    assert_eq!(calls_of(&home.ledger, main).len(), 3, "the rows");
    assert_eq!(calls_of(&home.ledger, session(&home.ledger, CRASHED).id).len(), 2);
}
