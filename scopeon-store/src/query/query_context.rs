//! What every question about figures states, and what its answer says it covers.

use std::collections::BTreeSet;

use scopeon_core::metrics::FidelityIndex;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::Scope;
use scopeon_core::time::{Range, Timestamp, Zone};

use super::filter::Filter;

/// What every question about figures states.
#[derive(Clone, Copy, Debug)]
pub struct QueryContext<'a> {
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
    pub fidelity: &'a FidelityIndex,
}

impl QueryContext<'_> {
    /// Makes the scope of an answer that holds calls of these providers.
    pub(crate) fn scope(&self, providers: impl IntoIterator<Item = String>) -> Scope {
        let providers: Vec<String> = providers.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let levels = self.fidelity.levels(&providers);
        Scope::new(self.now, self.zone, self.range).of(providers, levels)
    }
}
