//! OpenCode's documents from before it had a database, one for each message, and Amp's, one for each thread.

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
