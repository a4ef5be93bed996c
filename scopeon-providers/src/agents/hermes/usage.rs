//! Counters, and the table that splits a session's by model and task.

use std::collections::HashMap;
use std::ops::ControlFlow;

use scopeon_core::event::{Call, Event, UsageSample};
use scopeon_core::id::{CallId, Identity};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Column, Flow, Issue, IssueKind, Position, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::PROVIDER;
use super::session::Session;
use crate::kit::row_view::RowView;

const COLUMNS: [Column<'static>; 14] = [
    Column::Plain("session_id"),
    Column::Plain("model"),
    Column::Plain("billing_provider"),
    Column::Plain("billing_base_url"),
    Column::Plain("billing_mode"),
    Column::Plain("task"),
    Column::Plain("input_tokens"),
    Column::Plain("output_tokens"),
    Column::Plain("cache_read_tokens"),
    Column::Plain("cache_write_tokens"),
    Column::Plain("reasoning_tokens"),
    Column::Plain("actual_cost_usd"),
    Column::Plain("estimated_cost_usd"),
    Column::Plain("first_seen"),
];

/// Reads five counters, the first of which has the given number. The input leaves out what caches served.
pub(super) fn counters(row: RowView<'_>, first: usize) -> Usage {
    Usage {
        input: row.sum(first),
        output: row.sum(first + 1),
        cache_read: row.sum(first + 2),
        cache_write_5m: row.sum(first + 3),
        reasoning: row.sum(first + 4),
        ..Usage::default()
    }
}

/// What was billed, or else what the agent made of its price list.
pub(super) fn cost(row: RowView<'_>, actual: usize) -> Option<PicoUsd> {
    row.dollars(actual).or_else(|| row.dollars(actual + 1))
}

/// Reads every row: they grow in place, and their sum is compared with the sessions' totals.
pub(super) fn read(
    rows: &mut dyn Rows,
    sessions: &mut HashMap<String, Session>,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    rows.select(&Select::all("session_model_usage", &COLUMNS), &mut |row| {
        let row = RowView(row);
        let Some(session) = row.text(0).and_then(|id| sessions.get_mut(id)) else {
            return ControlFlow::Continue(());
        };
        let spent = Spent { usage: counters(row, 6), cost: cost(row, 11), at: row.seconds(13) };
        session.told.add(spent);
        match (row.label(1), row.text(5)) {
            // The main work of a model, whoever billed it: versions without the split have it as totals.
            (Some(model), None) => session.models.entry(model).or_default().add(spent),
            (Some(model), Some(_)) => return entry(row, model, spent, session, out),
            (None, _) => out.issue(Issue::new(IssueKind::MissingField, Position::default())),
        }
        ControlFlow::Continue(())
    })
}

/// What was spent, and since when.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    pub(super) usage: Usage,
    pub(super) cost: Option<PicoUsd>,
    pub(super) at: Option<Timestamp>,
}

impl Spent {
    pub(super) fn add(&mut self, other: Self) {
        self.usage += other.usage;
        self.cost = match (self.cost, other.cost) {
            (Some(a), Some(b)) => Some(a.plus(b)),
            (a, b) => a.or(b),
        };
        self.at = match (self.at, other.at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }

    /// Makes a call of it; none when nothing was spent.
    pub(super) fn call(self, id: CallId, model: Label, session: &Session) -> Option<Call> {
        if self.usage.is_empty() {
            return None;
        }
        let mut reading = UsageSample::new(model, self.usage);
        // The sum of many prompts was never in the context window at once.
        reading.context = 0;
        let mut call = Call::new(id, self.at.or(session.began)?, reading, session.owner());
        call.reported = self.cost.filter(|cost| *cost > PicoUsd::ZERO);
        Some(call)
    }
}

/// Work besides: titles, compressions and the like.
fn entry(row: RowView<'_>, model: Label, spent: Spent, session: &Session, out: &mut dyn Sink) -> Flow {
    let mut key = Identity::builder("call").text(PROVIDER).identity(session.id.0);
    for column in 1..=5 {
        key = key.text(row.text(column).unwrap_or(""));
    }
    match spent.call(CallId(key.finish()), model, session) {
        Some(call) => out.event(Event::Call(Box::new(call))),
        None => ControlFlow::Continue(()),
    }
}
