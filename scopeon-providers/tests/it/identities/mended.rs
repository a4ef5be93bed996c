//! What draws have found, each by itself and as small as it is.

use scopeon_core::provider::{Provider, SourceKind};
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::identities::{self, Drawn, Log, Truth};
use scopeon_providers::{Cline, CopilotCli, Generic, OpenCode, QwenCode};
use serde_json::{Value, json};

fn lines(path: &str, lines: &[Value]) -> Log {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    Log { path: path.into(), shape: SourceKind::Lines, earlier: Vec::new(), bytes: text.into_bytes() }
}

fn document(path: &str, earlier: &[Value], value: &Value) -> Log {
    let text = |value: &Value| value.to_string().into_bytes();
    Log {
        path: path.into(),
        shape: SourceKind::Document,
        earlier: earlier.iter().map(text).collect(),
        bytes: text(value),
    }
}

/// Checks how many calls there are and what they took together: what no cache served, and output.
fn check(provider: &dyn Provider, files: Vec<Log>, (calls, input, output): (u64, u64, u64)) {
    let usage = Usage { input, output, ..Usage::default() };
    let truth = Truth { calls, usage };
    // Whichever reading is drawn.
    for seed in 0..8 {
        let files = files.clone();
        let drawn =
            Drawn { seed, scheme: String::new(), forms: Vec::new(), files, truth, is_summed: calls == 0 };
        assert_eq!(identities::difference(provider, &drawn), None);
    }
}

#[test]
fn one_name_for_all_hides_no_response_that_is_asked_for_again() {
    let record = |id: &str, object: &str, created: u64, output: u64| {
        json!({ "id": id, "object": object, "created": created, "model": "m",
            "usage": { "prompt_tokens": 100, "completion_tokens": output } })
    };
    for id in ["ocgo", "chatcmpl-5f0c3a52-8f0e-4c0e-9f52-2d9e3c1b7a10", "chatcmpl-1794268800000"] {
        let whole = |created, output| record(id, "chat.completion", created, output);
        let part = |created, output| record(id, "chat.completion.chunk", created, output);
        let logs = [
            // The same question, answered alike, in two seconds and in one; the same line twice.
            (vec![whole(1_795_000_000, 7), whole(1_795_000_001, 7)], (2, 200, 14)),
            (vec![whole(1_795_000_000, 7), whole(1_795_000_000, 8)], (2, 200, 15)),
            (vec![whole(1_795_000_000, 7), whole(1_795_000_000, 7)], (1, 100, 7)),
            // Streams: one, two in one second, and two that state their usage once.
            (vec![part(1_795_000_000, 1), part(1_795_000_000, 2), part(1_795_000_000, 9)], (1, 100, 9)),
            (vec![part(1_795_000_000, 5), part(1_795_000_000, 1), part(1_795_000_000, 6)], (2, 200, 11)),
            (vec![part(1_795_000_000, 7), part(1_795_000_009, 9)], (2, 200, 16)),
        ];
        for (records, told) in logs {
            check(&Generic::default(), vec![lines("log.jsonl", &records)], told);
            let copies = vec![lines("log.jsonl", &records), lines("log.1.jsonl", &records)];
            check(&Generic::default(), copies, told);
        }
    }
    // Without any time their places tell them apart.
    let bare = |output: u64| json!({ "id": "ocgo", "object": "chat.completion", "usage": { "prompt_tokens": 100, "completion_tokens": output } });
    check(&Generic::default(), vec![lines("log.jsonl", &[bare(7), bare(8), bare(8)])], (2, 200, 15));
}

