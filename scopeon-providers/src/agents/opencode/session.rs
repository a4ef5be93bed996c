//! Sessions: what the messages in them need to know, and what is said of them.

use std::collections::{HashMap, HashSet};

use scopeon_core::event::{Event, SessionFacts, SessionKind, Totals, Witness};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, ReadError, Rows, Select, Sink, Stopped};
use scopeon_core::time::Timestamp;

use super::key::OpenCodeIds;
use super::tokens::Era;
use crate::kit::row_view::RowView;

/// What messages need to know of their session.
#[derive(Clone, Debug)]
pub(super) struct SessionContext {
    pub(super) session: SessionId,
    pub(super) project: Option<Label>,
    pub(super) era: Era,
    /// When it began: what is older was copied from the session it was forked from.
    pub(super) began: Option<Timestamp>,
    /// Whether another session asks it, and no person.
    pub(super) is_sub_agent: bool,
}

impl SessionContext {
    /// Returns `true` if what happened then was copied from another session.
    pub(super) fn is_copied(&self, at: Timestamp) -> bool {
        self.began.is_some_and(|began| at < began)
    }
}

/// One session as a row or a document states it.
#[derive(Default)]
pub(super) struct Stated<'a> {
    pub(super) id: &'a str,
    pub(super) parent: Option<&'a str>,
    pub(super) directory: Option<Label>,
    pub(super) version: Option<&'a str>,
    pub(super) agent: Option<Label>,
    pub(super) began: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
}

impl Stated<'_> {
    pub(super) fn context(&self, keys: OpenCodeIds) -> SessionContext {
        SessionContext {
            session: keys.session(self.id),
            project: self.directory.clone(),
            era: Era::of(self.version),
            began: self.began,
            is_sub_agent: self.parent.is_some(),
        }
    }

    pub(super) fn facts(&self, keys: OpenCodeIds) -> Option<SessionFacts> {
        let kind = if self.parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
        let mut facts = SessionFacts::new(keys.session(self.id), Label::new(self.id)?, kind);
        facts.parent = self.parent.map(|parent| keys.session(parent));
        if self.parent.is_some() {
            facts.agent_type.clone_from(&self.agent);
        }
        facts.project = self.began.zip(self.directory.clone());
        facts.version = self.ended.or(self.began).zip(self.version.and_then(Label::new));
        facts.span = (self.began, self.ended.or(self.began));
        Some(facts)
    }
}

/// What a session says of all its messages together.
pub(super) struct Sum {
    session: String,
    witness: Witness,
}

const COLUMNS: [Column<'static>; 12] = [
    Column::Plain("id"),
    Column::Plain("parent_id"),
    Column::Plain("directory"),
    Column::Plain("version"),
    Column::Plain("agent"),
    Column::Plain("time_created"),
    Column::Plain("time_updated"),
    Column::Plain("tokens_input"),
    Column::Plain("tokens_output"),
    Column::Plain("tokens_reasoning"),
    Column::Plain("tokens_cache_read"),
    Column::Plain("tokens_cache_write"),
];

/// Reads every session and tells of those that changed since `since`, in milliseconds. Returns all of them, and what
/// those that changed say of themselves.
pub(super) fn read(
    keys: OpenCodeIds,
    rows: &mut dyn Rows,
    since: i64,
    out: &mut dyn Sink,
) -> Result<(HashMap<String, SessionContext>, Vec<Sum>), ReadError> {
    let mut contexts = HashMap::new();
    let mut sums = Vec::new();
    rows.select(&Select::all("session", &COLUMNS), &mut |row| {
        let row = RowView(row);
        let Some(id) = row.text(0) else { return Ok(()) };
        let stated = Stated {
            id,
            parent: row.text(1),
            directory: row.label(2),
            version: row.text(3),
            agent: row.identifier(4),
            began: row.millis(5),
            ended: row.millis(6),
        };
        let context = stated.context(keys);
        let is_new = stated.ended.is_none_or(|at| at.millis() > since);
        if is_new && let Some(witness) = stated.ended.and_then(|at| witness(keys, row, id, &context, at)) {
            sums.push(Sum { session: id.to_owned(), witness });
        }
        contexts.insert(id.to_owned(), context);
        match stated.facts(keys).filter(|_| is_new) {
            Some(facts) => out.event(Event::from(facts)),
            None => Ok(()),
        }
    })?;
    Ok((contexts, sums))
}

/// The session's totals, which are those of its messages' steps. Before 1.2 a message's counts did not say what they
/// include, and so their sums do not either.
fn witness(
    keys: OpenCodeIds,
    row: RowView<'_>,
    id: &str,
    context: &SessionContext,
    at: Timestamp,
) -> Option<Witness> {
    let [input, output, reasoning, read, write] = [7, 8, 9, 10, 11].map(|column| row.count(column));
    let mut totals = Totals::default();
    (totals.input, totals.cache_read, totals.cache_write) = (input, read, write);
    totals.output = output.map(|output| output.saturating_add(reasoning.unwrap_or(0)));
    let says_something = [input, output, read, write].into_iter().flatten().any(|count| count > 0);
    (says_something && context.era == Era::Excluded)
        .then(|| Witness::new(keys.witness(id), at, context.session, totals))
}

/// Gives what the sessions say of themselves. A fork's totals hold what it copied, which was paid for elsewhere; `forks`
/// are all there are, where all messages were seen.
pub(super) fn give_sums(
    rows: &mut dyn Rows,
    sums: Vec<Sum>,
    contexts: &HashMap<String, SessionContext>,
    forks: Option<&HashSet<SessionId>>,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    for sum in sums {
        let Some(context) = contexts.get(&sum.session) else { continue };
        let is_fork = match forks {
            Some(forks) => forks.contains(&context.session),
            None => is_fork(rows, &sum.session, context)?,
        };
        if !is_fork {
            out.event(Event::from(sum.witness))?;
        }
    }
    Ok(())
}

/// Returns `true` if there are messages in a session that are older than itself.
fn is_fork(rows: &mut dyn Rows, id: &str, context: &SessionContext) -> Result<bool, ReadError> {
    const COLUMNS: [Column<'static>; 2] =
        [Column::Json("data", "$.time.created"), Column::Plain("time_created")];
    let mut is_fork = false;
    rows.select(&Select::all("message", &COLUMNS).equals("session_id", id), &mut |row| {
        let row = RowView(row);
        is_fork = row.millis(0).or_else(|| row.millis(1)).is_some_and(|at| context.is_copied(at));
        if is_fork { Err(Stopped) } else { Ok(()) }
    })?;
    Ok(is_fork)
}
