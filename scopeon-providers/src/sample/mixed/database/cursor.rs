//! The editor's database of Cursor, as of before version 3: sessions and messages by key, of which a prompt's last one
//! states tokens.

use rusqlite::{Connection, Result, params};
use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use super::format::{Format, row};
use crate::sample::mixed::session::{Prompt, Reply, Session};
use crate::sample::text::MARKER;

/// The first table holds keys.
const SCHEMA: &str = "
CREATE TABLE ItemTable(key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);
CREATE TABLE cursorDiskKV(key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);
";

/// How it keeps sessions.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

fn insert(database: &Connection, session: &Session) -> Result<()> {
    let put = |key: String, value: Value| row(database, "cursorDiskKV", params![key, value.to_string()]);
    row(database, "ItemTable", params!["cursorAuth/accessToken", MARKER])?;
    put(format!("composerData:{}", session.id), composer(session))?;
    for prompt in session.prompts() {
        for (number, bubble) in bubbles(session, prompt).into_iter().enumerate() {
            put(format!("bubbleId:{}:{}-{number}", session.id, prompt.number), bubble)?;
        }
    }
    Ok(())
}

fn composer(session: &Session) -> Value {
    let context = session.replies.last().map_or(0, |reply| reply.usage.prompt());
    json!({
        "composerId": session.id, "name": MARKER, "createdAt": session.start.millis(),
        "lastUpdatedAt": session.end().millis(), "unifiedMode": "agent", "totalLinesAdded": 120,
        "totalLinesRemoved": 34, "contextTokensUsed": context, "contextTokenLimit": 272_000,
        "modelConfig": {"modelName": session.model},
    })
}

/// The prompt and each response to it.
fn bubbles(session: &Session, prompt: Prompt<'_>) -> Vec<Value> {
    let asked =
        json!({"type": 1, "createdAt": prompt.asked.to_string(), "text": MARKER, "tokenCount": tokens(None)});
    let last = prompt.replies.len();
    let answered = (1..).zip(prompt.replies).map(|(number, reply): (usize, &Reply)| {
        let mut bubble = json!({
            "type": 2, "createdAt": reply.at.to_string(), "text": MARKER,
            "tokenCount": tokens((number == last).then_some(reply.usage)), "modelInfo": {"modelName": session.model},
        });
        if let Some(tool) = reply.tool {
            let status = tool.ended("completed", "error");
            bubble["toolFormerData"] = json!({"name": tool.name, "status": status, "rawArgs": MARKER, "result": MARKER});
        }
        bubble
    });
    std::iter::once(asked).chain(answered).collect()
}

fn tokens(usage: Option<Usage>) -> Value {
    let usage = usage.unwrap_or_default();
    json!({"inputTokens": usage.prompt(), "outputTokens": usage.output})
}
