//! What is known of sessions beside their rows in a list: names, tags, tools, how full their context is, how well they went.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::health::health;
use scopeon_core::tags::TagRule;
use scopeon_core::time::{Range, Timestamp};

use super::Reader;
use super::baseline::baseline;
use super::digests::digests;
use super::filter::{Filter, Selection};
use super::label::{NONE, label_text};
use super::price::Prices;
use super::query_context::QueryContext;
use super::scan::scan;
use super::span::span;
use super::standing::standing;
use super::tagger::Tagger;
use super::waste_inputs::{By, FindingsBuilder, WasteCollector};
use crate::error::StoreError;
use crate::write::column;

/// What may be asked of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionFact {
    /// Models, projects and branches of their calls in the range of the question.
    Names,
    /// Tags.
    Tags,
    /// The machine.
    Host,
    /// Tools.
    Tools,
    /// Compactions.
    Compactions,
    /// How full the context is.
    Context,
    /// The health score.
    Health,
}

/// What is known of a session; what was not asked for is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionFacts {
    /// Its models as logged, its sub-agents' included.
    pub models: BTreeSet<String>,
    /// The directories it worked in, as they are kept; `(none)` where a call has none.
    pub projects: BTreeSet<String>,
    /// The branches it worked on; `(none)` where a call has none.
    pub branches: BTreeSet<String>,
    /// Its tags.
    pub tags: BTreeSet<String>,
    /// Its tools, its sub-agents' included; one of an MCP server is `mcp__server__tool`.
    pub tools: BTreeSet<String>,
    /// The machine it ran on; none where that has no name.
    pub host: Option<String>,
    /// How often its context was compacted; where only old results of tools were dropped, that does not count.
    pub compactions: u64,
    /// How full its context is; none where the log does not tell.
    pub context: Option<Share>,
    /// Its health score; none where nothing could be measured.
    pub health: Option<u32>,
}

/// What is asked of which sessions.
#[derive(Clone, Debug)]
pub struct SessionFactsQuery<'a> {
    /// What.
    pub wanted: BTreeSet<SessionFact>,
    /// Sessions by agent and id.
    pub sessions: &'a [(&'a str, &'a str)],
    /// The rules that give tags.
    pub rules: &'a [TagRule],
}

impl Reader {
    /// Tells what is known of sessions, in the order in which they are named. Of the question the filter does not matter, and
    /// the range for names alone.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_facts(
        &self,
        asked: &QueryContext<'_>,
        query: &SessionFactsQuery<'_>,
    ) -> std::result::Result<Vec<SessionFacts>, StoreError> {
        self.ask(|conn| answer(conn, asked, query))
    }
}

type Facts = HashMap<i64, SessionFacts>;

fn answer(
    conn: &Connection,
    asked: &QueryContext<'_>,
    query: &SessionFactsQuery<'_>,
) -> Result<Vec<SessionFacts>> {
    let mut roots = Vec::with_capacity(query.sessions.len());
    for (agent, id) in query.sessions {
        roots.push(root(conn, agent, id)?);
    }
    let mut facts: Facts = roots.iter().flatten().map(|root| (*root, SessionFacts::default())).collect();
    if query.wanted.contains(&SessionFact::Names) {
        names(conn, asked, &mut facts)?;
    }
    if query.wanted.contains(&SessionFact::Health) {
        scores(conn, asked, &mut facts)?;
    }
    let mut tagger = Tagger::new(conn, query.rules, Some(asked.book))?;
    for (root, facts) in &mut facts {
        for wanted in &query.wanted {
            one(conn, (*root, *wanted), asked, (&mut tagger, facts))?;
        }
    }
    Ok(roots.iter().map(|root| root.and_then(|root| facts.get(&root)).cloned().unwrap_or_default()).collect())
}

const ROOT: &str = "SELECT s.id FROM session s JOIN provider p ON p.id = s.provider WHERE p.name = ?1 \
    AND (s.key = ?2 OR (s.key IS NULL AND s.uid = unhex(?2))) ORDER BY coalesce(s.root, s.id) <> s.id, s.id LIMIT 1";

