//! What was delegated: runs of sub-agents, by type and one by one.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::provider::FactKind;
use scopeon_core::report::{TaskOutcome, TaskRow, TaskTypeRow, TasksReport};
use scopeon_core::time::Timestamp;

use super::Reader;
use super::agents::{OwnSums, UNTYPED, own_sums};
use super::label::session_key;
use super::query_context::QueryContext;
use super::span::believed;
use super::top_by_cost::top_by_cost;
use crate::error::StoreError;
use crate::write::column;

impl Reader {
    /// Answers what sub-agents did in a period: by type, and the `top` most expensive runs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn tasks(
        &self,
        asked: &QueryContext<'_>,
        top: usize,
    ) -> std::result::Result<TasksReport, StoreError> {
        self.ask(|conn| answer(conn, asked, top))
    }
}

/// One run while the answer is made.
struct Run {
    session: i64,
    root: i64,
    agent_type: Option<String>,
    first_at: Option<Timestamp>,
    duration_ms: Option<u64>,
    outcome: TaskOutcome,
    sum: CostSum,
}

fn answer(conn: &Connection, asked: &QueryContext<'_>, top: usize) -> Result<TasksReport> {
    let OwnSums { own, providers } = own_sums(conn, asked)?;
    let all = own.values().map(|one| one.sum).fold(CostSum::default(), CostSum::plus);
    let mut runs = Vec::new();
    for (session, one) in own.iter().filter(|(session, one)| **session != one.root) {
        runs.push(run(conn, (*session, one.root), one.sum, asked.now)?);
    }
    let total = runs.iter().map(|run| run.sum).fold(CostSum::default(), CostSum::plus);
    let types = types(&runs, &total);
    let count = runs.len() as u64;
    let costs = runs.into_iter().map(|run| (run.sum.cost_usd, run.session, run)).collect();
    let chosen = top_by_cost(conn, costs, top)?;
    let tokens = asked.fidelity.tokens(&providers).and(asked.fidelity.over(&providers, FactKind::SubAgents));
    Ok(TasksReport::new(
        asked.scope(providers),
        total.provenance(tokens),
        count,
        total,
        Share::of_money(total.cost_usd, all.cost_usd),
        types,
        chosen.into_iter().map(|(_, run)| row(conn, run)).collect::<Result<_>>()?,
    ))
}

const RUN: &str = "SELECT a.text, s.first_at, s.last_at, (SELECT min(at) FROM call WHERE session = s.id \
    AND at BETWEEN ?2 AND ?3), (SELECT max(at) FROM call WHERE session = s.id AND at BETWEEN ?2 AND ?3), (SELECT ok FROM tool WHERE uid = s.spawned_by) \
    FROM session s LEFT JOIN label a ON a.id = s.agent_type WHERE s.id = ?1";

fn run(conn: &Connection, (session, root): (i64, i64), sum: CostSum, now: Timestamp) -> Result<Run> {
    let (since, until) = believed(Some(now));
    conn.prepare_cached(RUN)?.query_row((session, since, until), |row| {
        let is_believed = |at: &Timestamp| (since..=until).contains(&at.millis());
        let edge = |at| column::maybe_instant(row, at).map(|at| at.filter(is_believed));
        let first_at = [edge(1)?, edge(3)?].into_iter().flatten().min();
        let last_at = [edge(2)?, edge(4)?].into_iter().flatten().max();
        let span = first_at.zip(last_at).map(|(first, last)| last.millis().saturating_sub(first.millis()));
        let ok: Option<bool> = row.get(5)?;
        Ok(Run {
            session,
            root,
            agent_type: column::maybe_text(row, 0)?,
            first_at,
            duration_ms: span.map(|span| u64::try_from(span).unwrap_or_default()),
            outcome: match ok {
                Some(true) => TaskOutcome::Done,
                Some(false) => TaskOutcome::Failed,
                None => TaskOutcome::Unknown,
            },
            sum,
        })
    })
}

/// Sums runs by type, the most expensive first.
fn types(runs: &[Run], all: &CostSum) -> Vec<TaskTypeRow> {
    let mut types: BTreeMap<&str, TaskTypeRow> = BTreeMap::new();
    for run in runs {
        let name = run.agent_type.as_deref().unwrap_or(UNTYPED);
        let sums = types.entry(name).or_insert_with(|| no_run(name));
        sums.runs += 1;
        sums.ended += u64::from(run.outcome != TaskOutcome::Unknown);
        sums.failures += u64::from(run.outcome == TaskOutcome::Failed);
        sums.duration_ms = sums.duration_ms.saturating_add(run.duration_ms.unwrap_or_default());
        sums.sum = sums.sum.plus(run.sum);
    }
    let mut rows: Vec<TaskTypeRow> = types.into_values().collect();
    for row in &mut rows {
        row.failures_bp = Share::of(row.failures, row.ended);
        row.cost_bp = Share::of_money(row.sum.cost_usd, all.cost_usd);
    }
    rows.sort_by(|a, b| b.sum.cost_usd.cmp(&a.sum.cost_usd).then_with(|| a.agent_type.cmp(&b.agent_type)));
    rows
}

fn no_run(name: &str) -> TaskTypeRow {
    let mut row = TaskTypeRow::new(name.to_owned(), CostSum::default());
    row.failures_bp = Share::NONE;
    row.cost_bp = Share::NONE;
    row
}

fn row(conn: &Connection, run: Run) -> Result<TaskRow> {
    Ok(TaskRow::new(
        session_key(conn, run.session)?,
        session_key(conn, run.root)?,
        run.agent_type,
        run.first_at,
        run.duration_ms,
        run.outcome,
        run.sum,
    ))
}
