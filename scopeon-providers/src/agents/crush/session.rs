//! Sessions: what they cost and how full their context is. Titles and plans lie in columns that are not named.

use std::collections::HashMap;

use scopeon_core::event::{Attribution, Call, Event, Reported, SessionFacts, SessionKind, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, ReadError, Rows, Select, Sink};
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::row_view::RowView;

const COLUMNS: [Column<'static>; 6] = [
    Column::Plain("id"),
    Column::Plain("parent_session_id"),
    Column::Plain("prompt_tokens"),
    Column::Plain("cost"),
    Column::Plain("created_at"),
    Column::Plain("updated_at"),
];

/// Reads every session; their costs grow in place.
pub(super) fn read(
    rows: &mut dyn Rows,
    project: Option<&Label>,
    models: &HashMap<String, Label>,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    rows.select(&Select::all("sessions", &COLUMNS), &mut |row| {
        let row = RowView(row);
        match row.text(0) {
            Some(id) => session(row, id, project, models.get(id), out),
            None => Ok(()),
        }
    })
}

fn session(
    row: RowView<'_>,
    id: &str,
    project: Option<&Label>,
    model: Option<&Label>,
    out: &mut dyn Sink,
) -> Flow {
    let Some(key) = Label::new(id) else { return Ok(()) };
    let (began, ended, parent) = (row.seconds(4), row.seconds(5), row.text(1));
    let kind = if parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
    let mut facts = SessionFacts::new(IDS.session(id), key, kind);
    facts.parent = parent.map(|parent| IDS.session(parent));
    facts.project = began.zip(project.cloned());
    facts.span = (began, ended.or(began));
    facts.reported = row.dollars(3).map(Reported::new);
    out.event(Event::from(facts))?;
    // A sub-agent's cost is in its parent's.
    match spending(row, id, project, model).filter(|_| parent.is_none()) {
        Some(call) => out.event(Event::from(call)),
        None => Ok(()),
    }
}

/// A session's cost as one call that grows and has no tokens, since none are known.
fn spending(row: RowView<'_>, id: &str, project: Option<&Label>, model: Option<&Label>) -> Option<Call> {
    let (cost, at) = (row.dollars(3)?, row.seconds(4).or_else(|| row.seconds(5))?);
    let mut owner = Attribution::new(IDS.session(id));
    owner.project = project.cloned();
    let model = model.cloned().or_else(|| Label::new("unknown"))?;
    let mut reading = UsageSample::new(model, Usage::default());
    reading.context = row.sum(2);
    let mut call = Call::new(IDS.of("call").text(id).finish().into(), at, reading, owner);
    call.reported = Some(cost);
    Some(call)
}
