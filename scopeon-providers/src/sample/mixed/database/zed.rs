//! Zed's database of threads, each a packed document with its total and the last request of each prompt.

use rusqlite::{Connection, Result, params};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use scopeon_core::usage::Usage;
use serde_json::{Map, Value, json};

use super::format::{Format, row};
use crate::sample::mixed::session::Session;
use crate::sample::text::MARKER;

const SCHEMA: &str = "
CREATE TABLE threads(
    id TEXT PRIMARY KEY, summary TEXT NOT NULL, updated_at TEXT NOT NULL, data_type TEXT NOT NULL, data BLOB NOT NULL,
    parent_id TEXT, folder_paths TEXT, folder_paths_order TEXT, created_at TEXT);
";

/// How it keeps sessions.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

fn insert(database: &Connection, session: &Session) -> Result<()> {
    let data = compress_to_vec(thread(session).to_string().as_bytes(), CompressionLevel::Fastest);
    let (start, end, none) = (session.start.to_string(), session.end().to_string(), None::<String>);
    let values = params![session.id, MARKER, end, "zstd", data, none, session.project, "0", start];
    row(database, "threads", values)
}

fn thread(session: &Session) -> Value {
    let last = |usage: &[crate::sample::mixed::session::Reply]| usage.last().map(|reply| reply.usage);
    let requests = session.prompts().map(|prompt| {
        (format!("{}-{}", session.id, prompt.number), counts(last(prompt.replies).unwrap_or_default()))
    });
    json!({
        "version": "0.3.0", "title": MARKER, "messages": [{"User": {"content": MARKER}}],
        "updated_at": session.end().to_string(), "model": {"provider": "anthropic", "model": session.model},
        "request_token_usage": requests.collect::<Map<_, _>>(), "cumulative_token_usage": counts(session.total()),
    })
}

fn counts(usage: Usage) -> Value {
    json!({
        "input_tokens": usage.input, "output_tokens": usage.output,
        "cache_creation_input_tokens": usage.cache_write_5m, "cache_read_input_tokens": usage.cache_read,
    })
}
