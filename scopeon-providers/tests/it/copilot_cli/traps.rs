//! Each trap of Copilot's logs by itself.
#![expect(clippy::needless_pass_by_value, reason = "`json!` makes values to be handed over")]

use serde_json::{Value, json};

use super::{counts, read, store};
use crate::expect::{session, sessions};
use crate::sqlite;
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::MemoryStore;

/// A session's log, line by line, a minute apart.
#[derive(Default)]
struct Log(Vec<Value>);

impl Log {
    fn started(version: &str) -> Self {
        Self::default().add(
            "session.start",
            json!({"sessionId": "s", "copilotVersion": version,
            "selectedModel": "m", "context": {"cwd": "/w"}}),
        )
    }

    fn add(self, kind: &str, data: Value) -> Self {
        self.add_by(None, kind, &data)
    }

    fn add_by(mut self, agent: Option<&str>, kind: &str, data: &Value) -> Self {
        let minute = self.0.len();
        let mut line = json!({"type": kind, "data": data, "id": format!("e{minute}"),
            "timestamp": format!("2026-09-21T09:{minute:02}:00.000Z")});
        if let Some(agent) = agent {
            line["agentId"] = agent.into();
        }
        self.0.push(line);
        self
    }

    fn message(self, api: &str, output: u64) -> Self {
        self.add(
            "assistant.message",
            json!({"messageId": api, "apiCallId": api, "outputTokens": output, "model": "m"}),
        )
    }

    /// `[input, output, read, write]` since the session's start.
    fn shutdown(self, counts: [u64; 4], nano: u64) -> Self {
        let [input, output, read, write] = counts;
        self.add("session.shutdown", json!({"modelMetrics": {"m": {"totalNanoAiu": nano, "usage": {
            "inputTokens": input, "outputTokens": output, "cacheReadTokens": read, "cacheWriteTokens": write}}}}))
    }

    fn write(&self, home: &std::path::Path) {
        let path = home.join(".copilot/session-state/s/events.jsonl");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let lines: Vec<String> = self.0.iter().map(Value::to_string).collect();
        std::fs::write(path, lines.join("\n") + "\n").unwrap();
    }

    fn read(&self) -> MemoryStore {
        let home = tempfile::tempdir().unwrap();
        self.write(home.path());
        read(home.path())
    }

    fn sum(&self) -> [u64; 5] {
        sum(&self.read())
    }
}

fn sum(ledger: &MemoryStore) -> [u64; 5] {
    counts(ledger.calls().map(|call| call.sample.usage).sum::<Usage>())
}

#[test]
fn roll_ups_go_on_over_legs_and_start_anew_when_they_shrink() {
    let two = Log::started("1.0.60").shutdown([100, 10, 40, 0], 5).shutdown([300, 30, 140, 20], 9);
    assert_eq!(two.sum(), [140, 140, 20, 30, 0], "the last is the total");
    let anew = Log::started("1.0.60").shutdown([300, 30, 0, 0], 5).shutdown([100, 10, 0, 0], 3);
    assert_eq!(anew.sum(), [400, 0, 0, 40, 0]);
    let cost: i128 = anew.read().calls().filter_map(|call| call.reported).map(PicoUsd::pico).sum();
    assert_eq!(cost, 80);
    let same = Log::started("1.0.60").shutdown([100, 10, 0, 0], 5).shutdown([100, 10, 0, 0], 5);
    assert_eq!(same.read().calls().count(), 1);
}

#[test]
fn a_compaction_starts_the_roll_ups_anew_and_is_a_request() {
    let used = json!({"inputTokens": 1000, "outputTokens": 7, "cacheReadTokens": 900, "model": "m"});
    let log = Log::started("1.0.60")
        .shutdown([100, 10, 0, 0], 0)
        .message("a", 5)
        .add("session.compaction_complete", json!({"success": true, "compactionTokensUsed": used}))
        .message("b", 3)
        .shutdown([500, 20, 0, 0], 0);
    // 10 before; 5 and the summary's 7 are in no roll-up; 20 after, of which 3 were told.
    assert_eq!(log.sum(), [100 + 100 + 500, 900, 0, 10 + 5 + 7 + 20, 0]);
    let failed = Log::started("1.0.60")
        .shutdown([100, 10, 0, 0], 0)
        .add("session.compaction_complete", json!({"success": false}))
        .shutdown([500, 20, 0, 0], 0);
    assert_eq!(failed.sum(), [500, 0, 0, 20, 0], "one that failed resets nothing");
}

#[test]
fn a_response_in_chunks_is_one() {
    let log = Log::started("1.0.60").message("a", 50).message("a", 80).message("a", 80);
    assert_eq!(log.sum()[3], 80);
    assert_eq!(log.shutdown([100, 80, 0, 0], 0).sum(), [100, 0, 0, 80, 0]);
}

