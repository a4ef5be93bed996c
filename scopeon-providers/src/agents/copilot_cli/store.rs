//! The store: a row for each request, which is what was billed. Prompts and answers lie in tables beside it
//! that are not named.

use std::collections::HashMap;

use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Column, Flow, Issue, IssueKind, Position, ReadError, ReaderState, Rows, Select, Sink, StateValue,
};

use super::key;
use super::model::Counters;
use crate::kit::row_view::RowView;
use crate::kit::schema::{self, Table};

/// The number of the last row that was read.
const LAST: u8 = 0;

const SESSION: [Column<'static>; 5] = [
    Column::Plain("id"),
    Column::Plain("cwd"),
    Column::Plain("branch"),
    Column::Plain("created_at"),
    Column::Plain("updated_at"),
];

const ROW: [Column<'static>; 15] = [
    Column::Plain("id"),
    Column::Plain("session_id"),
    Column::Plain("agent_id"),
    Column::Plain("parent_tool_call_id"),
    Column::Plain("model"),
    Column::Plain("input_tokens"),
    Column::Plain("output_tokens"),
    Column::Plain("cache_read_tokens"),
    Column::Plain("cache_write_tokens"),
    Column::Plain("reasoning_tokens"),
    Column::Plain("total_nano_aiu"),
    Column::Plain("reasoning_effort"),
    Column::Plain("created_at"),
    Column::Plain("turn_index"),
    Column::Plain("initiator"),
];

/// Requests came with later versions; before, the log of events alone tells of them.
const TABLES: [Table; 2] = [
    Table::needed("sessions", &["id", "cwd", "created_at", "updated_at"]),
    Table::optional(
        "assistant_usage_events",
        &[
            "id",
            "session_id",
            "model",
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "created_at",
        ],
    ),
];

/// Where a session works.
struct SessionContext {
    project: Option<Label>,
    branch: Option<Label>,
}

/// Reads the rows that are new.
pub(super) fn read(
    rows: &mut dyn Rows,
    carry: &mut ReaderState,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    schema::check(&TABLES, rows, out)?;
    let contexts = sessions(rows, out)?;
    let last = carry.number(LAST).unwrap_or(i64::MIN);
    let mut newest = last;
    rows.select(&Select::all("assistant_usage_events", &ROW).above("id", last), &mut |row| {
        newest = newest.max(row.integer(0).unwrap_or(i64::MIN));
        request(RowView(row), &contexts, out)
    })?;
    carry.set(LAST, StateValue::Number(newest));
    Ok(out.checkpoint(Position::default(), carry)?)
}

fn sessions(rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<HashMap<String, SessionContext>, ReadError> {
    let mut contexts = HashMap::new();
    rows.select(&Select::all("sessions", &SESSION), &mut |row| {
        let row = RowView(row);
        let Some((id, label)) = row.text(0).and_then(|id| Some((id, Label::new(id)?))) else {
            return Ok(());
        };
        let context = SessionContext { project: row.label(1), branch: row.label(2) };
        let (began, ended) = (row.date(3), row.date(4));
        let mut facts = SessionFacts::new(key::session(id), label, SessionKind::Main);
        facts.span = (began, ended.or(began));
        facts.project = began.zip(context.project.clone());
        facts.branch = ended.or(began).zip(context.branch.clone());
        contexts.insert(id.to_owned(), context);
        out.event(Event::from(facts))
    })?;
    Ok(contexts)
}

fn request(row: RowView<'_>, contexts: &HashMap<String, SessionContext>, out: &mut dyn Sink) -> Flow {
    let Some((call, run)) = call(row, contexts) else {
        out.issue(Issue::new(IssueKind::MissingField, Position::default()));
        return Ok(());
    };
    if let Some(run) = run {
        out.event(Event::from(run))?;
    }
    out.event(Event::from(call))
}

fn call(
    row: RowView<'_>,
    contexts: &HashMap<String, SessionContext>,
) -> Option<(Call, Option<SessionFacts>)> {
    let (session, model, at) = (row.text(1)?, row.label(4)?, row.date(12)?);
    let counters = Counters {
        input: row.sum(5),
        output: row.sum(6),
        read: row.sum(7),
        write: row.sum(8),
        reasoning: row.sum(9),
        nano: row.sum(10),
    };
    let main = key::session(session);
    let tokens = [counters.input, counters.output];
    let id = key::row(main, row.count(0)?, at.millis(), model.as_str(), tokens);
    let agent = row.text(2).or_else(|| row.text(3));
    let run = agent.and_then(|agent| {
        let mut run = SessionFacts::new(key::run(main, agent), Label::new(agent)?, SessionKind::SubAgent);
        run.parent = Some(main);
        run.span = (Some(at), Some(at));
        Some(run)
    });
    let mut owner = Attribution::new(run.as_ref().map_or(main, |run| run.id));
    owner.turn = row.count(13).map(|number| key::turn(main, number));
    if let Some(context) = contexts.get(session) {
        owner.project.clone_from(&context.project);
        owner.branch.clone_from(&context.branch);
    }
    let mut reading = UsageSample::new(model, counters.usage());
    if row.text(14) == Some("compaction") {
        // It may have taken many requests, whose prompts were never in the window at once.
        reading.context = 0;
    }
    let mut call = Call::new(id, at, reading, owner);
    call.reported = counters.cost();
    call.effort = row.identifier(11);
    Some((call, run))
}
