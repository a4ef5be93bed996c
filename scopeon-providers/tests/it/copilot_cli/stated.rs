//! Sessions whose log states each request: prompts, compactions of many requests, forks, and the session's own totals.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{copy, read, store};
use crate::expect::{calls_of, fixture, session, tools};
use crate::lawful::Lawful;
use crate::sqlite;
use crate::stated::{Tally, check_witnesses, tally};
use scopeon_core::event::{Compaction, Event, Finish};
use scopeon_core::usage::Usage;
use scopeon_providers::CopilotCli;
use scopeon_providers::testkit::MemoryStore;

fn home(name: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    copy(&fixture(&format!("copilot-cli/{name}")), home.path());
    home
}

fn compactions(ledger: &MemoryStore) -> Vec<&Compaction> {
    let facts = ledger.facts();
    facts.filter_map(|event| if let Event::Compaction(one) = event { Some(one) } else { None }).collect()
}

fn total(ledger: &MemoryStore) -> Usage {
    ledger.calls().map(|call| call.sample.usage).sum()
}

#[test]
fn every_request_has_its_prompt_and_its_size_with_and_without_a_store() {
    for with_store in [false, true] {
        let home = home("compacted");
        if with_store {
            sqlite::settle(&store(home.path()), "copilot-cli/compacted.sql");
        }
        let ledger = read(home.path());
        assert_eq!(tally(&ledger), Tally { calls: 9, unknown: 0, turns: 2 }, "{with_store}");
        let summed = ledger.calls().find(|call| call.sample.usage.prompt() == 2299).unwrap();
        assert_eq!(summed.sample.context, 0, "two requests have no context");
        assert!(ledger.calls().filter(|call| call.id != summed.id).all(|call| call.sample.context > 0));
        let main = session(&ledger, "fc5a09aa-7805-4028-b1a3-d03d5f62a123");
        assert_eq!(main.window, Some(168_000));
        let compaction = compactions(&ledger)[0];
        assert_eq!((compaction.before, compaction.after), (Some(196_184), None));
        let usage = total(&ledger);
        assert_eq!((usage.prompt(), usage.output), (303_276 + 2299, 446 + 109));
        check_witnesses(&ledger, 1);
        Lawful::checked(|| Box::new(CopilotCli), home.path(), &ledger)
            .appended(&["assistant_usage_events"])
            .check_laws(3);
    }
}

#[test]
fn tools_are_the_requests_that_asked_for_them() {
    let ledger = read(home("compacted").path());
    assert_eq!(tools(&ledger).len(), 6);
    assert!(tools(&ledger).iter().all(|tool| ledger.calls().any(|call| Some(call.id) == tool.call)));
}

#[test]
fn one_prompt_is_one_turn() {
    let home = home("prompted");
    let ledger = read(home.path());
    assert_eq!(tally(&ledger), Tally { calls: 2, unknown: 0, turns: 1 });
    let usage = total(&ledger);
    assert_eq!((usage.prompt(), usage.output, usage.reasoning), (2270, 127, 10));
    check_witnesses(&ledger, 1);
}

#[test]
fn a_forks_copied_lines_are_the_originals() {
    let ledger = read(home("forked").path());
    let usage = total(&ledger);
    assert_eq!((usage.prompt(), usage.output), (5000, 300));
    assert_eq!(ledger.calls().count(), 3);
}

fn line(id: &str, second: u8, kind: &str, data: &Value) -> Value {
    json!({"id": id, "timestamp": format!("2026-10-01T10:00:{second:02}.000Z"), "type": kind, "data": data})
}

fn record(id: &str, second: u8, source: &str) -> Value {
    let usage = json!({"model": "m", "inputTokens": 100, "outputTokens": 10, "apiCallId": id,
        "accounting": {"sourceSessionId": source}});
    line(id, second, "session.usage_record", &json!({"usage": usage}))
}

fn totals(id: &str, second: u8, input: u64, output: u64) -> Value {
    let usage = json!({"inputTokens": input, "outputTokens": output});
    line(id, second, "session.shutdown", &json!({"modelMetrics": {"m": {"usage": usage}}}))
}

fn sessions(logs: &[(&str, Vec<Value>)]) -> MemoryStore {
    let home = tempfile::tempdir().unwrap();
    for (name, lines) in logs {
        write(home.path(), name, lines);
    }
    read(home.path())
}

#[test]
fn a_forks_copies_name_their_session_or_are_older_than_the_log() {
    let start =
        |second| line(&format!("s{second}"), second, "session.start", &json!({"copilotVersion": "1.0.102"}));
    let asked = |second| line(&format!("u{second}"), second, "user.message", &json!({}));
    let first = vec![start(0), asked(1), record("a", 2, "one"), totals("t", 3, 100, 10)];
    let mut second = vec![start(20)];
    second.extend_from_slice(&first[1..]);
    second.extend([asked(21), record("b", 22, "two"), totals("t2", 23, 200, 20)]);
    let ledger = sessions(&[("one", first), ("two", second.clone())]);
    assert_eq!(tally(&ledger), Tally { calls: 2, unknown: 0, turns: 2 });
    for name in ["one", "two"] {
        assert_eq!(calls_of(&ledger, session(&ledger, name).id).len(), 1, "{name}");
    }
    check_witnesses(&ledger, 1);
    let alone = sessions(&[("two", second)]);
    assert_eq!(tally(&alone).calls, 2, "a copy counts where its original is gone");
}

