//! Sums of a range and a filter by price: the rows that every figure of money is made from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::priced::PricedUsage;
use scopeon_core::pricing::Rates;
use scopeon_core::time::{Period, TimeBucket, Timestamp, Zone};

use super::bucket::Row;
use super::filter::Selection;
use super::price::Prices;
use super::query_context::QueryContext;
use super::scan::scan;
use crate::rollup::Cell;

/// What sums are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// All is one group, 0.
    Whole,
    /// The model's label.
    Model,
    /// The provider's rowid.
    Provider,
    /// The project's label; 0 is none.
    Project,
    /// The local day: the index of its first quarter-hour.
    Day(Zone),
}

/// A sum of one group, one price class and one period of unchanged prices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PricedRow {
    /// The class's rowid.
    pub(crate) class: i64,
    /// The start of its first bucket: an instant at which its price holds.
    pub(crate) at: Timestamp,
    /// The sum and its rates.
    pub(crate) priced: PricedUsage,
    /// Prompts answered.
    pub(crate) turns: u64,
    /// Calls whose output is a lower bound.
    pub(crate) unfinished: u64,
}

impl PricedRow {
    fn new(class: i64, quarter: TimeBucket, rates: Option<Rates>) -> Self {
        let priced = PricedUsage { rates, ..PricedUsage::default() };
        Self { class, at: quarter.start(), priced, turns: 0, unfinished: 0 }
    }
}

/// Sums by group, and whose they are.
#[derive(Default)]
pub(crate) struct PricedGroups {
    /// By rowid, as [`Group`] says.
    pub(crate) groups: BTreeMap<i64, Vec<PricedRow>>,
    /// The agents with calls in any of them, by id.
    pub(crate) providers: BTreeSet<String>,
}

impl PricedGroups {
    /// Returns the rows of all groups.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &PricedRow> {
        self.groups.values().flatten()
    }

    /// Returns the sums of all groups.
    pub(crate) fn usages(&self) -> Vec<PricedUsage> {
        self.rows().map(|row| row.priced).collect()
    }
}

/// Sums the roll-ups of a question in one pass. `prices` is handed in so that an answer that needs more than one
/// pass looks a price up once.
pub(crate) fn priced(
    conn: &Connection,
    asked: &QueryContext<'_>,
    by: Group,
    prices: &mut Prices<'_>,
) -> Result<PricedGroups> {
    let mut selection = Selection::new(conn, asked.filter)?;
    let mut sums = Sums::default();
    let mut days = Days::default();
    scan(conn, &asked.range, &mut selection, |row, quarter, cell| {
        let class = prices.classes.get(&row.class);
        let group = match by {
            Group::Whole => 0,
            Group::Model => class.map_or(0, |class| class.model),
            Group::Provider => class.map_or(0, |class| class.provider),
            Group::Project => row.project,
            Group::Day(zone) => days.first_of(quarter, zone),
        };
        sums.add(group, (row, quarter, cell), prices);
    })?;
    Ok(sums.finish(prices))
}

/// What one sum is of: group, class and period of unchanged prices.
type Key = (i64, i64, usize);

#[derive(Default)]
struct Sums {
    places: HashMap<Key, usize>,
    rows: Vec<(i64, PricedRow)>,
    /// Buckets of one sum often come one after the other.
    last: Option<(Key, usize)>,
}

impl Sums {
    fn add(&mut self, group: i64, (row, quarter, cell): (&Row, TimeBucket, &Cell), prices: &mut Prices<'_>) {
        let key = (group, row.class, prices.period(quarter));
        let place = match self.last.filter(|(last, _)| *last == key) {
            Some((_, place)) => place,
            None => *self.places.entry(key).or_insert_with(|| {
                let rates = prices.rates(row.class, quarter);
                self.rows.push((group, PricedRow::new(row.class, quarter, rates)));
                self.rows.len() - 1
            }),
        };
        self.last = Some((key, place));
        let Some((_, sum)) = self.rows.get_mut(place) else { return };
        sum.priced.calls = sum.priced.calls.saturating_add(cell.calls);
        sum.priced.usage += cell.usage;
        sum.turns = sum.turns.saturating_add(cell.turns);
        sum.unfinished = sum.unfinished.saturating_add(cell.unfinished);
    }

    fn finish(self, prices: &Prices<'_>) -> PricedGroups {
        let mut all = PricedGroups::default();
        for (group, row) in self.rows {
            let agent = prices.classes.get(&row.class).map(|class| class.price.agent.as_str());
            if let Some(agent) = agent.filter(|agent| !all.providers.contains(*agent)) {
                all.providers.insert(agent.to_owned());
            }
            all.groups.entry(group).or_default().push(row);
        }
        all
    }
}

/// Local days met so far, each from its first bucket to the first after it.
#[derive(Default)]
pub(crate) struct Days {
    known: BTreeMap<i64, i64>,
    last: (i64, i64),
}

impl Days {
    /// Returns the index of the first bucket of the local day that a bucket lies in.
    pub(crate) fn first_of(&mut self, quarter: TimeBucket, zone: Zone) -> i64 {
        let index = quarter.index();
        if !(self.last.0..self.last.1).contains(&index) {
            let known = self.known.range(..=index).next_back().filter(|(_, after)| index < **after);
            self.last = match known {
                Some((first, after)) => (*first, *after),
                None => self.meet(quarter, zone),
            };
        }
        self.last.0
    }

    fn meet(&mut self, quarter: TimeBucket, zone: Zone) -> (i64, i64) {
        let first = zone.floor(quarter.start(), Period::Day).quarter().index();
        let after = zone.ceil(quarter.start(), Period::Day).quarter().index().max(quarter.index() + 1);
        self.known.insert(first, after);
        (first, after)
    }
}
