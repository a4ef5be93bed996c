//! The rows: a response each, in one of two tables, and the tools it asked for.

use std::collections::HashMap;

use scopeon_core::event::{
    Attribution, Call, Event, Finish, SessionFacts, SessionKind, ToolCall, Turn, UsageSample,
};
use scopeon_core::id::{CallId, SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, Position, ReadError, ReaderState, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::row_view::RowView;
use crate::kit::schema::{self, Table};
use crate::kit::session_builder::SessionBuilder;

const DETAILS: &str = "token_details";

/// The two tables, with the column that names the conversation.
const TABLES: [(&str, &str); 2] = [("turns", "thread_id"), ("responses", "conversation_id")];

/// Before the tokens were kept, no column spoke of them.
const RESPONSES: [Table; 3] = [
    Table::optional("turns", &["id", "thread_id", "model", "datetime_utc"]).together(&TOKENS),
    Table::optional("responses", &["id", "conversation_id", "model", "datetime_utc"]).together(&TOKENS),
    Table::optional("tool_calls", &["response_id", "tool_call_id", "name"]),
];
const TOKENS: [&str; 3] = ["input_tokens", "output_tokens", DETAILS];

/// What was read of the database so far.
#[derive(Default)]
struct Read {
    builders: HashMap<SessionId, SessionBuilder>,
    /// The responses by their ids, for the tools that they asked for.
    responses: HashMap<Label, (Attribution, CallId)>,
}

/// Reads every row there is.
pub(super) fn read(rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<(), ReadError> {
    schema::check(&RESPONSES, rows, out)?;
    schema::check_any(&RESPONSES[..2], rows, out)?;
    let mut read = Read::default();
    for (table, conversation) in TABLES {
        let columns = [
            Column::Plain("id"),
            Column::Plain(conversation),
            Column::Plain("resolved_model"),
            Column::Plain("model"),
            Column::Plain("datetime_utc"),
            Column::Plain("duration_ms"),
            Column::Plain("input_tokens"),
            Column::Plain("output_tokens"),
            Column::Json(DETAILS, "$.prompt_tokens_details.cached_tokens"),
            Column::Json(DETAILS, "$.input_tokens_details.cached_tokens"),
            Column::Json(DETAILS, "$.completion_tokens_details.reasoning_tokens"),
            Column::Json(DETAILS, "$.output_tokens_details.reasoning_tokens"),
            Column::Json(DETAILS, "$.cache_read_input_tokens"),
            Column::Json(DETAILS, "$.cache_creation_input_tokens"),
        ];
        rows.select(&Select::all(table, &columns), &mut |row| read.response(RowView(row), out))?;
    }
    let columns = [
        Column::Plain("response_id"),
        Column::Plain("tool_call_id"),
        Column::Plain("name"),
        Column::Digest("arguments", "$"),
    ];
    rows.select(&Select::all("tool_calls", &columns), &mut |row| read.tool(RowView(row), out))?;
    for facts in read.builders.values_mut().filter_map(SessionBuilder::take) {
        give(facts, out)?;
    }
    Ok(out.checkpoint(Position::default(), &ReaderState::default())?)
}

fn give(facts: SessionFacts, out: &mut dyn Sink) -> Result<(), ReadError> {
    Ok(out.event(Event::from(facts))?)
}

impl Read {
    fn response(&mut self, row: RowView<'_>, out: &mut dyn Sink) -> Flow {
        let (Some(id), Some(at)) = (row.label(0), row.date(4)) else { return Ok(()) };
        let usage = usage(row);
        let model = row.label(2).or_else(|| row.label(3)).or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model else { return Ok(()) };
        let key = row.label(1).unwrap_or_else(|| id.clone());
        let mut owner = Attribution::new(self.see(key, at));
        let (call, turn) = identity(row, at);
        owner.turn = Some(turn);
        self.responses.insert(id, (owner.clone(), call));
        let mut asked = Turn::new(turn, at, owner.clone());
        asked.duration_ms = row.count(5);
        out.event(Event::Turn(asked))?;
        let mut reading = UsageSample::new(model, usage);
        if usage.is_empty() {
            // Many plugins do not pass on what a service says.
            reading.finish = Finish::Unknown;
        }
        out.event(Event::from(Call::new(call, at, reading, owner)))
    }

    fn tool(&mut self, row: RowView<'_>, out: &mut dyn Sink) -> Flow {
        let known = row.label(0).and_then(|id| self.responses.get(&id));
        let (Some((owner, call)), Some(id)) = (known, row.text(1)) else { return Ok(()) };
        let mut tool = ToolCall::new(IDS.tool_in(owner.session, id), owner.clone());
        tool.call = Some(*call);
        tool.name = row.label(2);
        tool.input_fingerprint = row.mark(3, owner.session);
        out.event(Event::from(tool))
    }

    fn see(&mut self, key: Label, at: Timestamp) -> SessionId {
        let id = IDS.session(key.as_str());
        self.builders.entry(id).or_insert_with(|| SessionBuilder::new(id, key, SessionKind::Main)).see(at);
        id
    }
}

/// The two tables give a response ids of their own; its time, to the microsecond, and its tokens are the same.
fn identity(row: RowView<'_>, at: Timestamp) -> (CallId, TurnId) {
    let of = |kind| {
        let time = row.text(4).map_or_else(|| at.to_string(), str::to_owned);
        let key = IDS.of(kind).text(&time).text(row.text(3).unwrap_or_default());
        key.number(row.sum(6)).number(row.sum(7)).finish()
    };
    (of("call").into(), of("turn").into())
}

/// OpenAI's input holds what a cache served; Anthropic's does not.
fn usage(row: RowView<'_>) -> Usage {
    let (input, output) = (row.sum(6), row.sum(7));
    let inside = row.count(8).or_else(|| row.count(9)).unwrap_or(0).min(input);
    let reasoning = row.count(10).or_else(|| row.count(11)).unwrap_or(0).min(output);
    Usage {
        input: input - inside,
        output,
        reasoning,
        cache_read: inside.saturating_add(row.sum(12)),
        cache_write_5m: row.sum(13),
        ..Usage::default()
    }
}