#[test]
fn one_name_for_all_requests_of_copilots_is_no_requests_own() {
    let line = |number: u64, kind: &str, data: Value| json!({ "id": format!("e{number}"), "timestamp": format!("2026-11-10T10:00:{number:02}Z"), "type": kind, "data": data });
    let record = |number, input: u64| {
        let usage = json!({ "model": "m", "apiCallId": "ocgo", "inputTokens": input, "outputTokens": 5 });
        line(number, "session.usage_record", json!({ "usage": usage }))
    };
    let said = |number, output: u64| {
        line(
            number,
            "assistant.message",
            json!({ "model": "m", "apiCallId": "ocgo", "outputTokens": output }),
        )
    };
    let silent = |number| line(number, "assistant.message", json!({ "apiCallId": "ocgo" }));
    let done =
        |number| line(number, "tool.execution_complete", json!({ "toolCallId": "t", "success": true }));
    let path = "session-state/s/events.jsonl";
    let records = [record(1, 10), silent(2), record(3, 20), silent(4)];
    check(&CopilotCli, vec![lines(path, &records)], (2, 30, 10));
    let messages = [said(1, 5), said(2, 9), done(3), said(4, 9)];
    check(&CopilotCli, vec![lines(path, &messages)], (2, 0, 18));
    let span = |number: u64| {
        json!({ "name": "chat m", "spanId": number.to_string(), "endTime": [1_795_000_000, 0], "attributes": {
            "gen_ai.response.model": "m", "gen_ai.response.id": "ocgo", "gen_ai.conversation.id": "s",
            "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 5 } })
    };
    check(&CopilotCli, vec![lines("otel/o.jsonl", &[span(1), span(2)])], (2, 20, 10));
}

#[test]
fn a_sub_agents_responses_that_are_all_alike_are_as_many_as_they_are() {
    let line = |number: u64| {
        json!({ "uuid": format!("u{number}"), "sessionId": "s", "agentId": "a", "agentRound": 1, "type": "assistant",
            "timestamp": "2026-11-10T10:00:00Z", "model": "m", "message": { "parts": [{ "text": "x" }] },
            "usageMetadata": { "promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15 } })
    };
    let all: Vec<Value> = (0..200).map(line).collect();
    check(&QwenCode, vec![lines("p/subagents/s/agent-a.jsonl", &all)], (200, 2000, 1000));
}

#[test]
fn what_a_fork_copied_into_old_documents_is_its_originals() {
    // They began at 10:00:01.160 and 10:00:02.954.
    let (original, fork) = ("ses_e3b198677ff6aAMxyF3EaZJAnn", "ses_e3b197f75ff7aAcNyzi3PWPAqK");
    let message = |session: &str, id: &str, at: u64| {
        let tokens = json!({ "input": 10, "output": 5, "reasoning": 0, "cache": { "read": 0, "write": 0 } });
        let message = json!({ "id": id, "sessionID": session, "role": "assistant", "modelID": "m",
            "time": { "created": at, "completed": at }, "finish": "stop", "tokens": tokens });
        document(&format!("storage/message/{session}/{id}.json"), &[], &message)
    };
    let files = vec![
        message(original, "msg_1", 1_794_304_801_688),
        message(fork, "msg_2", 1_794_304_801_688),
        message(fork, "msg_3", 1_794_304_803_600),
    ];
    check(&OpenCode::OPENCODE, files, (2, 20, 10));
}

#[test]
fn requests_that_are_taken_back_count_once_whenever_the_task_was_read() {
    let request = |at: u64, say: &str, input: u64| {
        let text = json!({ "tokensIn": input, "tokensOut": 5 }).to_string();
        json!({ "ts": 1_795_000_000_000 + at, "say": say, "text": text, "modelInfo": { "modelId": "m" } })
    };
    let started = |at, input| request(at, "api_req_started", input);
    let before = json!([started(1, 10), started(2, 20), started(3, 30)]);
    let mut removed = request(4, "deleted_api_reqs", 50);
    removed["text"] = json!({ "tokensIn": 50, "tokensOut": 10 }).to_string().into();
    let after = json!([started(1, 10), removed, started(5, 40)]);
    // As many calls as there are, or a sum in their place: tokens alone are compared.
    check(&Cline::CLINE, vec![document("t/ui_messages.json", &[before], &after)], (0, 100, 20));
}
