//! How a question about figures is put together, and an agent whose log can tell everything.

use std::path::Path;

use scopeon_core::metrics::Trust;
use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::{About, Capability, Fact, Level};
use scopeon_core::time::{Range, Timestamp, Zone};
use scopeon_store::{Filter, QueryContext};

use crate::build::{AGENT, at, read};

const ABOUT: About = About::new(AGENT, "Claude Code", Level::A).capabilities(&[
    (Fact::Input, Capability::Exact),
    (Fact::Output, Capability::Exact),
    (Fact::CacheRead, Capability::Exact),
    (Fact::CacheWrite, Capability::Exact),
    (Fact::ReportedCost, Capability::Exact),
    (Fact::Turns, Capability::Exact),
    (Fact::Tools, Capability::Exact),
    (Fact::SubAgents, Capability::Exact),
    (Fact::Compactions, Capability::Exact),
    (Fact::Context, Capability::Exact),
]);

/// What a question owns.
pub(crate) struct Question {
    pub(crate) range: Range,
    pub(crate) filter: Filter,
    pub(crate) book: PriceBook,
    pub(crate) trust: Trust,
    pub(crate) now: Timestamp,
}

impl Question {
    /// Asks for all of history at an instant.
    pub(crate) fn at(now: &str) -> Self {
        Self {
            range: Range::default(),
            filter: Filter::default(),
            book: PriceBook::builtin(),
            trust: Trust::new([&ABOUT]),
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
            trust: &self.trust,
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
