//! The reader of Qwen Code's chats: the fixture, each trap by itself and the laws.

use scopeon_core::usage::Usage;
use std::path::Path;

use scopeon_core::event::{Event, SessionKind};
use scopeon_core::provider::IssueKind;
use scopeon_providers::QwenCode;
use scopeon_providers::testkit::{MemoryStore, Truth};
use serde_json::{Value, json};

use crate::expect::{calls_of, check_calls, expected, fixture, session, sessions, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::{Tally, check_witnesses, counted, tally, witnesses};

const TOUR: &str = "qwen-code/tour";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&QwenCode, home).read(home, 1, &mut ledger);
    ledger
}

/// Reads a home of chats, each by its path below `projects`.
fn home(chats: &[(&str, &[Value])]) -> MemoryStore {
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
    let usage = call.sample.usage;
    assert_eq!((usage.input, usage.cache_read, usage.output, usage.reasoning), (60, 40, 10, 3));
    assert_eq!(
        (call.attribution.session, call.attribution.turn.is_some()),
        (session(&ledger, "old").id, true)
    );
    assert_eq!((ledger.calls().count(), tools(&ledger).len(), ledger.issues("unknown_type")), (1, 1, 0));
    let mut named = MemoryStore::default();
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
    assert!(call.sample.model.as_str().starts_with('~') && tool == &call.sample.model, "{tool}");
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
        let usage = ledger.calls().next().expect("a call").sample.usage;
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
    let answered: std::collections::BTreeSet<_> =
        ledger.calls().filter_map(|call| call.attribution.turn).collect();
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
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (0, 1), "the answer without counters");
    assert_eq!(ledger.issues(IssueKind::UnknownType.as_str()), 1);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(QwenCode), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

fn models(ledger: &MemoryStore) -> Vec<&str> {
    ledger.calls().map(|call| call.sample.model.as_str()).collect()
}

#[test]
fn a_sub_agents_model_stands_in_the_telemetry_of_its_session() {
    let home = fixture("qwen-code/sub-agent/home");
    let ledger = read(&home);
    assert_eq!(tally(&ledger), Tally { calls: 7, unknown: 0, turns: 1 });
    assert!(models(&ledger).iter().all(|model| *model == "mock-model"));
    let run = session(&ledger, "general-purpose-call_qwen-tools_2");
    let inputs: Vec<_> = calls_of(&ledger, run.id).iter().map(|call| call.sample.usage.prompt()).collect();
    assert_eq!(inputs.iter().sum::<u64>(), 1040 + 1050);
    Lawful::checked(|| Box::new(QwenCode), &home, &ledger).check_laws(3);
}

#[test]
fn a_side_agent_without_a_log_of_its_own_counts() {
    let home = fixture("qwen-code/side-agent/home");
    let ledger = read(&home);
    assert_eq!(tally(&ledger), Tally { calls: 2, unknown: 0, turns: 1 });
    let sums: scopeon_core::usage::Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!((sums.input, sums.cache_read, sums.output), (600 + 1500, 900, 130));
    let run = session(&ledger, "managed-auto-memory-extractor-255d4504");
    assert_eq!((run.kind, run.parent), (SessionKind::SubAgent, Some(session(&ledger, "s1").id)));
    assert_eq!(run.agent_type.as_ref().map(AsRef::as_ref), Some("managed-auto-memory-extractor"));
    Lawful::checked(|| Box::new(QwenCode), &home, &ledger).check_laws(3);
}

fn telemetry(uuid: &str, prompt: u64, total: u64, more: Value) -> Value {
    let mut event = json!({"event.name": "qwen-code.api_response", "model": "qwen3-max",
        "input_token_count": prompt, "total_token_count": total});
    event.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
    record(uuid, "system", json!({"subtype": "ui_telemetry", "systemPayload": {"uiEvent": event}}))
}

