//! The readers of Cline, Roo Code and Kilo Code: the fixture, each trap by itself and the laws.

use scopeon_core::usage::Usage;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use scopeon_core::event::{Finish, SessionKind};
use scopeon_core::provider::Provider;
use scopeon_providers::testkit::{MemoryStore, Truth};
use scopeon_providers::{Cline, NoopObserver, SearchPaths, Settings, scan};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expect::{calls_of, check_calls, expected, fixture, session, tools};
use crate::lawful::Lawful;
use crate::stated::{check_witnesses, errors, tally};

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

fn read(providers: &[&dyn Provider], home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    scan(
        providers,
        &SearchPaths::below(home),
        &Settings::default(),
        &mut ledger,
        &NoopObserver,
        &AtomicBool::new(false),
    )
    .expect("a ledger that keeps");
    ledger
}

/// Reads one of Roo Code's tasks.
fn task(messages: &[Value]) -> MemoryStore {
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
        let usage = ledger.calls().next().expect("a call").sample.usage;
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
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (1, 1), "the one that runs still");
    assert_eq!(errors(&ledger), (1, 0));
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
            // What a removal left of the task's sum is no call by itself.
            Truth::new(2, cline).day("2026-08-01", 1, 7150).day("2026-09-21", 1, 831).unknown(1),
        ),
        Lawful::made(|| Box::new(Cline::ROO_CODE), tour(), Truth::new(1, roo).day("2026-09-21", 1, 1030)),
        relative(|| Box::new(Cline::KILO_CODE), "Code/User/globalStorage/kilocode.kilo-code"),
        relative(|| Box::new(Cline::ZOO_CODE), "Code/User/globalStorage/zoocodeorganization.zoo-code"),
        relative(|| Box::new(Cline::IBM_BOB), "IBM Bob/User/globalStorage/ibm.bob-code"),
    ]
}

/// An agent that has Roo Code's tasks in a directory of its own.
fn relative(make: fn() -> Box<dyn Provider>, storage: &str) -> Lawful {
    let home = tempfile::tempdir().expect("a directory");
    let roo = fixture(TOUR).join("Code/User/globalStorage/rooveterinaryinc.roo-cline");
    copy(&roo, &home.path().join(".config").join(storage));
    let usage = Usage { input: 200, cache_read: 800, output: 30, ..Usage::default() };
    Lawful::made(make, home, Truth::new(1, usage).day("2026-09-21", 1, 1030))
}

#[test]
fn an_editor_of_its_own_is_found_on_every_system_and_under_its_old_name() {
    for place in [".config/IBM Bob", "Library/Application Support/IBM Bob", "AppData/Roaming/Bob-IDE"] {
        let home = tempfile::tempdir().expect("a directory");
        let roo = fixture(TOUR).join("Code/User/globalStorage/rooveterinaryinc.roo-cline");
        copy(&roo, &home.path().join(place).join("User/globalStorage/ibm.bob-code"));
        assert_eq!(read(&[&Cline::IBM_BOB], home.path()).calls().count(), 1, "{place}");
        assert_eq!(read(&[&Cline::ROO_CODE], home.path()).calls().count(), 0, "{place}");
    }
}

#[test]
fn the_laws_hold() {
    // The others of the family are read by the same code; every one of them is tried where all agents are.
    lawful()[0].check();
}

#[test]
fn a_request_that_was_cut_is_unknown_or_a_lower_bound() {
    let cut = json!({"cancelReason": "user_cancelled"});
    let part = json!({"tokensIn": 5, "tokensOut": 1, "cancelReason": "streaming_failed"});
    let whole = json!({"tokensIn": 5, "tokensOut": 1});
    for (text, wanted, finish) in [
        (cut, (0, 1), Finish::Unknown),
        (json!({"request": "x"}), (0, 1), Finish::Unknown),
        (part, (1, 0), Finish::Unfinished),
        (whole, (1, 0), Finish::Final),
    ] {
        let ledger = task(&[request(1_790_000_000_000, "api_req_started", &text)]);
        let seen = tally(&ledger);
        assert_eq!((seen.calls, seen.unknown), wanted, "{text}");
        assert_eq!(ledger.calls().next().expect("a call").sample.finish, finish);
    }
}

