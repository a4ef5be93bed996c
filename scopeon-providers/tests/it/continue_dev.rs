//! The reader of Continue's token events: the fixture, each trap by itself and the laws.

mod sessions;

use scopeon_core::usage::Usage;
use std::path::Path;

use scopeon_providers::ContinueDev;
use scopeon_providers::testkit::{MemoryStore, Truth};

use crate::expect::{check_calls, expected, fixture, sessions};
use crate::lawful::{Lawful, Reader};

const TOUR: &str = "continue/tour";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&ContinueDev, home).read(home, 1, &mut ledger);
    ledger
}

fn home(files: &[(&str, &str)]) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    for (path, text) in files {
        let path = home.path().join(".continue/dev_data").join(path);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }
    read(home.path())
}

fn event(at: &str, output: u64) -> String {
    format!("{{\"timestamp\":\"{at}\",\"model\":\"m\",\"promptTokens\":1,\"generatedTokens\":{output}}}\n")
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    check_calls(&read(&fixture(TOUR).join("home")), &expected(TOUR));
}

#[test]
fn only_the_highest_version_is_read() {
    let (old, new) = (event("2026-06-01T10:00:00Z", 1), event("2026-06-01T10:00:00Z", 2));
    let ledger = home(&[
        ("0.9.0/tokensGenerated.jsonl", &old),
        ("0.10.0/tokensGenerated.jsonl", &new),
        ("tokens_generated.jsonl", &old),
    ]);
    assert_eq!(ledger.calls().map(|call| call.sample.usage.output).collect::<Vec<_>>(), [2]);
    assert_eq!(home(&[("tokens_generated.jsonl", &old)]).calls().count(), 1);
    assert_eq!(home(&[("0.2.0/chatInteraction.jsonl", &old)]).calls().count(), 0);
}

#[test]
fn a_day_stands_for_a_session_and_equal_events_are_copies() {
    let text = [
        event("2026-06-01T23:59:00Z", 1),
        event("2026-06-02T00:01:00Z", 2),
        event("2026-06-01T23:59:00Z", 1),
    ]
    .concat();
    let ledger = home(&[("0.2.0/tokensGenerated.jsonl", &text)]);
    assert_eq!((ledger.calls().count(), sessions(&ledger).len()), (2, 2));
}

pub(crate) fn lawful() -> Lawful {
    // The fixture holds nothing that was said, so that a canary has to be put there.
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".continue/dev_data/0.2.0");
    std::fs::create_dir_all(&directory).expect("a directory");
    let text = [event("2026-06-01T23:59:00Z", 1), event("2026-06-02T00:01:00Z", 2)].concat();
    let said = text.replace("\"model\"", "\"prompt\":\"PRIVATE_SENTINEL_do_not_store\",\"model\"");
    std::fs::write(directory.join("tokensGenerated.jsonl"), said).expect("a file");
    let usage = Usage { input: 2, output: 3, ..Usage::default() };
    let truth = Truth::new(2, usage).day("2026-06-01", 1, 2).day("2026-06-02", 1, 3);
    Lawful::made(|| Box::new(ContinueDev), home, truth)
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
