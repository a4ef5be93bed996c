//! The tree of sessions and the sub-agents they started, from roll-ups for a period and from calls for one session.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::agents::{AgentNode, SubAgentRow, tree};
use scopeon_core::metrics::cost::{CostSum, total};
use scopeon_core::metrics::priced::PricedUsage;
use scopeon_core::provider::FactKind;
use scopeon_core::report::{SubAgentTypeRow, SubAgentsReport};
use scopeon_core::time::Range;

use super::Reader;
use super::bucket::Row;
use super::calls::{calls_of, members, sum_of};
use super::filter::Selection;
use super::price::Prices;
use super::query_context::QueryContext;
use super::scan::scan;
use super::session_lookup::find_session;
use super::top_by_cost::top_by_cost;
use crate::error::{At, StoreError};
use crate::rollup::Cell;
use crate::write::column;

/// The type of a sub-agent whose log states none.
pub(crate) const UNTYPED: &str = "(untyped)";
/// Between a session's id and its rowid while the tree is made: ids of sub-agents need not be unique.
const MARK: char = '\0';

impl Reader {
    /// Shows the sessions of a period that started sub-agents, the `top` most expensive of them, each as a tree.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn agents(
        &self,
        asked: &QueryContext<'_>,
        top: usize,
    ) -> std::result::Result<SubAgentsReport, StoreError> {
        self.ask(|conn| of_period(conn, asked, top))
    }

    /// Shows the tree of the session whose id starts with `id_prefix`, or of the last active one for `latest`, in all
    /// of history. Range and filter of the question do not matter.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when the prefix names none or several,
    /// another [`StoreError`] when the file cannot be read or is damaged.
    pub fn agents_of(
        &self,
        id_prefix: &str,
        asked: &QueryContext<'_>,
    ) -> std::result::Result<SubAgentsReport, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        let root = find_session(&view, id_prefix, asked.now).at(&self.path)??;
        of_session(&view, root, asked).at(&self.path)
    }
}

/// What one session or one run of a sub-agent consumed itself.
pub(crate) struct Own {
    /// Its session; itself for a session.
    pub(crate) root: i64,
    /// Its sum.
    pub(crate) sum: CostSum,
}

/// The sums of a period by session row, and the agents they are of.
pub(crate) struct OwnSums {
    pub(crate) own: HashMap<i64, Own>,
    pub(crate) providers: Vec<String>,
}

/// Sums a period by session row in one pass.
pub(crate) fn own_sums(conn: &Connection, asked: &QueryContext<'_>) -> Result<OwnSums> {
    let mut prices = Prices::new(conn, asked.book)?;
    let mut selection = Selection::new(conn, asked.filter)?;
    let (mut own, mut classes): (HashMap<i64, Own>, _) = (HashMap::new(), HashSet::new());
    scan(conn, &asked.range, &mut selection, |row: &Row, quarter, cell: &Cell| {
        let rates = prices.rates(row.class, quarter);
        let more = total(&[PricedUsage { calls: cell.calls, usage: cell.usage, rates }]);
        let one = own.entry(row.session).or_insert(Own { root: row.root, sum: CostSum::default() });
        one.sum = one.sum.plus(more);
        classes.insert(row.class);
    })?;
    let agent = |class: &i64| Some(prices.classes.get(class)?.price.agent.as_str().to_owned());
    Ok(OwnSums { own, providers: classes.iter().filter_map(agent).collect() })
}

fn of_period(conn: &Connection, asked: &QueryContext<'_>, top: usize) -> Result<SubAgentsReport> {
    let OwnSums { own, providers } = own_sums(conn, asked)?;
    let mut trees: HashMap<i64, (CostSum, Vec<i64>)> = HashMap::new();
    for (session, one) in &own {
        let (sum, runs) = trees.entry(one.root).or_default();
        *sum = sum.plus(one.sum);
        if *session != one.root {
            runs.push(*session);
        }
    }
    let total = trees.values().map(|(sum, _)| *sum).fold(CostSum::default(), CostSum::plus);
    trees.retain(|_, (_, runs)| !runs.is_empty());
    let types = types(conn, trees.values().flat_map(|(_, runs)| runs), &own)?;
    let count = trees.len() as u64;
    let costs = trees.into_iter().map(|(root, (sum, runs))| (sum.cost_usd, root, runs)).collect();
    let chosen = top_by_cost(conn, costs, top)?;
    let mut nodes = BTreeMap::new();
    for (root, runs) in &chosen {
        for session in runs.iter().chain([root]) {
            add_node(conn, *session, &own, &mut nodes)?;
        }
    }
    let tokens = asked.fidelity.tokens(&providers).and(asked.fidelity.over(&providers, FactKind::SubAgents));
    Ok(SubAgentsReport::new(
        asked.scope(providers),
        total.provenance(tokens),
        rows(nodes),
        types,
        count,
        total,
    ))
}