#[test]
fn what_the_agent_goes_on_with_is_no_prompt() {
    for (data, turns) in [
        (json!({}), 2),
        (json!({"source": "user"}), 2),
        (json!({"source": "skill-review"}), 1),
        (json!({"source": "agent-explore"}), 1),
        (json!({"isAutopilotContinuation": true}), 1),
    ] {
        let lines = vec![
            line("s", 0, "session.start", &json!({})),
            line("u1", 1, "user.message", &json!({})),
            record("a", 2, "one"),
            line("u2", 3, "user.message", &data),
            record("b", 4, "one"),
        ];
        assert_eq!(tally(&sessions(&[("one", lines)])).turns, turns, "{data}");
    }
}

/// What a roll-up tells beside responses is what these read, and no request besides.
#[test]
fn no_more_calls_are_counted_than_the_agent_states() {
    let start = line("s", 0, "session.start", &json!({"copilotVersion": "1.0.80"}));
    let answer = |id: &str, second, output| {
        let said = json!({"apiCallId": id, "model": "m", "outputTokens": output});
        line(&format!("l{id}"), second, "assistant.message", &said)
    };
    let log = vec![
        start,
        answer("a", 1, 10),
        answer("b", 2, 20),
        totals("t", 3, 500, 30),
        totals("t2", 9, 900, 40),
    ];
    let ledger = sessions(&[("one", log)]);
    let usage = total(&ledger);
    assert_eq!((usage.prompt(), usage.output), (900, 40));
    let of = |finish| ledger.calls().filter(|call| call.sample.finish == finish).count();
    assert_eq!(
        (of(Finish::Final), of(Finish::Residual)),
        (3, 1),
        "two answers, and a leg that shows none of its own"
    );
    check_witnesses(&ledger, 1);
}

/// A store with a row for each request: its number, its second, its sub-agent and its initiator.
fn rows(home: &std::path::Path, rows: &[(u8, u8, Option<&str>, &str)]) {
    let agent = sqlite::make(&store(home), "copilot-cli/session-store.sql");
    agent.execute("DELETE FROM assistant_usage_events", []).unwrap();
    for (id, second, run, initiator) in rows {
        agent
            .execute(
                "INSERT INTO assistant_usage_events (id, session_id, agent_id, model, input_tokens, output_tokens, \
                 initiator, created_at) VALUES (?1, 'one', ?2, 'm', 100, 10, ?3, ?4)",
                (id, run, initiator, format!("2026-10-01T10:00:{second:02}.000Z")),
            )
            .unwrap();
    }
}

fn write(home: &std::path::Path, name: &str, lines: &[Value]) {
    let path = home.join(".copilot/session-state").join(name);
    std::fs::create_dir_all(&path).unwrap();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(path.join("events.jsonl"), text).unwrap();
}

// As seen in 1.0.102: a sub-agent's records are numbered under a session of which nothing else is known.
#[test]
fn a_sub_agents_records_are_no_forks() {
    for (with_agent, with_store) in [(true, false), (true, true), (false, false)] {
        let own = |id: &str, second| {
            let mut own = record(id, second, "numbered-elsewhere");
            own["data"]["usage"]["initiator"] = json!("sub-agent");
            if with_agent {
                own["agentId"] = json!("x");
                own["data"]["usage"]["parentToolCallId"] = json!("t");
            }
            own
        };
        let lines = [
            line("s", 0, "session.start", &json!({})),
            line("u", 1, "user.message", &json!({"content": "PRIVATE_SENTINEL_do_not_store it"})),
            record("a", 2, "one"),
            own("b", 3),
            own("c", 4),
            record("d", 5, "one"),
            totals("t", 6, 400, 40),
        ];
        let home = tempfile::tempdir().unwrap();
        write(home.path(), "one", &lines);
        if with_store {
            let run = Some("x");
            rows(
                home.path(),
                &[
                    (1, 2, None, "user"),
                    (2, 3, run, "sub-agent"),
                    (3, 4, run, "sub-agent"),
                    (4, 5, None, "agent"),
                ],
            );
        }
        let ledger = read(home.path());
        assert_eq!(tally(&ledger), Tally { calls: 4, unknown: 0, turns: 1 }, "{with_agent} {with_store}");
        assert_eq!((total(&ledger).input, total(&ledger).output), (400, 40));
        let main = session(&ledger, "one").id;
        if with_agent {
            let run = session(&ledger, "x");
            assert_eq!((run.parent, calls_of(&ledger, run.id).len()), (Some(main), 2));
        }
        check_witnesses(&ledger, 1);
        Lawful::checked(|| Box::new(CopilotCli), home.path(), &ledger)
            .appended(&["assistant_usage_events"])
            .check_laws(3);
    }
}

// As seen in 1.0.102: what was said before is rolled up already when a resumed process begins with a compaction.
#[test]
fn roll_ups_go_on_over_a_compaction_that_a_resumed_process_begins_with() {
    let used = json!({"inputTokens": 50, "outputTokens": 5, "model": "m", "requestCount": 1});
    let lines = [
        line("s", 0, "session.start", &json!({})),
        line("u", 1, "user.message", &json!({"content": "PRIVATE_SENTINEL_do_not_store it"})),
        record("a", 2, "one"),
        record("b", 3, "one"),
        totals("t1", 4, 200, 20),
        line("r", 5, "session.resume", &json!({})),
        line("k", 6, "session.compaction_complete", &json!({"success": true, "compactionTokensUsed": used})),
        totals("t2", 7, 200, 20),
        line("r2", 8, "session.resume", &json!({})),
        record("c", 9, "one"),
        totals("t3", 10, 300, 30),
    ];
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "one", &lines);
    let ledger = read(home.path());
    assert_eq!(tally(&ledger), Tally { calls: 4, unknown: 0, turns: 1 });
    assert_eq!((total(&ledger).input, total(&ledger).output), (350, 35));
    check_witnesses(&ledger, 1);
    Lawful::checked(|| Box::new(CopilotCli), home.path(), &ledger).check_laws(3);
}
