//! One level of what consumed tokens. How a level is summed is `walk`'s matter, what belongs where `place`'s.

mod place;
mod walk;

use std::cmp::Reverse;
use std::sync::Arc;

use rusqlite::Connection;
use scopeon_core::metrics::Provenance;
use scopeon_core::metrics::explore::{Depth, Entry, Measure, level};
use scopeon_core::project::{is_within, key};
use scopeon_core::provider::FactKind;
use scopeon_core::report::{ExploreReport, ExploreStep};
use scopeon_core::time::Range;

use super::filter::Filter;
use super::query_context::QueryContext;
use super::{Reader, is_empty};
use crate::error::{At, StoreError};
use walk::{Found, Walk};

/// What a level is asked for.
#[derive(Clone, Debug, Default)]
pub struct ExploreQuery {
    /// The rows that lead to the level, from the top: an agent, a project (its path or its last component), a branch,
    /// a session (the start of its id), the number of a prompt in the session, the number of a call in the prompt.
    pub path: Vec<String>,
    /// What rows are ordered and shared by.
    pub measure: Measure,
    /// How many rows at most; the rest is summed.
    pub most: usize,
}

impl Reader {
    /// Shows one level of what consumed tokens in a period. Where no call was kept yet, every path leads to a level
    /// without rows, and so does one whose steps name something at another time only.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownName`] when a step of the path never names a row of its level, or names several, another
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn explore(
        &self,
        asked: &QueryContext<'_>,
        query: &ExploreQuery,
    ) -> std::result::Result<ExploreReport, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        if is_empty(&view).at(&self.path)? {
            return Ok(nothing(asked, query));
        }
        match self.descend(&view, asked, query) {
            Err(StoreError::UnknownName { .. }) if asked.range != Range::default() => {
                let everything = Filter { aliases: Arc::clone(&asked.filter.aliases), ..Filter::default() };
                let ever = QueryContext { range: Range::default(), filter: &everything, ..*asked };
                let path = self.descend(&view, &ever, query)?.path;
                let path = path.into_iter().map(|step| step.key).collect();
                Ok(nothing(asked, &ExploreQuery { path, ..query.clone() }))
            }
            found => found,
        }
    }

    fn descend(
        &self,
        view: &Connection,
        asked: &QueryContext<'_>,
        query: &ExploreQuery,
    ) -> std::result::Result<ExploreReport, StoreError> {
        let deepest = Depth::ALL.get(query.path.len()).copied().unwrap_or(Depth::Tool);
        let mut walk = Walk::start(view, asked, deepest).at(&self.path)?;
        let mut path: Vec<ExploreStep> = Vec::with_capacity(query.path.len());
        let mut depth = Depth::Provider;
        for wanted in &query.path {
            let rows = walk.rows(depth).at(&self.path)?;
            let found = choose(&rows, wanted, depth).ok_or_else(|| unknown(depth, wanted, &rows))?;
            walk.enter(depth, found.id);
            path.push(ExploreStep::new(depth, found.entry.key.clone()));
            depth = depth.child().unwrap_or(Depth::Tool);
        }
        let rows = walk.rows(depth).at(&self.path)?;
        let entries: Vec<Entry> = rows.into_iter().map(|row| row.entry).collect();
        let level = level(depth, query.measure, entries, query.most);
        let provenance = level.total.provenance(sure(depth, asked, &walk));
        Ok(ExploreReport::new(asked.scope(walk.providers), provenance, path, level, depth.child()))
    }
}

/// Answers from an empty history, in which no step can be wrong yet, or from a time without anything.
fn nothing(asked: &QueryContext<'_>, query: &ExploreQuery) -> ExploreReport {
    let step = |(depth, key): (&Depth, &String)| ExploreStep::new(*depth, key.clone());
    let depth = Depth::ALL.get(query.path.len()).copied().unwrap_or(Depth::Tool);
    ExploreReport::new(
        asked.scope(Vec::<String>::new()),
        Provenance::EXACT,
        Depth::ALL.iter().zip(&query.path).map(step).collect(),
        level(depth, query.measure, Vec::new(), query.most),
        depth.child(),
    )
}

/// How sure the sums of the last level are.
fn sure(depth: Depth, asked: &QueryContext<'_>, walk: &Walk<'_, '_>) -> Provenance {
    let agents = &walk.providers;
    match depth {
        Depth::Tool => asked.fidelity.over(agents, FactKind::Tools),
        Depth::Turn => asked.fidelity.tokens(agents).and(asked.fidelity.over(agents, FactKind::Turns)),
        _ => asked.fidelity.tokens(agents),
    }
}

/// Finds the one row that a step of a path names: by its whole key, else by its last component or its start. Nothing
/// lies below a tool.
fn choose<'r>(rows: &'r [Found], wanted: &str, depth: Depth) -> Option<&'r Found> {
    if depth == Depth::Tool {
        return None;
    }
    if let Some(row) = rows.iter().find(|row| row.entry.key == wanted) {
        return Some(row);
    }
    let fits = |key: &str| match depth {
        Depth::Project => is_same(key, wanted),
        Depth::Provider | Depth::Branch | Depth::Session => !wanted.is_empty() && key.starts_with(wanted),
        _ => false,
    };
    let mut fitting = rows.iter().filter(|row| fits(&row.entry.key));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Returns `true` if a project is the wanted one: its directory in any spelling, or its last component.
fn is_same(path: &str, wanted: &str) -> bool {
    key(path) == key(wanted) || (!wanted.contains(['/', '\\']) && is_within(path, wanted))
}

/// Says that a step names no row or several, with up to three that are like it: those that hold it, then those that
/// share the longest start, then the most expensive.
fn unknown(depth: Depth, wanted: &str, rows: &[Found]) -> StoreError {
    let likeness = |row: &&Found| {
        let key = row.entry.key.as_str();
        let same = key.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
        (!key.contains(wanted), Reverse(same), Reverse(row.entry.sum.cost_usd), row.entry.key.clone())
    };
    let mut near: Vec<&Found> = rows.iter().collect();
    near.sort_by_cached_key(likeness);
    StoreError::UnknownName {
        kind: noun(depth),
        name: wanted.to_owned(),
        near: near.into_iter().take(3).map(|row| row.entry.key.clone()).collect(),
    }
}

const fn noun(depth: Depth) -> &'static str {
    match depth {
        Depth::Provider => "agent",
        Depth::Project => "project",
        Depth::Branch => "branch",
        Depth::Session => "session",
        Depth::Turn => "prompt",
        Depth::Call => "call",
        Depth::Tool => "row below a tool",
    }
}
