//! What it cost, how fast it goes and where it leads: one pass over the period and the last thirteen weeks.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::anomaly::anomalies;
use scopeon_core::metrics::cost::{CostMode, CostSum, Reconciled, ReportedCost, TurnCosts, reconcile, units};
use scopeon_core::metrics::forecast::{Projection, Running, project};
use scopeon_core::metrics::usual::usual_session;
use scopeon_core::metrics::{Doubt, Figure, Provenance, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::FactKind;
use scopeon_core::report::{CostsReport, SessionRow};
use scopeon_core::time::{Period, Range, TimeBucket, Timestamp};

use super::Reader;
use super::agents_seen::AgentsSeen;
use super::blocks;
use super::bucket::{Row, quarters};
use super::cost_history::CostHistory;
use super::filter::Selection;
use super::hour::LastHour;
use super::limits;
use super::price::{Paid, Prices};
use super::priced::Days;
use super::projects::Projects;
use super::query_context::QueryContext;
use super::scan::scan;
use super::sessions::{SessionSum, session_row};
use super::span::span;
use super::sum::{Sum, amount, costed};
use super::top_by_cost::top_by_cost;
use super::unrecorded::unrecorded;
use super::usage::by_label;
use crate::error::StoreError;
use crate::rollup::Cell;

impl Reader {
    /// Answers what a period cost, with its `top` most expensive sessions by an amount. Burn rate and projections are as
    /// of now, whatever the period; the filter holds for them, too.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn costs(
        &self,
        asked: &QueryContext<'_>,
        top: (usize, CostMode),
    ) -> std::result::Result<CostsReport, StoreError> {
        self.ask(|conn| answer(conn, asked, top))
    }
}

fn answer(
    conn: &Connection,
    asked: &QueryContext<'_>,
    (top, mode): (usize, CostMode),
) -> Result<CostsReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let mut sums = sum(conn, asked, (&mut prices, mode))?;
    sums.hour.look_up(conn, &mut prices)?;
    let (seen, recent) = (sums.period.classes.agents(&prices), sums.hour.classes().agents(&prices));
    let tokens = sums.period.doubted(asked.fidelity.tokens(&seen));
    let total = sums.period.sum.figures();
    let turns = TurnCosts {
        turns: sums.turns,
        cost_usd: sums.turned,
        facts: asked.fidelity.over(&seen, FactKind::Turns),
    };
    let ahead = asked
        .fidelity
        .tokens(sums.past_classes.agents(&prices))
        .doubted(Reason::UnpricedCalls, sums.past_doubt);
    let running = blocks::running(conn, asked, asked.filter)?;
    let running = running.and_then(|block| Running::of(&block, asked.now));
    let history = sums.history.history().with_running(running);
    let projected = |period| rest_on(project(&history, period, asked.zone, asked.now), ahead);
    let costed = &sums.period.costed;
    let usual = usual_session(sums.sessions.values().copied());
    let top_sessions = top_sessions(conn, asked, sums.sessions, (top, &mut prices))?;
    let mut report = CostsReport::new(
        asked.scope(seen),
        (total, costed.provenance(tokens)),
        units(costed, sums.period.priced_output, &turns, tokens),
        [Period::Day, Period::Week, Period::Month].map(projected),
    );
    report.usual_session_usd = Figure { value: usual, provenance: report.provenance };
    report.burn = sums.hour.burn(asked.fidelity.tokens(&recent));
    report.reported = sums.period.reported();
    report.reported_alone = sums.period.stated_alone;
    report.by_model = by_label(conn, sums.models)?;
    report.top_sessions = top_sessions;
    report.limits = limits::running(conn, &asked.filter.provider, asked.now)?;
    report.anomalies = anomalies(&days(&sums.days, asked));
    Ok(report)
}

fn rest_on(projection: Projection, tokens: Provenance) -> Projection {
    Projection { provenance: projection.provenance.and(tokens), ..projection }
}

/// Everything that one pass sums.
struct Sums {
    period: Part,
    /// What in the period was of agents that state turns.
    turned: PicoUsd,
    /// Turns whose first call has a price: another one would make each look cheaper.
    turns: u64,
    hour: LastHour,
    sessions: HashMap<i64, PicoUsd>,
    /// By the label of the model.
    models: HashMap<i64, Sum>,
    /// Costs by the first quarter of the local day.
    days: BTreeMap<i64, PicoUsd>,
    history: CostHistory,
    past_classes: AgentsSeen,
    past_doubt: Doubt,
}

/// Sums over some buckets.
#[derive(Default)]
struct Part {
    sum: Sum,
    costed: CostSum,
    priced_output: u64,
    classes: AgentsSeen,
    /// Calls of buckets of which each call states its cost, and what these come to, stated and computed.
    stated: (u64, PicoUsd, PicoUsd),
    /// What calls state whose cost is not computed.
    stated_alone: ReportedCost,
}