fn sub_agents(uuid: &str, prompt: u64, total: u64) -> Value {
    let mut answer = answer(uuid, prompt, total);
    answer["agentId"] = json!("x");
    answer["agentRound"] = json!(1);
    answer.as_object_mut().expect("members").remove("model");
    answer
}

#[test]
fn telemetry_repeats_a_sub_agents_records_however_equal_they_are() {
    let now = json!({"subagent_name": "explore", "subagent_id": "x"});
    let then = json!({"subagent_name": "explore", "prompt_id": "s#x#0"});
    for about in [now, then] {
        // The same counters three times, and once more without a record of its own.
        let told: Vec<_> =
            (0..4).map(|place| telemetry(&format!("t{place}"), 100, 110, about.clone())).collect();
        let own: Vec<_> = (0..3).map(|place| sub_agents(&format!("a{place}"), 100, 110)).collect();
        let ledger = home(&[("p/chats/s.jsonl", &told), ("p/subagents/s/agent-x.jsonl", &own)]);
        assert_eq!((tally(&ledger).calls, models(&ledger)), (4, vec!["qwen3-max"; 4]), "{about}");
        assert_eq!(calls_of(&ledger, session(&ledger, "x").id).len(), 4);
        let alone = home(&[("p/subagents/s/agent-x.jsonl", &own)]);
        assert_eq!(models(&alone), ["unknown"; 3]);
    }
}

#[test]
fn telemetry_of_the_session_itself_and_of_copies_adds_nothing() {
    let plain = telemetry("t", 100, 110, json!({"prompt_id": "s########0"}));
    let error = telemetry("e", 100, 110, json!({"event.name": "qwen-code.api_error", "subagent_name": "x"}));
    let mut copy = telemetry("c", 100, 110, json!({"subagent_name": "x", "subagent_id": "x"}));
    copy["forkedFrom"] = json!({"sessionId": "other", "messageUuid": "c"});
    let ledger = home(&[("p/chats/s.jsonl", &[answer("a", 100, 110), plain, error, copy])]);
    assert_eq!(tally(&ledger).calls, 1);
}

#[test]
fn an_answer_without_counters_is_a_request_and_a_use_of_a_tool_is_none() {
    let text = json!({"message": {"parts": [{"text": "x"}]}});
    let used = json!({"message": {"parts": [{"functionCall": {"id": "c", "name": "ls", "args": {}}}]}, "agentId": "x"});
    let mut cut = text.clone();
    cut["agentId"] = json!("x");
    cut["agentRound"] = json!(2);
    let main = [record("a", "assistant", text), record("b", "assistant", json!({"message": {"parts": []}}))];
    let sub = [record("c", "assistant", used), record("d", "assistant", cut)];
    let ledger = home(&[("p/chats/s.jsonl", &main), ("p/subagents/s/agent-x.jsonl", &sub)]);
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (0, 2));
}

#[test]
fn the_agents_own_record_is_a_witness() {
    let home = tempfile::tempdir().expect("a directory");
    let from = fixture("qwen-code/side-agent/home/.qwen/projects/-p/chats/s1.jsonl");
    let chats = home.path().join(".qwen/projects/-p/chats");
    std::fs::create_dir_all(&chats).expect("a directory");
    std::fs::copy(from, chats.join("s1.jsonl")).expect("a file");
    let said = |at: u64, prompt: u64, cached: u64, total: u64| {
        json!({"version": 1, "sessionId": "s1", "timestamp": at, "project": "/p", "models": {"qwen3-coder-plus":
            {"requests": 2, "inputTokens": prompt, "outputTokens": 130, "cachedTokens": cached,
                "thoughtsTokens": 30, "totalTokens": total}}})
    };
    let path = home.path().join(".qwen/usage_record.jsonl");
    let earlier = said(1_790_000_000_000, 1000, 400, 1050);
    std::fs::write(&path, format!("{earlier}\n{}\n", said(1_790_000_001_000, 3000, 900, 3130)))
        .expect("a file");
    check_witnesses(&read(home.path()), 1);
    // A title that was asked for stands in the record alone.
    std::fs::write(&path, format!("{}\n", said(1_790_000_002_000, 3500, 900, 3640))).expect("a file");
    let ledger = read(home.path());
    let witness = witnesses(&ledger)[0];
    assert_eq!(witness.holds, scopeon_core::event::WitnessScope::MayExceed);
    assert_eq!(witness.totals.total.zip(counted(&ledger, witness).total), Some((3640, 3130)));
    Lawful::checked(|| Box::new(QwenCode), home.path(), &ledger).check_laws(3);
}

