//! Gemini CLI's, Qwen Code's and pi's chats.

use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use super::{Session, Written};

pub(super) fn gemini_cli(session: &Session) -> Vec<Written> {
    let start = session.start.to_string();
    let mut lines =
        vec![json!({"sessionId": session.id, "startTime": start, "lastUpdated": start, "kind": "main"})];
    for (number, reply) in session.replies.iter().enumerate() {
        let tokens = tokens(reply.usage);
        lines.push(json!({
            "id": format!("g{number}"), "timestamp": reply.at.to_string(), "type": "gemini",
            "tokens": tokens, "model": session.model,
        }));
    }
    let short: String = session.id.chars().take(8).collect();
    let minute = start.get(..16).unwrap_or_default().replace(':', "-");
    let slug = slug(session.project);
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
    let line = |(number, reply): (usize, &super::Reply)| {
        let usage = json!({
            "promptTokenCount": reply.usage.prompt(),
            "candidatesTokenCount": reply.usage.output,
            "cachedContentTokenCount": reply.usage.cache_read,
            "totalTokenCount": reply.usage.total(),
        });
        json!({
            "uuid": format!("{}-{number}", session.id), "sessionId": session.id, "type": "assistant",
            "timestamp": reply.at.to_string(), "cwd": session.project, "version": "0.21.14",
            "model": session.model, "usageMetadata": usage,
        })
    };
    let lines: Vec<_> = session.replies.iter().enumerate().map(line).collect();
    let slug = session.project.replace(['/', '.', '_'], "-");
    vec![Written::lines(format!(".qwen/projects/{slug}/chats/{}.jsonl", session.id), &lines)]
}

pub(super) fn pi(session: &Session) -> Vec<Written> {
    let start = session.start.to_string();
    let mut lines = vec![
        json!({"type": "session", "version": 3, "id": session.id, "timestamp": start, "cwd": session.project}),
    ];
    for (number, reply) in session.replies.iter().enumerate() {
        let usage = reply.usage;
        let message = json!({
            "role": "assistant", "provider": "anthropic", "model": session.model,
            "responseId": format!("msg_{}_{number}", session.id), "timestamp": reply.at.millis(),
            "usage": {
                "input": usage.input, "output": usage.output, "cacheRead": usage.cache_read,
                "cacheWrite": usage.cache_write_5m, "totalTokens": usage.total(),
            },
        });
        let at = reply.at.to_string();
        lines.push(
            json!({"type": "message", "id": format!("m{number}"), "timestamp": at, "message": message}),
        );
    }
    let slug = session.project.replace('/', "-");
    let time = start.replace([':', '.'], "-");
    vec![Written::lines(format!(".pi/agent/sessions/-{slug}--/{time}_{}.jsonl", session.id), &lines)]
}

fn slug(project: &str) -> String {
    project.rsplit('/').next().unwrap_or_default().replace(['.', '_'], "-")
}
