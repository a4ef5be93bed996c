//! "How much": the usage report by time, model, project and so on, from roll-ups alone.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{Figures, GroupBy, Scope, UsageReport, UsageRow};
use scopeon_core::time::{Period, Range, TimeBucket, Timestamp, Zone};

use super::Reader;
use super::agents_seen::AgentsSeen;
use super::branches::Branches;
use super::bucket::Row;
use super::filter::{Filter, Selection};
use super::label::label_text;
use super::label::{NONE, session_key};
use super::price::Prices;
use super::projects::Projects;
use super::run::{Ended, Run};
use super::scan::scan;
use super::sum::Sum;
use super::unrecorded::unrecorded;
use crate::error::StoreError;
use crate::write::column;

/// What a usage report is asked for.
#[derive(Clone, Debug)]
pub struct UsageQuery {
    /// When; buckets of 15 minutes are taken whole.
    pub range: Range,
    /// Whose days, weeks and months.
    pub zone: Zone,
    /// The instant of the answer; none where nobody asks for it.
    pub now: Option<Timestamp>,
    /// What rows stand for.
    pub by: GroupBy,
    /// Whether each row is broken down.
    pub breakdown: Breakdown,
    /// What is counted.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// How many rows at most; the total holds all.
    pub limit: Option<usize>,
}

impl UsageQuery {
    /// Asks for everything, sorted by key.
    #[must_use]
    pub fn new(by: GroupBy, zone: Zone) -> Self {
        Self {
            range: Range::default(),
            zone,
            now: None,
            by,
            breakdown: Breakdown::None,
            filter: Filter::default(),
            sort: Sort::default(),
            limit: None,
        }
    }
}

/// Whether a row's figures are also given by something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breakdown {
    /// They are not.
    #[default]
    None,
    /// By model.
    Model,
}

/// The order of rows. Equal ones are sorted by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// What they are sorted by.
    pub key: SortKey,
    /// Smallest or largest first.
    pub direction: Direction,
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    /// Their key: the date or the name.
    #[default]
    Key,
    /// Their cost.
    Cost,
    /// All their tokens.
    Tokens,
    /// Their calls.
    Calls,
}

/// Smallest or largest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

impl Reader {
    /// Answers how much was used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn usage(
        &self,
        query: &UsageQuery,
        book: &PriceBook,
    ) -> std::result::Result<UsageReport, StoreError> {
        self.ask(|conn| answer(conn, query, book))
    }
}

fn answer(conn: &Connection, query: &UsageQuery, book: &PriceBook) -> Result<UsageReport> {
    let mut prices = Prices::new(conn, book)?;
    let mut selection = Selection::new(conn, &query.filter)?;
    let (mut groups, mut seen) = (Groups::new(conn, query)?, AgentsSeen::default());
    let mut run = Run::new();
    scan(conn, &query.range, &mut selection, |row, quarter, cell| {
        let id = groups.id(row, quarter, &prices);
        if let Some(ended) = run.take((row, quarter), cell, id, &mut prices) {
            seen.add(ended.class);
            groups.add(query.breakdown, &ended, &prices);
        }
    })?;
    if let Some(ended) = run.end(&mut prices) {
        seen.add(ended.class);
        groups.add(query.breakdown, &ended, &prices);
    }
    add_unrecorded(conn, query, (&mut selection, &mut prices), &mut groups, &mut seen)?;
    let providers = seen.agents(&prices).into_iter().collect();
    let mut report = report(conn, query, groups)?;
    report.scope.providers = providers;
    Ok(report)
}

/// Adds what is in no call record to the rows that its calls would stand in.
fn add_unrecorded(
    conn: &Connection,
    query: &UsageQuery,
    (selection, prices): (&mut Selection<'_>, &mut Prices<'_>),
    groups: &mut Groups,
    seen: &mut AgentsSeen,
) -> Result<()> {
    let mut found = Vec::new();
    unrecorded(conn, &query.range, (selection, &mut *prices), |row, quarter, more| {
        found.push((*row, quarter, more));
    })?;
    for (row, quarter, more) in found {
        seen.add(row.class);
        let id = groups.id(&row, quarter, prices);
        let group = groups.rows.entry(id).or_default();
        group.sum.add_unrecorded(more);
        if query.breakdown == Breakdown::Model {
            let model = prices.classes.get(&row.class).map_or(0, |class| class.model);
            group.models.entry(model).or_default().add_unrecorded(more);
        }
    }
    Ok(())
}

/// A row while it is summed.
#[derive(Default)]
struct Group {
    sum: Sum,
    models: HashMap<i64, Sum>,
}

impl Group {
    fn merge(&mut self, other: &Self) {
        self.sum.merge(&other.sum);
        for (model, sum) in &other.models {
            self.models.entry(*model).or_default().merge(sum);
        }
    }
}

/// Rows by the rowid or the first bucket of what they stand for.
struct Groups {
    by: GroupBy,
    zone: Zone,
    projects: Projects,
    branches: Branches,
    rows: HashMap<i64, Group>,
    /// The buckets of each period met so far, from its first to the first after it.
    periods: BTreeMap<i64, i64>,
    last_period: (i64, i64),
}

impl Groups {
    fn new(conn: &Connection, query: &UsageQuery) -> Result<Self> {
        let projects = match query.by {
            GroupBy::Project | GroupBy::Branch => Projects::read(conn, &query.filter.aliases)?,
            _ => Projects::default(),
        };
        Ok(Self {
            by: query.by,
            zone: query.zone,
            projects,
            branches: Branches::default(),
            rows: HashMap::new(),
            periods: BTreeMap::new(),
            last_period: (0, 0),
        })
    }