// As seen in 0.24: `/compress` asks twice, and nothing but the telemetry tells of it.
#[test]
fn a_compactions_requests_stand_in_the_telemetry_alone() {
    let compress = json!({"prompt_id": "compress-1795972235862", "cached_content_token_count": 40,
        "response_text": "PRIVATE_SENTINEL_do_not_store it"});
    let lines = [
        record("u", "user", json!({"promptId": "s########0"})),
        telemetry("t1", 100, 110, json!({"prompt_id": "s########0"})),
        answer("a", 100, 110),
        telemetry("t2", 150, 170, compress.clone()),
        telemetry("t3", 160, 185, compress.clone()),
        record(
            "k",
            "system",
            json!({"subtype": "chat_compression", "systemPayload": {"info": {"originalTokenCount": 100, "newTokenCount": 60}}}),
        ),
    ];
    let mut copies = lines.clone();
    for copy in &mut copies {
        copy["forkedFrom"] = json!({"sessionId": "s", "messageUuid": copy["uuid"]});
        copy["sessionId"] = json!("branch");
    }
    let home = tempfile::tempdir().expect("a directory");
    let chats = home.path().join(".qwen/projects/p/chats");
    std::fs::create_dir_all(&chats).expect("a directory");
    for (name, lines) in [("s", &lines), ("branch", &copies)] {
        let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        std::fs::write(chats.join(format!("{name}.jsonl")), text).expect("a file");
    }
    let said = json!({"sessionId": "s", "timestamp": 1_795_972_236_610_u64, "models": {"qwen3-max":
        {"requests": 2, "inputTokens": 310, "outputTokens": 45, "cachedTokens": 80, "totalTokens": 355}}});
    std::fs::write(home.path().join(".qwen/usage_record.jsonl"), format!("{said}\n")).expect("a file");
    let ledger = read(home.path());
    assert_eq!(tally(&ledger), Tally { calls: 3, unknown: 0, turns: 1 });
    let usage: Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!((usage.prompt(), usage.cache_read, usage.output), (410, 80, 55));
    assert_eq!(calls_of(&ledger, session(&ledger, "s").id).len(), 3);
    check_witnesses(&ledger, 1);
    Lawful::checked(|| Box::new(QwenCode), home.path(), &ledger).check_laws(3);
}

#[test]
fn the_agents_own_record_states_its_output() {
    for (output, total, wanted) in [
        (Some(45), Some(355), Some(45)),
        // Thoughts stand beside the output, or inside.
        (Some(30), Some(355), Some(45)),
        (Some(45), None, Some(45)),
        (None, None, None),
    ] {
        let home = tempfile::tempdir().expect("a directory");
        std::fs::create_dir_all(home.path().join(".qwen/projects")).expect("a directory");
        let said = json!({"sessionId": "s", "timestamp": 1_795_972_236_610_u64, "models": {"m":
            {"inputTokens": 310, "outputTokens": output, "cachedTokens": 80, "totalTokens": total}}});
        std::fs::write(home.path().join(".qwen/usage_record.jsonl"), format!("{said}\n")).expect("a file");
        let ledger = read(home.path());
        assert_eq!(witnesses(&ledger)[0].totals.output, wanted, "{output:?} {total:?}");
    }
}
