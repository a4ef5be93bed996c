//! Ollama: found by its server's logs, read only from files that the user names.

use crate::lawful::Lawful;
use scopeon_core::usage::Usage;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use scopeon_providers::testkit::{MemoryStore, Truth};
use scopeon_providers::{NoopObserver, Ollama, SearchPaths, Settings, scan, survey};
use serde_json::json;

fn read(places: &SearchPaths) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    scan(&[&Ollama], places, &Settings::default(), &mut ledger, &NoopObserver, &AtomicBool::new(false))
        .expect("a ledger that keeps");
    ledger
}

fn put(home: &Path, path: &str, text: &str) {
    let path = home.join(path);
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    std::fs::write(path, text).expect("a file");
}

#[test]
fn a_server_is_found_and_says_nothing() {
    let home = tempfile::tempdir().expect("a directory");
    let line = "[GIN] 2026/08/21 - 10:00:00 | 200 | 1.234567s | 127.0.0.1 | POST \"/api/chat\"\n";
    for path in
        [".ollama/logs/server.log", ".ollama/logs/server-1.log", ".ollama/history", ".ollama/logs/app.log"]
    {
        put(home.path(), path, line);
    }
    let places = SearchPaths::below(home.path());
    assert_eq!(survey(&[&Ollama], &places, &Settings::default())[0].sources, 2);
    let ledger = read(&places);
    assert_eq!((ledger.facts().count(), ledger.dump_rest().contains("Malformed")), (0, false));
}

#[test]
fn responses_are_read_from_files_that_are_named() {
    let home = tempfile::tempdir().expect("a directory");
    let done = json!({"model": "qwen3-coder:30b", "created_at": "2026-09-21T09:00:02.123456789Z", "response": "PRIVATE", "done": true, "prompt_eval_count": 321, "eval_count": 45});
    let mut running = done.clone();
    running["done"] = json!(false);
    // The prompt was still in the cache: its count is left out.
    let cached = json!({"model": "m", "created_at": "2026-09-21T09:00:03Z", "done": true, "eval_count": 7});
    put(home.path(), "a.jsonl", &format!("{done}\n{running}\n{cached}\n{done}\n"));
    let ledger = read(&SearchPaths::default().root("ollama", home.path().join("a.jsonl")));
    let mut used: Vec<_> =
        ledger.calls().map(|call| (call.sample.usage.input, call.sample.usage.output)).collect();
    used.sort_unstable();
    assert_eq!(used, [(0, 7), (321, 45)]);
    assert!(!ledger.dump().contains("PRIVATE"));
    assert_eq!(read(&SearchPaths::below(home.path())).calls().count(), 0);
}

pub(crate) fn lawful() -> Lawful {
    let home = tempfile::tempdir().expect("a directory");
    let said = |at: &str, prompt: u64, output: u64| {
        json!({"model": "m", "created_at": at, "response": "PRIVATE_SENTINEL and more", "done": true,
            "prompt_eval_count": prompt, "eval_count": output})
    };
    let lines = [said("2026-09-21T23:59:02.5Z", 321, 45), said("2026-09-22T00:01:00Z", 7, 8)];
    put(home.path(), "a.jsonl", &format!("{}\n{}\n", lines[0], lines[1]));
    let usage = Usage { input: 328, output: 53, ..Usage::default() };
    let truth = Truth::new(2, usage).day("2026-09-21", 1, 366).day("2026-09-22", 1, 15);
    Lawful::made(|| Box::new(Ollama), home, truth).root("a.jsonl").placed()
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
