//! From what is to be compared to a side: a session by its turns, everything else by its sessions.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::provider::FactKind;
use scopeon_core::tags::TagRule;

use super::side::Side;
use super::target::{CompareTarget, Grain};
use crate::error::StoreError;
use crate::query::filter::{Filter, Selection};
use crate::query::label::session_key;
use crate::query::names::{self, Kind, known};
use crate::query::points::points_of_root;
use crate::query::price::Prices;
use crate::query::query_context::QueryContext;
use crate::query::scan::scan;
use crate::query::session_lookup::find_session;
use crate::query::tagger::Tagger;

type Found<T> = std::result::Result<T, StoreError>;

/// Gathers sides.
pub(super) struct Gather<'a, 'q> {
    pub(super) conn: &'a Connection,
    pub(super) asked: &'a QueryContext<'q>,
    pub(super) rules: &'a [TagRule],
    pub(super) tagger: Tagger<'a>,
}

impl Gather<'_, '_> {
    /// Gathers one side.
    pub(super) fn side(&mut self, side: &CompareTarget) -> Result<Found<Side>> {
        let filter = self.asked.filter;
        match side {
            CompareTarget::Session(id) => match find_session(self.conn, id, self.asked.now)? {
                Ok(root) => turns(self.conn, self.asked, root).map(Ok),
                Err(error) => Ok(Err(error)),
            },
            CompareTarget::Period { name, range } => {
                sessions(self.conn, &QueryContext { range: *range, ..*self.asked }, name, |_| Ok(true))
                    .map(Ok)
            }
            CompareTarget::Branch(name) => {
                self.narrowed(name, &Filter { branch: vec![name.clone()], ..filter.clone() }, Kind::Branch)
            }
            CompareTarget::Project(name) => {
                self.narrowed(name, &Filter { project: vec![name.clone()], ..filter.clone() }, Kind::Project)
            }
            CompareTarget::Tag(name) => self.tagged(name),
        }
    }

    fn narrowed(&self, name: &str, filter: &Filter, kind: Kind) -> Result<Found<Side>> {
        let found = sessions(self.conn, &QueryContext { filter, ..*self.asked }, name, |_| Ok(true))?;
        if found.units.is_empty() && !known(self.conn, kind, name)? {
            return unknown(self.conn, kind, name, &[]);
        }
        Ok(Ok(found))
    }

    fn tagged(&mut self, name: &str) -> Result<Found<Side>> {
        let tagger = &mut self.tagger;
        let found = sessions(self.conn, self.asked, name, |root| {
            Ok(tagger.tags(root)?.tags.iter().any(|tag| tag.as_str() == name))
        })?;
        let is_ruled = self.rules.iter().any(|rule| rule.tag == *name);
        if found.units.is_empty() && !is_ruled && !known(self.conn, Kind::Tag, name)? {
            return unknown(self.conn, Kind::Tag, name, self.rules);
        }
        Ok(Ok(found))
    }
}

fn unknown<T>(conn: &Connection, kind: Kind, name: &str, rules: &[TagRule]) -> Result<Found<T>> {
    let near = names::near(conn, kind, name, rules.iter().map(|rule| rule.tag.as_str()))?;
    Ok(Err(StoreError::UnknownName { kind: kind.noun(), name: name.to_owned(), near }))
}

/// Sums a question by session, of those that are let in.
fn sessions(
    conn: &Connection,
    asked: &QueryContext<'_>,
    name: &str,
    mut lets_in: impl FnMut(i64) -> Result<bool>,
) -> Result<Side> {
    let mut prices = Prices::new(conn, asked.book)?;
    let mut selection = Selection::new(conn, asked.filter)?;
    let mut side = Side { name: name.to_owned(), ..Side::default() };
    let mut places: HashMap<i64, Option<usize>> = HashMap::new();
    let mut classes = BTreeSet::new();
    let turned = prices.stating(FactKind::Turns, asked.fidelity);
    let mut failed = None;
    // Buckets of one session and of one class come one after the other.
    let mut last = (0, 0, None);
    scan(conn, &asked.range, &mut selection, |row, quarter, cell| {
        if (row.root, row.class) != (last.0, last.1) {
            let place = *places.entry(row.root).or_insert_with(|| match lets_in(row.root) {
                Ok(is_in) => is_in.then(|| side.open()),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            });
            if place.is_some() {
                classes.insert(row.class);
            }
            last = (row.root, row.class, place);
        }
        if let Some(place) = last.2 {
            let cost = prices.cost(row.class, quarter, &cell.usage);
            let turns = turned.contains(&row.class).then_some(cell.turns);
            side.add(place, (cell.calls, turns), cell.usage, cost);
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    let agent = |class: &i64| Some(prices.classes.get(class)?.price.agent.as_str().to_owned());
    side.providers = classes.iter().filter_map(agent).collect();
    Ok(side)
}

/// Sums a session by turn, its sub-agents' calls in the turn that started them. A call without a turn is one of its
/// own.
fn turns(conn: &Connection, asked: &QueryContext<'_>, root: i64) -> Result<Side> {
    let mut prices = Prices::new(conn, asked.book)?;
    let (name, grain) = (session_key(conn, root)?, Some(Grain::Turn));
    let mut side = Side { name, grain, ..Side::default() };
    let mut places = HashMap::new();
    for call in points_of_root(conn, root, &mut prices)?.into_iter().flat_map(|context| context.calls) {
        let place = match call.turn {
            Some(turn) => *places.entry(turn).or_insert_with(|| side.open_turn()),
            None => side.open(),
        };
        side.add(place, (1, None), call.usage, call.rates.map(|rates| rates.cost(&call.usage)));
    }
    let agent = "SELECT p.name FROM session s JOIN provider p ON p.id = s.provider WHERE s.id = ?1";
    let agent: Option<String> = conn.query_row(agent, [root], |row| row.get(0)).optional()?;
    side.providers = agent.into_iter().collect();
    Ok(side)
}
