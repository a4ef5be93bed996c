//! The usage report as a table that fits the terminal. Its columns are `columns`' matter, what rows are called `names`'.

mod columns;
mod names;
mod view;

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{Figures, GroupBy, SessionNote, UsageReport, UsageRow};
use scopeon_core::time::Period;

use super::cost;
use super::figure::{self, note};
use super::format;
use super::ids::ShortIds;
use super::key;
use super::money::UNKNOWN;
use super::providers::levels;
use super::table::{Align, RowKind, Table};
use crate::render::number;
use columns::{Column, Layout, columns, layouts};
use names::{label, noun, title};
pub(crate) use view::View;
use view::keys;

/// Where names may be as long as this, ids of sessions are whole.
const WHOLE_ID: usize = 48;
/// Shorter than this a name says nothing.
const SHORTEST_KEY: usize = 6;

/// Draws a report.
pub(crate) fn draw(report: &UsageReport, view: View<'_>) -> String {
    if report.rows.is_empty() {
        return "No calls were found.\n".to_owned();
    }
    if let (true, [(whole, longest), ..]) = (format::is_for_programs(), layouts(view.width, view.is_split)) {
        // What a program reads does not change with what is in it.
        return table(report, view, *whole, *longest).draw() + &footnotes(report, *whole, view);
    }
    let least_layout = if view.is_split { Layout::SplitBare } else { Layout::Bare };
    let fitting = layouts(view.width, view.is_split)
        .iter()
        .map(|(layout, longest)| (*layout, *longest, table(report, view, *layout, *longest)))
        .find(|(_, _, table)| table.width() <= view.width);
    let (layout, table) = match fitting {
        Some((layout, longest, table)) if has_room(report, longest) => (layout, table),
        Some((layout, longest, narrow)) => {
            // Names take the room that is left, where that is enough for them.
            let room = longest + view.width - narrow.width();
            let room = if longest < WHOLE_ID { room.min(WHOLE_ID - 1) } else { room };
            let roomy = table(report, view, layout, room);
            (layout, if roomy.width() <= view.width { roomy } else { narrow })
        }
        None => (least_layout, least(report, view, least_layout)),
    };
    table.draw() + &footnotes(report, layout, view)
}

/// Returns `true` if no name had to be cut.
fn has_room(report: &UsageReport, longest: usize) -> bool {
    let name = |row: &UsageRow| match report.sessions.get(&row.key) {
        Some(note) => note.project.as_deref().map_or(0, str::len),
        None => row.key.len(),
    };
    report.rows.iter().all(|row| name(row) <= longest && are_whole(row, 2, longest))
}

/// Returns `true` if no name within a row has to be cut.
fn are_whole(row: &UsageRow, indent: usize, longest: usize) -> bool {
    let mut parts = row.breakdown.iter().flatten();
    parts.all(|part| part.key.len() + indent <= longest && are_whole(part, indent + 2, longest))
}

fn least(report: &UsageReport, view: View<'_>, layout: Layout) -> Table {
    let figures = table(report, view, layout, 0).width();
    table(report, view, layout, view.width.saturating_sub(figures).max(SHORTEST_KEY))
}

fn table(report: &UsageReport, view: View<'_>, layout: Layout, longest: usize) -> Table {
    let rows = Rows::new(report, view, layout, longest);
    let mut table = Table::default();
    rows.titles(&mut table);
    for row in &report.rows {
        rows.add(&mut table, row, 0);
    }
    if let Some(more) = &report.more {
        let name = format!("{} more", number::count(more.rows));
        table.row(RowKind::Minor, rows.cells(name, None, &more.figures));
    }
    table.row(RowKind::Total, rows.cells("Total".to_owned(), None, &report.total));
    table
}

/// The rows of a table while it is made.
struct Rows<'r> {
    report: &'r UsageReport,
    view: View<'r>,
    longest: usize,
    columns: Vec<Column>,
    has_levels: bool,
    has_notes: bool,
    /// The ids of sessions, where they are not whole.
    ids: Option<ShortIds<'r>>,
}

impl<'r> Rows<'r> {
    fn new(report: &'r UsageReport, view: View<'r>, layout: Layout, longest: usize) -> Self {
        let is_short = longest < WHOLE_ID && keys(report).contains(&GroupBy::Session);
        Self {
            report,
            view,
            longest,
            columns: columns(report, view, layout),
            has_levels: report.by == GroupBy::Provider && layout != Layout::Bare,
            has_notes: !report.sessions.is_empty() && layout != Layout::Bare,
            ids: is_short.then(|| ShortIds::of(ids(&report.rows, keys(report)))),
        }
    }

