//! The readers of Cline, Roo Code and Kilo Code: the fixture, each trap by itself and the laws.

use scopeon_core::usage::Usage;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use scopeon_core::event::Event;
use scopeon_core::provider::Provider;
use scopeon_providers::testkit::{MemoryLedger, Truth};
use scopeon_providers::{Cline, Places, Settings, Silent, scan};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expect::{check_calls, expected, fixture, session, tools};
use crate::lawful::Lawful;

const TOUR: &str = "cline/tour";
const TASKS: &str = ".config/Code/User/globalStorage";

/// A home with the fixture's editor and Cline's own sessions.
fn tour() -> TempDir {
    let home = tempfile::tempdir().expect("a directory");
    copy(&fixture(TOUR).join("Code"), &home.path().join(".config/Code"));
    copy(&fixture(TOUR).join("home"), home.path());
    home
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    for entry in std::fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a file");
        }
    }
}

fn read(providers: &[&dyn Provider], home: &Path) -> MemoryLedger {
    let mut ledger = MemoryLedger::default();
    scan(
        providers,
        &Places::below(home),
        &Settings::default(),
        &mut ledger,
        &Silent,
        &AtomicBool::new(false),
    )
    .expect("a ledger that keeps");
    ledger
}

/// Reads one of Roo Code's tasks.
fn task(messages: &[Value]) -> MemoryLedger {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(TASKS).join("rooveterinaryinc.roo-cline/tasks/t");
    std::fs::create_dir_all(&directory).expect("a directory");
    std::fs::write(directory.join("ui_messages.json"), Value::from(messages).to_string()).expect("a file");
    read(&[&Cline::ROO_CODE], home.path())
}

fn request(ts: u64, say: &str, request: &Value) -> Value {
    json!({"ts": ts, "type": "say", "say": say, "text": request.to_string()})
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let home = tour();
    let all: [&dyn Provider; 3] = [&Cline::CLINE, &Cline::KILO_CODE, &Cline::ROO_CODE];
    let ledger = read(&all, home.path());
    let mut wanted = expected(TOUR);
    for call in wanted["calls"].as_array_mut().expect("calls") {
        // The removed requests name no model, nor does this task of Roo's: the model of a call is "unknown"
        // there, and an expectation without one takes any.
        if call["model"].is_null() {
            call["model"] = json!("unknown");
        }
    }
    check_calls(&ledger, &wanted);
    let mut costs: Vec<_> =
        ledger.calls().filter_map(|call| call.reported).map(|cost| cost.to_string()).collect();
    costs.sort();
    assert_eq!(costs, ["0.0001", "0.0021", "0.0021", "0.004"]);
    let own = session(&ledger, "s1");
    assert_eq!(own.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    assert_eq!(tools(&ledger)[0].name.as_ref().map(AsRef::as_ref), Some("run_commands"));
    assert_eq!(read(&[&Cline::KILO_CODE], home.path()).facts().count(), 0, "each has its own tasks");
}

#[test]
fn the_protocol_tells_whether_input_holds_the_cache() {
    let counts = |protocol: &str, tokens_in: u64| {
        let text = json!({"tokensIn": tokens_in, "tokensOut": 1, "cacheReads": 60, "cacheWrites": 10, "apiProtocol": protocol});
        let ledger = task(&[request(1_790_000_000_000, "api_req_started", &text)]);
        let usage = ledger.calls().next().expect("a call").reading.usage;
        (usage.input, usage.cache_read, usage.cache_write_5m)
    };
    assert_eq!(counts("openai", 100), (30, 60, 10));
    assert_eq!(counts("anthropic", 100), (100, 60, 10));
    assert_eq!(counts("openai", 50), (0, 50, 0), "a part is never larger than the whole");
}

#[test]
fn a_request_counts_once_it_is_done() {
    let running = request(1, "api_req_started", &json!({"request": "PRIVATE"}));
    let removed = request(2, "deleted_api_reqs", &json!({"tokensIn": 5, "tokensOut": 6}));
    let retried = request(3, "api_req_retried", &json!({}));
    let ledger = task(&[running, removed, retried]);
    assert_eq!(ledger.calls().count(), 1);
    assert_eq!(ledger.facts().filter(|event| matches!(event, Event::ApiError(_))).count(), 1);
    assert!(!ledger.dump().contains("PRIVATE"));
}

#[test]
fn a_text_that_is_no_request_is_told() {
    let odd = json!({"ts": 1, "say": "api_req_started", "text": "PRIVATE"});
    let ledger = task(&[odd, json!({"ts": 2, "say": "text", "text": "PRIVATE"})]);
    assert_eq!((ledger.calls().count(), ledger.issues("malformed")), (0, 1));
}

/// The expectation is of all of them: these are its parts.
pub(crate) fn lawful() -> Vec<Lawful> {
    let cline = Usage { input: 7042, cache_read: 400, cache_write_5m: 300, output: 239, ..Usage::default() };
    let roo = Usage { input: 200, cache_read: 800, output: 30, ..Usage::default() };
    vec![
        Lawful::made(
            || Box::new(Cline::CLINE),
            tour(),
            Truth::new(3, cline).day("2026-08-01", 1, 7150).day("2026-09-21", 2, 831),
        ),
        Lawful::made(|| Box::new(Cline::ROO_CODE), tour(), Truth::new(1, roo).day("2026-09-21", 1, 1030)),
        Lawful::made(|| Box::new(Cline::KILO_CODE), kilo(), Truth::new(1, roo).day("2026-09-21", 1, 1030)),
    ]
}

/// Kilo Code has Roo Code's tasks in a directory of its own.
fn kilo() -> TempDir {
    let home = tempfile::tempdir().expect("a directory");
    let storage = home.path().join(".config/Code/User/globalStorage");
    let roo = fixture(TOUR).join("Code/User/globalStorage/rooveterinaryinc.roo-cline");
    copy(&roo, &storage.join("kilocode.kilo-code"));
    home
}

#[test]
fn the_laws_hold() {
    // The others of the family are read by the same code; every one of them is tried where all agents are.
    lawful()[0].check();
}
