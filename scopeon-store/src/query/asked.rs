//! What every question about figures states, and what its answer says it covers.

use std::collections::BTreeSet;

use rusqlite::{Connection, Result};
use scopeon_core::metrics::Trust;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{Currency, SCHEMA, Scope};
use scopeon_core::time::{Range, Timestamp, Zone};

use super::filter::{Filter, Selection};
use super::price::read_classes;
use super::scan::scan;

/// What every question about figures states.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The instant of the answer.
    pub now: Timestamp,
    /// Whose days, weeks and months.
    pub zone: Zone,
    /// When; buckets of 15 minutes are taken whole.
    pub range: Range,
    /// What is counted.
    pub filter: &'a Filter,
    /// What it costs.
    pub book: &'a PriceBook,
    /// What the agents' logs can tell.
    pub trust: &'a Trust,
}

impl Asked<'_> {
    /// Makes the scope of an answer that holds calls of these providers.
    pub(crate) fn scope(&self, providers: impl IntoIterator<Item = String>) -> Scope {
        Scope {
            schema: SCHEMA,
            zone: self.zone.name().to_owned(),
            currency: Currency::Usd,
            now: self.now,
            since: self.range.since,
            until: self.range.until,
            providers: providers.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
        }
    }
}

/// Makes the scope of an answer over the roll-ups of a question: one pass, so an answer that makes its own hands
/// its providers to [`Asked::scope`] instead.
pub(crate) fn scope(conn: &Connection, asked: &Asked<'_>) -> Result<Scope> {
    let classes = read_classes(conn)?;
    let mut selection = Selection::new(conn, asked.filter)?;
    let mut seen = BTreeSet::new();
    scan(conn, &asked.range, &mut selection, |row, _, _| {
        seen.insert(row.class);
    })?;
    let names = seen.iter().filter_map(|class| classes.get(class));
    Ok(asked.scope(names.map(|class| class.price.agent.as_str().to_owned())))
}
