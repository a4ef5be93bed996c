//! One span: a request, a run of an agent, a use of a tool or a run of a hook.

use std::collections::HashMap;

use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Issue, IssueKind, Position, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;

use super::attributes::Attributes;
use crate::agents::copilot_cli::model::Counters;
use crate::kit::row_view::RowView;

/// A span, as its row and its attributes tell it.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) id: String,
    pub(super) trace: String,
    pub(super) parent: Option<String>,
    pub(super) kind: Kind,
    pub(super) began: Timestamp,
    pub(super) ended: Timestamp,
    /// Whether it went well; unknown when nobody said.
    pub(super) ok: Option<bool>,
    /// The agent that ran, or what a request is for.
    pub(super) agent: Option<String>,
    /// VS Code's own id of the session, and the one that the request was sent with.
    pub(super) chat: Option<String>,
    pub(super) conversation: Option<String>,
    pub(super) model: Option<Label>,
    pub(super) counters: Counters,
    pub(super) tool: Option<String>,
    /// Whether Copilot Chat itself ran the tool: what it only reports of another agent's has no type.
    pub(super) is_own_tool: bool,
    pub(super) attributes: Attributes,
}

/// What a span tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A request to a model.
    Request,
    /// A run of an agent, which sums its requests up.
    Run,
    /// A use of a tool.
    Tool,
    /// A run of a hook.
    Hook,
}

impl Kind {
    fn read(operation: &str) -> Option<Self> {
        match operation {
            "chat" => Some(Self::Request),
            "invoke_agent" => Some(Self::Run),
            "execute_tool" => Some(Self::Tool),
            "execute_hook" => Some(Self::Hook),
            _ => None,
        }
    }
}

/// OTEL's codes of a status.
const OK: u64 = 1;
const FAILED: u64 = 2;

const COLUMNS: [Column<'static>; 18] = [
    Column::Plain("operation_name"),
    Column::Plain("span_id"),
    Column::Plain("trace_id"),
    Column::Plain("parent_span_id"),
    // Milliseconds since 1970, with or without a fraction.
    Column::Plain("start_time_ms"),
    Column::Plain("end_time_ms"),
    Column::Plain("status_code"),
    Column::Plain("agent_name"),
    Column::Plain("chat_session_id"),
    Column::Plain("conversation_id"),
    Column::Plain("response_model"),
    Column::Plain("request_model"),
    Column::Plain("input_tokens"),
    Column::Plain("output_tokens"),
    Column::Plain("cached_tokens"),
    Column::Plain("reasoning_tokens"),
    Column::Plain("tool_name"),
    Column::Plain("tool_type"),
];

/// Reads every span. The store keeps a week and numbers its rows again, so there is no place to go on from.
pub(super) fn read(
    rows: &mut dyn Rows,
    attributes: &HashMap<String, Attributes>,
    out: &mut dyn Sink,
) -> Result<Vec<Span>, ReadError> {
    let mut spans = Vec::new();
    rows.select(&Select::all("spans", &COLUMNS), &mut |row| {
        let row = RowView(row);
        if let Some(kind) = row.text(0).and_then(Kind::read) {
            match span(kind, row, attributes) {
                Some(span) => spans.push(span),
                None => out.issue(Issue::new(IssueKind::MissingField, Position::default())),
            }
        }
        Ok(())
    })?;
    Ok(spans)
}

fn span(kind: Kind, row: RowView<'_>, attributes: &HashMap<String, Attributes>) -> Option<Span> {
    let id = row.text(1)?;
    let text = |column| row.text(column).map(str::to_owned);
    let attributes = attributes.get(id).cloned().unwrap_or_default();
    Some(Span {
        id: id.to_owned(),
        trace: text(2)?,
        parent: text(3),
        kind,
        began: row.seconds(4)?,
        ended: row.seconds(5)?,
        ok: row
            .count(6)
            .and_then(|code| [(OK, true), (FAILED, false)].into_iter().find(|one| one.0 == code))
            .map(|(_, ok)| ok),
        agent: text(7),
        chat: text(8),
        conversation: text(9),
        model: row.label(10).or_else(|| row.label(11)),
        counters: counters(row, &attributes),
        tool: text(16),
        is_own_tool: row.text(17).is_some(),
        attributes,
    })
}

/// The input includes what caches served and stored, and the output the reasoning.
fn counters(row: RowView<'_>, attributes: &Attributes) -> Counters {
    Counters {
        input: row.sum(12),
        output: row.sum(13),
        read: row.sum(14),
        write: attributes.written,
        reasoning: row.sum(15),
        nano: attributes.nano,
    }
}
