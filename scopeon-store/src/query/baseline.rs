//! The user's own baseline: from which value on something is good or poor, learned from the last 90 days.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::thresholds::{HealthMeasure, LEARNT_DAYS, Thresholds};
use scopeon_core::metrics::tools::{ToolKind, repeats};
use scopeon_core::metrics::waste::Findings;
use scopeon_core::metrics::{Provenance, Reason, Share};
use scopeon_core::provider::{FactKind, Fidelity};
use scopeon_core::time::{Range, Timestamp};

use super::digests::{DigestKey, DigestVisitor, digests};
use super::filter::Filter;
use super::per_session::PerSession;
use super::query_context::QueryContext;
use crate::digest::{CallSums, UseKey, UseSums};
use crate::rollup::DAY_MILLIS;

/// The uses that are judged: those of tools. A hook that stops something has not failed.
pub(super) const JUDGED: [ToolKind; 2] = [ToolKind::Tool, ToolKind::Mcp];

/// What the user's last 90 days show to be usual.
pub(super) struct Baseline {
    pub(super) thresholds: Thresholds,
    /// The price classes of the calls in them.
    pub(super) classes: BTreeSet<i64>,
}

/// Computes the baseline from every session of the last 90 days, whatever is asked for.
pub(super) fn baseline(conn: &Connection, asked: &QueryContext<'_>) -> Result<Baseline> {
    let mut builder = BaselineBuilder::default();
    let all = QueryContext { range: baseline_range(asked.now), filter: &Filter::default(), ..*asked };
    digests(conn, &all, &mut builder)?;
    let agents = agents(conn)?;
    let sure = |root: &Counted| {
        let agent: Vec<&str> = agents.get(&root.provider).map(String::as_str).into_iter().collect();
        trusted(root.findings(), &agent, asked)
    };
    let measured = builder.roots.all().flat_map(|root| sure(root).measured());
    let seen: Vec<(HealthMeasure, Share)> =
        measured.filter_map(|one| Some((one.measure, one.value.value?))).collect();
    Ok(Baseline { thresholds: Thresholds::learn(&seen), classes: builder.classes })
}

/// The names of providers by rowid.
pub(super) fn agents(conn: &Connection) -> Result<HashMap<i64, String>> {
    let mut find = conn.prepare_cached("SELECT id, name FROM provider")?;
    find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Says how sure findings of some agents are.
pub(super) fn trusted(found: Findings, agents: &[&str], asked: &QueryContext<'_>) -> Findings {
    let sure = |fact| asked.fidelity.over(agents, fact);
    Findings {
        cache: sure(FactKind::CacheRead),
        tools: sure(FactKind::Tools),
        window: window(sure(FactKind::Context), sure(FactKind::ContextWindow)),
        ..found
    }
}

/// The days of the baseline: whole ones, so that nothing has to be cut.
fn baseline_range(now: Timestamp) -> Range {
    let since = now.millis().saturating_sub(i64::from(LEARNT_DAYS) * DAY_MILLIS);
    let day = |at: i64, days: i64| Timestamp::from_millis((at.div_euclid(DAY_MILLIS) + days) * DAY_MILLIS);
    // What is dated after tomorrow is dated by a wrong clock.
    Range { since: day(since, 0), until: day(now.millis(), 2) }
}

#[derive(Default)]
struct BaselineBuilder {
    roots: PerSession<Counted>,
    classes: BTreeSet<i64>,
}

impl DigestVisitor for BaselineBuilder {
    fn calls(&mut self, of: &DigestKey, class: i64, sums: &CallSums) {
        self.classes.insert(class);
        self.root(of).calls(sums);
    }

    fn uses(&mut self, of: &DigestKey, key: &UseKey, sums: &UseSums) {
        self.root(of).uses(key, sums);
    }
}

impl BaselineBuilder {
    fn root(&mut self, of: &DigestKey) -> &mut Counted {
        let root = self.roots.of(of.root);
        root.provider = of.provider;
        root
    }
}

/// Findings without money and names.
#[derive(Default)]
pub(super) struct Counted {
    found: Findings,
    provider: i64,
    pending: u64,
    distinct: u64,
    pairs: u64,
}

impl Counted {
    pub(super) fn calls(&mut self, sums: &CallSums) {
        let (found, usage) = (&mut self.found, &sums.usage);
        add(&mut found.calls, sums.calls);
        add(&mut found.prompt, usage.prompt());
        add(&mut found.cache_read, usage.cache_read);
        add(&mut found.busts, sums.busts);
        add(&mut found.busts_lost, sums.lost.prompt());
        add(&mut found.written, usage.cache_write_5m.saturating_add(usage.cache_write_1h));
        add(&mut found.unread, sums.unread.prompt());
        add(&mut found.expired, sums.expired);
        add(&mut found.windowed, sums.windowed);
        add(&mut found.crowded, sums.crowded);
        add(&mut self.pending, sums.pending);
    }

    pub(super) fn uses(&mut self, key: &UseKey, sums: &UseSums) {
        if !JUDGED.contains(&key.kind) {
            return;
        }
        let found = &mut self.found;
        add(&mut found.marked, sums.marked);
        add(&mut found.repeats_bytes, sums.repeats_bytes);
        add(&mut found.ended, sums.ended);
        add(&mut found.failures, sums.failures);
        add(&mut found.failures_bytes, sums.failures_bytes);
        add(&mut found.large_results, sums.large_results);
        add(&mut found.large_bytes, sums.large_bytes);
        add(&mut self.distinct, sums.distinct);
        add(&mut self.pairs, sums.pairs);
    }

    pub(super) fn findings(&self) -> Findings {
        Findings {
            written: self.found.written.saturating_sub(self.pending),
            repeats: repeats(self.found.marked, self.distinct, self.pairs).value.unwrap_or_default(),
            ..self.found.clone()
        }
    }
}

pub(super) fn add(sum: &mut u64, more: u64) {
    *sum = sum.saturating_add(more);
}

/// Where a log does not state a window's capacity, it is assumed.
fn window(context: Provenance, capacity: Provenance) -> Provenance {
    let stated = if capacity.fidelity() == Fidelity::Exact {
        Provenance::EXACT
    } else {
        Provenance::estimated(Reason::AssumedWindow)
    };
    if context.fidelity() == Fidelity::Unsupported { context } else { context.and(stated) }
}
