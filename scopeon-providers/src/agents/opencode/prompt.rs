//! Which of a user's messages are prompts: the agent writes some of them itself, to compact and to go on after that, and
//! for commands that a person runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use scopeon_core::provider::{Column, ReadError, Rows, Select, Stopped};
use scopeon_core::time::Timestamp;

use crate::kit::row_view::RowView;

/// The messages of the agent's own, each with the prompt that was the last one before it.
#[derive(Debug, Default)]
pub(super) struct Prompts(HashMap<String, Option<String>>);

impl Prompts {
    /// Finds the agent's own among these messages.
    pub(super) fn among(rows: &mut dyn Rows, candidates: BTreeSet<String>) -> Result<Self, ReadError> {
        let mut own: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for message in candidates {
            if let Some(session) = written_by_agent(rows, &message)? {
                own.entry(session).or_default().push(message);
            }
        }
        let mut found = HashMap::new();
        for (session, own) in own {
            place(rows, &session, own, &mut found)?;
        }
        Ok(Self(found))
    }

    /// The prompt that a message is or belongs to.
    pub(super) fn of<'a>(&'a self, message: &'a str) -> Option<&'a str> {
        self.0.get(message).map_or(Some(message), Option::as_deref)
    }

    /// Returns `true` if a message is a prompt itself.
    pub(super) fn is_one(&self, message: &str) -> bool {
        !self.0.contains_key(message)
    }
}

/// Returns `true` if a part of this kind is one that the agent writes into a user's message.
pub(super) fn is_agents(kind: Option<&str>, is_synthetic: bool) -> bool {
    kind == Some("compaction") || (kind == Some("text") && is_synthetic)
}

/// Returns the session of a message all of whose parts are the agent's.
fn written_by_agent(rows: &mut dyn Rows, message: &str) -> Result<Option<String>, ReadError> {
    const COLUMNS: [Column<'static>; 3] =
        [Column::Plain("session_id"), Column::Json("data", "$.type"), Column::Json("data", "$.synthetic")];
    let (mut session, mut is_own) = (None, true);
    rows.select(&Select::all("part", &COLUMNS).equals("message_id", message), &mut |row| {
        let row = RowView(row);
        session = row.text(0).map(str::to_owned);
        is_own &= is_agents(row.text(1), row.is_true(2));
        if is_own { Ok(()) } else { Err(Stopped) }
    })?;
    Ok(session.filter(|_| is_own))
}

/// Finds the last prompt before each of a session's own messages. What came before the first belongs to none.
fn place(
    rows: &mut dyn Rows,
    session: &str,
    own: Vec<String>,
    found: &mut HashMap<String, Option<String>>,
) -> Result<(), ReadError> {
    let mut asked = asked(rows, session)?;
    asked.sort();
    let mut known: HashMap<String, bool> = own.into_iter().map(|id| (id, true)).collect();
    let mut last: Option<String> = None;
    for (_, id) in asked {
        let is_own = match known.get(&id) {
            Some(is_own) => *is_own,
            None => written_by_agent(rows, &id)?.is_some(),
        };
        known.insert(id.clone(), is_own);
        if is_own {
            found.insert(id, last.clone());
        } else {
            last = Some(id);
        }
    }
    Ok(())
}

/// The user's messages of a session and when they were written.
fn asked(rows: &mut dyn Rows, session: &str) -> Result<Vec<(Option<Timestamp>, String)>, ReadError> {
    const COLUMNS: [Column<'static>; 4] = [
        Column::Plain("id"),
        Column::Json("data", "$.role"),
        Column::Json("data", "$.time.created"),
        Column::Plain("time_created"),
    ];
    let mut asked = Vec::new();
    rows.select(&Select::all("message", &COLUMNS).equals("session_id", session), &mut |row| {
        let row = RowView(row);
        if let (Some(id), Some("user")) = (row.text(0), row.text(1)) {
            asked.push((row.millis(2).or_else(|| row.millis(3)), id.to_owned()));
        }
        Ok(())
    })?;
    Ok(asked)
}
