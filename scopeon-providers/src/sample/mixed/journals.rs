//! Logs that all sessions of an agent are written to, one after the other: Aider's analytics, Continue's events of
//! generated tokens and the log of Ollama's server.

use std::fmt::Write;

use serde_json::{Value, json};

use super::session::{Session, Written, seconds};

/// Whoever runs Aider, as it numbers them.
const USER: &str = "7d3f0a52-6c1e-4b8e-9a40-2f5b8c1d9e07";

/// Aider's, which it writes where the user asks for it.
pub(super) fn aider(sessions: &[&Session]) -> Written {
    Written::lines(
        ".aider/analytics.jsonl",
        &sessions.iter().flat_map(|session| process(session)).collect::<Vec<_>>(),
    )
}

/// One process: each message with its own cost and that of all so far.
fn process(session: &Session) -> Vec<Value> {
    let event = |name: &str, at, properties: Value| json!({"event": name, "properties": properties, "user_id": USER, "time": seconds(at)});
    let mut lines = vec![
        event("launched", session.start, json!({})),
        event("cli session", session.start, json!({"main_model": session.model, "edit_format": "diff"})),
    ];
    let mut spent = 0.0;
    for prompt in session.prompts() {
        let (sum, cost) = (prompt.total(), session.dollars(prompt.total()));
        spent += cost;
        lines.push(event("message_send_starting", prompt.asked, json!({})));
        let message = json!({
            "main_model": session.model, "weak_model": "None", "editor_model": "None", "edit_format": "diff",
            "prompt_tokens": sum.prompt(), "completion_tokens": sum.output, "total_tokens": sum.total(),
            "cost": cost, "total_cost": spent,
        });
        lines.push(event("message_send", prompt.end(), message));
    }
    lines.push(event("exit", session.end(), json!({"reason": "Completed main CLI coder.run"})));
    lines
}

pub(super) fn continue_dev(sessions: &[&Session]) -> Written {
    let events = |session: &&Session| {
        let model = session.model;
        let event = move |reply: &super::session::Reply| {
            json!({
                "timestamp": reply.at.to_string(), "userId": "dev", "userAgent": "vscode",
                "selectedProfileId": "local", "eventName": "tokensGenerated", "schema": "0.2.0", "model": model,
                "provider": "openai", "promptTokens": reply.usage.prompt(), "generatedTokens": reply.usage.output,
            })
        };
        session.replies.iter().map(event).collect::<Vec<_>>()
    };
    let lines: Vec<_> = sessions.iter().flat_map(events).collect();
    Written::lines(".continue/dev_data/0.2.0/tokensGenerated.jsonl", &lines)
}

/// Requests without models or tokens.
pub(super) fn ollama(sessions: &[&Session]) -> Written {
    let mut text = String::new();
    for reply in sessions.iter().flat_map(|session| &session.replies) {
        let time = reply.at.to_string().replace('-', "/").replace('T', " - ");
        let time = time.get(..21).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "[GIN] {time} | 200 | 1.234567s | 127.0.0.1 | POST \"/api/chat\"");
    }
    Written { path: ".ollama/logs/server.log".into(), text }
}
