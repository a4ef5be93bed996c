//! The reader of Hermes' databases: both fixtures, the traps and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;

use scopeon_core::event::SessionKind;
use scopeon_providers::Hermes;
use scopeon_providers::testkit::MemoryStore;
use tempfile::TempDir;

use crate::expect::{calls_of, check_calls, expected, session, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

const DATABASE: &str = ".hermes/state.db";
const PROFILE: &str = ".hermes/profiles/work/state.db";

fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&home.path().join(DATABASE), "hermes/state-v30.sql");
    sqlite::settle(&home.path().join(PROFILE), "hermes/state.sql");
    home
}

fn read_on(home: &Path, ledger: &mut MemoryStore) {
    Reader::new(&Hermes, home).read(home, 1, ledger);
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    read_on(home, &mut ledger);
    ledger
}

fn total(ledger: &MemoryStore) -> u64 {
    ledger.calls().map(|call| call.sample.usage.total()).sum()
}

#[test]
fn both_schemas_are_read_exactly() {
    let ledger = read(tour().path());
    check_calls(&ledger, &expected("hermes"));
    let mut costs: Vec<String> =
        ledger.calls().filter_map(|call| call.reported).map(|cost| cost.to_string()).collect();
    costs.sort();
    assert_eq!(costs, ["0.005", "0.01", "0.015"]);
    let split = session(&ledger, "h2");
    assert_eq!(split.branch.as_ref().unwrap().1.as_str(), "main");
    assert_eq!(split.entry_point.as_ref().unwrap().as_str(), "cli");
}

#[test]
fn totals_grow_in_place_and_what_the_split_lacks_is_the_sessions_models() {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), "hermes/state-v30.sql");
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    assert_eq!(total(&ledger), 4390);
    agent
        .execute_batch("UPDATE session_model_usage SET input_tokens = 250 WHERE model LIKE 'claude%'")
        .unwrap();
    agent.execute_batch("UPDATE sessions SET input_tokens = 400, output_tokens = 95").unwrap();
    read_on(home.path(), &mut ledger);
    assert_eq!((ledger.calls().count(), total(&ledger)), (2, 4495));
}

#[test]
fn an_upgrade_to_the_split_counts_nothing_twice() {
    for backfilled in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let agent = sqlite::make(&home.path().join(DATABASE), "hermes/state.sql");
        let mut ledger = MemoryStore::default();
        read_on(home.path(), &mut ledger);
        let before = total(&ledger);
        let input = if backfilled { 110 } else { 10 };
        agent
            .execute_batch(
                &[
                    "CREATE TABLE session_model_usage(session_id, model, task, input_tokens, output_tokens,
                    cache_read_tokens, cache_write_tokens, reasoning_tokens, first_seen);
                 UPDATE sessions SET input_tokens = 110;
                 INSERT INTO session_model_usage VALUES('h1', 'claude-sonnet-4-6', '', ",
                    &input.to_string(),
                    if backfilled { ", 50, 1000, 200, 10" } else { ", 0, 0, 0, 0" },
                    ", 1790000000.0)",
                ]
                .concat(),
            )
            .unwrap();
        read_on(home.path(), &mut ledger);
        assert_eq!(total(&ledger), before + 10, "{backfilled}");
    }
}

#[test]
fn work_besides_is_a_call_of_its_own_and_billed_cost_comes_first() {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), "hermes/state-v30.sql");
    agent
        .execute_batch(
            "INSERT INTO session_model_usage(session_id, model, task, input_tokens, output_tokens,
                estimated_cost_usd, actual_cost_usd, first_seen)
             VALUES('h2', 'claude-sonnet-4-6', 'title', 5, 1, 0.5, 0.25, 1790000300)",
        )
        .unwrap();
    let ledger = read(home.path());
    let title = ledger.calls().find(|call| call.sample.usage.input == 5).unwrap();
    assert_eq!(title.reported.unwrap().to_string(), "0.25");
    assert_eq!(calls_of(&ledger, session(&ledger, "h2").id).len(), 3);
}

#[test]
fn a_compressed_session_goes_on_and_a_delegate_works_for_another() {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), "hermes/state-v30.sql");
    agent
        .execute_batch(
            r#"UPDATE sessions SET end_reason = 'compression';
            INSERT INTO sessions(id, source, parent_session_id, started_at, model_config) VALUES
             ('next', 'cli', 'h2', 1790000500, '{}'), ('delegate', 'cli', 'h2', 1790000600, '{"_delegate_from":"h2"}'),
             ('branch', 'cli', 'next', 1790000700, '{"_branched_from":"next"}'), ('other', 'cli', 'next', 1790000800, '{}')"#,
        )
        .unwrap();
    let ledger = read(home.path());
    let id = |key| session(&ledger, key).id;
    let seen = |key| {
        let one = session(&ledger, key);
        (one.kind, one.parent, one.forked_from)
    };
    assert_eq!(seen("next"), (SessionKind::Main, None, Some(id("h2"))));
    assert_eq!(seen("delegate"), (SessionKind::SubAgent, Some(id("h2")), None));
    assert_eq!(seen("branch"), (SessionKind::Main, None, Some(id("next"))));
    assert_eq!(seen("other"), (SessionKind::SubAgent, Some(id("next")), None));
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(Hermes), tour(), truth(&expected("hermes")))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
