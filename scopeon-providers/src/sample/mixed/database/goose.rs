//! Goose's database: its sessions, the ledger of their responses and their messages, as of version 17 of its schema.

use rusqlite::{Connection, Result, params};
use scopeon_core::time::Timestamp;
use serde_json::{Value, json};

use super::format::{Format, number, row};
use crate::sample::mixed::session::{Reply, Session, seconds};
use crate::sample::text::MARKER;

const SCHEMA: &str = "
CREATE TABLE schema_version(version INTEGER PRIMARY KEY);
INSERT INTO schema_version VALUES(17);
CREATE TABLE sessions(
    id TEXT PRIMARY KEY, session_type TEXT NOT NULL, working_dir TEXT NOT NULL, created_at TIMESTAMP,
    updated_at TIMESTAMP, accumulated_total_tokens INTEGER, accumulated_input_tokens INTEGER,
    accumulated_output_tokens INTEGER, accumulated_cache_read_tokens INTEGER,
    accumulated_cache_write_tokens INTEGER, provider_name TEXT, model_config_json TEXT, parent_session_id TEXT);
CREATE TABLE usage_ledger(
    id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, created_timestamp INTEGER NOT NULL, model TEXT,
    input_tokens INTEGER, output_tokens INTEGER, total_tokens INTEGER, cache_read_tokens INTEGER,
    cache_write_tokens INTEGER, cost REAL, cost_source TEXT, is_compaction INTEGER DEFAULT 0);
CREATE TABLE messages(
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT, session_id TEXT NOT NULL, role TEXT NOT NULL,
    content_json TEXT NOT NULL, created_timestamp INTEGER NOT NULL);
";

/// How it keeps sessions.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

/// A session is named after its day.
fn insert(database: &Connection, session: &Session) -> Result<()> {
    let id = format!("{}_1", session.start.to_string().get(..10).unwrap_or_default().replace('-', ""));
    let sum = session.total();
    let values = params![
        id,
        "user",
        session.project,
        date(session.start),
        date(session.end()),
        number(sum.total()),
        number(sum.prompt()),
        number(sum.output),
        number(sum.cache_read),
        number(sum.cache_write_5m),
        "anthropic",
        json!({"model_name": session.model}).to_string(),
        None::<String>,
    ];
    row(database, "sessions", values)?;
    for reply in &session.replies {
        entry(database, &id, session.model, reply)?;
        said(database, &id, reply)?;
    }
    Ok(())
}

fn entry(database: &Connection, session: &str, model: &str, reply: &Reply) -> Result<()> {
    let usage = reply.usage;
    let values = params![
        None::<i64>,
        session,
        seconds(reply.at),
        model,
        number(usage.prompt()),
        number(usage.output),
        number(usage.total()),
        number(usage.cache_read),
        number(usage.cache_write_5m),
        None::<f64>,
        None::<String>,
        0,
    ];
    row(database, "usage_ledger", values)
}

fn said(database: &Connection, session: &str, reply: &Reply) -> Result<()> {
    let message = |role: &str, at: Timestamp, content: Value| {
        let (name, content) = (format!("{role}_{}", at.millis()), json!([content]).to_string());
        row(database, "messages", params![None::<i64>, name, session, role, content, seconds(at)])
    };
    if let Some(asked) = reply.asked {
        message("user", asked, json!({"type": "text", "text": MARKER}))?;
    }
    let Some(tool) = reply.tool else { return Ok(()) };
    let call = json!({"status": "success", "value": {"name": tool.name, "arguments": tool.input()}});
    message("assistant", reply.at, json!({"type": "toolRequest", "id": tool.id(), "toolCall": call}))?;
    let result = json!({"status": tool.ended("success", "error")});
    message("user", tool.end, json!({"type": "toolResponse", "id": tool.id(), "toolResult": result}))
}

/// `2026-09-21 09:00:04`, in UTC.
fn date(at: Timestamp) -> String {
    at.to_string().replace('T', " ").get(..19).unwrap_or_default().to_owned()
}
