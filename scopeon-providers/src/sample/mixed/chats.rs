//! Gemini CLI's, Qwen Code's and the chats of pi and the agents made from it.

use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use super::session::{Reply, Session, Tool, Written};
use crate::sample::text::MARKER;

pub(super) fn gemini_cli(session: &Session) -> Vec<Written> {
    let start = session.start.to_string();
    let mut lines =
        vec![json!({"sessionId": session.id, "startTime": start, "lastUpdated": start, "kind": "main",
            "directories": [session.project]})];
    for (number, reply) in session.replies.iter().enumerate() {
        if let Some(asked) = reply.asked {
            lines.push(json!({"id": format!("u{number}"), "timestamp": asked.to_string(), "type": "user",
                "content": MARKER}));
        }
        let used = |tool: Tool| {
            json!({"id": tool.id(), "name": tool.name, "args": tool.input(), "result": [{"output": MARKER}],
                "status": tool.ended("success", "error"), "timestamp": tool.end.to_string()})
        };
        lines.push(json!({
            "id": format!("g{number}"), "timestamp": reply.at.to_string(), "type": "gemini", "content": MARKER,
            "tokens": tokens(reply.usage), "model": session.model,
            "toolCalls": reply.tool.map(used).into_iter().collect::<Vec<_>>(),
        }));
    }
    let short: String = session.id.chars().take(8).collect();
    let minute = start.get(..16).unwrap_or_default().replace(':', "-");
    let slug = session.directory().replace(['.', '_'], "-");
    vec![Written::lines(format!(".gemini/tmp/{slug}/chats/session-{minute}-{short}.jsonl"), &lines)]
}

/// Gemini CLI states thoughts beside the output, and what a cache served within the input.
pub(super) fn tokens(usage: Usage) -> Value {
    json!({
        "input": usage.prompt(),
        "output": usage.output - usage.reasoning,
        "cached": usage.cache_read,
        "thoughts": usage.reasoning,
        "tool": 0,
        "total": usage.total(),
    })
}

pub(super) fn qwen_code(session: &Session) -> Vec<Written> {
    let mut lines = Vec::new();
    for (number, reply) in session.replies.iter().enumerate() {
        let mut record = |kind: &str, name: &str, at: scopeon_core::time::Timestamp, more: Value| {
            let mut line = json!({"uuid": format!("{}-{name}{number}", session.id), "sessionId": session.id,
                "type": kind, "timestamp": at.to_string(), "cwd": session.project, "version": "0.21.14"});
            if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
                line.extend(more);
            }
            lines.push(line);
        };
        if let Some(asked) = reply.asked {
            record("user", "u", asked, json!({"message": {"role": "user", "parts": [{"text": MARKER}]}}));
        }
        let usage = json!({
            "promptTokenCount": reply.usage.prompt(),
            "candidatesTokenCount": reply.usage.output,
            "cachedContentTokenCount": reply.usage.cache_read,
            "totalTokenCount": reply.usage.total(),
        });
        let used =
            |tool: Tool| json!({"functionCall": {"id": tool.id(), "name": tool.name, "args": tool.input()}});
        let parts = reply.tool.map_or_else(|| json!({"text": MARKER}), used);
        let message = json!({"role": "model", "parts": [parts]});
        let more = json!({"model": session.model, "usageMetadata": usage, "message": message});
        record("assistant", "a", reply.at, more);
        if let Some(tool) = reply.tool {
            let result = json!({"callId": tool.id(), "status": tool.ended("success", "error")});
            record("tool_result", "t", tool.end, json!({"toolCallResult": result}));
        }
    }
    let slug = session.project.replace(['/', '.', '_'], "-");
    vec![Written::lines(format!(".qwen/projects/{slug}/chats/{}.jsonl", session.id), &lines)]
}

pub(super) fn pi(session: &Session) -> Vec<Written> {
    entries(session, &pi_path(".pi", session))
}

pub(super) fn omp(session: &Session) -> Vec<Written> {
    entries(session, &pi_path(".omp", session))
}

/// Its files, which came before its database.
pub(super) fn openclaw(session: &Session) -> Vec<Written> {
    entries(session, &format!(".openclaw/agents/main/sessions/{}.jsonl", session.id))
}

fn pi_path(home: &str, session: &Session) -> String {
    let slug = session.project.replace('/', "-");
    let time = session.start.to_string().replace([':', '.'], "-");
    format!("{home}/agent/sessions/-{slug}--/{time}_{}.jsonl", session.id)
}

fn entries(session: &Session, path: &str) -> Vec<Written> {
    let start = session.start.to_string();
    let mut lines = vec![
        json!({"type": "session", "version": 3, "id": session.id, "timestamp": start, "cwd": session.project}),
    ];
    for (number, reply) in session.replies.iter().enumerate() {
        let mut entry = |name: &str, at: scopeon_core::time::Timestamp, message: Value| {
            lines.push(
                json!({"type": "message", "id": format!("{name}{number}"), "timestamp": at.to_string(),
                "message": message}),
            );
        };
        if let Some(asked) = reply.asked {
            entry("u", asked, json!({"role": "user", "content": MARKER, "timestamp": asked.millis()}));
        }
        entry("m", reply.at, answer(session, number, reply));
        if let Some(tool) = reply.tool {
            let result = json!({"role": "toolResult", "toolCallId": tool.id(), "toolName": tool.name,
                "content": [{"type": "text", "text": MARKER}], "isError": tool.has_failed});
            entry("r", tool.end, result);
        }
    }
    vec![Written::lines(path, &lines)]
}

fn answer(session: &Session, number: usize, reply: &Reply) -> Value {
    let usage = reply.usage;
    let used = |tool: Tool| json!({"type": "toolCall", "id": tool.id(), "name": tool.name, "arguments": tool.input()});
    let content = reply.tool.map_or_else(|| json!({"type": "text", "text": MARKER}), used);
    json!({
        "role": "assistant", "content": [content], "provider": "anthropic", "model": session.model,
        "responseId": format!("msg_{}_{number}", session.id), "timestamp": reply.at.millis(),
        "stopReason": if reply.tool.is_some() { "toolUse" } else { "stop" },
        "usage": {
            "input": usage.input, "output": usage.output, "cacheRead": usage.cache_read,
            "cacheWrite": usage.cache_write_5m, "totalTokens": usage.total(),
            "cost": {"total": session.dollars(usage)},
        },
    })
}

/// `CodeBuddy`'s, where each line that a response made states all that it took.
pub(super) fn codebuddy(session: &Session) -> Vec<Written> {
    transcript(".codebuddy", session)
}

pub(super) fn workbuddy(session: &Session) -> Vec<Written> {
    transcript(".workbuddy", session)
}

fn transcript(home: &str, session: &Session) -> Vec<Written> {
    let line = |(number, reply): (usize, &Reply)| {
        let usage = reply.usage;
        let raw = json!({"prompt_tokens": usage.prompt(), "completion_tokens": usage.output,
            "prompt_cache_hit_tokens": usage.cache_read, "completion_thinking_tokens": usage.reasoning});
        let said = json!({"messageId": format!("m{number}"), "model": session.model, "rawUsage": raw});
        json!({"id": format!("a{number}"), "timestamp": reply.at.millis(), "type": "message", "role": "assistant",
            "cwd": session.project, "content": MARKER, "providerData": said})
    };
    let lines: Vec<_> = session.replies.iter().enumerate().map(line).collect();
    vec![Written::lines(format!("{home}/projects/{}/{}.jsonl", session.directory(), session.id), &lines)]
}
