//! The files of Scopeon 0.x, an earlier program of the same name, as it leaves them in its directory.

use std::fs;
use std::io;
use std::path::Path;

use rusqlite::{Connection, params};

/// The tables that it has from its first version on, as far as anything is read of them or they tell whose they are.
const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, project TEXT NOT NULL DEFAULT '', \
    slug TEXT NOT NULL DEFAULT '', git_branch TEXT NOT NULL DEFAULT '', started_at INTEGER NOT NULL DEFAULT 0, \
    is_subagent INTEGER NOT NULL DEFAULT 0, parent_session_id TEXT, provider TEXT NOT NULL DEFAULT '', \
    provider_version TEXT NOT NULL DEFAULT '');
    CREATE TABLE IF NOT EXISTS turns (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, turn_index INTEGER NOT NULL, \
    timestamp INTEGER NOT NULL, input_tokens INTEGER NOT NULL DEFAULT 0, cache_read_tokens INTEGER NOT NULL DEFAULT 0, \
    cache_write_tokens INTEGER NOT NULL DEFAULT 0, cache_write_5m_tokens INTEGER NOT NULL DEFAULT 0, \
    cache_write_1h_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0, \
    thinking_tokens INTEGER NOT NULL DEFAULT 0, model TEXT NOT NULL DEFAULT '', service_tier TEXT NOT NULL DEFAULT '');
    CREATE TABLE IF NOT EXISTS tool_calls (id TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS daily_rollup (date TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS file_offsets (file_path TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS session_tags (session_id TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (session_id, tag));
    PRAGMA user_version = 9;";

const CONFIG: &str = "[general]\ntheme = \"cockpit\"\nrefresh_interval_secs = 2\n\n[providers]\n\
    enabled = [\"claude-code\"]\ngeneric_paths = []\ngeneric_name = \"Custom OpenAI\"\n\n[dashboard]\n\
    live_metrics = []\ninsights_metrics = []\n\n[[alerts.webhooks]]\nurl = \"https://hooks.example/token\"\n\n\
    [budget]\ndaily_usd = 5.0\nweekly_usd = 0.0\nmonthly_usd = 100.0\n\n[pricing.overrides.\"acme-1\"]\n\
    input = 1.5\noutput = 6.0\n";

/// A session that the database tells of: Claude Code's.
pub const EARLIER_SESSION: &str = "5c09e0a1-7777-4777-8777-77777777c0de";

/// Responses: their session's ending, their name, then uncached, read, written for five minutes and for an hour, output.
type Turn = (&'static str, &'static str, [i64; 5]);
const TURNS: [Turn; 4] = [
    ("", "msg_013Zva2CMHLNnXjNJJKqJ2EF", [100, 2_000, 300, 40, 500]),
    ("", "msg_01XFDUDYJgAACzvnptvVoYEL", [10, 3_000, 0, 0, 70]),
    ("-agent-a1b2", "msg_bdrk_01XFDUDYJgAACzvnptvVoYEL", [1_000, 0, 0, 0, 50]),
    // Of a relay, which names responses as it likes.
    ("", "gen-1", [9, 9, 9, 9, 9]),
];
const MODEL: &str = "claude-sonnet-4-5-20250929";
/// 2026-09-21 14:13:20 UTC.
const START: i64 = 1_790_000_000_000;
const MINUTE: i64 = 60_000;

/// Writes `config.toml` and `scopeon.db` as Scopeon 0.x leaves them into a directory.
///
/// # Errors
///
/// What writing fails with.
pub fn write_earlier_files(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    fs::write(directory.join("config.toml"), CONFIG)?;
    database(&directory.join("scopeon.db")).map_err(io::Error::other)
}

fn database(path: &Path) -> rusqlite::Result<()> {
    let conn = Connection::open(path)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.execute_batch(SCHEMA)?;
    let run = format!("{EARLIER_SESSION}-agent-a1b2");
    let sessions = [
        (EARLIER_SESSION, None, "claude-code"),
        (run.as_str(), Some(EARLIER_SESSION), "claude-code"),
        ("codex-0199", None, "codex"),
        ("copilot-9", None, "copilot-cli"),
    ];
    for (id, parent, agent) in sessions {
        conn.execute(
            "INSERT INTO sessions (id, parent_session_id, provider, project, git_branch, slug) \
             VALUES (?1, ?2, ?3, '/home/dev/shop', 'main', 'what was asked for')",
            params![id, parent, agent],
        )?;
    }
    for (place, (ending, name, [input, read, short, long, output])) in (1_i64..).zip(TURNS) {
        conn.execute(
            "INSERT INTO turns (id, session_id, turn_index, timestamp, input_tokens, cache_read_tokens, \
             cache_write_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, model, service_tier) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'standard')",
            params![
                name,
                format!("{EARLIER_SESSION}{ending}"),
                place,
                START + place * MINUTE,
                input,
                read,
                short + long,
                short,
                long,
                output,
                MODEL
            ],
        )?;
    }
    conn.execute("INSERT INTO session_tags VALUES (?1, 'feature')", [EARLIER_SESSION])?;
    conn.close().map_err(|(_, error)| error)
}
