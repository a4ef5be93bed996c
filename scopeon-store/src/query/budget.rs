//! Budgets: what was spent quarter by quarter, for all of them in one pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, Result};
use scopeon_core::budget::{Budget, used, worst};
use scopeon_core::metrics::forecast::{History, Running};
use scopeon_core::metrics::{Doubt, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::project::Aliases;
use scopeon_core::report::{BudgetReport, BudgetRow};
use scopeon_core::time::{Period, Range, TimeBucket, Timestamp};

use super::Reader;
use super::blocks;
use super::cost_history::CostHistory;
use super::filter::{Filter, Selection};
use super::price::Prices;
use super::query_context::QueryContext;
use super::scan::scan;
use crate::error::StoreError;

impl Reader {
    /// Answers how budgets stand now. Of the question only now, zone, prices, trust and the names of projects
    /// count: what a budget holds for is its own matter.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn budgets(
        &self,
        asked: &QueryContext<'_>,
        budgets: &[Budget],
    ) -> std::result::Result<BudgetReport, StoreError> {
        self.ask(|conn| answer(conn, asked, budgets))
    }
}

pub(crate) fn answer(
    conn: &Connection,
    asked: &QueryContext<'_>,
    budgets: &[Budget],
) -> Result<BudgetReport> {
    let filters = filters(budgets, &asked.filter.aliases);
    let mut ledger = Ledger::new(conn, asked, &filters)?;
    ledger.read(conn)?;
    let mut providers = BTreeSet::new();
    let budgets: Vec<BudgetRow> = budgets
        .iter()
        .map(|budget| {
            let since = asked.zone.floor(asked.now, Period::from(budget.period));
            let seen = ledger.seen(&filter_of(budget, &asked.filter.aliases));
            let own = seen.map(|spent| ledger.agents(spent, since)).unwrap_or_default();
            let unpriced = Doubt::when_any(u64::from(seen.is_some_and(|spent| spent.is_doubtful(since))));
            let provenance = asked.fidelity.tokens(&own).doubted(Reason::UnpricedCalls, unpriced);
            providers.extend(own);
            let history = seen.map(Spent::history).unwrap_or_default();
            BudgetRow::new(budget.clone(), used(budget, &history, asked.zone, asked.now, provenance))
        })
        .collect();
    let state = worst(budgets.iter().map(|row| row.used.state));
    let scope = QueryContext { range: Range::default(), ..*asked }.scope(providers);
    Ok(BudgetReport::new(scope, state, budgets))
}

fn filter_of(budget: &Budget, aliases: &Arc<Aliases>) -> Filter {
    Filter {
        project: budget.project.iter().cloned().collect(),
        aliases: Arc::clone(aliases),
        ..Filter::default()
    }
}

/// What the budgets cover, each once.
fn filters(budgets: &[Budget], aliases: &Arc<Aliases>) -> Vec<Filter> {
    let mut filters: Vec<Filter> = Vec::new();
    for filter in budgets.iter().map(|budget| filter_of(budget, aliases)) {
        if !filters.contains(&filter) {
            filters.push(filter);
        }
    }
    filters
}

/// What was spent of late on what budgets cover.
struct Ledger<'c> {
    range: Range,
    prices: Prices<'c>,
    seen: Vec<Spent<'c>>,
}

/// What was spent on what one filter lets in.
struct Spent<'c> {
    filter: &'c Filter,
    selection: Selection<'c>,
    costs: CostHistory,
    running: Option<Running>,
    /// The last quarter of each price class.
    classes: BTreeMap<i64, i64>,
    /// The last quarter with a call that has no known price.
    unpriced: Option<i64>,
}

impl<'c> Ledger<'c> {
    fn new(conn: &'c Connection, asked: &QueryContext<'c>, filters: &'c [Filter]) -> Result<Self> {
        let mut seen = Vec::with_capacity(filters.len());
        for filter in filters {
            let selection = Selection::new(conn, filter)?;
            let running = blocks::running(conn, asked, filter)?;
            let running = running.and_then(|block| Running::of(&block, asked.now));
            let costs = CostHistory::new(asked);
            seen.push(Spent { filter, selection, costs, running, classes: BTreeMap::new(), unpriced: None });
        }
        Ok(Self { range: CostHistory::new(asked).range(), prices: Prices::new(conn, asked.book)?, seen })
    }

    /// Sums everything in one pass.
    fn read(&mut self, conn: &'c Connection) -> Result<()> {
        let everything = Filter::default();
        let mut selection = Selection::new(conn, &everything)?;
        let (prices, seen) = (&mut self.prices, &mut self.seen);
        let mut failed = None;
        scan(conn, &self.range, &mut selection, |row, quarter, cell| {
            let cost = prices.cost(row.class, quarter, &cell.usage);
            for spent in seen.iter_mut() {
                match spent.selection.lets_in(row) {
                    Ok(true) => spent.add(row.class, quarter, cost),
                    Ok(false) => {}
                    Err(error) => failed = Some(error),
                }
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    fn seen(&self, filter: &Filter) -> Option<&Spent<'c>> {
        self.seen.iter().find(|spent| spent.filter == filter)
    }

    /// The agents whose calls are in it since an instant.
    fn agents(&self, spent: &Spent<'_>, since: Timestamp) -> BTreeSet<String> {
        let recent = spent.classes.iter().filter(|(_, last)| **last >= since.quarter().index());
        let agent = |class: &i64| Some(self.prices.classes.get(class)?.price.agent.as_str().to_owned());
        recent.filter_map(|(class, _)| agent(class)).collect()
    }
}

impl Spent<'_> {
    fn history(&self) -> History {
        self.costs.history().with_running(self.running)
    }

    fn add(&mut self, class: i64, quarter: TimeBucket, cost: Option<PicoUsd>) {
        let index = quarter.index();
        let last = self.classes.entry(class).or_insert(index);
        *last = index.max(*last);
        self.costs.add(quarter, cost);
        if cost.is_none() {
            self.unpriced = self.unpriced.max(Some(index));
        }
    }

    /// Returns `true` if calls since an instant have no known price.
    fn is_doubtful(&self, since: Timestamp) -> bool {
        self.unpriced.is_some_and(|last| last >= since.quarter().index())
    }
}
