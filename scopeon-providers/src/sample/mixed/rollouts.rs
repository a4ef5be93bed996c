//! Codex's rollouts, Copilot CLI's events, Grok's updates and Kimi's wire.

use std::path::Path;

use serde_json::json;

use super::{Session, Written};

pub(super) fn codex(session: &Session) -> Vec<Written> {
    let start = session.start.to_string();
    let turn = format!("{}-1", session.id);
    let record = |at: &str, kind: &str, payload: serde_json::Value| json!({"timestamp": at, "type": kind, "payload": payload});
    let mut lines = vec![
        record(
            &start,
            "session_meta",
            json!({"id": session.id, "cwd": session.project, "cli_version": "0.159.0", "source": "cli", "git": {"branch": "main"}}),
        ),
        record(
            &start,
            "turn_context",
            json!({"turn_id": turn, "cwd": session.project, "model": session.model}),
        ),
    ];
    for (number, reply) in session.replies.iter().enumerate() {
        let usage = reply.usage;
        let usage = json!({
            "input_tokens": usage.prompt(),
            "cached_input_tokens": usage.cache_read,
            "cache_write_input_tokens": usage.cache_write_5m,
            "output_tokens": usage.output,
            "reasoning_output_tokens": usage.reasoning,
            "total_tokens": usage.total(),
        });
        let response = format!("resp_{}_{number}", session.id);
        lines.push(record(
            &reply.at.to_string(),
            "token_usage_record",
            json!({"thread_id": session.id, "turn_id": turn, "response_id": response, "usage": usage}),
        ));
    }
    let day = start.get(..10).unwrap_or_default();
    let name =
        format!("rollout-{}-{}.jsonl", start.get(..19).unwrap_or_default().replace(':', "-"), session.id);
    vec![Written::lines(Path::new(".codex/sessions").join(day.replace('-', "/")).join(name), &lines)]
}

/// Copilot states tokens when a session ends, for all its responses together.
pub(super) fn copilot_cli(session: &Session) -> Vec<Written> {
    let (start, end, sum) = (session.start.to_string(), session.end().to_string(), session.total());
    let usage = json!({
        "inputTokens": sum.prompt(),
        "outputTokens": sum.output,
        "cacheReadTokens": sum.cache_read,
        "cacheWriteTokens": sum.cache_write_5m,
        "reasoningTokens": sum.reasoning,
    });
    let context = json!({"cwd": session.project, "branch": "main"});
    let lines = [
        json!({"type": "session.start", "id": "e1", "timestamp": start, "data": {
            "sessionId": session.id, "copilotVersion": "1.0.85", "startTime": start,
            "selectedModel": session.model, "context": context,
        }}),
        json!({"type": "session.shutdown", "id": "e2", "timestamp": end, "data": {
            "shutdownType": "routine", "currentModel": session.model,
            "modelMetrics": {session.model: {"requests": {"count": session.replies.len()}, "usage": usage}},
        }}),
    ];
    vec![Written::lines(format!(".copilot/session-state/{}/events.jsonl", session.id), &lines)]
}

pub(super) fn grok(session: &Session) -> Vec<Written> {
    let line = |(number, reply): (usize, &super::Reply)| {
        let usage = json!({session.model: {
            "inputTokens": reply.usage.prompt(),
            "cachedReadTokens": reply.usage.cache_read,
            "outputTokens": reply.usage.output,
        }});
        json!({"timestamp": reply.at.millis() / 1000, "params": {"update": {
            "sessionUpdate": "turn_completed", "prompt_id": format!("p{number}"),
            "usage": {"modelCalls": 1, "modelUsage": usage},
        }}})
    };
    let lines: Vec<_> = session.replies.iter().enumerate().map(line).collect();
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
        lines.push(json!({"type": "llm.request", "time": time - 1, "model": session.model}));
        lines.push(json!({"type": "context.append_loop_event", "time": time,
            "event": {"type": "step.end", "uuid": format!("{}-{number}", session.id), "usage": usage}}));
        lines.push(json!({"type": "usage.record", "time": time, "model": "kimi-auto", "usage": usage}));
    }
    let directory = session.project.rsplit('/').next().unwrap_or_default();
    let path = format!(".kimi-code/sessions/wd_{directory}/{}/agents/main/wire.jsonl", session.id);
    vec![Written::lines(path, &lines)]
}
