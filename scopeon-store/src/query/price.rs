//! What a bucket costs: the rates of its class on its day, each looked up once.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Result};
use scopeon_core::label::Label;
use scopeon_core::metrics::FidelityIndex;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{CostSplit, Geo, PriceBook, PriceClass, PromptTier, Rates, Tier};
use scopeon_core::provider::{FactKind, Fidelity};
use scopeon_core::time::{TimeBucket, Timestamp};
use scopeon_core::usage::Usage;

use crate::rollup;
use crate::write::column::{self, misread};

/// A price class with the rowids of its provider and model.
pub(crate) struct Class {
    pub(crate) price: PriceClass,
    pub(crate) provider: i64,
    pub(crate) model: i64,
}

/// What a bucket costs, as far as it is known.
#[derive(Clone, Copy, Default)]
pub(crate) struct Paid {
    /// None when no price is known.
    pub(crate) usd: Option<PicoUsd>,
    /// The same by what was billed; nothing when no price is known.
    pub(crate) split: CostSplit,
    /// It is the least that the calls can cost.
    pub(crate) is_floor: bool,
    /// Its calls state what they cost.
    pub(crate) is_stated: bool,
}

/// Rates by class and time.
pub(crate) struct Prices<'b> {
    book: &'b PriceBook,
    pub(crate) classes: HashMap<i64, Class>,
    /// Every instant at which the price of a class changes: between two of them a class has one rate.
    changes: Vec<Timestamp>,
    /// The period between two changes that was asked for last: its number, its start and its end in milliseconds.
    last_period: Cell<(usize, i64, i64)>,
    known: HashMap<(i64, usize), Option<Rates>>,
    last: Option<((i64, usize), Option<Rates>)>,
}

impl<'b> Prices<'b> {
    pub(crate) fn new(conn: &Connection, book: &'b PriceBook) -> Result<Self> {
        let classes = read_classes(conn)?;
        let models: HashSet<_> =
            classes.values().map(|class| (&class.price.agent, &class.price.model)).collect();
        let changes_of = |(agent, model): (&Label, &Label)| book.changes(agent.as_str(), model.as_str());
        let mut changes: Vec<_> = models.into_iter().flat_map(changes_of).collect();
        changes.sort_unstable();
        changes.dedup();
        Ok(Self { book, classes, changes, last_period: Cell::default(), known: HashMap::new(), last: None })
    }

    /// Returns the price list.
    pub(crate) const fn book(&self) -> &'b PriceBook {
        self.book
    }

    /// Returns the classes of agents whose logs state a kind of fact.
    pub(crate) fn stating(&self, fact: FactKind, trust: &FidelityIndex) -> HashSet<i64> {
        let states = |agent: &Label| trust.capability(agent.as_str(), fact) != Fidelity::Unsupported;
        let classes = self.classes.iter().filter(|(_, class)| states(&class.price.agent));
        classes.map(|(id, _)| *id).collect()
    }

    /// Returns what a usage of one class costs in a bucket; `None` when no price is known.
    pub(crate) fn cost(&mut self, class: i64, quarter: TimeBucket, usage: &Usage) -> Option<PicoUsd> {
        self.rates(class, quarter).map(|rates| rates.cost(usage))
    }

    /// Returns what a bucket of one class costs, and whether that is all of it.
    pub(crate) fn paid(&mut self, class: i64, quarter: TimeBucket, cell: &rollup::Cell) -> Paid {
        let rates = self.rates(class, quarter);
        let split = rates.map(|rates| rates.split(&cell.usage));
        Paid {
            usd: split.map(|split| split.total()),
            split: split.unwrap_or_default(),
            is_floor: rates.is_some_and(|rates| rates.is_floor),
            is_stated: cell.is_stated(),
        }
    }

    /// Returns the rates of a class in a bucket; `None` when no price is known.
    pub(crate) fn rates(&mut self, class: i64, quarter: TimeBucket) -> Option<Rates> {
        let key = (class, self.period(quarter));
        if let Some((_, rates)) = self.last.filter(|(last, _)| *last == key) {
            return rates;
        }
        let (book, classes) = (self.book, &self.classes);
        let look_up = || classes.get(&class).and_then(|class| book.rates(&class.price, quarter.start()));
        let rates = *self.known.entry(key).or_insert_with(look_up);
        self.last = Some((key, rates));
        rates
    }

    /// Returns the number of the period between two changes of any price that a bucket lies in.
    pub(crate) fn period(&self, quarter: TimeBucket) -> usize {
        let at = quarter.start().millis();
        let (last, first, after) = self.last_period.get();
        if (first..after).contains(&at) {
            return last;
        }
        let period = self.changes.partition_point(|change| change.millis() <= at);
        let change = |index: usize| self.changes.get(index).map(|change| change.millis());
        let first = period.checked_sub(1).and_then(change).unwrap_or(i64::MIN);
        self.last_period.set((period, first, change(period).unwrap_or(i64::MAX)));
        period
    }
}

/// Reads every price class.
pub(crate) fn read_classes(conn: &Connection) -> Result<HashMap<i64, Class>> {
    let mut find = conn.prepare_cached(
        "SELECT c.id, c.provider, c.model, p.name, m.text, c.tier, c.geo, c.band FROM class c \
         JOIN provider p ON p.id = c.provider JOIN label m ON m.id = c.model",
    )?;
    let classes = find.query_map([], |row| {
        let price = PriceClass {
            agent: column::label(row, 3)?,
            model: column::label(row, 4)?,
            tier: Tier::parse(row.get_ref(5)?.as_str()?).ok_or_else(|| misread(5))?,
            geo: Geo::parse(row.get_ref(6)?.as_str()?).ok_or_else(|| misread(6))?,
            prompt_tier: PromptTier::from_index(row.get(7)?),
        };
        Ok((row.get(0)?, Class { price, provider: row.get(1)?, model: row.get(2)? }))
    })?;
    classes.collect()
}
