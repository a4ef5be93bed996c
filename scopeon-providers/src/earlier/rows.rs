//! The rows of the database of Scopeon 0.x. Summaries, slugs and what tools were asked are in columns that are never named.

use scopeon_core::label::Label;
use scopeon_core::provider::{Column, IssueKind, Position, ReadError, Row, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use crate::kit::schema::{self, Table};

const TABLES: [Table; 2] = [
    Table::needed("sessions", &["id", "project", "git_branch", "is_subagent", "parent_session_id"]),
    Table::needed("turns", &["id", "session_id", "timestamp", "input_tokens", "output_tokens", "model"]),
];

/// No response counts higher.
const MAX_COUNT: i64 = 1_000_000_000_000;

/// All rows.
#[derive(Default)]
pub(super) struct Read {
    pub(super) sessions: Vec<Session>,
    pub(super) turns: Vec<Turn>,
    /// Sessions' tags.
    pub(super) tags: Vec<(String, Label)>,
}

/// A session, or a sub-agent's run, which 0.x keeps as one.
pub(super) struct Session {
    pub(super) id: String,
    /// What 0.x calls the agent; none before it knew several.
    pub(super) agent: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) project: Option<Label>,
    pub(super) branch: Option<Label>,
    pub(super) version: Option<Label>,
}

/// A response.
pub(super) struct Turn {
    /// The response's own name.
    pub(super) id: String,
    pub(super) session: String,
    pub(super) at: Option<Timestamp>,
    pub(super) model: Option<Label>,
    pub(super) tier: Option<String>,
    pub(super) usage: Usage,
}

/// Reads every row there is.
pub(super) fn read(rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<Read, ReadError> {
    schema::check(&TABLES, rows, out)?;
    let mut read = Read::default();
    let columns = ["id", "provider", "parent_session_id", "project", "git_branch", "provider_version"];
    rows.select(&Select::all("sessions", &columns.map(Column::Plain)), &mut |row| {
        read.sessions.extend(session(row));
        Ok(())
    })?;
    rows.select(&Select::all("session_tags", &["session_id", "tag"].map(Column::Plain)), &mut |row| {
        read.tags.extend(text(row, 0).zip(row.text(1).and_then(Label::new)));
        Ok(())
    })?;
    let columns = [
        "id",
        "session_id",
        "timestamp",
        "model",
        "service_tier",
        "input_tokens",
        "output_tokens",
        "cache_read_tokens",
        "cache_write_tokens",
        "cache_write_5m_tokens",
        "cache_write_1h_tokens",
    ];
    let mut is_sound = true;
    rows.select(&Select::all("turns", &columns.map(Column::Plain)), &mut |row| {
        let turn = turn(row);
        is_sound &= turn.is_some();
        read.turns.extend(turn);
        Ok(())
    })?;
    if !is_sound {
        out.issue(scopeon_core::provider::Issue::new(IssueKind::BadCount, Position::default()));
    }
    Ok(read)
}

fn text(row: &dyn Row, column: usize) -> Option<String> {
    row.text(column).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn session(row: &dyn Row) -> Option<Session> {
    let label = |column| row.text(column).and_then(Label::new);
    Some(Session {
        id: text(row, 0)?,
        agent: text(row, 1),
        parent: text(row, 2),
        project: label(3),
        branch: label(4),
        version: label(5),
    })
}

/// Reads a response; none where a count is none.
fn turn(row: &dyn Row) -> Option<Turn> {
    let count = |column| {
        let count = row.integer(column).filter(|count| (0..=MAX_COUNT).contains(count))?;
        u64::try_from(count).ok()
    };
    let (written, short, long) = (count(8)?, count(9)?, count(10)?);
    let usage = Usage {
        input: count(5)?,
        output: count(6)?,
        cache_read: count(7)?,
        // As in the logs: what is not said to be of an hour is of five minutes.
        cache_write_5m: written.max(short + long) - long,
        cache_write_1h: long,
        ..Usage::default()
    };
    Some(Turn {
        id: text(row, 0)?,
        session: text(row, 1)?,
        // 0 is what it writes where it read no time.
        at: row.integer(2).filter(|at| *at > 0).and_then(Timestamp::from_millis),
        model: row.text(3).and_then(Label::new),
        tier: text(row, 4),
        usage,
    })
}