#[test]
fn the_list_of_tasks_is_a_witness() {
    let home = tempfile::tempdir().expect("a directory");
    let own = home.path().join(TASKS).join("rooveterinaryinc.roo-cline");
    std::fs::create_dir_all(own.join("tasks/t")).expect("a directory");
    std::fs::create_dir_all(own.join("state")).expect("a directory");
    let counts = |output: u64| json!({"tokensIn": 5, "tokensOut": output, "cacheReads": 7, "cacheWrites": 2});
    let messages = Value::from(vec![
        request(1_790_000_000_000, "api_req_started", &counts(10)),
        request(1_790_000_000_001, "deleted_api_reqs", &counts(20)),
    ]);
    std::fs::write(own.join("tasks/t/ui_messages.json"), messages.to_string()).expect("a file");
    let entry = json!({"id": "t", "ts": 1_790_000_000_002_u64, "task": "PRIVATE_SENTINEL",
        "tokensIn": 10, "tokensOut": 30, "cacheReads": 14, "cacheWrites": 4, "totalCost": 1});
    for (path, text) in [
        ("tasks/t/history_item.json", entry.to_string()),
        ("state/taskHistory.json", json!([entry]).to_string()),
    ] {
        std::fs::write(own.join(path), text).expect("a file");
        let ledger = read(&[&Cline::ROO_CODE], home.path());
        check_witnesses(&ledger, 1);
        Lawful::checked(|| Box::new(Cline::ROO_CODE), home.path(), &ledger).check_laws(3);
        std::fs::remove_file(own.join(path)).expect("a file");
    }
}

/// Writes one of Cline's own sessions: what it says of itself, and its messages.
fn own_session(total: Option<&Value>, messages: &[Value]) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".cline/data/sessions/s1");
    std::fs::create_dir_all(&directory).expect("a directory");
    let about = json!({"session_id": "s1", "model": "gpt-5.5", "cwd": "/p", "started_at": "2026-10-01T10:00:00Z",
        "metadata": {"usage": total}});
    std::fs::write(directory.join("s1.json"), about.to_string()).expect("a file");
    let document = json!({"sessionId": "s1", "messages": messages});
    std::fs::write(directory.join("s1.messages.json"), document.to_string()).expect("a file");
    read(&[&Cline::CLINE], home.path())
}

#[test]
fn a_sessions_input_is_the_whole_prompt_and_its_total_the_sum_of_its_messages() {
    let counts = |input: u64, output: u64| json!({"inputTokens": input, "outputTokens": output, "cacheReadTokens": 8000, "cacheWriteTokens": 0});
    let message = |id: &str, metrics: &Value| json!({"id": id, "role": "assistant", "ts": 1_790_848_805_000_u64, "modelInfo": {"id": "gpt-5.5"}, "metrics": metrics});
    let total =
        json!({"inputTokens": 20_000, "outputTokens": 150, "cacheReadTokens": 16_000, "cacheWriteTokens": 0});
    let both = [message("m1", &counts(10_000, 100)), message("m2", &counts(10_000, 50))];
    // With everything, with the messages alone, with the total alone, and with a message that is lost.
    for (total, messages, calls) in [
        (Some(&total), &both[..], 2),
        (None, &both, 2),
        (Some(&total), &[], 1),
        (Some(&total), &both[..1], 2),
    ] {
        let ledger = own_session(total, messages);
        let usage: scopeon_core::usage::Usage = ledger.calls().map(|call| call.sample.usage).sum();
        assert_eq!((usage.input, usage.cache_read, usage.output), (4000, 16_000, 150));
        assert_eq!(ledger.calls().count(), calls);
        check_witnesses(&ledger, usize::from(total.is_some()));
    }
    let silent = own_session(None, &[message("m1", &json!({"inputTokens": 0})), message("m2", &Value::Null)]);
    assert_eq!((tally(&silent).calls, tally(&silent).unknown), (0, 1));
}

