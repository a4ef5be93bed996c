//! OpenCode's documents from before it had a database, one for each message, Amp's, one for
//! each thread, Cline's, one for each task, and Droid's, which hold a session's totals.

use std::path::PathBuf;

use serde_json::json;

use super::{Session, Written};

pub(super) fn opencode(session: &Session) -> Vec<Written> {
    let id = session.id.replace('-', "");
    let file = |(number, reply): (usize, &super::Reply)| {
        let usage = reply.usage;
        let name = format!("msg_{id}{number:02}");
        // Reasoning is stated beside the output here.
        let tokens = json!({
            "input": usage.input, "output": usage.output - usage.reasoning, "reasoning": usage.reasoning,
            "cache": {"read": usage.cache_read, "write": usage.cache_write_5m}, "total": usage.total(),
        });
        let document = json!({
            "id": name, "sessionID": format!("ses_{id}"), "role": "assistant", "modelID": session.model,
            "providerID": "anthropic", "path": {"cwd": session.project, "root": session.project},
            "tokens": tokens, "time": {"created": reply.at.millis(), "completed": reply.at.millis()},
        });
        let path = PathBuf::from(".local/share/opencode/storage/message").join(format!("ses_{id}"));
        Written { path: path.join(format!("{name}.json")), text: document.to_string() }
    };
    session.replies.iter().enumerate().map(file).collect()
}

pub(super) fn amp(session: &Session) -> Vec<Written> {
    let message = |(number, reply): (usize, &super::Reply)| {
        let usage = reply.usage;
        let usage = json!({
            "model": session.model, "inputTokens": usage.input, "outputTokens": usage.output,
            "cacheCreationInputTokens": usage.cache_write_5m, "cacheReadInputTokens": usage.cache_read,
            "totalInputTokens": usage.prompt(), "timestamp": reply.at.to_string(),
        });
        json!({"role": "assistant", "messageId": number, "usage": usage})
    };
    let messages: Vec<_> = session.replies.iter().enumerate().map(message).collect();
    let tree =
        json!({"uri": format!("file://{}", session.project), "repository": {"ref": "refs/heads/main"}});
    let document = json!({
        "v": 42, "id": format!("T-{}", session.id), "created": session.start.millis(),
        "env": {"initial": {"trees": [tree], "platform": {"client": "CLI"}}}, "messages": messages,
    });
    let path = PathBuf::from(".local/share/amp/threads").join(format!("T-{}.json", session.id));
    vec![Written { path, text: document.to_string() }]
}

/// Cline's requests are text within its document.
pub(super) fn cline(session: &Session) -> Vec<Written> {
    let message = |reply: &super::Reply| {
        let usage = reply.usage;
        let request = json!({
            "tokensIn": usage.input, "tokensOut": usage.output, "cacheWrites": usage.cache_write_5m,
            "cacheReads": usage.cache_read,
        });
        json!({
            "ts": reply.at.millis(), "type": "say", "say": "api_req_started", "text": request.to_string(),
            "modelInfo": {"providerId": "anthropic", "modelId": session.model, "mode": "act"},
        })
    };
    let messages: Vec<_> = session.replies.iter().map(message).collect();
    let tasks = PathBuf::from(".config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks");
    let path = tasks.join(session.start.millis().to_string()).join("ui_messages.json");
    vec![Written { path, text: json!(messages).to_string() }]
}

pub(super) fn droid(session: &Session) -> Vec<Written> {
    let sum = session.total();
    let settings = json!({
        "model": session.model, "providerLock": "anthropic", "providerLockTimestamp": session.start.to_string(),
        "tokenUsage": {
            "inputTokens": sum.input, "outputTokens": sum.output, "cacheCreationTokens": sum.cache_write_5m,
            "cacheReadTokens": sum.cache_read, "thinkingTokens": sum.reasoning,
        },
    });
    let begin = json!({"type": "session_start", "id": session.id, "cwd": session.project});
    let directory = PathBuf::from(".factory/sessions").join(session.project.replace(['/', '.'], "-"));
    let path = |ending: &str| directory.join(format!("{}.{ending}", session.id));
    vec![
        Written { path: path("settings.json"), text: settings.to_string() },
        Written::lines(path("jsonl"), &[begin]),
    ]
}
