//! The reader of Qwen Code's chats: the fixture, each trap by itself and the laws.

use scopeon_core::usage::Usage;
use std::path::Path;

use scopeon_core::event::{Event, SessionKind};
use scopeon_core::provider::IssueKind;
use scopeon_providers::QwenCode;
use scopeon_providers::testkit::{MemoryLedger, Truth};
use serde_json::{Value, json};

use crate::expect::{calls_of, check_calls, expected, fixture, session, sessions, tools, truth};
use crate::lawful::{Lawful, Reader};

const TOUR: &str = "qwen-code/tour";

fn read(home: &Path) -> MemoryLedger {
    let mut ledger = MemoryLedger::default();
    Reader::new(&QwenCode, home).read(home, 1, &mut ledger);
    ledger
}

/// Reads a home of chats, each by its path below `projects`.
fn home(chats: &[(&str, &[Value])]) -> MemoryLedger {
    let home = tempfile::tempdir().expect("a directory");
    for (path, lines) in chats {
        let path = home.path().join(".qwen/projects").join(path);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        std::fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>())
            .expect("a file");
    }
    read(home.path())
}

fn record(uuid: &str, kind: &str, more: Value) -> Value {
    let mut record = json!({"uuid": uuid, "sessionId": "s", "timestamp": "2026-01-02T03:04:05Z", "type": kind, "cwd": "/w", "version": "0.20.0", "model": "qwen3"});
    let more = more.as_object().expect("members").clone();
    record.as_object_mut().expect("members").extend(more);
    record
}

fn answer(uuid: &str, prompt: u64, total: u64) -> Value {
    record(
        uuid,
        "assistant",
        json!({"usageMetadata": {"promptTokenCount": prompt, "totalTokenCount": total}}),
    )
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let ledger = read(&fixture(TOUR).join("home"));
    check_calls(&ledger, &expected(TOUR));
    let (main, run) = (session(&ledger, "q-1"), session(&ledger, "explore-7f3c"));
    assert_eq!((run.kind, run.parent), (SessionKind::SubAgent, Some(main.id)));
    assert_eq!(run.agent_type.as_ref().map(AsRef::as_ref), Some("Explore"));
    assert!(run.spawned_by.is_some());
    assert_eq!(run.window, Some(1_000_000));
    assert_eq!((calls_of(&ledger, main.id).len(), calls_of(&ledger, run.id).len()), (1, 1));
    let fork = session(&ledger, "q-2");
    assert_eq!((fork.forked_from, calls_of(&ledger, fork.id).len()), (Some(main.id), 0));
    assert_eq!(tools(&ledger)[0].name.as_ref().map(AsRef::as_ref), Some("run_shell_command"));
    assert_eq!(sessions(&ledger).len(), 3);
}

#[test]
fn chats_of_old_versions_are_read_as_gemini_clis() {
    let home = tempfile::tempdir().expect("a directory");
    let chats = home.path().join(".qwen/tmp").join("a".repeat(64)).join("chats");
    std::fs::create_dir_all(&chats).expect("a directory");
    let tokens = json!({"input": 100, "output": 7, "cached": 40, "thoughts": 3, "tool": 0, "total": 110});
    let chat = json!({"sessionId": "old", "projectHash": "a", "startTime": "2026-01-02T03:04:05Z",
    "lastUpdated": "2026-01-02T03:05:05Z", "messages": [
        {"id": "1", "timestamp": "2026-01-02T03:04:06Z", "type": "user", "content": "PRIVATE_SENTINEL"},
        {"id": "2", "timestamp": "2026-01-02T03:04:09Z", "type": "gemini", "content": "PRIVATE_SENTINEL",
            "model": "qwen3-coder-plus", "tokens": tokens,
            "toolCalls": [{"id": "t", "name": "read_file", "args": {"path": "x"}, "status": "success"}]},
    ]});
    std::fs::write(chats.join("session-2026-01-02T03-04-old.json"), chat.to_string()).expect("a file");
    std::fs::write(chats.join("logs.json"), "[]").expect("a file");
    let ledger = read(home.path());
    let call = ledger.calls().next().expect("a call");
    let usage = call.reading.usage;
    assert_eq!((usage.input, usage.cache_read, usage.output, usage.reasoning), (60, 40, 10, 3));
    assert_eq!((call.owner.session, call.owner.turn.is_some()), (session(&ledger, "old").id, true));
    assert_eq!((ledger.calls().count(), tools(&ledger).len(), ledger.issues("unknown_type")), (1, 1, 0));
    let mut named = MemoryLedger::default();
    Reader::new(&QwenCode, home.path()).root(".qwen").read(home.path(), 1, &mut named);
    assert_eq!(named.calls().count(), 1);
    let usage = Usage { input: 60, cache_read: 40, output: 10, reasoning: 3, ..Usage::default() };
    let truth = Truth::new(1, usage).day("2026-01-02", 1, 110).sessions(1).turns(1).tools(1);
    Lawful::made(|| Box::new(QwenCode), home, truth).check();
}

