//! Codex's rollouts, Copilot CLI's events, Grok's updates and Kimi's wire.

use std::fmt::Write as _;
use std::path::Path;

use scopeon_core::time::Timestamp;
use serde_json::{Value, json};

use super::session::{Reply, Session, Tool, Written, seconds};
use crate::sample::text::MARKER;

pub(super) fn codex(session: &Session) -> Vec<Written> {
    let mut written = rollout(".codex/sessions", session);
    // The backend states its limits with each response; the last ones are enough.
    let limits = record(session.end(), "event_msg", &codex_limits(session.end()));
    for file in &mut written {
        let _ = writeln!(file.text, "{limits}");
    }
    written
}

/// A window of five hours and a week, with room in both.
fn codex_limits(at: Timestamp) -> Value {
    let window = |used: f64, minutes: i64, left: i64| json!({"used_percent": used, "window_minutes": minutes, "resets_at": seconds(at) + left});
    let limits = json!({
        "limit_id": "codex",
        "primary": window(31.0, 300, 2 * 3_600),
        "secondary": window(42.0, 7 * 24 * 60, 90 * 3_600),
    });
    json!({"type": "token_count", "info": null, "rate_limits": limits})
}

pub(super) fn every_code(session: &Session) -> Vec<Written> {
    rollout(".code/sessions", session)
}

pub(super) fn traex(session: &Session) -> Vec<Written> {
    rollout(".trae/cli/sessions", session)
}

fn rollout(home: &str, session: &Session) -> Vec<Written> {
    let start = session.start.to_string();
    let mut lines = vec![record(
        session.start,
        "session_meta",
        &json!({"id": session.id, "cwd": session.project, "cli_version": "0.159.0", "source": "cli", "git": {"branch": "main"}}),
    )];
    for prompt in session.prompts() {
        let turn = format!("{}-{}", session.id, prompt.number);
        let context = json!({"turn_id": turn, "cwd": session.project, "model": session.model});
        lines.push(record(prompt.asked, "turn_context", &context));
        lines.push(record(prompt.asked, "event_msg", &json!({"type": "user_message", "message": MARKER})));
        for reply in prompt.replies {
            lines.extend(reply.tool.into_iter().flat_map(|tool| codex_tool(reply.at, tool)));
            lines.push(record(reply.at, "token_usage_record", &codex_usage(session, &turn, reply)));
        }
    }
    let day = start.get(..10).unwrap_or_default();
    let name =
        format!("rollout-{}-{}.jsonl", start.get(..19).unwrap_or_default().replace(':', "-"), session.id);
    vec![Written::lines(Path::new(home).join(day.replace('-', "/")).join(name), &lines)]
}

fn record(at: Timestamp, kind: &str, payload: &Value) -> Value {
    json!({"timestamp": at.to_string(), "type": kind, "payload": payload})
}

fn codex_tool(at: Timestamp, tool: Tool) -> [Value; 2] {
    let asked = json!({"type": "function_call", "name": tool.name, "arguments": tool.input().to_string(),
        "call_id": tool.id()});
    let result = json!({"type": "function_call_output", "call_id": tool.id(), "output": MARKER});
    [record(at, "response_item", &asked), record(tool.end, "response_item", &result)]
}

fn codex_usage(session: &Session, turn: &str, reply: &Reply) -> Value {
    let usage = json!({
        "input_tokens": reply.usage.prompt(),
        "cached_input_tokens": reply.usage.cache_read,
        "cache_write_input_tokens": reply.usage.cache_write_5m,
        "output_tokens": reply.usage.output,
        "reasoning_output_tokens": reply.usage.reasoning,
        "total_tokens": reply.usage.total(),
    });
    let response = format!("resp_{}_{}", session.id, reply.at.millis());
    json!({"thread_id": session.id, "turn_id": turn, "response_id": response, "usage": usage})
}

/// Copilot states the output of each response, and when a session ends all that its responses took together.
pub(super) fn copilot_cli(session: &Session) -> Vec<Written> {
    let (start, sum) = (session.start.to_string(), session.total());
    let context = json!({"cwd": session.project, "branch": "main"});
    let begin = json!({"sessionId": session.id, "copilotVersion": "1.0.85", "startTime": start,
        "selectedModel": session.model, "context": context});
    let mut lines = Vec::new();
    copilot_event(&mut lines, "session.start", session.start, &begin);
    for prompt in session.prompts() {
        let asked = json!({"interactionId": format!("i{}", prompt.number), "content": MARKER});
        copilot_event(&mut lines, "user.message", prompt.asked, &asked);
        prompt.replies.iter().for_each(|reply| copilot_reply(&mut lines, session, reply));
    }
    let usage = json!({
        "inputTokens": sum.prompt(),
        "outputTokens": sum.output,
        "cacheReadTokens": sum.cache_read,
        "cacheWriteTokens": sum.cache_write_5m,
        "reasoningTokens": sum.reasoning,
    });
    let metrics = json!({session.model: {"requests": {"count": session.replies.len()}, "usage": usage}});
    let end = json!({"shutdownType": "routine", "currentModel": session.model, "modelMetrics": metrics});
    copilot_event(&mut lines, "session.shutdown", session.end(), &end);
    vec![Written::lines(format!(".copilot/session-state/{}/events.jsonl", session.id), &lines)]
}

