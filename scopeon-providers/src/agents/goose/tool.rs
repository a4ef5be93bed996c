//! Uses of tools, whose names lie in messages: only names and ids are taken out of them.

use std::collections::HashMap;

use scopeon_core::event::{Event, McpName, ToolCall};
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, ReadError, ReaderState, Row, Rows, Select, Sink, StateValue};
use scopeon_core::time::Timestamp;

use super::key::tool_id;
use super::session::Session;
use crate::kit::row_view::{RowView, identifier};

/// The number of the last message that was read.
const LAST: u8 = 0;
/// How many parts of a message are looked at; few have more than two or three.
const PARTS: usize = 8;
/// The columns before the parts', and how many each part has.
const FIRST: usize = 3;
const EACH: usize = 4;

macro_rules! part {
    ($($number:literal)*) => {
        [
            Column::Plain("id"),
            Column::Plain("session_id"),
            Column::Plain("created_timestamp"),
            $(
                Column::Json("content_json", concat!("$[", $number, "].type")),
                Column::Json("content_json", concat!("$[", $number, "].id")),
                Column::Json("content_json", concat!("$[", $number, "].toolCall.value.name")),
                Column::Json("content_json", concat!("$[", $number, "].toolResult.status")),
            )*
        ]
    };
}

const COLUMNS: [Column<'static>; FIRST + PARTS * EACH] = part!(0 1 2 3 4 5 6 7);

/// Reads the messages that are new.
pub(super) fn read(
    rows: &mut dyn Rows,
    sessions: &HashMap<String, Session>,
    carry: &mut ReaderState,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    let last = carry.number(LAST).unwrap_or(i64::MIN);
    let mut newest = last;
    rows.select(&Select::all("messages", &COLUMNS).above("id", last), &mut |row| {
        newest = newest.max(row.integer(0).unwrap_or(i64::MIN));
        match RowView(row).text(1).and_then(|id| sessions.get(id)) {
            Some(session) => message(row, session, out),
            None => Ok(()),
        }
    })?;
    carry.set(LAST, StateValue::Number(newest));
    Ok(())
}

fn message(row: &dyn Row, session: &Session, out: &mut dyn Sink) -> Flow {
    let row = RowView(row);
    // A fork copies messages: they are older than their session.
    let at = row.seconds(2).filter(|at| session.began.is_none_or(|began| *at >= began));
    let Some(at) = at else { return Ok(()) };
    for part in (0..PARTS).map(|part| FIRST + part * EACH) {
        if let Some(tool) = tool(row, part, session, at) {
            out.event(Event::from(tool))?;
        }
    }
    Ok(())
}

fn tool(row: RowView<'_>, part: usize, session: &Session, at: Timestamp) -> Option<ToolCall> {
    let mut tool = ToolCall::new(tool_id(session.id, row.text(part + 1)?), session.owner());
    match row.text(part)? {
        "toolRequest" => {
            let name = row.text(part + 2)?;
            tool.name = identifier(name);
            tool.mcp = mcp(name);
            tool.started = Some(at);
        }
        "toolResponse" => {
            tool.ended = Some(at);
            tool.ok = row.text(part + 3).map(|status| status == "success");
        }
        _ => return None,
    }
    Some(tool)
}

/// Every tool but the agent's own is an extension's, which is an MCP server.
fn mcp(name: &str) -> Option<McpName> {
    let (server, tool) = name.split_once("__").filter(|(server, _)| *server != "developer")?;
    Some(McpName { server: Label::new(server)?, tool: identifier(tool)? })
}