fn sum(
    conn: &Connection,
    asked: &QueryContext<'_>,
    (prices, mode): (&mut Prices<'_>, CostMode),
) -> Result<Sums> {
    let history = CostHistory::new(asked);
    let recent = history.range();
    let mut sums = Sums {
        period: Part::default(),
        turned: PicoUsd::ZERO,
        turns: 0,
        hour: LastHour::before(asked.now),
        sessions: HashMap::new(),
        models: HashMap::new(),
        days: BTreeMap::new(),
        history,
        past_classes: AgentsSeen::default(),
        past_doubt: Doubt::No,
    };
    let (period, back) = (quarters(&asked.range), quarters(&recent));
    let mut days = Days::default();
    let turned = prices.stating(FactKind::Turns, asked.fidelity);
    let mut selection = Selection::new(conn, asked.filter)?;
    scan(conn, &hull(asked.range, recent), &mut selection, |row, quarter, cell| {
        let paid = prices.paid(row.class, quarter, cell);
        let (cost, index) = (paid.usd, quarter.index());
        if (period.0..period.1).contains(&index) {
            sums.period.add(row, cell, paid);
            if turned.contains(&row.class) {
                sums.turned = sums.turned.plus(cost.unwrap_or_default());
                sums.turns = sums.turns.saturating_add(cost.map_or(0, |_| cell.turns));
            }
            let session = sums.sessions.entry(row.root).or_default();
            *session = session.plus(amount(mode, cell, paid));
            sums.models.entry(model(prices, row.class)).or_default().add(row.root, cell, paid);
            let day = sums.days.entry(days.first_of(quarter, asked.zone)).or_default();
            *day = day.plus(cost.unwrap_or_default());
        }
        if (back.0..back.1).contains(&index) {
            sums.add_past(row, quarter, cost);
            sums.hour.take(row, quarter, cell, paid);
        }
    })?;
    let mut beyond = Vec::new();
    unrecorded(conn, &asked.range, (&mut selection, prices), |row, _, more| beyond.push((row.class, more)))?;
    for (class, more) in beyond {
        sums.period.sum.add_unrecorded(more);
        sums.models.entry(model(prices, class)).or_default().add_unrecorded(more);
    }
    Ok(sums)
}

/// Returns the label of a class's model.
fn model(prices: &Prices<'_>, class: i64) -> i64 {
    prices.classes.get(&class).map_or(0, |class| class.model)
}

/// The shortest range that holds both.
fn hull(one: Range, other: Range) -> Range {
    Range {
        since: one.since.zip(other.since).map(|(one, other)| one.min(other)),
        until: one.until.zip(other.until).map(|(one, other)| one.max(other)),
    }
}

impl Sums {
    fn add_past(&mut self, row: &Row, quarter: TimeBucket, cost: Option<PicoUsd>) {
        self.past_classes.add(row.class);
        self.history.add(quarter, cost);
        if cost.is_none() {
            self.past_doubt = Doubt::Yes;
        }
    }
}

impl Part {
    /// Adds what makes sums of these calls less than the whole truth.
    fn doubted(&self, tokens: Provenance) -> Provenance {
        let figures = self.sum.figures();
        let unrecorded = Doubt::when_any(u64::from(!figures.unrecorded.is_empty()));
        tokens
            .doubted(Reason::UnfinishedCalls, Doubt::when_any(figures.unfinished_calls))
            .doubted(Reason::UnknownRequests, Doubt::when_any(figures.unknown_calls))
            .doubted(Reason::UnrecordedRequests, unrecorded)
    }

    fn add(&mut self, row: &Row, cell: &Cell, paid: Paid) {
        self.costed = self.costed.plus(costed(cell, paid));
        self.sum.add(row.root, cell, paid);
        self.classes.add(row.class);
        let reported = PicoUsd::from_pico(cell.reported.into());
        let Some(cost) = paid.usd else {
            let alone = &mut self.stated_alone;
            alone.calls = alone.calls.saturating_add(cell.reported_calls);
            alone.reported_usd = alone.reported_usd.plus(reported);
            return;
        };
        self.priced_output = self.priced_output.saturating_add(cell.usage.output);
        // Nothing is computed for calls whose tokens are not known.
        let is_stated = cell.reported_calls > 0 && cell.reported_calls >= cell.calls;
        if is_stated && !cell.usage.is_empty() {
            let (calls, stated, computed) = self.stated;
            self.stated = (calls.saturating_add(cell.calls), stated.plus(reported), computed.plus(cost));
        }
    }

    fn reported(&self) -> Reconciled {
        let (compared, stated, computed) = self.stated;
        let pair = (compared > 0).then_some((Some(stated), Some(computed)));
        Reconciled { compared, ..reconcile(pair) }
    }
}

/// The most expensive sessions in full: each is summed again, over its own time alone.
fn top_sessions(
    conn: &Connection,
    asked: &QueryContext<'_>,
    costs: HashMap<i64, PicoUsd>,
    (top, prices): (usize, &mut Prices<'_>),
) -> Result<Vec<SessionRow>> {
    let costs = costs.into_iter().map(|(root, cost)| (cost, root, ())).collect();
    let chosen = top_by_cost(conn, costs, top)?;
    let projects = Projects::read(conn, &asked.filter.aliases)?;
    let row = |(root, ())| {
        let sum = session_sum(conn, asked, root, prices)?;
        session_row(conn, &projects, (root, &sum), Some(asked.now))
    };
    chosen.into_iter().map(row).collect()
}

fn session_sum(
    conn: &Connection,
    asked: &QueryContext<'_>,
    root: i64,
    prices: &mut Prices<'_>,
) -> Result<SessionSum> {
    let (first, last) = span(conn, root)?;
    let after = last.and_then(|last| Timestamp::from_millis(last.millis() + 1));
    let range = Range {
        since: asked.range.since.into_iter().chain(first).max(),
        until: asked.range.until.into_iter().chain(after).min(),
    };
    SessionSum::of_root(conn, root, (&range, asked.filter), prices)
}

fn days(costs: &BTreeMap<i64, PicoUsd>, asked: &QueryContext<'_>) -> Vec<(String, PicoUsd)> {
    let key = |first: i64| asked.zone.key(TimeBucket::from_index(first).start(), Period::Day);
    costs.iter().map(|(first, cost)| (key(*first), *cost)).collect()
}
