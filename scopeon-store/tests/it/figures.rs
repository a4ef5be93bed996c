//! How a question about figures is put together, and an agent whose log can tell everything.

use std::path::Path;

use scopeon_core::metrics::FidelityIndex;
use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::{Coverage, FactKind, Fidelity, ProviderInfo};
use scopeon_core::time::{Range, Timestamp, Zone};
use scopeon_store::{Filter, QueryContext};

use crate::build::{AGENT, at, read};

const ABOUT: ProviderInfo = ProviderInfo::new(AGENT, "Claude Code", Coverage::PerCall).capabilities(&[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    (FactKind::CacheRead, Fidelity::Exact),
    (FactKind::CacheWrite, Fidelity::Exact),
    (FactKind::ReportedCost, Fidelity::Exact),
    (FactKind::Turns, Fidelity::Exact),
    (FactKind::Tools, Fidelity::Exact),
    (FactKind::SubAgents, Fidelity::Exact),
    (FactKind::Compactions, Fidelity::Exact),
    (FactKind::Context, Fidelity::Exact),
]);

/// What a question owns.
pub(crate) struct Question {
    pub(crate) range: Range,
    pub(crate) filter: Filter,
    pub(crate) book: PriceBook,
    pub(crate) trust: FidelityIndex,
    pub(crate) now: Timestamp,
}

impl Question {
    /// Asks for all of history at an instant.
    pub(crate) fn at(now: &str) -> Self {
        Self {
            range: Range::default(),
            filter: Filter::default(),
            book: PriceBook::builtin(),
            trust: FidelityIndex::new([&ABOUT]),
            now: at(now),
        }
    }

    pub(crate) fn asked(&self) -> QueryContext<'_> {
        QueryContext {
            now: self.now,
            zone: Zone::UTC,
            range: self.range,
            filter: &self.filter,
            book: &self.book,
            fidelity: &self.trust,
        }
    }
}

/// Asks a database.
pub(crate) fn ask<T>(
    path: &Path,
    now: &str,
    question: impl FnOnce(&scopeon_store::Reader, &QueryContext<'_>) -> Result<T, scopeon_store::StoreError>,
) -> T {
    question(&read(path), &Question::at(now).asked()).unwrap()
}
