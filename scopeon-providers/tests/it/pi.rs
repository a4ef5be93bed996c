//! The reader of pi's sessions and its family's: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_core::event::{Event, Finish};
use scopeon_core::provider::{IssueKind, Provider};
use scopeon_providers::Pi;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{calls_of, check_calls, expected, fixture, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::{Tally, errors, tally};

const TOUR: &str = "pi/tour";

fn read(provider: &dyn Provider, home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(provider, home).read(home, 1, &mut ledger);
    ledger
}

fn home(directory: &str, logs: &[(&str, &[Value])]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a directory");
    for (path, lines) in logs {
        let path = home.path().join(directory).join("sessions").join(path);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        std::fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>())
            .expect("a file");
    }
    home
}

fn logs(logs: &[(&str, &[Value])]) -> MemoryStore {
    read(&Pi::PI, home(".pi/agent", logs).path())
}

fn begin(id: &str, second: u8, parent: Option<&str>) -> Value {
    json!({"type": "session", "version": 3, "id": id, "timestamp": format!("2026-01-02T03:04:{second:02}Z"), "cwd": "/w", "parentSession": parent})
}

fn answer(id: Option<&str>, response: Option<&str>, second: u8, output: u64) -> Value {
    let message = json!({"role": "assistant", "model": "m", "responseId": response, "usage": {"input": 5, "output": output}});
    let mut entry =
        json!({"type": "message", "timestamp": format!("2026-01-02T03:04:{second:02}Z"), "message": message});
    if let Some(id) = id {
        entry["id"] = json!(id);
    }
    entry
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let (ledger, wanted) = (read(&Pi::PI, &fixture(TOUR).join("home")), expected(TOUR));
    check_calls(&ledger, &wanted);
    let call = ledger.calls().next().expect("a call");
    assert_eq!(call.reported.map(|cost| cost.to_string()).as_deref(), Some("0.000921"));
    assert_eq!(call.attribution.project.as_ref().map(AsRef::as_ref), Some("/home/dev/acme.shop"));
    assert!(call.attribution.turn.is_some());
    let tool = tools(&ledger)[0];
    assert_eq!((tool.name.as_ref().map(AsRef::as_ref), tool.ok), (Some("bash"), Some(false)));
    let compactions: Vec<_> = ledger
        .facts()
        .filter_map(|event| if let Event::Compaction(one) = event { Some(one.before) } else { None })
        .collect();
    assert_eq!(
        (compactions.len() as u64, compactions[0]),
        (wanted["compactions"].as_u64().unwrap(), Some(150_000))
    );
}

#[test]
fn a_forks_copies_are_the_originals_calls() {
    let copied = [answer(Some("e1"), None, 10, 1), answer(Some("e2"), Some("resp_0123456789abcdef"), 11, 2)];
    let original = [&[begin("a", 0, None)], &copied[..]].concat();
    let path = "/home/x/.pi/agent/sessions/--w--/2026-01-02T03-04-00Z_a.jsonl";
    let fork = [&[begin("b", 30, Some(path))], &copied[..], &[answer(Some("e3"), None, 40, 3)]].concat();
    let ledger = logs(&[("--w--/t_b.jsonl", &fork), ("--w--/t_a.jsonl", &original)]);
    let (a, b) = (session(&ledger, "a"), session(&ledger, "b"));
    assert_eq!((calls_of(&ledger, a.id).len(), calls_of(&ledger, b.id).len()), (2, 1));
    assert_eq!(b.forked_from, Some(a.id));
    assert_eq!(b.span.0.map(|at| at.to_string()).as_deref(), Some("2026-01-02T03:04:30.000Z"));
}

#[test]
fn equal_entry_ids_in_two_sessions_are_two_calls() {
    let one = [begin("a", 0, None), answer(Some("e1"), None, 10, 1)];
    let other = [begin("b", 0, None), answer(Some("e1"), None, 20, 1), answer(Some("e1"), None, 10, 9)];
    assert_eq!(logs(&[("--w--/t_a.jsonl", &one), ("--w--/t_b.jsonl", &other)]).calls().count(), 3);
}

