//! The parts of messages: uses of tools and skills, and who asked for a compaction. Texts are parts too and
//! are never taken out of the database.

use std::collections::{BTreeSet, HashMap};

use scopeon_core::event::{ApiError, Attribution, Compaction, Event, SkillUse, ToolCall, Trigger};
use scopeon_core::provider::{Column, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;

use super::key::OpenCodeIds;
use super::prompt;
use super::session::SessionContext;
use crate::kit::row_view::RowView;

const fn json(path: &'static str) -> Column<'static> {
    Column::Json("data", path)
}

const COLUMNS: [Column<'static>; 18] = [
    Column::Plain("id"),
    Column::Plain("message_id"),
    Column::Plain("session_id"),
    Column::Plain("time_updated"),
    Column::Plain("time_created"),
    json("$.type"),
    json("$.tool"),
    json("$.callID"),
    json("$.state.status"),
    json("$.state.time.start"),
    json("$.state.time.end"),
    json("$.state.metadata.exit"),
    json("$.auto"),
    Column::Digest("data", "$.state.input"),
    json("$.synthetic"),
    json("$.attempt"),
    json("$.error.name"),
    json("$.error.data.statusCode"),
];

/// What the parts said that matters for their messages.
pub(super) struct Parts {
    /// When the newest of them changed.
    pub(super) newest: i64,
    /// The messages into which the agent wrote something itself.
    pub(super) own: BTreeSet<String>,
}

/// The name of a skill is an argument of the tool that runs it. It is asked for of these parts alone.
const SKILL: [Column<'static>; 2] = [json("$.tool"), json("$.state.input.name")];

/// A use of the tool that runs skills.
struct Skilled {
    part: String,
    message: String,
    context: SessionContext,
    at: Timestamp,
}

/// Reads the parts that changed since `since`.
pub(super) fn read(
    keys: OpenCodeIds,
    rows: &mut dyn Rows,
    since: i64,
    contexts: &HashMap<String, SessionContext>,
    out: &mut dyn Sink,
) -> Result<Parts, ReadError> {
    let mut found = Parts { newest: i64::MIN, own: BTreeSet::new() };
    let mut skilled = Vec::new();
    rows.select(&Select::all("part", &COLUMNS).above("time_updated", since), &mut |row| {
        let row = RowView(row);
        found.newest = found.newest.max(row.0.integer(3).unwrap_or(i64::MIN));
        if prompt::is_agents(row.text(5), row.is_true(14)) {
            found.own.extend(row.text(1).map(str::to_owned));
        }
        let Some(context) = row.text(2).and_then(|id| contexts.get(id)) else {
            return Ok(());
        };
        match row.text(5) {
            Some("tool") => {
                skilled.extend(skill(row, context));
                tool(keys, row, context).map_or(Ok(()), |tool| out.event(tool))
            }
            Some("retry") => retried(keys, row, context).map_or(Ok(()), |error| out.event(error)),
            Some("compaction") => {
                compaction(keys, row, context).map_or(Ok(()), |compaction| out.event(compaction))
            }
            _ => Ok(()),
        }
    })?;
    for one in skilled {
        name_skill(keys, rows, &one, out)?;
    }
    Ok(found)
}

fn tool(keys: OpenCodeIds, row: RowView<'_>, context: &SessionContext) -> Option<Event> {
    let (message, name) = (row.text(1)?, row.identifier(6)?);
    let started = row.millis(9);
    // One that is pending is still being asked for, or was when the answer was cut.
    if is_copied(context, started) || row.text(8) == Some("pending") {
        return None;
    }
    let id = row.text(7).or_else(|| row.text(0))?;
    let mut owner = Attribution::new(context.session);
    owner.project.clone_from(&context.project);
    let mut tool = ToolCall::new(keys.tool(message, id), owner);
    tool.call = Some(keys.call(message));
    tool.ok = ok(row, name.as_str());
    tool.name = Some(name);
    tool.started = started;
    tool.input_fingerprint = row.mark(13, context.session);
    tool.ended = row.millis(10);
    Some(Event::from(tool))
}

/// A call of a tool that does not exist is `completed` by the tool that says so, and a command that failed by
/// the shell that ran it.
fn ok(row: RowView<'_>, name: &str) -> Option<bool> {
    match row.text(8)? {
        "error" => Some(false),
        "completed" if name == "invalid" => Some(false),
        "completed" if name == "bash" => Some(row.0.integer(11).is_none_or(|exit| exit == 0)),
        "completed" => Some(true),
        _ => None,
    }
}

fn compaction(keys: OpenCodeIds, row: RowView<'_>, context: &SessionContext) -> Option<Event> {
    let at = row.millis(4).filter(|at| !is_copied(context, Some(*at)))?;
    let trigger = match row.0.integer(12) {
        Some(0) => Trigger::Manual,
        Some(_) => Trigger::Automatic,
        None => Trigger::Unknown,
    };
    Some(Event::Compaction(Compaction::new(keys.compaction(row.text(1)?), at, context.session, trigger)))
}

/// A failure after which the agent tried again.
fn retried(keys: OpenCodeIds, row: RowView<'_>, context: &SessionContext) -> Option<Event> {
    let at = row.millis(4).filter(|at| !is_copied(context, Some(*at)))?;
    let mut error = ApiError::new(keys.error(row.text(0)?), at, context.session);
    error.retry = Some(row.count(15).and_then(|attempt| attempt.try_into().ok()).unwrap_or(1));
    error.kind = row.identifier(16);
    error.status = row.count(17).and_then(|status| status.try_into().ok());
    Some(Event::ApiError(error))
}

fn is_copied(context: &SessionContext, at: Option<Timestamp>) -> bool {
    at.is_some_and(|at| context.is_copied(at))
}

fn skill(row: RowView<'_>, context: &SessionContext) -> Option<Skilled> {
    let at = row.millis(9).filter(|at| row.text(6) == Some("skill") && !is_copied(context, Some(*at)))?;
    let (part, message) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
    Some(Skilled { part, message, context: context.clone(), at })
}

fn name_skill(
    keys: OpenCodeIds,
    rows: &mut dyn Rows,
    one: &Skilled,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    rows.select(&Select::all("part", &SKILL).equals("id", &one.part), &mut |row| {
        let Some(name) = RowView(row).identifier(1) else { return Ok(()) };
        let mut used = SkillUse::new(keys.skill(&one.part), one.at, one.context.session, name);
        used.call = Some(keys.call(&one.message));
        out.event(Event::Skill(used))
    })
}
