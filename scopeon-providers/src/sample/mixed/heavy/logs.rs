//! Codex's rollouts, Copilot CLI's events and Gemini CLI's chats, with all that is said and done in them.

use std::io;
use std::path::{Path, PathBuf};

use scopeon_core::time::Timestamp;
use serde_json::{Value, json};

use super::desk::{Desk, REPLIES};
use crate::sample::mixed::chats;
use crate::sample::mixed::session::Session;

/// Rollouts: prompts, reasoning, tools and their results around each response.
pub(super) fn codex(desk: &mut Desk<'_>, session: &Session) -> io::Result<()> {
    let mut lines = Vec::new();
    let record = |at: Timestamp, kind: &str, payload: Value| json!({"timestamp": at.to_string(), "type": kind, "payload": payload});
    let about = json!({"id": session.id, "cwd": session.project, "cli_version": "0.159.0", "source": "cli",
        "git": {"branch": "main"}, "base_instructions": {"text": desk.text(20_000)}});
    lines.push(record(session.start, "session_meta", about));
    for (number, reply) in session.replies.iter().enumerate() {
        let (turn, at, call) = (format!("{}-{}", session.id, number / 6), reply.at, format!("call_{number}"));
        if number % 6 == 0 {
            let context = json!({"turn_id": turn, "cwd": session.project, "model": session.model});
            lines.push(record(at, "turn_context", context));
            lines.push(record(at, "event_msg", json!({"type": "user_message", "message": desk.text(400)})));
        }
        let reasoning = json!({"type": "reasoning", "summary": [], "encrypted_content": desk.text(1_800)});
        lines.push(record(at, "response_item", reasoning));
        let said = json!({"type": "message", "role": "assistant",
            "content": [{"type": "output_text", "text": desk.text(500)}]});
        lines.push(record(at, "response_item", said));
        let arguments = json!({"cmd": desk.text(250)}).to_string();
        let asked =
            json!({"type": "function_call", "name": "shell", "arguments": arguments, "call_id": call});
        lines.push(record(at, "response_item", asked));
        let result = json!({"type": "function_call_output", "call_id": call, "output": desk.text(4_000)});
        lines.push(record(at, "response_item", result));
        let usage = json!({"input_tokens": reply.usage.prompt(), "cached_input_tokens": reply.usage.cache_read,
            "output_tokens": reply.usage.output, "total_tokens": reply.usage.total()});
        let used = json!({"thread_id": session.id, "turn_id": turn,
            "response_id": format!("resp_{}_{number}", session.id), "usage": usage});
        lines.push(record(at, "token_usage_record", used));
    }
    let start = session.start.to_string();
    let day = start.get(..10).unwrap_or_default().replace('-', "/");
    let name =
        format!("rollout-{}-{}.jsonl", start.get(..19).unwrap_or_default().replace(':', "-"), session.id);
    desk.lines(Path::new(".codex/sessions").join(day).join(name), &lines, session.end())
}

/// Event logs: each response with its output, and all they took when the session ends.
pub(super) fn copilot_cli(desk: &mut Desk<'_>, session: &Session) -> io::Result<()> {
    let mut lines = Vec::new();
    let event = |at: Timestamp, number: usize, kind: &str, data: Value| json!({"type": kind, "id": format!("{kind}-{number}"), "timestamp": at.to_string(), "data": data});
    let begin = json!({"sessionId": session.id, "copilotVersion": "1.0.85", "selectedModel": session.model,
        "startTime": session.start.to_string(), "context": {"cwd": session.project, "branch": "main"}});
    lines.push(event(session.start, 0, "session.start", begin));
    for (number, reply) in session.replies.iter().enumerate() {
        let (at, call) = (reply.at, format!("tool-{number}"));
        if number % 6 == 0 {
            let asked = json!({"interactionId": format!("i{number}"), "content": desk.text(400),
                "transformedContent": desk.text(900)});
            lines.push(event(at, number, "user.message", asked));
        }
        let arguments = json!({"command": desk.text(250)});
        let said = json!({"messageId": format!("m{number}"), "apiCallId": format!("a{number}"),
            "model": session.model, "outputTokens": reply.usage.output, "content": desk.text(500),
            "toolRequests": [{"toolCallId": call, "name": "bash", "arguments": arguments}]});
        lines.push(event(at, number, "assistant.message", said));
        let started = json!({"toolCallId": call, "toolName": "bash", "arguments": arguments});
        lines.push(event(at, number, "tool.execution_start", started));
        let done = json!({"toolCallId": call, "success": true, "result": {"content": desk.text(3_500)}});
        lines.push(event(at, number, "tool.execution_complete", done));
    }
    let sum = session.total();
    let usage =
        json!({"inputTokens": sum.prompt(), "outputTokens": sum.output, "cacheReadTokens": sum.cache_read});
    let metrics = json!({session.model: {"requests": {"count": REPLIES}, "usage": usage}});
    let end = json!({"shutdownType": "routine", "currentModel": session.model, "modelMetrics": metrics});
    lines.push(event(session.end(), REPLIES, "session.shutdown", end));
    let path = format!(".copilot/session-state/{}/events.jsonl", session.id);
    desk.lines(path.into(), &lines, session.end())
}

/// Chats, half of them as lines and half as documents.
pub(super) fn gemini_cli(desk: &mut Desk<'_>, session: &Session) -> io::Result<()> {
    let start = session.start.to_string();
    let mut messages = Vec::new();
    for (number, reply) in session.replies.iter().enumerate() {
        let at = reply.at.to_string();
        if number % 6 == 0 {
            let id = format!("u{number}");
            messages.push(json!({"id": id, "timestamp": at, "type": "user", "content": desk.text(400)}));
        }
        let (arguments, result) = (json!({"command": desk.text(250)}), json!([{"output": desk.text(3_500)}]));
        let tool = json!({"id": format!("t{number}"), "name": "run_shell_command", "status": "success",
            "timestamp": at, "args": arguments, "result": result});
        messages.push(json!({"id": format!("g{number}"), "timestamp": at, "type": "gemini",
            "content": desk.text(500), "thoughts": [{"description": desk.text(700)}], "toolCalls": [tool],
            "tokens": chats::tokens(reply.usage), "model": session.model}));
    }
    let stem = format!("session-{}-{}", start.get(..16).unwrap_or_default().replace(':', "-"), session.id);
    let path = |ending: &str| PathBuf::from(format!(".gemini/tmp/shop/chats/{stem}.{ending}"));
    let mut about =
        json!({"sessionId": session.id, "startTime": start, "lastUpdated": start, "kind": "main"});
    if desk.prng.chance(50) {
        about["messages"] = Value::Array(messages);
        return desk.lines(path("json"), &[about], session.end());
    }
    messages.insert(0, about);
    desk.lines(path("jsonl"), &messages, session.end())
}
