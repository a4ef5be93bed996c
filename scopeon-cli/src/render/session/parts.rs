//! Tools, sub-agents and compactions of a session.

use scopeon_core::report::{SessionDetail, ToolRow};
use unicode_width::UnicodeWidthStr;

use super::view::View;
use crate::render::figure::{cost, output, some};
use crate::render::ids::ShortIds;
use crate::render::key;
use crate::render::money::{MoneyStyle, UNKNOWN};
use crate::render::number::{bytes, compact, count, duration};
use crate::render::table::{Align, RowKind, Table};

pub(super) fn title(name: &str, rows: &[ToolRow]) -> String {
    let uses = rows.iter().fold(0_u64, |sum, row| sum.saturating_add(row.uses));
    format!("{name} ({})", count(uses))
}

pub(super) fn tools(rows: &[ToolRow], width: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let longest = if width < 100 { 32 } else { 56 };
    let roomy = tools_table(rows, longest);
    let over = roomy.width().saturating_sub(width);
    if over == 0 {
        return roomy.draw();
    }
    let named = rows.iter().map(|row| key::fit(&row.name, longest).width()).max().unwrap_or(longest);
    tools_table(rows, named.saturating_sub(over).max(SHORTEST_NAME)).draw()
}

fn tools_table(rows: &[ToolRow], longest: usize) -> Table {
    let mut table = Table::default();
    table.column("Name", Align::Left);
    // Looked up once: there may be as many rows as there are uses.
    let shown = shows(rows);
    for (title, _) in TITLES.iter().zip(shown).filter(|(_, shown)| *shown) {
        table.column(*title, Align::Right);
    }
    for row in rows {
        let mut cells = vec![key::fit(&row.name, longest)];
        cells.extend(cells_of(row).into_iter().zip(shown).filter(|(_, shown)| *shown).map(|(cell, _)| cell));
        table.row(RowKind::Plain, cells);
    }
    table
}

/// Shorter than this a name says nothing.
const SHORTEST_NAME: usize = 12;
const TITLES: [&str; 5] = ["Uses", "Failed", "Time", "Input", "Result"];

/// Which figures any of the rows has.
fn shows(rows: &[ToolRow]) -> [bool; 5] {
    let any = |figure: fn(&ToolRow) -> u64| rows.iter().any(|row| figure(row) > 0);
    [true, any(|r| r.failures), any(|r| r.duration_ms), any(|r| r.input_bytes), any(|r| r.output_bytes)]
}

fn cells_of(row: &ToolRow) -> [String; 5] {
    let some =
        |number: u64, write: fn(u64) -> String| if number == 0 { UNKNOWN.to_owned() } else { write(number) };
    [
        count(row.uses),
        some(row.failures, count),
        some(row.duration_ms, duration),
        some(row.input_bytes, bytes),
        some(row.output_bytes, bytes),
    ]
}

/// The characters of `2026-03-01 10:00` and of its day.
const WALL: usize = 16;
const DAY: usize = 10;

pub(super) fn sub_agents(detail: &SessionDetail, view: View<'_>) -> String {
    if detail.sub_agents.is_empty() {
        return String::new();
    }
    // The longest type, and how much of the time of the start is told.
    let layouts = [(24, WALL), (16, WALL), (16, DAY), (10, DAY)];
    let mut tables = layouts.into_iter().map(|(longest, time)| agents_table(detail, view, longest, time));
    let narrowest = tables.next_back();
    tables
        .find(|table| table.width() <= view.width)
        .or(narrowest)
        .map_or_else(String::new, |table| table.draw())
}

fn agents_table(detail: &SessionDetail, view: View<'_>, longest: usize, time: usize) -> Table {
    let mut table = Table::default();
    for title in ["Agent", "Type", "Started"] {
        table.column(title, Align::Left);
    }
    for title in ["Calls", "Tokens", "Cost"] {
        table.column(title, Align::Right);
    }
    let style = MoneyStyle::of(
        detail.sub_agents.iter().map(|agent| agent.figures.cost_usd),
        detail.sub_agents.iter().any(|agent| agent.figures.unpriced_calls > 0),
    );
    let ids = ShortIds::of(detail.sub_agents.iter().map(|agent| agent.id.as_str()));
    for agent in &detail.sub_agents {
        let figures = &agent.figures;
        let name =
            |name: Option<&String>| name.map_or_else(|| UNKNOWN.to_owned(), |name| key::fit(name, longest));
        table.row(
            RowKind::Plain,
            vec![
                ids.short(&agent.id),
                name(agent.agent_type.as_ref()),
                agent
                    .first_at
                    .map_or_else(|| UNKNOWN.to_owned(), |at| view.zone.wall(at).chars().take(time).collect()),
                some(figures.calls, count),
                output(figures.usage.total(), figures, compact),
                cost(style, figures),
            ],
        );
    }
    table
}

pub(super) fn compactions(detail: &SessionDetail, view: View<'_>) -> String {
    if detail.compactions.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    table.column("At", Align::Left).column("Trigger", Align::Left);
    table.column("Before", Align::Right).column("After", Align::Right).column("Took", Align::Right);
    let some =
        |number: Option<u64>, write: fn(u64) -> String| number.map_or_else(|| UNKNOWN.to_owned(), write);
    for compaction in &detail.compactions {
        table.row(
            RowKind::Plain,
            vec![
                view.zone.wall(compaction.at),
                compaction.trigger.clone(),
                some(compaction.before, compact),
                some(compaction.after, compact),
                some(compaction.duration_ms, duration),
            ],
        );
    }
    table.draw()
}