    /// Adds buckets to their row.
    fn add(&mut self, breakdown: Breakdown, ended: &Ended<i64>, prices: &Prices<'_>) {
        let group = self.rows.entry(ended.key).or_default();
        group.sum.add(ended.root, &ended.cell, ended.paid);
        if breakdown == Breakdown::Model {
            let model = prices.classes.get(&ended.class).map_or(0, |class| class.model);
            group.models.entry(model).or_default().add(ended.root, &ended.cell, ended.paid);
        }
    }

    /// Returns the rowid or the first bucket of what a bucket's row stands for.
    fn id(&mut self, row: &Row, quarter: TimeBucket, prices: &Prices<'_>) -> i64 {
        let class = || prices.classes.get(&row.class);
        match self.by {
            GroupBy::Model => class().map_or(0, |class| class.model),
            GroupBy::Provider => class().map_or(0, |class| class.provider),
            GroupBy::Project => self.projects.of(row.project),
            GroupBy::Branch => self.branches.number(self.projects.of(row.project), row.branch),
            by => by.period().map_or(row.root, |period| self.period(quarter, period)),
        }
    }

    /// Returns the first bucket of the period a bucket lies in.
    fn period(&mut self, quarter: TimeBucket, period: Period) -> i64 {
        let index = quarter.index();
        if !(self.last_period.0..self.last_period.1).contains(&index) {
            let known = self.periods.range(..=index).next_back().filter(|(_, after)| index < **after);
            self.last_period = match known {
                Some((first, after)) => (*first, *after),
                None => self.new_period(quarter, period),
            };
        }
        self.last_period.0
    }

    fn new_period(&mut self, quarter: TimeBucket, period: Period) -> (i64, i64) {
        let bounds = |edge: scopeon_core::time::Timestamp| edge.quarter().index();
        let first = bounds(self.zone.floor(quarter.start(), period));
        let after = bounds(self.zone.ceil(quarter.start(), period)).max(quarter.index() + 1);
        self.periods.insert(first, after);
        (first, after)
    }
}

fn report(conn: &Connection, query: &UsageQuery, groups: Groups) -> Result<UsageReport> {
    let mut named: BTreeMap<String, Group> = BTreeMap::new();
    let mut total = Sum::default();
    let branches = groups.branches.names(conn, &groups.projects)?;
    for (id, group) in groups.rows {
        total.merge(&group.sum);
        let key = match query.by {
            GroupBy::Project => groups.projects.name(conn, id)?,
            GroupBy::Branch => usize::try_from(id).ok().and_then(|number| branches.get(number).cloned()),
            _ => Some(name(conn, query, id)?),
        };
        match named.entry(key.unwrap_or_else(|| NONE.to_owned())) {
            Entry::Vacant(place) => {
                place.insert(group);
            }
            Entry::Occupied(mut known) => known.get_mut().merge(&group),
        }
    }
    let mut rows = Vec::with_capacity(named.len());
    for (key, group) in named {
        let breakdown = match query.breakdown {
            Breakdown::None => None,
            Breakdown::Model => Some(break_down(conn, &group.models)?),
        };
        rows.push(UsageRow::new(key, group.sum.figures(), breakdown));
    }
    sort(&mut rows, query.sort);
    rows.truncate(query.limit.unwrap_or(usize::MAX));
    let scope = Scope::new(query.now.unwrap_or_default(), query.zone, query.range);
    Ok(UsageReport::new(scope, query.by, rows, total.figures()))
}

fn name(conn: &Connection, query: &UsageQuery, id: i64) -> Result<String> {
    match query.by {
        GroupBy::Model => Ok(label_text(conn, id)?.unwrap_or_else(|| NONE.to_owned())),
        GroupBy::Provider => conn
            .prepare_cached("SELECT name FROM provider WHERE id = ?1")?
            .query_row([id], |row| column::text(row, 0)),
        by => match by.period() {
            Some(period) => Ok(query.zone.key(TimeBucket::from_index(id).start(), period)),
            None => session_key(conn, id),
        },
    }
}

fn break_down(conn: &Connection, models: &HashMap<i64, Sum>) -> Result<Vec<UsageRow>> {
    let mut rows = Vec::with_capacity(models.len());
    for (model, sum) in models {
        let key = label_text(conn, *model)?.unwrap_or_else(|| NONE.to_owned());
        rows.push(UsageRow::new(key, sum.figures(), None));
    }
    sort(&mut rows, Sort::default());
    Ok(rows)
}

pub(crate) fn sort(rows: &mut [UsageRow], sort: Sort) {
    let tokens = |figures: &Figures| figures.usage.total();
    rows.sort_by(|a, b| {
        let by_value = match sort.key {
            SortKey::Key => a.key.cmp(&b.key),
            SortKey::Cost => a.figures.cost_usd.cmp(&b.figures.cost_usd),
            SortKey::Tokens => tokens(&a.figures).cmp(&tokens(&b.figures)),
            SortKey::Calls => a.figures.calls.cmp(&b.figures.calls),
        };
        let directed = match sort.direction {
            Direction::Ascending => by_value,
            Direction::Descending => by_value.reverse(),
        };
        directed.then_with(|| a.key.cmp(&b.key))
    });
}
