//! Messages, which Cursor calls bubbles: tokens where a version wrote them, and the names of tools.

use scopeon_core::event::{Attribution, Call, Event, Finish, ToolCall, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::composer::{Composer, model};
use super::key::IDS;
use super::project::TABLE;
use crate::kit::row_view::RowView;

const fn json(path: &'static str) -> Column<'static> {
    Column::Json("value", path)
}

const COLUMNS: [Column<'static>; 7] = [
    Column::Plain("key"),
    json("$.createdAt"),
    json("$.tokenCount.inputTokens"),
    json("$.tokenCount.outputTokens"),
    json("$.modelInfo.modelName"),
    json("$.toolFormerData.name"),
    json("$.toolFormerData.status"),
];

/// Reads a session's messages.
pub(super) fn read(rows: &mut dyn Rows, composer: &Composer, out: &mut dyn Sink) -> Result<(), ReadError> {
    let prefix = ["bubbleId:", &composer.id, ":"].concat();
    rows.select(&Select::all(TABLE, &COLUMNS).starts_with("key", &prefix), &mut |row| {
        bubble(RowView(row), composer, out)
    })
}

fn bubble(row: RowView<'_>, composer: &Composer, out: &mut dyn Sink) -> Flow {
    let Some(key) = row.text(0) else { return Ok(()) };
    // Before October 2025 messages had no time.
    let Some(at) = row.date(1).or(composer.began) else { return Ok(()) };
    if let Some(name) = row.identifier(5) {
        let id = IDS.of("tool").text(key).finish();
        let mut tool = ToolCall::new(id.into(), owner(composer));
        tool.name = Some(name);
        tool.started = Some(at);
        tool.ok = match row.text(6) {
            Some("completed") => Some(true),
            Some("error" | "failed") => Some(false),
            _ => None,
        };
        out.event(Event::from(tool))?;
    }
    match call(row, key, at, composer) {
        Some(call) => out.event(Event::from(call)),
        None => Ok(()),
    }
}

/// Version 3 writes zeros, which say nothing.
fn call(row: RowView<'_>, key: &str, at: Timestamp, composer: &Composer) -> Option<Call> {
    let usage = Usage { input: row.sum(2), output: row.sum(3), ..Usage::default() };
    if usage.is_empty() {
        return None;
    }
    let model = model(row, 4).or_else(|| composer.model.clone()).or_else(|| Label::new("unknown"))?;
    let mut reading = UsageSample::new(model, usage);
    // Only a prompt's last response is told, and not of one that was stopped.
    reading.finish = Finish::Unfinished;
    Some(Call::new(IDS.of("call").text(key).finish().into(), at, reading, owner(composer)))
}

fn owner(composer: &Composer) -> Attribution {
    let mut owner = Attribution::new(IDS.session(&composer.id));
    owner.project.clone_from(&composer.project);
    owner
}
