//! The parts of messages: uses of tools and skills, and who asked for a compaction. Texts are parts too and
//! are never taken out of the database.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use scopeon_core::event::{ApiError, Compaction, Event, Owner, SkillUse, ToolCall, Trigger};
use scopeon_core::provider::{Column, Flow, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;

use super::key::Keys;
use super::prompt;
use super::session::Scene;
use crate::cell::Cells;

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
    scene: Scene,
    at: Timestamp,
}

/// Reads the parts that changed since `since`.
pub(super) fn read(
    keys: Keys,
    rows: &mut dyn Rows,
    since: i64,
    scenes: &HashMap<String, Scene>,
    out: &mut dyn Sink,
) -> Result<Parts, ReadError> {
    let mut found = Parts { newest: i64::MIN, own: BTreeSet::new() };
    let mut skilled = Vec::new();
    rows.select(&Select::all("part", &COLUMNS).above("time_updated", since), &mut |row| {
        let cells = Cells(row);
        found.newest = found.newest.max(row.integer(3).unwrap_or(i64::MIN));
        if prompt::is_agents(cells.text(5), cells.is_true(14)) {
            found.own.extend(cells.text(1).map(str::to_owned));
        }
        let Some(scene) = cells.text(2).and_then(|id| scenes.get(id)) else {
            return ControlFlow::Continue(());
        };
        match cells.text(5) {
            Some("tool") => {
                skilled.extend(skill(cells, scene));
                tool(keys, cells, scene).map_or(Flow::Continue(()), |tool| out.event(tool))
            }
            Some("retry") => retried(keys, cells, scene).map_or(Flow::Continue(()), |error| out.event(error)),
            Some("compaction") => {
                compaction(keys, cells, scene).map_or(Flow::Continue(()), |compaction| out.event(compaction))
            }
            _ => ControlFlow::Continue(()),
        }
    })?;
    for one in skilled {
        name_skill(keys, rows, &one, out)?;
    }
    Ok(found)
}

fn tool(keys: Keys, cells: Cells<'_>, scene: &Scene) -> Option<Event> {
    let (message, name) = (cells.text(1)?, cells.identifier(6)?);
    let started = cells.millis(9);
    // One that is pending is still being asked for, or was when the answer was cut.
    if is_copied(scene, started) || cells.text(8) == Some("pending") {
        return None;
    }
    let id = cells.text(7).or_else(|| cells.text(0))?;
    let mut owner = Owner::new(scene.session);
    owner.project.clone_from(&scene.project);
    let mut tool = ToolCall::new(keys.tool(message, id), owner);
    tool.call = Some(keys.call(message));
    tool.ok = ok(cells, name.as_str());
    tool.name = Some(name);
    tool.started = started;
    tool.mark = cells.mark(13, scene.session);
    tool.ended = cells.millis(10);
    Some(Event::Tool(Box::new(tool)))
}

/// A call of a tool that does not exist is `completed` by the tool that says so, and a command that failed by
/// the shell that ran it.
fn ok(cells: Cells<'_>, name: &str) -> Option<bool> {
    match cells.text(8)? {
        "error" => Some(false),
        "completed" if name == "invalid" => Some(false),
        "completed" if name == "bash" => Some(cells.0.integer(11).is_none_or(|exit| exit == 0)),
        "completed" => Some(true),
        _ => None,
    }
}

fn compaction(keys: Keys, cells: Cells<'_>, scene: &Scene) -> Option<Event> {
    let at = cells.millis(4).filter(|at| !is_copied(scene, Some(*at)))?;
    let trigger = match cells.0.integer(12) {
        Some(0) => Trigger::Manual,
        Some(_) => Trigger::Automatic,
        None => Trigger::Unknown,
    };
    Some(Event::Compaction(Compaction::new(keys.compaction(cells.text(1)?), at, scene.session, trigger)))
}

/// A failure after which the agent tried again.
fn retried(keys: Keys, cells: Cells<'_>, scene: &Scene) -> Option<Event> {
    let at = cells.millis(4).filter(|at| !is_copied(scene, Some(*at)))?;
    let mut error = ApiError::new(keys.error(cells.text(0)?), at, scene.session);
    error.retry = Some(cells.count(15).and_then(|attempt| attempt.try_into().ok()).unwrap_or(1));
    error.kind = cells.identifier(16);
    error.status = cells.count(17).and_then(|status| status.try_into().ok());
    Some(Event::ApiError(error))
}

fn is_copied(scene: &Scene, at: Option<Timestamp>) -> bool {
    at.is_some_and(|at| scene.is_copied(at))
}

fn skill(cells: Cells<'_>, scene: &Scene) -> Option<Skilled> {
    let at = cells.millis(9).filter(|at| cells.text(6) == Some("skill") && !is_copied(scene, Some(*at)))?;
    let (part, message) = (cells.text(0)?.to_owned(), cells.text(1)?.to_owned());
    Some(Skilled { part, message, scene: scene.clone(), at })
}

fn name_skill(keys: Keys, rows: &mut dyn Rows, one: &Skilled, out: &mut dyn Sink) -> Result<(), ReadError> {
    rows.select(&Select::all("part", &SKILL).equals("id", &one.part), &mut |row| {
        let Some(name) = Cells(row).identifier(1) else { return ControlFlow::Continue(()) };
        let mut used = SkillUse::new(keys.skill(&one.part), one.at, one.scene.session, name);
        used.call = Some(keys.call(&one.message));
        out.event(Event::Skill(used))
    })
}
