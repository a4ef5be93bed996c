//! Health and suggestions: what was found, compared with the user's own baseline.

use rusqlite::{Connection, Result};
use scopeon_core::metrics::anomaly::{Anomaly, anomalies};
use scopeon_core::metrics::cost::total;
use scopeon_core::metrics::health::health;
use scopeon_core::metrics::suggest::{SessionSignals, gathered_signals, suggest};
use scopeon_core::metrics::waste::signals;
use scopeon_core::metrics::{Doubt, Figure, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{HealthReport, SuggestReport};
use scopeon_core::time::{Period, TimeBucket};

use super::Reader;
use super::baseline::baseline;
use super::digests::{DigestKey, DigestVisitor, digests};
use super::label::session_key;
use super::per_session::PerSession;
use super::price::Prices;
use super::priced::{Group, PricedGroups, PricedRow, priced};
use super::query_context::QueryContext;
use super::session_lookup::{find_session, latest};
use super::waste_inputs::{By, FindingsBuilder, WHOLE, WasteCollector, WasteSums};
use crate::digest::Digester;
use crate::error::{At, StoreError};

impl Reader {
    /// Answers how well a period went.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn health(&self, asked: &QueryContext<'_>) -> std::result::Result<HealthReport, StoreError> {
        self.ask(|conn| of_period(conn, asked))
    }

    /// Answers how well one session and its sub-agents went, as [`Reader::context`] finds it. Range and filter of the
    /// question do not matter.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when the prefix names none or several,
    /// another [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_health(
        &self,
        id_prefix: &str,
        asked: &QueryContext<'_>,
    ) -> std::result::Result<HealthReport, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        if id_prefix.trim() == "latest" && latest(&view, asked.now).at(&self.path)?.is_none() {
            return of_period(&view, asked).at(&self.path);
        }
        let root = find_session(&view, id_prefix, asked.now).at(&self.path)??;
        of_session(&view, root, asked).at(&self.path)
    }

    /// Suggests what to do first: the signs of each session of a period, gathered by what helps against them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn suggest(&self, asked: &QueryContext<'_>) -> std::result::Result<SuggestReport, StoreError> {
        self.ask(|conn| suggestions(conn, asked))
    }
}

fn of_period(conn: &Connection, asked: &QueryContext<'_>) -> Result<HealthReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let days = priced(conn, asked, Group::Day(asked.zone), &mut prices)?;
    let mut collector = WasteCollector::new(&mut prices, By::Both);
    digests(conn, asked, &mut collector)?;
    let mut groups = std::mem::take(&mut collector.groups);
    let whole = std::mem::take(groups.of(WHOLE));
    let baseline = baseline(conn, asked)?;
    let finder = FindingsBuilder::new(conn, asked, &baseline)?;
    let sessions = judged(conn, &finder, &groups, &mut prices)?;
    let cost = spent(&days, asked);
    let mut report = HealthReport::new(
        asked.scope(days.providers.iter().cloned()),
        None,
        health(&finder.findings(&whole, &mut prices)?.measured(), &baseline.thresholds),
        gathered_signals(&sessions, cost.value),
        unusual(&days, asked),
    );
    report.cost_usd = cost;
    Ok(report)
}

fn of_session(conn: &Connection, root: i64, asked: &QueryContext<'_>) -> Result<HealthReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let mut collector = WasteCollector::new(&mut prices, By::Whole);
    take_session(conn, root, asked, &mut collector)?;
    let waste = collector.groups.into_first().unwrap_or_default();
    let baseline = baseline(conn, asked)?;
    let finder = FindingsBuilder::new(conn, asked, &baseline)?;
    let found = finder.findings(&waste, &mut prices)?;
    let session = session_key(conn, root)?;
    let own = SessionSignals { session: session.clone(), signals: signals(&found, &baseline.thresholds) };
    let agents = finder.agents(&waste);
    let doubt = Doubt::when_any(found.unpriced_calls);
    let provenance = asked.fidelity.tokens(&agents).doubted(Reason::UnpricedCalls, doubt);
    let cost = Figure { value: FindingsBuilder::spent(&waste, &mut prices), provenance };
    let mut report = HealthReport::new(
        asked.scope(agents),
        Some(session),
        health(&found.measured(), &baseline.thresholds),
        gathered_signals(&[own], cost.value),
        Vec::new(),
    );
    report.cost_usd = cost;
    Ok(report)
}

/// Judges each session on its own: what helps in one does not in another.
fn judged(
    conn: &Connection,
    finder: &FindingsBuilder<'_>,
    groups: &PerSession<WasteSums>,
    prices: &mut Prices<'_>,
) -> Result<Vec<SessionSignals>> {
    let mut sessions = Vec::new();
    for (root, waste) in groups.each().filter(|(root, _)| *root != WHOLE) {
        let signals = signals(&finder.findings(waste, prices)?, finder.thresholds());
        if !signals.is_empty() {
            sessions.push(SessionSignals { session: session_key(conn, root)?, signals });
        }
    }
    Ok(sessions)
}

/// What a period cost.
fn spent(groups: &PricedGroups, asked: &QueryContext<'_>) -> Figure<PicoUsd> {
    let sum = total(&groups.rows().map(|row| row.priced).collect::<Vec<_>>());
    let doubt = Doubt::when_any(sum.unpriced_calls);
    let provenance = asked.fidelity.tokens(&groups.providers).doubted(Reason::UnpricedCalls, doubt);
    Figure::known(sum.known_usd(), provenance)
}

/// Hands over what a session and its sub-agents did.
fn take_session(
    conn: &Connection,
    root: i64,
    asked: &QueryContext<'_>,
    visitor: &mut impl DigestVisitor,
) -> Result<()> {
    let digester = Digester::new(conn, asked.book, asked.now, (i64::MIN, i64::MAX))?;
    let mut find =
        conn.prepare_cached("SELECT id, provider FROM session WHERE id = ?1 OR root = ?1 ORDER BY id")?;
    let members =
        find.query_map([root], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>>>()?;
    for (session, provider) in members {
        for (place, digest) in digester.compute(session)? {
            let of =
                DigestKey { day: place.day, root, project: place.project, branch: place.branch, provider };
            digest.calls.iter().for_each(|(class, sums)| visitor.calls(&of, *class, sums));
            digest.uses.iter().for_each(|(key, sums)| visitor.uses(&of, key, sums));
        }
    }
    Ok(())
}

/// Days with use that cost unlike the others.
fn unusual(days: &PricedGroups, asked: &QueryContext<'_>) -> Vec<Anomaly> {
    let day = |(first, rows): (&i64, &Vec<PricedRow>)| {
        let name = asked.zone.key(TimeBucket::from_index(*first).start(), Period::Day);
        (name, rows.iter().filter_map(|row| row.priced.cost()).sum::<PicoUsd>())
    };
    anomalies(&days.groups.iter().map(day).collect::<Vec<_>>())
}

fn suggestions(conn: &Connection, asked: &QueryContext<'_>) -> Result<SuggestReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let whole = priced(conn, asked, Group::Whole, &mut prices)?;
    let baseline = baseline(conn, asked)?;
    let mut collector = WasteCollector::new(&mut prices, By::Root);
    digests(conn, asked, &mut collector)?;
    let groups = std::mem::take(&mut collector.groups);
    let finder = FindingsBuilder::new(conn, asked, &baseline)?;
    let sessions = judged(conn, &finder, &groups, &mut prices)?;
    let cost = spent(&whole, asked);
    let rows = suggest(&sessions, cost.value);
    Ok(SuggestReport::new(asked.scope(whole.providers), groups.len() as u64, cost, rows))
}