#[test]
fn every_branch_was_paid_for() {
    let lines = [begin("a", 0, None), answer(Some("e1"), None, 10, 1), answer(Some("e2"), None, 10, 2)];
    assert_eq!(logs(&[("--w--/t_a.jsonl", &lines)]).calls().count(), 2);
}

#[test]
fn entries_without_ids_are_told_by_their_place() {
    let lines = [begin("a", 0, None), answer(None, None, 10, 1), answer(None, None, 10, 1)];
    assert_eq!(logs(&[("--w--/t_a.jsonl", &lines)]).calls().count(), 2);
}

#[test]
fn failures_and_unknown_types_are_told() {
    let mut failed = answer(Some("e"), None, 10, 0);
    failed["message"]["stopReason"] = json!("error");
    failed["message"]["usage"]["input"] = json!(0);
    failed["message"]["errorMessage"] = json!("PRIVATE");
    let novelty = json!({"type": "novelty", "timestamp": "2026-01-02T03:04:05Z"});
    let ledger = logs(&[("--w--/t_a.jsonl", &[begin("a", 0, None), failed, novelty, json!([])])]);
    assert_eq!(ledger.calls().count(), 0);
    assert_eq!(ledger.facts().filter(|event| matches!(event, Event::ApiError(_))).count(), 1);
    assert_eq!(ledger.issues(IssueKind::UnknownType.as_str()), 1);
    assert_eq!(ledger.issues(IssueKind::Malformed.as_str()), 1);
}

#[test]
fn the_family_is_told_apart() {
    let lines = [begin("a", 0, None), answer(Some("e1"), None, 10, 1)];
    let omp = home(".omp/agent", &[("--w--/t_a.jsonl", &lines)]);
    assert_eq!(read(&Pi::OMP, omp.path()).calls().count(), 1);
    assert_eq!(read(&Pi::PI, omp.path()).calls().count(), 0);
}

pub(crate) fn lawful() -> Vec<Lawful> {
    let moved = tempfile::tempdir().expect("a directory");
    let log = "agent/sessions/--home-dev-acme.shop--/2026-03-15T10-00-00-000Z_pi-1.jsonl";
    let (from, to) = (fixture(TOUR).join("home/.pi").join(log), moved.path().join(".omp").join(log));
    std::fs::create_dir_all(to.parent().expect("a directory")).expect("a directory");
    std::fs::copy(from, to).expect("a file");
    vec![
        Lawful::new(|| Box::new(Pi::PI), fixture(TOUR).join("home"), truth(&expected(TOUR))),
        Lawful::made(|| Box::new(Pi::OMP), moved, truth(&expected(TOUR))),
    ]
}

#[test]
fn the_laws_hold() {
    // The others of the family are read by the same code; every one of them is tried where all agents are.
    lawful()[0].check();
}

#[test]
fn failures_that_were_tried_again_are_no_final_ones() {
    let home = fixture("pi/retried/home");
    let ledger = read(&Pi::PI, &home);
    assert_eq!(tally(&ledger), Tally { calls: 5, unknown: 2, turns: 1 });
    assert_eq!(errors(&ledger), (4, 0));
    assert_eq!(tools(&ledger).len(), 4, "what a cut answer asked for was not run");
    Lawful::checked(|| Box::new(Pi::PI), &home, &ledger).check_laws(3);
}

/// An assistant's entry at a second, with its end, its output and the number of its blocks.
fn ended(second: u8, stop: &str, output: u64, blocks: usize) -> Value {
    let mut entry = answer(Some(&format!("e{second}")), None, second, 0);
    entry["message"]["stopReason"] = json!(stop);
    entry["message"]["usage"] = json!({"input": output, "output": output});
    entry["message"]["content"] = json!(vec![json!({"type": "text"}); blocks]);
    entry
}

fn prompt(second: u8) -> Value {
    json!({"type": "message", "id": format!("u{second}"), "timestamp": format!("2026-01-02T03:04:{second:02}Z"),
        "message": {"role": "user", "content": []}})
}