fn of_session(conn: &Connection, root: i64, asked: &QueryContext<'_>) -> Result<SubAgentsReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let (mut own, mut agents) = (HashMap::new(), HashSet::new());
    let members = members(conn, root)?;
    for member in &members {
        let calls = calls_of(conn, *member, &mut prices)?;
        agents.extend(
            calls.iter().filter_map(|call| prices.classes.get(&call.class)).map(|class| class.provider),
        );
        own.insert(*member, Own { root, sum: sum_of(&calls) });
    }
    let mut nodes = BTreeMap::new();
    for member in &members {
        add_node(conn, *member, &own, &mut nodes)?;
    }
    let name = |class: &super::price::Class| class.price.agent.as_str().to_owned();
    let classes = prices.classes.values().filter(|class| agents.contains(&class.provider));
    let providers: Vec<String> = classes.map(name).collect();
    let total = own.values().map(|one| one.sum).fold(CostSum::default(), CostSum::plus);
    let tokens = asked.fidelity.tokens(&providers).and(asked.fidelity.over(&providers, FactKind::SubAgents));
    let whole = QueryContext { range: Range::default(), ..*asked };
    Ok(SubAgentsReport::new(
        whole.scope(providers),
        total.provenance(tokens),
        rows(nodes),
        types(conn, members.iter().filter(|member| **member != root), &own)?,
        u64::from(members.len() > 1),
        total,
    ))
}

/// Adds a session row and all above it, those without calls of the period with nothing.
fn add_node(
    conn: &Connection,
    session: i64,
    own: &HashMap<i64, Own>,
    nodes: &mut BTreeMap<i64, AgentNode>,
) -> Result<()> {
    let mut next = Some(session);
    while let Some(session) = next.take().filter(|session| !nodes.contains_key(session)) {
        let (key, agent_type, parent) = about(conn, session)?;
        let above = match parent {
            Some(parent) => Some((parent, about(conn, parent)?.0)),
            None => None,
        };
        let sum = own.get(&session).map(|one| one.sum).unwrap_or_default();
        let parent = above.as_ref().map(|(parent, key)| marked(key, *parent));
        nodes.insert(session, AgentNode { id: marked(&key, session), parent, agent_type, own: sum });
        next = above.map(|(parent, _)| parent);
    }
    Ok(())
}

fn marked(key: &str, session: i64) -> String {
    format!("{key}{MARK}{session}")
}

/// A session's id, its type and its parent; a session that is referred to as nobody's child has none.
fn about(conn: &Connection, session: i64) -> Result<(String, Option<String>, Option<i64>)> {
    let mut find = conn.prepare_cached(
        "SELECT coalesce(s.key, lower(hex(s.uid))), a.text, coalesce(s.parent, s.root) FROM session s \
         LEFT JOIN label a ON a.id = s.agent_type WHERE s.id = ?1",
    )?;
    find.query_row([session], |row| {
        let parent: Option<i64> = row.get(2)?;
        Ok((column::text(row, 0)?, column::maybe_text(row, 1)?, parent.filter(|parent| *parent != session)))
    })
}

fn rows(nodes: BTreeMap<i64, AgentNode>) -> Vec<SubAgentRow> {
    let nodes: Vec<AgentNode> = nodes.into_values().collect();
    let bare = |id: String| id.split(MARK).next().unwrap_or_default().to_owned();
    let bare = |row: SubAgentRow| SubAgentRow { id: bare(row.id), parent: row.parent.map(bare), ..row };
    tree(&nodes).into_iter().map(bare).collect()
}

/// Sums runs by type, the most expensive first.
fn types<'a>(
    conn: &Connection,
    runs: impl Iterator<Item = &'a i64>,
    own: &HashMap<i64, Own>,
) -> Result<Vec<SubAgentTypeRow>> {
    let mut find = conn.prepare_cached(
        "SELECT a.text FROM session s LEFT JOIN label a ON a.id = s.agent_type WHERE s.id = ?1",
    )?;
    let mut types: BTreeMap<String, (u64, CostSum)> = BTreeMap::new();
    for run in runs {
        let named = find.query_row([run], |row| column::maybe_text(row, 0))?;
        let (runs, sum) = types.entry(named.unwrap_or_else(|| UNTYPED.to_owned())).or_default();
        *runs += 1;
        *sum = sum.plus(own.get(run).map(|one| one.sum).unwrap_or_default());
    }
    let row = |(agent_type, (runs, own))| SubAgentTypeRow::new(agent_type, runs, own);
    let mut rows: Vec<_> = types.into_iter().map(row).collect();
    rows.sort_by(|a, b| b.own.cost_usd.cmp(&a.own.cost_usd).then_with(|| a.agent_type.cmp(&b.agent_type)));
    Ok(rows)
}
