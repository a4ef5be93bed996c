//! The databases of all agents that keep one, each where it lies, filled with marked text in a table that is none of the
//! agent's: for tests of what is copied, which have no use for facts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::MARKER;

/// Each agent that keeps a database, where it lies in a home, and the tables in it that hold figures.
const STORES: [(&str, &str, &str); 14] = [
    (
        "antigravity",
        ".gemini/antigravity/conversations/aaaaaaaa-1111-4222-8333-444455556666.db",
        "CREATE TABLE steps(idx, step_payload); CREATE TABLE gen_metadata(idx, data);",
    ),
    ("copilot-cli", ".copilot/session-store.db", "CREATE TABLE sessions(id, cwd, created_at, updated_at);"),
    (
        "copilot-vscode",
        ".config/Code/User/globalStorage/github.copilot-chat/agent-traces.db",
        "CREATE TABLE spans(span_id); CREATE TABLE span_attributes(span_id, key, value);",
    ),
    ("crush", "shop/.crush/crush.db", "CREATE TABLE sessions(id); CREATE TABLE messages(id);"),
    (
        "cursor",
        ".config/Cursor/User/globalStorage/state.vscdb",
        "CREATE TABLE cursorDiskKV(key TEXT UNIQUE, value BLOB);",
    ),
    (
        "goose",
        ".local/share/goose/sessions/sessions.db",
        "CREATE TABLE sessions(id); CREATE TABLE messages(id);",
    ),
    ("hermes", ".hermes/state.db", "CREATE TABLE sessions(id);"),
    ("icodemate", ".local/share/icodemate/icodemate.db", OPENCODE),
    ("kilo-cli", ".local/share/kilo/kilo.db", OPENCODE),
    ("llm", ".config/io.datasette.llm/logs.db", "CREATE TABLE responses(id);"),
    ("mimo-code", ".local/share/mimocode/mimocode.db", OPENCODE),
    (
        "openclaw",
        ".openclaw/agents/main/agent/openclaw-agent.sqlite",
        "CREATE TABLE transcript_events(session_id);",
    ),
    ("opencode", ".local/share/opencode/opencode.db", OPENCODE),
    ("zed", ".local/share/zed/threads/threads.db", "CREATE TABLE threads(id);"),
];

/// The tables of OpenCode and of what was made from it.
const OPENCODE: &str = "CREATE TABLE session(id); CREATE TABLE message(id); CREATE TABLE part(id);";

/// How long the text of a row is, in bytes.
const ROW: u64 = 4_000;

/// Lists the agents that [`write_store`] knows.
pub fn stores() -> impl Iterator<Item = &'static str> {
    STORES.iter().map(|(agent, _, _)| *agent)
}

/// Writes one agent's database of about so many bytes below `root`, with rows in the file and in the log beside it, and
/// returns where it is.
///
/// # Errors
///
/// What creating or writing a directory, a file or the database fails with, and an agent that is not known.
pub fn write_store(root: &Path, agent: &str, bytes: u64) -> io::Result<PathBuf> {
    write(root, agent, bytes, true)
}

/// Writes the same without the agent's own tables: as a version would be that calls all of them otherwise.
///
/// # Errors
///
/// As [`write_store`].
pub fn write_unknown_store(root: &Path, agent: &str, bytes: u64) -> io::Result<PathBuf> {
    write(root, agent, bytes, false)
}

fn write(root: &Path, agent: &str, bytes: u64, is_known: bool) -> io::Result<PathBuf> {
    let (_, place, tables) = STORES
        .iter()
        .find(|(known, _, _)| *known == agent)
        .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let path = root.join(place);
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    let tables = if is_known { *tables } else { "" };
    fill(&path, tables, i64::try_from(bytes / ROW).unwrap_or(0) + 1).map_err(io::Error::other)?;
    if agent == "crush" {
        register(root)?;
    }
    Ok(path)
}

fn fill(path: &Path, tables: &str, rows: i64) -> rusqlite::Result<()> {
    let beside = path.with_extension("making");
    let conn = Connection::open(&beside)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = OFF;
         CREATE TABLE filler(id INTEGER PRIMARY KEY, text TEXT)",
    )?;
    conn.execute_batch(tables)?;
    let text = format!("{MARKER} ").repeat(usize::try_from(ROW).unwrap_or(0) / (MARKER.len() + 1));
    let insert = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO filler(text) SELECT ?2 || i FROM n";
    conn.execute(insert, rusqlite::params![rows, text])?;
    conn.execute_batch("PRAGMA wal_checkpoint(RESTART)")?;
    conn.execute(insert, rusqlite::params![rows / 20 + 1, text])?;
    let log = |path: &Path| crate::engine::database::beside::path(path, "-wal");
    let moved = fs::copy(&beside, path).and_then(|_| fs::copy(log(&beside), log(path)));
    conn.close().map_err(|(_, error)| error)?;
    let removed = fs::remove_file(&beside);
    moved.map(drop).and(removed).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// Crush's projects are named in a file of their own.
fn register(root: &Path) -> io::Result<()> {
    let directory = root.join(".local/share/crush");
    fs::create_dir_all(&directory)?;
    let projects = serde_json::json!([{"path": root.join("shop"), "data_dir": ".crush"}]);
    fs::write(directory.join("projects.json"), projects.to_string())
}