/// Finds a session by its agent and its id as it is shown.
fn root(conn: &Connection, agent: &str, id: &str) -> Result<Option<i64>> {
    conn.prepare_cached(ROOT)?.query_row((agent, id), |row| row.get(0)).optional()
}

/// Looks up what is looked up of each session on its own.
fn one(
    conn: &Connection,
    (root, wanted): (i64, SessionFact),
    asked: &QueryContext<'_>,
    (tagger, facts): (&mut Tagger<'_>, &mut SessionFacts),
) -> Result<()> {
    match wanted {
        SessionFact::Names | SessionFact::Health => {}
        SessionFact::Tags => {
            let found = tagger.tags(root)?;
            facts.tags = found.tags.iter().map(|tag| tag.as_str().to_owned()).collect();
        }
        SessionFact::Tools => {
            let tools = tagger.tools(root)?;
            facts.tools = tools.into_iter().map(|(tool, _)| tool.as_str().to_owned()).collect();
        }
        SessionFact::Host => facts.host = host(conn, root)?,
        SessionFact::Compactions => facts.compactions = compactions(conn, root)?,
        SessionFact::Context => facts.context = standing(conn, (root, asked.now), asked.book)?.fill(),
    }
    Ok(())
}

fn host(conn: &Connection, root: i64) -> Result<Option<String>> {
    let find = "SELECT h.name FROM session s JOIN host h ON h.id = s.host WHERE s.id = ?1";
    conn.prepare_cached(find)?.query_row([root], |row| column::maybe_text(row, 0))
}

fn compactions(conn: &Connection, root: i64) -> Result<u64> {
    let count = "SELECT count(*) FROM compaction WHERE session = ?1 AND set_off_by <> 'micro'";
    conn.prepare_cached(count)?.query_row([root], |row| column::count(row, 0))
}

/// Collects what the calls of sessions name, in one pass.
fn names(conn: &Connection, asked: &QueryContext<'_>, facts: &mut Facts) -> Result<()> {
    let everything = Filter::default();
    let mut selection = Selection::new(conn, &everything)?;
    let mut found: HashSet<(i64, i64, i64, i64)> = HashSet::new();
    scan(conn, &asked.range, &mut selection, |row, _, _| {
        if facts.contains_key(&row.root) {
            found.insert((row.root, row.project, row.branch, row.class));
        }
    })?;
    let prices = Prices::new(conn, asked.book)?;
    let mut texts = HashMap::new();
    let labels =
        found.iter().flat_map(|(_, project, branch, _)| [*project, *branch]).collect::<HashSet<i64>>();
    for label in labels {
        texts.insert(label, label_text(conn, label)?.unwrap_or_else(|| NONE.to_owned()));
    }
    for (root, project, branch, class) in found {
        let Some(facts) = facts.get_mut(&root) else { continue };
        facts.projects.extend(texts.get(&project).cloned());
        facts.branches.extend(texts.get(&branch).cloned());
        facts.models.extend(prices.classes.get(&class).map(|class| class.price.model.as_str().to_owned()));
    }
    Ok(())
}

/// Judges each session on its own, in one pass: as `health` does of one.
fn scores(conn: &Connection, asked: &QueryContext<'_>, facts: &mut Facts) -> Result<()> {
    let everything = Filter::default();
    let range = Range { since: first_of(conn, facts.keys())?, until: None };
    let whole = &QueryContext { range, filter: &everything, ..*asked };
    let mut prices = Prices::new(conn, asked.book)?;
    let mut collector = WasteCollector::new(&mut prices, By::Root);
    digests(conn, whole, &mut collector)?;
    let groups = std::mem::take(&mut collector.groups);
    let baseline = baseline(conn, whole)?;
    let finder = FindingsBuilder::new(conn, whole, &baseline)?;
    for (root, waste) in groups.each() {
        if let Some(facts) = facts.get_mut(&root) {
            let found = finder.findings(waste, &mut prices)?;
            facts.health = health(&found.measured(), &baseline.thresholds).score.value;
        }
    }
    Ok(())
}

fn first_of<'a>(conn: &Connection, roots: impl Iterator<Item = &'a i64>) -> Result<Option<Timestamp>> {
    let mut first = None;
    for root in roots {
        first = [first, span(conn, *root)?.0].into_iter().flatten().min();
    }
    Ok(first)
}