#[test]
fn a_failure_is_final_until_the_agent_asks_again_for_the_same_prompt() {
    let (failed, done) = (|second| ended(second, "error", 0, 0), |second| ended(second, "stop", 5, 1));
    for (entries, wanted) in [
        (vec![failed(1)], (0, 1)),
        (vec![failed(1), done(2)], (1, 0)),
        (vec![failed(1), failed(2), failed(3)], (2, 1)),
        (vec![failed(1), failed(2), done(3), failed(4)], (2, 1)),
        (vec![failed(1), prompt(2), done(3)], (0, 1)),
        (vec![done(1), failed(2), prompt(3), failed(4), done(5)], (1, 1)),
    ] {
        let lines = [&[begin("a", 0, None), prompt(0)], &entries[..]].concat();
        let home = home(".pi/agent", &[("--w--/t_a.jsonl", &lines)]);
        assert_eq!(errors(&read(&Pi::PI, home.path())), wanted, "{entries:?}");
    }
}

#[test]
fn an_answer_without_counters_is_a_request_unless_it_was_refused() {
    for (stop, output, blocks, wanted) in [
        ("error", 0, 0, (0, 0)),
        ("error", 0, 1, (0, 1)),
        ("aborted", 0, 0, (0, 1)),
        ("aborted", 0, 1, (0, 1)),
        ("stop", 0, 1, (0, 1)),
        ("toolUse", 0, 1, (0, 1)),
        ("aborted", 5, 1, (1, 0)),
    ] {
        let lines = [begin("a", 0, None), prompt(1), ended(2, stop, output, blocks)];
        let ledger = logs(&[("--w--/t_a.jsonl", &lines)]);
        let seen = tally(&ledger);
        assert_eq!((seen.calls, seen.unknown), wanted, "{stop} {output} {blocks}");
        let is_bound = ledger.calls().any(|call| call.sample.finish == Finish::Unfinished);
        assert_eq!(is_bound, stop == "aborted" && output > 0);
    }
}

#[test]
fn a_gateway_that_gives_one_id_again_and_again_hides_nothing() {
    let id = Some("chatcmpl-0123456789abcdef");
    let lines = [begin("a", 0, None), answer(Some("e1"), id, 10, 1), answer(Some("e2"), id, 10, 2)];
    assert_eq!(logs(&[("--w--/t_a.jsonl", &lines)]).calls().count(), 2);
}

// As seen in 1.6.0; before, no entry stated it.
#[test]
fn a_summarys_requests_count_where_its_entry_states_them() {
    let summary = |kind: &str, second: u8, counts: Value| {
        json!({"type": kind, "id": format!("k{second}"), "timestamp": format!("2026-01-02T03:04:{second:02}Z"),
            "summary": "PRIVATE_SENTINEL_do_not_store it", "tokensBefore": 900, "usage": counts})
    };
    let counts = json!({"input": 70, "output": 12, "cacheRead": 50, "cacheWrite": 3, "reasoning": 2, "cost": {"total": 0.5}});
    let model =
        json!({"type": "model_change", "id": "c", "timestamp": "2026-01-02T03:04:01Z", "modelId": "m"});
    let original = [
        begin("a", 0, None),
        model,
        prompt(2),
        answer(Some("e1"), None, 3, 1),
        summary("compaction", 4, counts.clone()),
        summary("branch_summary", 5, counts),
        summary("compaction", 6, Value::Null),
    ];
    let path = "/home/x/.pi/agent/sessions/--w--/2026-01-02T03-04-00Z_a.jsonl";
    let fork = [&[begin("b", 30, Some(path))], &original[1..]].concat();
    let home = home(".pi/agent", &[("--w--/t_b.jsonl", &fork), ("--w--/t_a.jsonl", &original)]);
    let ledger = read(&Pi::PI, home.path());
    assert_eq!(tally(&ledger), Tally { calls: 3, unknown: 0, turns: 1 });
    let usage: scopeon_core::usage::Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!((usage.input, usage.cache_read, usage.cache_write_5m, usage.output), (145, 100, 6, 25));
    assert_eq!(calls_of(&ledger, session(&ledger, "a").id).len(), 3);
    assert!(ledger.calls().all(|call| call.sample.model.as_str() == "m"));
    assert_eq!(ledger.calls().filter(|call| call.reported.is_some()).count(), 2);
    assert_eq!(ledger.facts().filter(|event| matches!(event, Event::Compaction(_))).count(), 2);
    Lawful::checked(|| Box::new(Pi::PI), home.path(), &ledger).check_laws(3);
}
