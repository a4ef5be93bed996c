//! Sessions, which Cursor calls composers. What was asked and answered stays in the database.

use scopeon_core::event::{Event, Reported, SessionFacts, SessionKind};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Column, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;

use super::key::IDS;
use super::project::{self, TABLE};
use crate::kit::row_view::RowView;

const PREFIX: &str = "composerData:";

const fn json(path: &'static str) -> Column<'static> {
    Column::Json("value", path)
}

/// How many columns there are before those that tell the directory.
const OWN: usize = 10;
const COLUMNS: [Column<'static>; OWN + project::PATHS.len()] = [
    Column::Plain("key"),
    json("$.createdAt"),
    json("$.lastUpdatedAt"),
    json("$.unifiedMode"),
    json("$.totalLinesAdded"),
    json("$.totalLinesRemoved"),
    json("$.contextTokenLimit"),
    json("$.modelConfig.modelName"),
    json("$.contextTokensUsed"),
    json("$.promptTokenBreakdown.totalUsedTokens"),
    json(project::PATHS[0]),
    json(project::PATHS[1]),
    json(project::PATHS[2]),
    json(project::PATHS[3]),
    json(project::PATHS[4]),
    json(project::PATHS[5]),
    json(project::PATHS[6]),
    json(project::PATHS[7]),
];

/// What messages need to know of their session.
pub(super) struct Composer {
    pub(super) id: String,
    pub(super) began: Option<Timestamp>,
    pub(super) model: Option<Label>,
    pub(super) project: Option<Label>,
    facts: Option<SessionFacts>,
}

/// Tells of the sessions that changed since `since` or that do not say, and returns them with the time of the
/// newest.
pub(super) fn read(
    rows: &mut dyn Rows,
    since: i64,
    out: &mut dyn Sink,
) -> Result<(Vec<Composer>, i64), ReadError> {
    let (mut changed, mut newest) = (Vec::<Composer>::new(), since);
    rows.select(&Select::all(TABLE, &COLUMNS).starts_with("key", PREFIX), &mut |row| {
        let row = RowView(row);
        let Some(id) = row.text(0).and_then(|key| key.strip_prefix(PREFIX)) else {
            return Ok(());
        };
        let updated = row.millis(2).or_else(|| row.millis(1)).map(Timestamp::millis);
        newest = newest.max(updated.unwrap_or(i64::MIN));
        // One instant may be that of two sessions.
        if updated.is_some_and(|at| at < since) {
            return Ok(());
        }
        let (project, facts) = (project::of_cells(row, OWN), facts(row, id));
        changed.push(Composer {
            id: id.to_owned(),
            began: row.millis(1),
            model: model(row, 7),
            project,
            facts,
        });
        Ok(())
    })?;
    place(rows, &mut changed)?;
    for composer in &mut changed {
        if let Some(facts) = composer.facts.take() {
            out.event(Event::from(facts))?;
        }
    }
    Ok((changed, newest))
}

/// Finds where sessions work that do not say so themselves.
fn place(rows: &mut dyn Rows, changed: &mut [Composer]) -> Result<(), ReadError> {
    if changed.iter().any(|composer| composer.project.is_none()) {
        let listed = project::listed(rows)?;
        for composer in changed.iter_mut().filter(|composer| composer.project.is_none()) {
            composer.project = listed.get(&composer.id).cloned();
        }
    }
    for Composer { project, facts, .. } in changed {
        if let Some(facts) = facts {
            facts.project = facts.span.0.or(facts.span.1).zip(project.clone());
        }
    }
    Ok(())
}

fn facts(row: RowView<'_>, id: &str) -> Option<SessionFacts> {
    let mut facts = SessionFacts::new(IDS.session(id), Label::new(id)?, SessionKind::Main);
    facts.span = (row.millis(1), row.millis(2).or_else(|| row.millis(1)));
    facts.entry_point = row.identifier(3);
    facts.window = row.count(6).filter(|window| *window > 0);
    // A meter, which costs nothing; newer versions count what a prompt is made of instead.
    let used = [8, 9].into_iter().filter_map(|column| row.count(column)).find(|used| *used > 0);
    facts.context = facts.span.1.zip(used);
    let (added, removed) = (row.sum(4), row.sum(5));
    if added + removed > 0 {
        let mut reported = Reported::new(PicoUsd::ZERO);
        (reported.lines_added, reported.lines_removed) = (added, removed);
        facts.reported = Some(reported);
    }
    Some(facts)
}

/// In its automatic mode Cursor does not say which model it took.
pub(super) fn model(row: RowView<'_>, column: usize) -> Option<Label> {
    row.label(column).filter(|model| model.as_str() != "default")
}
