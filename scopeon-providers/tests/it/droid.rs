//! The reader of Droid's sessions: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_providers::Droid;
use scopeon_providers::testkit::MemoryStore;
use serde_json::json;

use crate::expect::{check_calls, expected, fixture, session, tools, truth};
use crate::lawful::{Lawful, Reader};

const TOUR: &str = "droid/tour";

fn read(home: &Path, ledger: &mut MemoryStore) {
    Reader::new(&Droid, home).read(home, 1, ledger);
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let mut ledger = MemoryStore::default();
    read(&fixture(TOUR).join("home"), &mut ledger);
    check_calls(&ledger, &expected(TOUR));
    let facts = session(&ledger, "d-1");
    assert_eq!(facts.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    assert_eq!(facts.span.1.map(|at| at.to_string()).as_deref(), Some("2026-02-01T10:00:05.000Z"));
    assert_eq!(tools(&ledger)[0].name.as_ref().map(AsRef::as_ref), Some("Read"));
    assert_eq!(ledger.calls().next().map(|call| call.sample.context), Some(0), "a sum is no context");
}

#[test]
fn a_total_that_grows_is_one_call() {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".factory/sessions/-w");
    std::fs::create_dir_all(&directory).expect("a directory");
    let mut ledger = MemoryStore::default();
    for output in [0, 5, 9] {
        let settings = json!({"model": "m", "providerLockTimestamp": "2026-02-01T10:00:00Z", "tokenUsage": {"outputTokens": output}});
        let _ = std::fs::remove_file(directory.join("s.settings.json"));
        std::fs::write(directory.join("s.settings.json"), settings.to_string()).expect("a file");
        read(home.path(), &mut ledger);
    }
    assert_eq!(ledger.calls().map(|call| call.sample.usage.output).collect::<Vec<_>>(), [9]);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Droid), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
