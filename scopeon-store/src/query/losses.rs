//! What caches lost, from digests: the sums of a question by price.

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cache::CacheLosses;
use scopeon_core::time::TimeBucket;

use super::digests::{DigestKey, DigestVisitor, digests};
use super::price::Prices;
use super::query_context::QueryContext;
use crate::digest::CallSums;
use crate::rollup::QUARTERS;

/// Sums what became of caches; each row is of one price class and one period of unchanged prices.
pub(crate) fn lost(
    conn: &Connection,
    asked: &QueryContext<'_>,
    prices: &mut Prices<'_>,
) -> Result<Vec<CacheLosses>> {
    let mut losing = Losing { prices, sums: HashMap::new() };
    digests(conn, asked, &mut losing)?;
    Ok(losing.losses())
}

struct Losing<'p, 'b> {
    prices: &'p mut Prices<'b>,
    /// By class and period of unchanged prices; the first bucket of a day at which they hold.
    sums: HashMap<(i64, usize), (TimeBucket, CallSums)>,
}

impl DigestVisitor for Losing<'_, '_> {
    fn calls(&mut self, of: &DigestKey, class: i64, sums: &CallSums) {
        let quarter = first_of(of.day);
        let key = (class, self.prices.period(quarter));
        self.sums.entry(key).or_insert((quarter, CallSums::default())).1.add(sums);
    }
}

impl Losing<'_, '_> {
    fn losses(self) -> Vec<CacheLosses> {
        let Self { prices, sums } = self;
        let priced = sums.into_iter().map(|((class, _), (at, sums))| sums.losses(prices.rates(class, at)));
        priced.collect()
    }
}

/// Returns the first bucket of a UTC day. Prices change with UTC days, so it has the day's prices.
pub(crate) const fn first_of(day: i64) -> TimeBucket {
    TimeBucket::from_index(day.saturating_mul(QUARTERS))
}
