//! What a bucket costs: the rates of its class on its day, each looked up once.

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{Band, Geo, PriceBook, PriceClass, Rates, Tier};
use scopeon_core::time::{Quarter, Timestamp};
use scopeon_core::usage::Usage;

use crate::write::column::{self, misread};

/// A price class with the rowids of its provider and model.
pub(crate) struct Class {
    pub(crate) price: PriceClass,
    pub(crate) provider: i64,
    pub(crate) model: i64,
}

/// Rates by class and time.
pub(crate) struct Prices<'b> {
    book: &'b PriceBook,
    pub(crate) classes: HashMap<i64, Class>,
    /// Every instant at which any price changes: between two of them a class has one rate.
    changes: Vec<Timestamp>,
    known: HashMap<(i64, usize), Option<Rates>>,
    last: Option<((i64, usize), Option<Rates>)>,
}

impl<'b> Prices<'b> {
    pub(crate) fn new(conn: &Connection, book: &'b PriceBook) -> Result<Self> {
        let mut changes: Vec<_> = book.rows().flat_map(|row| [row.from, row.until]).flatten().collect();
        changes.sort_unstable();
        changes.dedup();
        Ok(Self { book, classes: read_classes(conn)?, changes, known: HashMap::new(), last: None })
    }

    /// Returns what a usage of one class costs in a bucket; `None` when no price is known.
    pub(crate) fn cost(&mut self, class: i64, quarter: Quarter, usage: &Usage) -> Option<PicoUsd> {
        self.rates(class, quarter).map(|rates| rates.cost(usage))
    }

    /// Returns the rates of a class in a bucket; `None` when no price is known.
    pub(crate) fn rates(&mut self, class: i64, quarter: Quarter) -> Option<Rates> {
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
    pub(crate) fn period(&self, quarter: Quarter) -> usize {
        let at = quarter.start();
        self.changes.partition_point(|change| *change <= at)
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
            band: Band::from_index(row.get(7)?),
        };
        Ok((row.get(0)?, Class { price, provider: row.get(1)?, model: row.get(2)? }))
    })?;
    classes.collect()
}
