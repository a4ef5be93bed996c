//! What prompt caches saved, cost and lost: sums from roll-ups, losses from digests, one session from its calls.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::Provenance;
use scopeon_core::metrics::cache::{CacheLosses, CacheSums, Losses, chain, losses, outcomes, sums};
use scopeon_core::metrics::priced::PricedUsage;
use scopeon_core::provider::FactKind;
use scopeon_core::report::{CacheReport, CacheRow};

use super::Reader;
use super::label::{NONE, session_key};
use super::losses::lost;
use super::points::points_of_root;
use super::price::Prices;
use super::priced::{Group, PricedRow, priced};
use super::projects::Projects;
use super::query_context::QueryContext;
use super::session_lookup::{find_session, latest};
use crate::error::{At, StoreError};

/// What rows of cache figures stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheBy {
    /// An agent.
    Provider,
    /// A project.
    Project,
    /// A model.
    Model,
}

impl Reader {
    /// Answers what prompt caches did in a period, split as asked, the most prompt tokens first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn cache(
        &self,
        asked: &QueryContext<'_>,
        by: Option<CacheBy>,
    ) -> std::result::Result<CacheReport, StoreError> {
        self.ask(|conn| answer(conn, asked, by))
    }

    /// Answers what prompt caches did in one session and its sub-agents, as [`Reader::context`] finds it; every cold
    /// start and bust is named. Range and filter of the question do not matter.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when the prefix names none or several,
    /// another [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_cache(
        &self,
        id_prefix: &str,
        asked: &QueryContext<'_>,
    ) -> std::result::Result<CacheReport, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        if id_prefix.trim() == "latest" && latest(&view, asked.now).at(&self.path)?.is_none() {
            let sure = Sure::of(asked, &BTreeSet::new());
            return Ok(CacheReport::new(asked.scope([]), sure.sums(&[]), sure.losses(&[])));
        }
        let root = find_session(&view, id_prefix, asked.now).at(&self.path)??;
        of_session(&view, root, asked).at(&self.path)
    }
}

fn answer(conn: &Connection, asked: &QueryContext<'_>, by: Option<CacheBy>) -> Result<CacheReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let group = match by {
        None => Group::Whole,
        Some(CacheBy::Provider) => Group::Provider,
        Some(CacheBy::Project) => Group::Project,
        Some(CacheBy::Model) => Group::Model,
    };
    let found = priced(conn, asked, group, &mut prices)?;
    let projects = match by {
        Some(CacheBy::Project) => Projects::read(conn, &asked.filter.aliases)?,
        _ => Projects::default(),
    };
    let mut groups: BTreeMap<i64, Vec<PricedRow>> = BTreeMap::new();
    for (id, group) in found.groups.iter().filter(|_| by.is_some()) {
        groups.entry(projects.of(*id)).or_default().extend(group.iter().copied());
    }
    let lost = lost(conn, asked, &mut prices)?;
    let sure = Sure::of(asked, &found.providers);
    let mut rows = Vec::new();
    for (id, group) in &groups {
        let name = if by == Some(CacheBy::Provider) { None } else { Some(projects.name(conn, *id)?) };
        rows.push(row(name.map(|name| name.unwrap_or_else(|| NONE.to_owned())), group, asked, &prices));
    }
    rows.sort_by(|a, b| (Reverse(a.sums.prompt), &a.key).cmp(&(Reverse(b.sums.prompt), &b.key)));
    let (sums, losses) = (sure.sums(&found.usages()), sure.losses(&lost));
    let mut report = CacheReport::new(asked.scope(found.providers), sums, losses);
    report.rows = rows;
    Ok(report)
}

/// How sure the cache counters of some agents are.
struct Sure {
    read: Provenance,
    write: Provenance,
}

impl Sure {
    fn of(asked: &QueryContext<'_>, agents: &BTreeSet<String>) -> Self {
        let over = |fact| asked.fidelity.over(agents, fact);
        Self { read: over(FactKind::CacheRead), write: over(FactKind::CacheWrite) }
    }

    fn sums(&self, rows: &[PricedUsage]) -> CacheSums {
        sums(rows, self.read, self.write)
    }

    fn losses(&self, rows: &[CacheLosses]) -> Losses {
        losses(rows, self.read, self.write)
    }
}

/// One row; without a name it is called as its agent.
fn row(key: Option<String>, group: &[PricedRow], asked: &QueryContext<'_>, prices: &Prices<'_>) -> CacheRow {
    let agent = |row: &PricedRow| Some(prices.classes.get(&row.class)?.price.agent.as_str().to_owned());
    let agents: BTreeSet<String> = group.iter().filter_map(agent).collect();
    let key = key.or_else(|| agents.first().cloned()).unwrap_or_else(|| NONE.to_owned());
    let usages: Vec<PricedUsage> = group.iter().map(|row| row.priced).collect();
    CacheRow::new(key, Sure::of(asked, &agents).sums(&usages))
}

fn of_session(conn: &Connection, root: i64, asked: &QueryContext<'_>) -> Result<CacheReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let (mut each, mut cold, mut busts) = (Vec::new(), Vec::new(), Vec::new());
    for context in points_of_root(conn, root, &mut prices)? {
        let outcomes = outcomes(&context.calls, asked.now);
        each.extend(
            context.calls.iter().zip(&outcomes).map(|(call, outcome)| CacheLosses::of(call, outcome)),
        );
        let found = chain(&context.calls, asked.now);
        cold.extend(found.cold_starts);
        busts.extend(found.busts);
    }
    cold.sort_by_key(|start| start.at);
    busts.sort_by_key(|bust| bust.at);
    let agent = "SELECT p.name FROM session s JOIN provider p ON p.id = s.provider WHERE s.id = ?1";
    let agents: BTreeSet<String> =
        conn.prepare_cached(agent)?.query_map([root], |row| row.get(0))?.collect::<Result<_>>()?;
    let usage = |one: &CacheLosses| PricedUsage { calls: one.calls, usage: one.usage, rates: one.rates };
    let usages: Vec<PricedUsage> = each.iter().map(usage).collect();
    let sure = Sure::of(asked, &agents);
    let mut report = CacheReport::new(asked.scope(agents), sure.sums(&usages), sure.losses(&each));
    report.session = Some(session_key(conn, root)?);
    report.session_cold_starts = cold;
    report.session_busts = busts;
    Ok(report)
}