fn copilot_event(lines: &mut Vec<Value>, kind: &str, at: Timestamp, data: &Value) {
    let id = format!("e{}", lines.len() + 1);
    lines.push(json!({"type": kind, "id": id, "timestamp": at.to_string(), "data": data}));
}

fn copilot_reply(lines: &mut Vec<Value>, session: &Session, reply: &Reply) {
    let asks = |tool: Tool| json!({"toolCallId": tool.id(), "name": tool.name, "arguments": tool.input()});
    let said = json!({"messageId": format!("m{}", lines.len()), "model": session.model, "content": MARKER,
        "outputTokens": reply.usage.output, "toolRequests": reply.tool.map(asks).into_iter().collect::<Vec<_>>()});
    copilot_event(lines, "assistant.message", reply.at, &said);
    let Some(tool) = reply.tool else { return };
    let begins = json!({"toolCallId": tool.id(), "toolName": tool.name, "arguments": tool.input()});
    copilot_event(lines, "tool.execution_start", reply.at, &begins);
    let ends = json!({"toolCallId": tool.id(), "success": !tool.has_failed, "result": {"content": MARKER}});
    copilot_event(lines, "tool.execution_complete", tool.end, &ends);
}

/// Grok states what a prompt took once it is answered.
pub(super) fn grok(session: &Session) -> Vec<Written> {
    let line = |at, update: Value| json!({"timestamp": seconds(at), "params": {"update": update}});
    let mut lines = Vec::new();
    for prompt in session.prompts() {
        let asked = json!({"sessionUpdate": "user_message_chunk", "content": MARKER});
        lines.push(line(prompt.asked, asked));
        let sum = prompt.total();
        let usage = json!({session.model: {
            "inputTokens": sum.prompt(),
            "cachedReadTokens": sum.cache_read,
            "outputTokens": sum.output,
        }});
        let answered = json!({
            "sessionUpdate": "turn_completed", "prompt_id": format!("p{}", prompt.number),
            "usage": {"modelCalls": prompt.replies.len(), "modelUsage": usage},
        });
        lines.push(line(prompt.end(), answered));
    }
    let directory = session.project.replace('/', "%2F");
    vec![Written::lines(format!(".grok/sessions/{directory}/{}/updates.jsonl", session.id), &lines)]
}

/// Kimi Code's, which names the model; each step's tokens stand there twice.
pub(super) fn kimi(session: &Session) -> Vec<Written> {
    let mut lines =
        vec![json!({"type": "config.update", "time": session.start.millis(), "cwd": session.project})];
    for (number, reply) in session.replies.iter().enumerate() {
        let (time, usage) = (reply.at.millis(), reply.usage);
        let usage = json!({"inputOther": usage.input, "output": usage.output,
            "inputCacheRead": usage.cache_read, "inputCacheCreation": usage.cache_write_5m});
        let looped = |time: i64, event: Value| json!({"type": "context.append_loop_event", "time": time, "event": event});
        if let Some(asked) = reply.asked {
            lines.push(json!({"type": "turn.prompt", "time": asked.millis(), "input": MARKER}));
        }
        lines.push(json!({"type": "llm.request", "time": time - 1, "model": session.model}));
        if let Some(tool) = reply.tool {
            let call = json!({"type": "tool.call", "toolCallId": tool.id(), "name": tool.name, "args": tool.input()});
            lines.push(looped(time, call));
        }
        let end = json!({"type": "step.end", "uuid": format!("{}-{number}", session.id), "usage": usage});
        lines.push(looped(time, end));
        lines.push(json!({"type": "usage.record", "time": time, "model": "kimi-auto", "usage": usage}));
    }
    let home = Path::new(".kimi-code/sessions").join(format!("wd_{}", session.directory())).join(&session.id);
    vec![
        Written::document(home.join("state.json"), &json!({"workDir": session.project})),
        Written::lines(home.join("agents/main/wire.jsonl"), &lines),
    ]
}
