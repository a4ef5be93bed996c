//! Budgets: what was spent quarter by quarter, for all of them in one pass.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Result};
use scopeon_core::budget::{Budget, used, worst};
use scopeon_core::metrics::forecast::{History, QuarterCost};
use scopeon_core::metrics::{Doubt, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{BudgetReport, BudgetRow};
use scopeon_core::time::{Period, Quarter, Range, Timestamp};

use super::Reader;
use super::asked::Asked;
use super::filter::{Filter, Selection};
use super::price::Prices;
use super::scan::scan;
use crate::error::StoreError;
use crate::rollup::QUARTERS;

/// How far back history is read, in days: twelve weeks of analogues for what is left of a day or a week, at least
/// seven for what is left of a month.
const HISTORY_DAYS: i64 = 7 * 13;
const DAY_MS: i64 = 24 * 3_600_000;

impl Reader {
    /// Answers how budgets stand now. Of the question only now, zone, prices and trust count: what a budget holds
    /// for is its own matter.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn budgets(
        &self,
        asked: &Asked<'_>,
        budgets: &[Budget],
    ) -> std::result::Result<BudgetReport, StoreError> {
        self.ask(|conn| answer(conn, asked, budgets))
    }
}

fn answer(conn: &Connection, asked: &Asked<'_>, budgets: &[Budget]) -> Result<BudgetReport> {
    let filters = filters(budgets);
    let mut past = Past::new(conn, asked, &filters)?;
    past.read(conn)?;
    let mut providers = BTreeSet::new();
    let budgets: Vec<BudgetRow> = budgets
        .iter()
        .map(|budget| {
            let since = asked.zone.floor(asked.now, Period::from(budget.period));
            let covered = past.covered(&filter_of(budget));
            let own = covered.map(|spent| past.agents(spent, since)).unwrap_or_default();
            let unpriced = Doubt::when_any(u64::from(covered.is_some_and(|spent| spent.is_doubtful(since))));
            let provenance = asked.trust.tokens(&own).doubted(Reason::UnpricedCalls, unpriced);
            providers.extend(own);
            let history = covered.map(|spent| past.history(spent)).unwrap_or_default();
            BudgetRow { budget: budget.clone(), used: used(budget, &history, asked.zone, asked.now, provenance) }
        })
        .collect();
    let state = worst(budgets.iter().map(|row| row.used.state));
    let scope = Asked { range: Range::default(), ..*asked }.scope(providers);
    Ok(BudgetReport { scope, state, budgets })
}

fn filter_of(budget: &Budget) -> Filter {
    Filter { project: budget.project.iter().cloned().collect(), ..Filter::default() }
}

/// What the budgets cover, each once.
fn filters(budgets: &[Budget]) -> Vec<Filter> {
    let mut filters: Vec<Filter> = Vec::new();
    for filter in budgets.iter().map(filter_of) {
        if !filters.contains(&filter) {
            filters.push(filter);
        }
    }
    filters
}

/// What was spent of late on what budgets cover.
struct Past<'c> {
    range: Range,
    prices: Prices<'c>,
    /// The first quarter that is read.
    first: i64,
    /// Where history begins: at the first call, if that is in the range.
    begins: Option<Timestamp>,
    covered: Vec<Spent<'c>>,
}

/// What was spent on what one filter lets in.
struct Spent<'c> {
    filter: &'c Filter,
    selection: Selection<'c>,
    /// Costs by quarter, from the first on.
    quarters: Vec<PicoUsd>,
    /// The last quarter of each price class.
    classes: BTreeMap<i64, i64>,
    /// The last quarter with a call that has no known price.
    unpriced: Option<i64>,
}

impl<'c> Past<'c> {
    fn new(conn: &'c Connection, asked: &Asked<'c>, filters: &'c [Filter]) -> Result<Self> {
        let today = asked.zone.floor(asked.now, Period::Day).millis();
        let since = Timestamp::from_millis(today.saturating_sub(HISTORY_DAYS * DAY_MS)).unwrap_or_default();
        // The running quarter is the last one that counts.
        let (first, after) = (since.quarter().index(), asked.now.quarter().index() + 1);
        let length = usize::try_from(after - first).unwrap_or_default();
        let mut covered = Vec::with_capacity(filters.len());
        for filter in filters {
            let selection = Selection::new(conn, filter)?;
            let quarters = vec![PicoUsd::ZERO; length];
            covered.push(Spent { filter, selection, quarters, classes: BTreeMap::new(), unpriced: None });
        }
        let range = Range { since: Some(since), until: Some(Quarter::from_index(after).start()) };
        Ok(Self { range, prices: Prices::new(conn, asked.book)?, first, begins: None, covered })
    }

    /// Sums everything in one pass.
    fn read(&mut self, conn: &'c Connection) -> Result<()> {
        let everything = Filter::default();
        let mut selection = Selection::new(conn, &everything)?;
        let mut earliest = i64::MAX;
        let (prices, covered, first) = (&mut self.prices, &mut self.covered, self.first);
        let mut failed = None;
        scan(conn, &self.range, &mut selection, |row, quarter, cell| {
            earliest = earliest.min(quarter.index());
            let cost = prices.cost(row.class, quarter, &cell.usage);
            for spent in covered.iter_mut() {
                match spent.selection.lets_in(row) {
                    Ok(true) => spent.add(row.class, (quarter.index(), first), cost),
                    Ok(false) => {}
                    Err(error) => failed = Some(error),
                }
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        let oldest: Option<i64> = conn.query_row("SELECT min(day) FROM rollup", [], |row| row.get(0))?;
        let reaches_back = oldest.is_some_and(|day| day.saturating_mul(QUARTERS) < first);
        let begins = if reaches_back { Some(first) } else { Some(earliest).filter(|found| *found < i64::MAX) };
        self.begins = begins.map(|index| Quarter::from_index(index).start());
        Ok(())
    }

    fn covered(&self, filter: &Filter) -> Option<&Spent<'c>> {
        self.covered.iter().find(|spent| spent.filter == filter)
    }

    fn history(&self, spent: &Spent<'_>) -> History {
        let filled = spent.quarters.iter().zip(self.first..).filter(|(cost, _)| **cost != PicoUsd::ZERO);
        let costs = filled.map(|(cost, index)| QuarterCost { quarter: Quarter::from_index(index), cost: *cost });
        History::new(costs.collect(), self.begins)
    }

    /// The agents whose calls are in it since an instant.
    fn agents(&self, spent: &Spent<'_>, since: Timestamp) -> BTreeSet<String> {
        let recent = spent.classes.iter().filter(|(_, last)| **last >= since.quarter().index());
        let agent = |class: &i64| Some(self.prices.classes.get(class)?.price.agent.as_str().to_owned());
        recent.filter_map(|(class, _)| agent(class)).collect()
    }
}

impl Spent<'_> {
    fn add(&mut self, class: i64, (quarter, first): (i64, i64), cost: Option<PicoUsd>) {
        let last = self.classes.entry(class).or_insert(quarter);
        *last = quarter.max(*last);
        let Some(cost) = cost else {
            self.unpriced = self.unpriced.max(Some(quarter));
            return;
        };
        let place = usize::try_from(quarter - first).ok().and_then(|place| self.quarters.get_mut(place));
        if let Some(sum) = place {
            *sum = sum.plus(cost);
        }
    }

    /// Tells whether calls since an instant have no known price.
    fn is_doubtful(&self, since: Timestamp) -> bool {
        self.unpriced.is_some_and(|last| last >= since.quarter().index())
    }
}
