//! Crush's databases, one in each project, and the registry that names the projects. They hold costs and no tokens.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rusqlite::{Connection, Result, params};
use scopeon_core::time::Timestamp;
use serde_json::{Value, json};

use super::format::{self, Format, number, row};
use crate::sample::mixed::file;
use crate::sample::mixed::session::{Session, Written, seconds};
use crate::sample::text::MARKER;

const SCHEMA: &str = "
CREATE TABLE sessions(
    id TEXT PRIMARY KEY, parent_session_id TEXT, title TEXT NOT NULL, message_count INTEGER NOT NULL DEFAULT 0,
    prompt_tokens INTEGER NOT NULL DEFAULT 0, completion_tokens INTEGER NOT NULL DEFAULT 0,
    cost REAL NOT NULL DEFAULT 0.0, updated_at INTEGER NOT NULL, created_at INTEGER NOT NULL, summary_message_id TEXT,
    todos TEXT);
CREATE TABLE messages(
    id TEXT PRIMARY KEY, session_id TEXT NOT NULL, role TEXT NOT NULL, parts TEXT NOT NULL DEFAULT '[]', model TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, finished_at INTEGER, provider TEXT,
    is_summary_message INTEGER NOT NULL DEFAULT 0);
";

const FORMAT: Format = Format { schema: SCHEMA, insert };

/// Writes the projects' databases below the home, and the registry.
pub(crate) fn write(root: &Path, sessions: &[&Session]) -> io::Result<()> {
    let mut projects: BTreeMap<&str, Vec<&Session>> = BTreeMap::new();
    for session in sessions.iter().copied() {
        projects.entry(session.directory()).or_default().push(session);
    }
    let mut registered = Vec::new();
    for (directory, sessions) in projects {
        let project = root.join(directory);
        format::write(&project.join(".crush/crush.db"), FORMAT, &sessions)?;
        registered.push(json!({"path": project.to_string_lossy(), "data_dir": ".crush"}));
    }
    let registry = json!({"projects": registered});
    let file = Written::document(".local/share/crush/projects.json", &registry);
    file::write(root, &file, file::last(sessions))
}

/// The counts of tokens are the last request's.
fn insert(database: &Connection, session: &Session) -> Result<()> {
    let last = session.replies.last().map(|reply| reply.usage).unwrap_or_default();
    let none = None::<String>;
    let values = params![
        session.id,
        none,
        MARKER,
        number(session.replies.len() as u64),
        number(last.prompt()),
        number(last.output),
        session.dollars(session.total()),
        seconds(session.end()),
        seconds(session.start),
        none,
        none,
    ];
    row(database, "sessions", values)?;
    for reply in &session.replies {
        let text = |role, at| {
            message(database, session, role, at, &json!({"type": "text", "data": {"text": MARKER}}))
        };
        reply.asked.map_or(Ok(()), |asked| text("user", asked))?;
        let Some(tool) = reply.tool else {
            text("assistant", reply.at)?;
            continue;
        };
        let call =
            json!({"id": tool.id(), "name": tool.name, "input": tool.input().to_string(), "finished": true});
        message(database, session, "assistant", reply.at, &json!({"type": "tool_call", "data": call}))?;
        let result = json!({"tool_call_id": tool.id(), "content": MARKER, "is_error": tool.has_failed});
        message(database, session, "tool", tool.end, &json!({"type": "tool_result", "data": result}))?;
    }
    Ok(())
}

/// A message of one part.
fn message(database: &Connection, session: &Session, role: &str, at: Timestamp, part: &Value) -> Result<()> {
    let model = (role == "assistant").then_some(session.model);
    let (id, parts, time) =
        (format!("{}-{role}-{}", session.id, at.millis()), json!([part]).to_string(), seconds(at));
    row(
        database,
        "messages",
        params![id, session.id, role, parts, model, time, time, time, model.map(|_| "anthropic"), 0],
    )
}
