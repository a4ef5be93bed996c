//! Counters, and the table that splits a session's by model and task.

use std::collections::HashMap;

use scopeon_core::event::Event;
use scopeon_core::id::CallId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, Issue, IssueKind, Position, ReadError, Rows, Select, Sink};

use super::key::IDS;
use super::session::Session;
use super::spent::{Spent, cost, counters};
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

/// Reads every row: they grow in place, and their sum is compared with the sessions' totals.
pub(super) fn read(
    rows: &mut dyn Rows,
    sessions: &mut HashMap<String, Session>,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    rows.select(&Select::all("session_model_usage", &COLUMNS), &mut |row| {
        let row = RowView(row);
        let Some(session) = row.text(0).and_then(|id| sessions.get_mut(id)) else {
            return Ok(());
        };
        let spent = Spent { usage: counters(row, 6), cost: cost(row, 11), at: row.seconds(13) };
        session.told.add(spent);
        match (row.label(1), row.text(5)) {
            // The main work of a model, whoever billed it: versions without the split have it as totals.
            (Some(model), None) => session.models.entry(model).or_default().add(spent),
            (Some(model), Some(_)) => return entry(row, model, spent, session, out),
            (None, _) => out.issue(Issue::new(IssueKind::MissingField, Position::default())),
        }
        Ok(())
    })
}

/// Work besides: titles, compressions and the like.
fn entry(row: RowView<'_>, model: Label, spent: Spent, session: &Session, out: &mut dyn Sink) -> Flow {
    let mut key = IDS.of("call").identity(session.id.0);
    for column in 1..=5 {
        key = key.text(row.text(column).unwrap_or(""));
    }
    match session.call(spent, CallId(key.finish()), model) {
        Some(call) => out.event(Event::from(call)),
        None => Ok(()),
    }
}