#[test]
fn old_inputs_may_leave_the_cached_out() {
    assert_eq!(Log::started("1.0.40").shutdown([10, 1, 40, 5], 0).sum(), [10, 40, 5, 1, 0]);
}

#[test]
fn a_sub_agents_type_is_told_only_where_it_is_plain() {
    let start = |name: &str| json!({"toolCallId": name, "agentName": name});
    let done = |name: &str| json!({"toolCallId": name});
    let say = |log: Log, agent, id: &str| {
        log.add_by(
            Some(agent),
            "assistant.message",
            &json!({"apiCallId": id, "outputTokens": 1, "model": "m"}),
        )
    };
    let log = Log::started("1.0.60").add("subagent.started", start("explore"));
    let log = say(log, "one", "a").add("subagent.completed", done("explore"));
    let log = log.add("subagent.started", start("plan")).add("subagent.started", start("review"));
    let log = say(log, "two", "b");
    let ledger = log.read();
    assert_eq!(session(&ledger, "one").agent_type.as_ref().unwrap().as_str(), "explore");
    assert_eq!(session(&ledger, "two").agent_type, None);
    assert_eq!(sessions(&ledger).len(), 3);
}

#[test]
fn a_store_without_rows_hides_nothing() {
    let store_of = |home: &std::path::Path| {
        let agent = sqlite::make(&store(home), "copilot-cli/session-store.sql");
        agent.execute_batch("DELETE FROM assistant_usage_events; DELETE FROM sessions").unwrap();
        agent
    };
    for version in ["0.0.422", "1.0.69"] {
        let home = tempfile::tempdir().unwrap();
        let _agent = store_of(home.path());
        Log::started(version).message("a", 4).shutdown([100, 10, 0, 0], 0).write(home.path());
        assert_eq!(sum(&read(home.path())), [100, 0, 0, 10, 0], "{version}");
    }
}

#[test]
fn a_new_stores_first_row_is_not_the_old_ones() {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&store(home.path()), "copilot-cli/session-store.sql");
    let mut ledger = MemoryStore::default();
    let law = crate::lawful::Reader::new(&scopeon_providers::CopilotCli, home.path());
    law.read(home.path(), 1, &mut ledger);
    std::fs::remove_file(store(home.path())).unwrap();
    let agent = sqlite::make(&store(home.path()), "copilot-cli/session-store.sql");
    agent.execute("UPDATE assistant_usage_events SET created_at = '2026-10-01 00:00:00'", []).unwrap();
    agent.execute("DELETE FROM assistant_usage_events WHERE id > 1", []).unwrap();
    law.read(home.path(), 1, &mut ledger);
    assert_eq!(ledger.calls().count(), 4);
}

#[test]
fn a_store_without_newer_columns_is_read_and_prompts_are_not() {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&store(home.path()), "copilot-cli/session-store.sql");
    agent
        .execute_batch(
            "ALTER TABLE assistant_usage_events DROP COLUMN reasoning_tokens;
             ALTER TABLE assistant_usage_events DROP COLUMN total_nano_aiu;
             ALTER TABLE assistant_usage_events DROP COLUMN agent_id;
             UPDATE assistant_usage_events SET parent_tool_call_id = 'tool-7' WHERE id = 2;",
        )
        .unwrap();
    let ledger = read(home.path());
    assert_eq!(sum(&ledger), [2500, 40_000, 9500, 900, 0]);
    assert_eq!(session(&ledger, "tool-7").parent, Some(session(&ledger, super::MAIN).id));
    assert!(!ledger.dump().contains("PRIVATE_SENTINEL"));
}

/// VS Code writes to the file that the variable names, too, and its requests are read from its own store.
#[test]
fn a_request_of_vs_codes_in_the_otel_file_is_not_the_command_lines() {
    let home = tempfile::tempdir().unwrap();
    let span = |id: &str, more: Value| {
        let mut span = json!({"type": "span", "name": "chat m", "spanId": id, "endTime": [1_790_000_003, 0],
            "attributes": {"gen_ai.operation.name": "chat", "gen_ai.response.model": "m",
                "gen_ai.response.id": id, "gen_ai.conversation.id": "c",
                "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 1}});
        if let Value::Object(more) = more {
            span["attributes"].as_object_mut().unwrap().extend(more);
        }
        span.to_string()
    };
    let lines = [span("a", json!({})), span("b", json!({"copilot_chat.request.max_prompt_tokens": 136_000}))];
    let path = home.path().join(".copilot/otel/spans.jsonl");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
    assert_eq!(read(home.path()).calls().count(), 1);
}
