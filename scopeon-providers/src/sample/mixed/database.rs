//! Goose's database: its sessions and the ledger of their responses, as of version 17 of its schema.

use std::path::Path;

use rusqlite::{Connection, params};

use super::Session;

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
";

pub(super) fn goose(path: &Path, sessions: &[Session]) -> rusqlite::Result<()> {
    let mut database = Connection::open(path)?;
    let all = database.transaction()?;
    all.execute_batch(SCHEMA)?;
    sessions.iter().try_for_each(|session| insert(&all, session))?;
    all.commit()
}

fn insert(database: &Connection, session: &Session) -> rusqlite::Result<()> {
    let time =
        |at: scopeon_core::time::Timestamp| at.to_string().replace('T', " ").get(..19).map(str::to_owned);
    let sum = session.total();
    let number = |tokens: u64| i64::try_from(tokens).unwrap_or(i64::MAX);
    database.execute(
        "INSERT INTO sessions VALUES(?1, 'user', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'anthropic', ?10, NULL)",
        params![
            session.id,
            session.project,
            time(session.start),
            time(session.end()),
            number(sum.total()),
            number(sum.prompt()),
            number(sum.output),
            number(sum.cache_read),
            number(sum.cache_write_5m),
            format!("{{\"model_name\":\"{}\"}}", session.model),
        ],
    )?;
    for reply in &session.replies {
        let usage = reply.usage;
        database.execute(
            "INSERT INTO usage_ledger(session_id, created_timestamp, model, input_tokens, output_tokens, \
             total_tokens, cache_read_tokens, cache_write_tokens) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                session.id,
                reply.at.millis() / 1000,
                session.model,
                number(usage.prompt()),
                number(usage.output),
                number(usage.total()),
                number(usage.cache_read),
                number(usage.cache_write_5m),
            ],
        )?;
    }
    Ok(())
}
