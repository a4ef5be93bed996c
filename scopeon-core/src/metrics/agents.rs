//! The tree of sessions and the sub-agents they started, each with what it cost itself and with all below it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Share;
use super::cost::CostSum;

/// One session or one sub-agent run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentNode {
    /// Its id, unique among all.
    pub id: String,
    /// The id of the one that started it.
    pub parent: Option<String>,
    /// Its type; none for a session.
    pub agent_type: Option<String>,
    /// What it consumed itself.
    pub own: CostSum,
}

/// One node of the tree, as a row: a parent comes before its children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubAgentRow {
    /// Its id.
    pub id: String,
    /// The row of its parent; none for a root.
    pub parent: Option<String>,
    /// Its type; none for a session.
    pub agent_type: Option<String>,
    /// How far down it is; 0 for a root.
    pub depth: u32,
    /// What it consumed itself.
    pub own: CostSum,
    /// What it and all below it consumed.
    pub total: CostSum,
    /// `its total cost ÷ that of its root`; all for a root that cost anything.
    #[serde(rename = "cost_ratio")]
    pub cost_bp: Share,
}

/// Returns the tree as rows, roots and siblings by total cost, most expensive first, then by id; the order of `nodes`
/// does not matter.
///
/// A node whose parent is not among them is a root. Parents that go in a circle are cut before the smallest id
/// of it, so every node is in the tree once and the roots' totals are the sum of all.
#[must_use]
pub fn tree(nodes: &[AgentNode]) -> Vec<SubAgentRow> {
    let known: BTreeMap<&str, &AgentNode> = nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let parents = parents(&known);
    let mut children: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for (id, parent) in &parents {
        children.entry(*parent).or_default().push(id);
    }
    let order = downward(&children);
    let totals = totals(&known, &parents, &order);
    for siblings in children.values_mut() {
        siblings.sort_by(|a, b| totals[b].cost_usd.cmp(&totals[a].cost_usd).then(a.cmp(b)));
    }
    rows(&known, &parents, &children, &totals)
}

/// The parent of each node, without those that are unknown or close a circle.
fn parents<'a>(known: &BTreeMap<&'a str, &'a AgentNode>) -> BTreeMap<&'a str, Option<&'a str>> {
    let stated = |id: &str| known.get(id)?.parent.as_deref().filter(|parent| known.contains_key(parent));
    let mut parents: BTreeMap<&str, Option<&str>> = known.keys().map(|id| (*id, stated(id))).collect();
    let mut seen = BTreeMap::new();
    for (number, id) in known.keys().enumerate() {
        let closed = walk(&parents, id, (number, &mut seen));
        if let Some(smallest) = closed.and_then(|at| circle(&parents, at).into_iter().min()) {
            parents.insert(smallest, None);
        }
    }
    parents
}

/// Goes up from a node to a root or to what was seen before, so that no node is passed twice. Returns where a circle
/// closes: only what this walk itself has passed lies on one that is not cut yet.
fn walk<'a>(
    parents: &BTreeMap<&'a str, Option<&'a str>>,
    from: &'a str,
    (number, seen): (usize, &mut BTreeMap<&'a str, usize>),
) -> Option<&'a str> {
    let mut at = from;
    loop {
        if let Some(before) = seen.get(at) {
            return (*before == number).then_some(at);
        }
        seen.insert(at, number);
        at = parents.get(at).copied().flatten()?;
    }
}

/// The members of the circle that `start` is on.
fn circle<'a>(parents: &BTreeMap<&'a str, Option<&'a str>>, start: &'a str) -> Vec<&'a str> {
    let above = |id: &&'a str| parents.get(id).copied().flatten();
    let others = std::iter::successors(above(&start), above).take_while(|id| *id != start);
    std::iter::once(start).chain(others).collect()
}

/// Every node after its parent.
fn downward<'a>(children: &BTreeMap<Option<&'a str>, Vec<&'a str>>) -> Vec<&'a str> {
    let mut order = children.get(&None).cloned().unwrap_or_default();
    let mut next = 0;
    while let Some(id) = order.get(next).copied() {
        order.extend(children.get(&Some(id)).into_iter().flatten());
        next += 1;
    }
    order
}

fn totals<'a>(
    known: &BTreeMap<&'a str, &'a AgentNode>,
    parents: &BTreeMap<&'a str, Option<&'a str>>,
    order: &[&'a str],
) -> BTreeMap<&'a str, CostSum> {
    let mut totals: BTreeMap<&str, CostSum> = known.iter().map(|(id, node)| (*id, node.own)).collect();
    for id in order.iter().rev() {
        if let Some(parent) = parents[id] {
            let sum = totals[parent].plus(totals[id]);
            totals.insert(parent, sum);
        }
    }
    totals
}

fn rows(
    known: &BTreeMap<&str, &AgentNode>,
    parents: &BTreeMap<&str, Option<&str>>,
    children: &BTreeMap<Option<&str>, Vec<&str>>,
    totals: &BTreeMap<&str, CostSum>,
) -> Vec<SubAgentRow> {
    let of =
        |parent: Option<&str>| children.get(&parent).into_iter().flatten().rev().copied().collect::<Vec<_>>();
    let mut rows = Vec::with_capacity(known.len());
    let mut open: Vec<(&str, u32, &str)> = of(None).into_iter().map(|id| (id, 0, id)).collect();
    while let Some((id, depth, root)) = open.pop() {
        let node = known[id];
        rows.push(SubAgentRow {
            id: id.to_owned(),
            parent: parents[id].map(str::to_owned),
            agent_type: node.agent_type.clone(),
            depth,
            own: node.own,
            total: totals[id],
            cost_bp: Share::of_money(totals[id].cost_usd, totals[root].cost_usd),
        });
        open.extend(of(Some(id)).into_iter().map(|child| (child, depth + 1, root)));
    }
    rows
}
