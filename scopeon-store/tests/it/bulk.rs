//! The first filling of an empty file, for which indexes are dropped and built again.

use std::path::Path;

use scopeon_core::provider::EventStore;
use scopeon_store::verify;

use crate::build::*;

fn indexes(path: &Path) -> Vec<String> {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut find = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name").unwrap();
    find.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_index_is_there_after_a_commit_and_after_a_transaction_that_was_given_up() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    open(&path).close().unwrap();
    let all = indexes(&path);
    assert!(["call_uid", "tool_uid", "hook_uid"].iter().all(|name| all.iter().any(|index| index == name)));
    let events = || vec![call("c", "2026-03-01T10:00:00Z", "s", usage(1, 2)).into_event()];
    let mut store = open(&path);
    store.apply(batch("/logs/a.jsonl", events())).unwrap();
    drop(store);
    assert!(read(&path).is_empty().unwrap(), "nothing was committed");
    assert_eq!(indexes(&path), all);
    let mut store = open(&path);
    for name in ["/logs/a.jsonl", "/logs/b.jsonl"] {
        store.apply(batch(name, events())).unwrap();
    }
    store.commit().unwrap();
    assert_eq!(indexes(&path), all);
    // The second transaction finds by the index what the first one made.
    store.apply(batch("/logs/c.jsonl", events())).unwrap();
    store.close().unwrap();
    let report = verify(&path).unwrap();
    assert_eq!((report.calls, report.problems), (1, Vec::new()));
}