#[test]
fn a_text_in_the_place_of_a_name_is_not_kept() {
    let text = "PRIVATE_SENTINEL and what else a user may have written";
    let mut told = answer("a", 100, 110);
    told["model"] = json!(text);
    told["message"] = json!({"parts": [{"functionCall": {"id": "t", "name": text, "args": {}}}]});
    let ledger = home(&[("p/chats/s.jsonl", &[told])]);
    let call = ledger.calls().next().expect("a call");
    let tool = tools(&ledger)[0].name.as_ref().expect("a name");
    assert!(call.reading.model.as_str().starts_with('~') && tool == &call.reading.model, "{tool}");
    assert!(!ledger.dump().contains("PRIVATE_SENTINEL"));
}

#[test]
fn a_branchs_copies_are_the_originals_calls() {
    let mut copy = answer("a", 100, 110);
    copy["sessionId"] = json!("t");
    copy["forkedFrom"] = json!({"sessionId": "s", "messageUuid": "a"});
    let mut own = answer("b", 100, 120);
    own["sessionId"] = json!("t");
    let ledger =
        home(&[("p/chats/t.jsonl", &[copy.clone(), own]), ("p/chats/s.jsonl", &[answer("a", 100, 110)])]);
    assert_eq!(calls_of(&ledger, session(&ledger, "s").id).len(), 1);
    assert_eq!(calls_of(&ledger, session(&ledger, "t").id).len(), 1);
    let alone = home(&[("p/chats/t.jsonl", &[copy])]);
    assert_eq!(alone.calls().count(), 1, "a copy counts where its original is gone");
}

#[test]
fn the_total_tells_whether_thoughts_are_inside() {
    let counts = |answer: u64, thoughts: u64, total: Option<u64>| {
        let usage = json!({"promptTokenCount": 100, "candidatesTokenCount": answer, "thoughtsTokenCount": thoughts, "totalTokenCount": total});
        let ledger =
            home(&[("p/chats/s.jsonl", &[record("a", "assistant", json!({"usageMetadata": usage}))])]);
        let usage = ledger.calls().next().expect("a call").reading.usage;
        (usage.output, usage.reasoning)
    };
    assert_eq!(counts(50, 20, Some(170)), (70, 20), "beside");
    assert_eq!(counts(50, 20, Some(150)), (50, 20), "inside");
    assert_eq!(counts(50, 20, None), (50, 20), "nothing says so");
}

#[test]
fn prompts_are_the_users_own() {
    let lines = [
        record("u1", "user", json!({"promptId": "p1"})),
        record("u2", "user", json!({"subtype": "cron"})),
        answer("a", 10, 20),
        record("u3", "user", json!({})),
        answer("b", 10, 30),
    ];
    let sub = [record("u9", "user", json!({"agentId": "x"}))];
    let ledger = home(&[("p/chats/s.jsonl", &lines), ("p/subagents/s/agent-x.jsonl", &sub)]);
    let turns: Vec<_> = ledger
        .facts()
        .filter_map(|event| if let Event::Turn(turn) = event { Some(turn.id) } else { None })
        .collect();
    assert_eq!(turns.len(), 2);
    let answered: std::collections::BTreeSet<_> = ledger.calls().filter_map(|call| call.owner.turn).collect();
    assert_eq!(answered, turns.into_iter().collect());
}

#[test]
fn tools_compactions_and_telemetry_are_what_they_are() {
    let call = json!({"message": {"parts": [{"functionCall": {"id": "c1", "name": "mcp__git__log", "args": {"a": 1}}}]}});
    let lines = [
        record("a", "assistant", call),
        record(
            "r",
            "tool_result",
            json!({"toolCallResult": {"callId": "c1", "status": "error"}, "timestamp": "2026-01-02T03:04:09Z"}),
        ),
        record(
            "k",
            "system",
            json!({"subtype": "chat_compression", "systemPayload": {"info": {"originalTokenCount": 900, "newTokenCount": 90}}}),
        ),
        record(
            "t",
            "system",
            json!({"subtype": "ui_telemetry", "systemPayload": {"uiEvent": {"input_token_count": 5}}}),
        ),
        record("n", "managed_session_event_v1", json!({})),
    ];
    let ledger = home(&[("p/chats/s.jsonl", &lines)]);
    let tool = tools(&ledger)[0].clone();
    assert_eq!((tool.ok, tool.mcp.map(|mcp| mcp.server.to_string())), (Some(false), Some("git".to_owned())));
    assert_eq!(tool.ended.zip(tool.started).map(|(end, start)| end.millis() - start.millis()), Some(4000));
    let compaction =
        ledger.facts().find_map(|event| if let Event::Compaction(one) = event { Some(one) } else { None });
    assert_eq!(compaction.map(|one| (one.before, one.after)), Some((Some(900), Some(90))));
    assert_eq!(ledger.calls().count(), 0);
    assert_eq!(ledger.issues(IssueKind::UnknownType.as_str()), 1);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(QwenCode), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