/// `--project` finds calls by the directory of their own.
#[test]
fn calls_are_of_the_directory_that_a_document_beside_them_names() {
    let request = request(1_790_848_805_000, "api_req_started", &json!({"tokensIn": 5, "tokensOut": 1}));
    let list =
        json!([{"id": "t", "cwdOnTaskInitialization": "/listed", "task": "PRIVATE_SENTINEL"}, {"id": 3}]);
    let entry =
        json!({"id": "t", "ts": 1_790_848_805_000_u64, "workspace": "/own", "task": "PRIVATE_SENTINEL"});
    let cases = [
        (Some(&list), Some(&entry), Some("/listed")),
        (None, Some(&entry), Some("/own")),
        (None, None, None),
        (Some(&entry), None, None),
    ];
    for (list, entry, project) in cases {
        let home = tempfile::tempdir().expect("a directory");
        let own = home.path().join(TASKS).join("saoudrizwan.claude-dev");
        for directory in ["tasks/t", "state"] {
            std::fs::create_dir_all(own.join(directory)).expect("a directory");
        }
        let write = |path: &str, document: Option<&Value>| {
            if let Some(document) = document {
                std::fs::write(own.join(path), document.to_string()).expect("a file");
            }
        };
        write("tasks/t/ui_messages.json", Some(&json!([request])));
        write("state/taskHistory.json", list);
        write("tasks/t/history_item.json", entry);
        let ledger = read(&[&Cline::CLINE], home.path());
        let call = ledger.calls().next().expect("a call");
        assert_eq!(call.attribution.project.as_ref().map(AsRef::as_ref), project);
        let session = session(&ledger, "t");
        assert_eq!(session.project.as_ref().map(|(_, project)| project.as_ref()), project);
    }
    let counts = json!({"inputTokens": 10, "outputTokens": 1});
    let message = json!({"id": "m1", "role": "assistant", "ts": 1_790_848_805_000_u64, "metrics": counts});
    let ledger = own_session(None, &[message]);
    assert_eq!(
        ledger.calls().next().expect("a call").attribution.project.as_ref().map(AsRef::as_ref),
        Some("/p")
    );
}

// As seen in 3.0.65: a sub-agent's messages lie beside its session's, and no document says what the sub-agent is.
#[test]
fn a_sub_agents_messages_are_its_own_sessions_below_its_parent() {
    let message = |id: &str, ts: u64, input: u64, output: u64| {
        json!({"id": id, "role": "assistant", "ts": ts, "modelInfo": {"id": "m"}, "content": [{"type": "text", "text": "PRIVATE_SENTINEL_do_not_store it"}],
            "metrics": {"inputTokens": input, "outputTokens": output, "cacheReadTokens": 40, "cacheWriteTokens": 0}})
    };
    let parent = "1795971731189__wu9";
    let run = format!("{parent}__agent_1795971732012_zg85j7");
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".cline/data/sessions").join(parent);
    std::fs::create_dir_all(&directory).expect("a directory");
    let write = |name: &str, document: Value| {
        std::fs::write(directory.join(name), document.to_string()).expect("a file");
    };
    let total = json!({"inputTokens": 100, "outputTokens": 10, "cacheReadTokens": 40, "cacheWriteTokens": 0});
    let with_runs =
        json!({"inputTokens": 500, "outputTokens": 50, "cacheReadTokens": 120, "cacheWriteTokens": 0});
    write(
        &format!("{parent}.json"),
        json!({"session_id": parent, "model": "m", "started_at": "2026-11-29T17:02:11Z",
            "metadata": {"usage": total, "aggregateUsage": with_runs}}),
    );
    write(
        &format!("{parent}.messages.json"),
        json!({"agent": "lead", "sessionId": parent, "messages": [message("m1", 1_795_971_731_960, 100, 10)]}),
    );
    write(
        "agent_1795971732012_zg85j7.messages.json",
        json!({"agent": "subagent", "sessionId": run, "origin": {"mode": "subagent", "parentThreadId": parent},
            "messages": [message("m2", 1_795_971_732_118, 190, 19), message("m3", 1_795_971_732_278, 210, 21)]}),
    );
    write("notes.messages.json", json!({"sessionId": "other", "messages": [message("m9", 1, 1, 1)]}));
    let ledger = read(&[&Cline::CLINE], home.path());
    let usage: Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!((ledger.calls().count(), usage.prompt(), usage.cache_read, usage.output), (3, 500, 120, 50));
    let (main, run) = (session(&ledger, parent), session(&ledger, &run));
    assert_eq!((main.kind, main.parent), (SessionKind::Main, None));
    assert_eq!((run.kind, run.parent), (SessionKind::SubAgent, Some(main.id)));
    assert_eq!((calls_of(&ledger, main.id).len(), calls_of(&ledger, run.id).len()), (1, 2));
    check_witnesses(&ledger, 1);
    Lawful::checked(|| Box::new(Cline::CLINE), home.path(), &ledger).check_laws(3);
}
