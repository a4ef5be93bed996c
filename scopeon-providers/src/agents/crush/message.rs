//! Messages: the model a session uses, its compactions, and the names of the tools it used. Their texts are
//! parts too and are never taken out of the database.

use std::collections::HashMap;

use scopeon_core::event::{Attribution, Compaction, Event, McpName, ToolCall, Trigger};
use scopeon_core::id::FactId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, ReadError, Row, Rows, Select, Sink};
use scopeon_core::time::Timestamp;

use super::key::IDS;
use crate::kit::row_view::{RowView, identifier};

/// How many parts of a message are looked at; few have more than a handful.
const PARTS: usize = 12;
/// The columns before the parts', and how many each part has.
const FIRST: usize = 5;
const EACH: usize = 5;

macro_rules! part {
    ($($number:literal)*) => {
        [
            Column::Plain("id"),
            Column::Plain("session_id"),
            Column::Plain("model"),
            Column::Plain("is_summary_message"),
            Column::Plain("created_at"),
            $(
                Column::Json("parts", concat!("$[", $number, "].type")),
                Column::Json("parts", concat!("$[", $number, "].data.id")),
                Column::Json("parts", concat!("$[", $number, "].data.name")),
                Column::Json("parts", concat!("$[", $number, "].data.is_error")),
                Column::Digest("parts", concat!("$[", $number, "].data.input")),
            )*
        ]
    };
}

const COLUMNS: [Column<'static>; FIRST + PARTS * EACH] = part!(0 1 2 3 4 5 6 7 8 9 10 11);

/// A tool's result names the use it belongs to.
const RESULTS: [Column<'static>; FIRST + PARTS * EACH] = {
    let mut columns = COLUMNS;
    let mut part = 0;
    while part < PARTS {
        columns[FIRST + part * EACH + 1] = Column::Json("parts", RESULT_IDS[part]);
        part += 1;
    }
    columns
};

const RESULT_IDS: [&str; PARTS] = [
    "$[0].data.tool_call_id",
    "$[1].data.tool_call_id",
    "$[2].data.tool_call_id",
    "$[3].data.tool_call_id",
    "$[4].data.tool_call_id",
    "$[5].data.tool_call_id",
    "$[6].data.tool_call_id",
    "$[7].data.tool_call_id",
    "$[8].data.tool_call_id",
    "$[9].data.tool_call_id",
    "$[10].data.tool_call_id",
    "$[11].data.tool_call_id",
];

/// Reads every message and returns the last model of each session.
pub(super) fn read(
    rows: &mut dyn Rows,
    project: Option<&Label>,
    out: &mut dyn Sink,
) -> Result<HashMap<String, Label>, ReadError> {
    let mut models: HashMap<String, (i64, Label)> = HashMap::new();
    rows.select(&Select::all("messages", &COLUMNS), &mut |row| {
        let row = RowView(row);
        let Some(session) = row.text(1) else { return Ok(()) };
        if let Some(model) = row.label(2) {
            let stated = (row.0.integer(4).unwrap_or(0), model);
            let known = models.entry(session.to_owned()).or_insert_with(|| stated.clone());
            if *known < stated {
                *known = stated;
            }
        }
        message(row.0, session, project, out)
    })?;
    rows.select(&Select::all("messages", &RESULTS).equals("role", "tool"), &mut |row| match RowView(row)
        .text(1)
    {
        Some(session) => parts(row, session, project, "tool_result", out),
        None => Ok(()),
    })?;
    Ok(models.into_iter().map(|(session, (_, model))| (session, model)).collect())
}

fn message(row: &dyn Row, session: &str, project: Option<&Label>, out: &mut dyn Sink) -> Flow {
    let row = RowView(row);
    if let (true, Some(id), Some(at)) = (row.is_true(3), row.text(0), row.seconds(4)) {
        let id: FactId = IDS.of("compaction").text(id).finish().into();
        out.event(Event::Compaction(Compaction::new(id, at, IDS.session(session), Trigger::Unknown)))?;
    }
    parts(row.0, session, project, "tool_call", out)
}

fn parts(row: &dyn Row, session: &str, project: Option<&Label>, kind: &str, out: &mut dyn Sink) -> Flow {
    let row = RowView(row);
    let at = row.seconds(4);
    for part in (0..PARTS).map(|part| FIRST + part * EACH) {
        if row.text(part) != Some(kind) {
            continue;
        }
        if let Some(tool) = tool(row, part, session, project, at) {
            out.event(Event::from(tool))?;
        }
    }
    Ok(())
}

fn tool(
    row: RowView<'_>,
    part: usize,
    session: &str,
    project: Option<&Label>,
    at: Option<Timestamp>,
) -> Option<ToolCall> {
    let mut owner = Attribution::new(IDS.session(session));
    owner.project = project.cloned();
    let id = IDS.of("tool").text(session).text(row.text(part + 1)?).finish();
    let mut tool = ToolCall::new(id.into(), owner);
    if row.text(part) == Some("tool_result") {
        tool.ended = at;
        tool.ok = Some(!row.is_true(part + 3));
    } else {
        let name = row.text(part + 2)?;
        tool.name = identifier(name);
        tool.mcp = mcp(name);
        tool.started = at;
        tool.input_fingerprint = row.mark(part + 4, tool.attribution.session);
    }
    Some(tool)
}

/// `mcp_<server>_<tool>`.
fn mcp(name: &str) -> Option<McpName> {
    let (server, tool) = name.strip_prefix("mcp_")?.split_once('_')?;
    Some(McpName { server: Label::new(server)?, tool: identifier(tool)? })
}
