//! The database of `llm`: conversations and the responses in them.

use rusqlite::{Connection, Result, params};
use serde_json::json;

use super::format::{Format, number, row};
use crate::sample::mixed::session::{Reply, Session};
use crate::sample::text::MARKER;

const SCHEMA: &str = "
CREATE TABLE conversations(id TEXT PRIMARY KEY, name TEXT, model TEXT);
CREATE TABLE responses(
    id TEXT PRIMARY KEY, model TEXT, prompt TEXT, response TEXT, conversation_id TEXT, duration_ms INTEGER,
    datetime_utc TEXT, input_tokens INTEGER, output_tokens INTEGER, token_details TEXT, resolved_model TEXT);
CREATE TABLE tool_calls(
    id INTEGER PRIMARY KEY, response_id TEXT, tool_id INTEGER, name TEXT, arguments TEXT, tool_call_id TEXT);
";

/// How it keeps sessions.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

fn insert(database: &Connection, session: &Session) -> Result<()> {
    row(database, "conversations", params![session.id, MARKER, session.model])?;
    let mut replies = session.replies.iter().enumerate();
    replies.try_for_each(|(number, reply)| respond(database, session, number, reply))
}

/// OpenAI's counts: the input holds what a cache served, the output the reasoning.
fn respond(database: &Connection, session: &Session, place: usize, reply: &Reply) -> Result<()> {
    let usage = reply.usage;
    let asked = reply.asked.unwrap_or(reply.at);
    let details = json!({
        "prompt_tokens_details": {"cached_tokens": usage.cache_read},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    });
    // To the microsecond, with a zone of its own.
    let time = asked.to_string().replace('Z', "000+00:00");
    let id = format!("{}{place:02}", session.id.replace('-', "").get(..24).unwrap_or_default());
    let values = params![
        id,
        session.model,
        MARKER,
        MARKER,
        session.id,
        reply.at.millis() - asked.millis(),
        time,
        number(usage.prompt()),
        number(usage.output),
        details.to_string(),
        session.model,
    ];
    row(database, "responses", values)?;
    let Some(tool) = reply.tool else { return Ok(()) };
    let none = None::<i64>;
    row(database, "tool_calls", params![none, id, none, tool.name, tool.input().to_string(), tool.id()])
}
