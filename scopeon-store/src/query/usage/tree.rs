//! The rows of a report, those of each further key within those of the one before; a row is the sum of what lies in it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::report::{Figures, GroupBy, MoreRows, Unrecorded, UsageRow};

use super::keys::{Keys, Path};
use super::question::{MOST_KEYS, Sort, UsageQuery, compare};
use crate::query::label::label_text;
use crate::query::price::Prices;
use crate::query::run::Ended;
use crate::query::sum::Sum;

/// A sum, and its calls by model, by rowid.
#[derive(Clone, Default)]
struct Part {
    sum: Sum,
    models: Vec<(i64, u64)>,
}

impl Part {
    fn add_model(&mut self, model: i64, calls: u64) {
        match self.models.iter_mut().find(|(known, _)| *known == model) {
            Some((_, sum)) => *sum = sum.saturating_add(calls),
            None => self.models.push((model, calls)),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.sum.merge(&other.sum);
        other.models.iter().for_each(|(model, calls)| self.add_model(*model, *calls));
    }
}

/// Sums by all keys while they are summed.
pub(super) struct Leaves {
    parts: HashMap<Path, Part>,
    /// Whether a row's models are told: not where each row is of one.
    has_models: bool,
}

impl Leaves {
    pub(super) fn new(keys: &[GroupBy]) -> Self {
        Self { parts: HashMap::new(), has_models: keys.first() != Some(&GroupBy::Model) }
    }

    /// Adds buckets to their row.
    pub(super) fn add(&mut self, ended: &Ended<Path>, prices: &Prices<'_>) {
        let part = self.parts.entry(ended.key).or_default();
        part.sum.add(ended.root, &ended.cell, ended.paid);
        if self.has_models {
            let model = prices.classes.get(&ended.class).map_or(0, |class| class.model);
            part.add_model(model, ended.cell.calls);
        }
    }

    /// Adds what is in no call record.
    pub(super) fn add_unrecorded(&mut self, path: Path, more: Unrecorded) {
        self.parts.entry(path).or_default().sum.add_unrecorded(more);
    }

    /// Arranges them by what they are called: keys of one name are one row.
    pub(super) fn rows(self, conn: &Connection, query: &UsageQuery, keys: &Keys) -> Result<Rows> {
        let depth = query.keys.len().min(MOST_KEYS);
        let mut names = keys.names(conn)?;
        let mut root = Node::default();
        for (path, part) in self.parts {
            let mut node = &mut root;
            node.part.merge(&part);
            for (place, id) in path.into_iter().enumerate().take(depth) {
                node = node.inner.entry(names.of(place, id)?).or_default();
                node.part.merge(&part);
            }
        }
        Ok(Rows { root, models: HashMap::new() })
    }
}

#[derive(Default)]
struct Node {
    part: Part,
    inner: BTreeMap<String, Self>,
}

/// The rows of a report.
pub(super) struct Rows {
    root: Node,
    /// What models are called, by rowid.
    models: HashMap<i64, String>,
}

impl Rows {
    /// Returns the sum of all.
    pub(super) fn total(&self) -> Figures {
        self.root.part.sum.figures()
    }

    /// Returns the rows in order, and the sum of those that a limit cuts off.
    pub(super) fn shown(
        &mut self,
        conn: &Connection,
        query: &UsageQuery,
    ) -> Result<(Vec<UsageRow>, Option<MoreRows>)> {
        let root = std::mem::take(&mut self.root);
        let mut nodes = ordered(root.inner, query.sorts.first());
        let cut = nodes.split_off(query.limit.unwrap_or(usize::MAX).min(nodes.len()));
        let rows = self.level(conn, query, nodes, 0)?;
        let mut rest = Sum::default();
        for (_, node, _) in &cut {
            rest.merge(&node.part.sum);
        }
        let more = (!cut.is_empty()).then(|| MoreRows::new(cut.len() as u64, rest.figures()));
        Ok((rows, more))
    }

    fn level(
        &mut self,
        conn: &Connection,
        query: &UsageQuery,
        nodes: Vec<(String, Node, Figures)>,
        place: usize,
    ) -> Result<Vec<UsageRow>> {
        let (own, next) = (query.keys.get(..=place), place + 1);
        let has_inner = next < query.keys.len().min(MOST_KEYS);
        let is_of_one = own.unwrap_or_default().contains(&GroupBy::Model);
        let mut rows = Vec::with_capacity(nodes.len());
        for (key, node, figures) in nodes {
            let models = if is_of_one { Vec::new() } else { self.models(conn, node.part.models)? };
            let inner = has_inner.then(|| ordered(node.inner, query.sorts.get(next)));
            let inner = inner.map(|inner| self.level(conn, query, inner, next)).transpose()?;
            let mut row = UsageRow::new(key, figures, inner);
            row.models = models;
            rows.push(row);
        }
        Ok(rows)
    }

    /// Names models, most used first.
    fn models(&mut self, conn: &Connection, models: Vec<(i64, u64)>) -> Result<Vec<String>> {
        let mut named = Vec::with_capacity(models.len());
        for (model, calls) in models {
            let name = if let Some(name) = self.models.get(&model) {
                name.clone()
            } else {
                let name = label_text(conn, model)?.unwrap_or_default();
                self.models.entry(model).or_insert(name).clone()
            };
            named.push((Reverse(calls), name));
        }
        named.sort();
        Ok(named.into_iter().map(|(_, name)| name).collect())
    }
}

fn ordered(nodes: BTreeMap<String, Node>, sort: Option<&Sort>) -> Vec<(String, Node, Figures)> {
    let sort = sort.copied().unwrap_or_default();
    let with_figures = |(key, node): (String, Node)| {
        let figures = node.part.sum.figures();
        (key, node, figures)
    };
    let mut rows: Vec<_> = nodes.into_iter().map(with_figures).collect();
    rows.sort_by(|a, b| compare(sort, (&a.0, &a.2), (&b.0, &b.2)));
    rows
}