    fn titles(&self, table: &mut Table) {
        let names: Vec<&str> = keys(self.report).iter().map(|by| title(*by)).collect();
        table.column(names.join(" / "), Align::Left);
        if self.has_levels {
            table.column("Level", Align::Left);
        }
        if self.has_notes {
            table.column("Last day", Align::Left).column("Project", Align::Left);
        }
        for column in &self.columns {
            table.column(column.title, column.align);
        }
    }

    /// Adds a row and those within it.
    fn add(&self, table: &mut Table, row: &UsageRow, place: usize) {
        let kind = if place == 0 { RowKind::Plain } else { RowKind::Part(place) };
        let name = format!("{:indent$}{}", "", self.name(row, place), indent = 2 * place);
        table.row(kind, self.cells(name, Some((row, place)), &row.figures));
        for part in row.breakdown.iter().flatten() {
            self.add(table, part, place + 1);
        }
    }

    fn name(&self, row: &UsageRow, place: usize) -> String {
        let by = keys(self.report).get(place).copied().unwrap_or(GroupBy::Model);
        match &self.ids {
            Some(ids) if by == GroupBy::Session => ids.short(&row.key),
            _ => label(by, &row.key, self.view.home, self.longest.saturating_sub(2 * place)),
        }
    }

    fn cells(&self, name: String, row: Option<(&UsageRow, usize)>, figures: &Figures) -> Vec<String> {
        let first = row.filter(|(_, place)| *place == 0).map(|(row, _)| row);
        let level = first.and_then(|row| self.report.scope.levels.get(&row.key));
        let level = level.map_or_else(String::new, |level| level.as_str().to_owned());
        let notes = match first {
            Some(row) => self.noted(self.report.sessions.get(&row.key)),
            None => [const { String::new() }; 2],
        };
        let models = row.map_or(&[][..], |(row, _)| &row.models);
        let shown = self.columns.iter().map(|column| (column.show)(figures, models));
        std::iter::once(name)
            .chain(self.has_levels.then_some(level))
            .chain(notes.into_iter().filter(|_| self.has_notes))
            .chain(shown)
            .collect()
    }

    /// The last day of a session and its project.
    fn noted(&self, note: Option<&SessionNote>) -> [String; 2] {
        let last = note.and_then(|note| note.last_at).map(|at| self.view.zone.key(at, Period::Day));
        let project = note.and_then(|note| note.project.as_deref());
        let project = project.map(|project| key::fit(&key::tilde(project, self.view.home), self.longest));
        [last, project].map(|text| text.unwrap_or_else(|| UNKNOWN.to_owned()))
    }
}

/// The ids of sessions among rows and those within them.
fn ids<'r>(rows: &'r [UsageRow], keys: &[GroupBy]) -> Vec<&'r str> {
    let Some((by, inner)) = keys.split_first() else { return Vec::new() };
    let own = rows.iter().filter(|_| *by == GroupBy::Session).map(|row| row.key.as_str());
    let within = rows.iter().filter_map(|row| row.breakdown.as_deref()).flat_map(|rows| ids(rows, inner));
    own.chain(within).collect()
}

fn footnotes(report: &UsageReport, layout: Layout, view: View<'_>) -> String {
    let width = view.width;
    let mut text = match view.mode {
        CostMode::Computed => figure::marks(&report.total, width),
        mode => cost::missing(&report.total, mode, width),
    };
    if columns::shows_reported(report, view, layout) {
        text.push_str(&note(REPORTED, width));
    }
    let basis = format!("{}, {}; {}", shown(report), report.scope.zone, cost::basis(view.mode));
    text.push_str(&note(&basis, width));
    if report.by == GroupBy::Provider {
        text.push_str(&levels(report.scope.levels.values().copied(), width));
    }
    text
}

/// What the column beside the cost holds.
const REPORTED: &str =
    "Reported: what the agents themselves say it cost; Best known: that where they say, else the cost";

/// Writes how many rows there are, and how many of them are shown when those are not all.
fn shown(report: &UsageReport) -> String {
    let rows = u64::try_from(report.rows.len()).unwrap_or(u64::MAX);
    let more = report.more.as_ref().map_or(0, |more| more.rows);
    let all = number::counted(rows.saturating_add(more), noun(report.by));
    match (more, rows) {
        (0, _) => all,
        (_, 1) => format!("the first of {all}"),
        _ => format!("the first {} of {all}", number::count(rows)),
    }
}
