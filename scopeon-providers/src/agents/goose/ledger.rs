//! The ledger of calls, since schema 15: one row for each, which compaction does not erase.

use std::collections::HashMap;

use scopeon_core::event::{Call, Compaction, Event, Trigger, UsageSample};
use scopeon_core::id::FactId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, Issue, IssueKind, Position, ReadError, Rows, Select, Sink};

use super::key::{IDS, row_id};
use super::session::{Counters, Session};
use crate::kit::row_view::RowView;

const COLUMNS: [Column<'static>; 12] = [
    Column::Plain("id"),
    Column::Plain("session_id"),
    Column::Plain("created_timestamp"),
    Column::Plain("model"),
    Column::Plain("total_tokens"),
    Column::Plain("input_tokens"),
    Column::Plain("output_tokens"),
    Column::Plain("cache_read_tokens"),
    Column::Plain("cache_write_tokens"),
    Column::Plain("cost"),
    Column::Plain("cost_source"),
    Column::Plain("is_compaction"),
];

/// Reads every row: their sum is compared with the sessions' totals.
pub(super) fn read(
    rows: &mut dyn Rows,
    sessions: &mut HashMap<String, Session>,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    rows.select(&Select::all("usage_ledger", &COLUMNS), &mut |row| {
        let row = RowView(row);
        let Some(session) = row.text(1).and_then(|id| sessions.get_mut(id)) else {
            return Ok(());
        };
        let counters = Counters::read(row, 4);
        session.told.add(counters);
        session.told_cost = session.told_cost.plus(row.dollars(9).unwrap_or_default());
        // What came before the ledger is part of the one call that it was when there was none.
        if row.text(10) == Some("carried_forward") {
            session.carried.add(counters);
            session.carried_cost = session.carried_cost.plus(row.dollars(9).unwrap_or_default());
            return Ok(());
        }
        entry(row, counters, session, out)
    })
}

fn entry(row: RowView<'_>, counters: Counters, session: &Session, out: &mut dyn Sink) -> Flow {
    let (Some(number), Some(at)) = (row.count(0), row.seconds(2)) else {
        out.issue(Issue::new(IssueKind::MissingField, Position::default()));
        return Ok(());
    };
    let id = row_id(session.id, number, at.millis(), [counters.input, counters.output]);
    if row.is_true(11) {
        let fact: FactId = IDS.of("compaction").identity(id.0).finish().into();
        out.event(Event::Compaction(Compaction::new(fact, at, session.id, Trigger::Unknown)))?;
    }
    let model = row.label(3).or_else(|| session.model.clone()).or_else(|| Label::new("unknown"));
    let (Some(model), false) = (model, counters == Counters::default()) else {
        return Ok(());
    };
    let mut call = Call::new(id, at, UsageSample::new(model, counters.usage()), session.owner());
    call.reported = row.dollars(9);
    out.event(Event::from(call))
}
