//! Hermes' database: sessions with their totals, and the same split by model and task, as of version 30 of its schema.

use rusqlite::{Connection, Result, params};

use super::format::{Format, number, row};
use crate::sample::mixed::session::{Session, seconds};
use crate::sample::text::MARKER;

const SCHEMA: &str = "
CREATE TABLE sessions(
    id TEXT PRIMARY KEY, source TEXT NOT NULL, model TEXT, model_config TEXT, system_prompt TEXT,
    parent_session_id TEXT, started_at REAL NOT NULL, ended_at REAL, end_reason TEXT, input_tokens INTEGER DEFAULT 0,
    output_tokens INTEGER DEFAULT 0, cache_read_tokens INTEGER DEFAULT 0, cache_write_tokens INTEGER DEFAULT 0,
    reasoning_tokens INTEGER DEFAULT 0, cwd TEXT, git_branch TEXT, estimated_cost_usd REAL, actual_cost_usd REAL,
    api_call_count INTEGER DEFAULT 0, title TEXT);
CREATE TABLE session_model_usage(
    session_id TEXT NOT NULL, model TEXT NOT NULL, billing_provider TEXT NOT NULL DEFAULT '',
    billing_base_url TEXT NOT NULL DEFAULT '', billing_mode TEXT NOT NULL DEFAULT '', task TEXT NOT NULL DEFAULT '',
    api_call_count INTEGER NOT NULL DEFAULT 0, input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0, cache_read_tokens INTEGER NOT NULL DEFAULT 0,
    cache_write_tokens INTEGER NOT NULL DEFAULT 0, reasoning_tokens INTEGER NOT NULL DEFAULT 0,
    estimated_cost_usd REAL NOT NULL DEFAULT 0, actual_cost_usd REAL NOT NULL DEFAULT 0, cost_status TEXT,
    cost_source TEXT, first_seen REAL, last_seen REAL,
    PRIMARY KEY(session_id, model, billing_provider, billing_base_url, billing_mode, task));
";

/// How it keeps sessions.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

fn insert(database: &Connection, session: &Session) -> Result<()> {
    let (sum, calls) = (session.total(), number(session.replies.len() as u64));
    let (start, end, cost) = (seconds(session.start), seconds(session.end()), session.dollars(sum));
    let [input, output] = [sum.input, sum.output].map(number);
    let [read, write, reasoning] = [sum.cache_read, sum.cache_write_5m, sum.reasoning].map(number);
    let none = None::<String>;
    let totals = params![
        session.id,
        "cli",
        session.model,
        "{}",
        MARKER,
        none,
        start,
        end,
        none,
        input,
        output,
        read,
        write,
        reasoning,
        session.project,
        "main",
        cost,
        none,
        calls,
        MARKER,
    ];
    row(database, "sessions", totals)?;
    let split = params![
        session.id,
        session.model,
        "anthropic",
        "",
        "",
        "",
        calls,
        input,
        output,
        read,
        write,
        reasoning,
        cost,
        0.0,
        "estimated",
        "catalog",
        start,
        end,
    ];
    row(database, "session_model_usage", split)
}
