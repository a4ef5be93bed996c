//! Every agent this build knows, for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use scopeon_core::provider::Coverage;
use scopeon_core::report::{ProviderRow, ProviderState, ProvidersReport};
use scopeon_core::time::Zone;

use super::doctor::{self, capabilities, root_line};
use super::figure::note;
use super::money::UNKNOWN;
use super::style::{FAINT, HEADING, paint};
use super::table::{Align, RowKind, Table, fitting};
use super::witness;
use super::wrap::wrap;
use crate::render::number::{bytes, count};

/// How agents are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// Whether each agent's capabilities and places are told.
    pub(crate) shows_all: bool,
    /// How many characters fit in a line.
    pub(crate) width: usize,
}

/// Draws the agents: those found as a table, the others by name.
pub(crate) fn draw(report: &ProvidersReport, view: View<'_>) -> String {
    let of = |state: ProviderState| report.rows.iter().filter(move |row| row.state == state);
    let mut text = String::new();
    let found: Vec<&ProviderRow> = of(ProviderState::Found).collect();
    let table = table(&found, view);
    text.push_str(&table.unwrap_or_else(|| "No agent was found.\n".to_owned()));
    names(&mut text, "Not found", of(ProviderState::NotFound), view);
    names(&mut text, "Disabled by the configuration", of(ProviderState::Disabled), view);
    if view.shows_all {
        report.rows.iter().for_each(|row| section(&mut text, row, view));
    }
    text.push('\n');
    text.push_str(&levels(report.rows.iter().map(|row| row.level), view.width));
    for row in report.rows.iter().filter(|row| differs(row)) {
        let lines = row.agreement.iter().flat_map(witness::lines).collect::<Vec<_>>().join("; ");
        text.push_str(&note(&format!("! {}: {lines}", row.id), view.width));
    }
    if !view.shows_all {
        let _ = writeln!(text, "{}", paint(FAINT, "-v says what each can tell and where it was looked for"));
    }
    text
}

/// The columns of figures, in the order they are left out where there is no room.
const TITLES: [&str; 5] = ["Logs", "Size", "Calls", "Issues", "Last seen"];

fn table(rows: &[&ProviderRow], view: View<'_>) -> Option<String> {
    let draw = |left_out: &[&str]| {
        let mut table = Table::default();
        table.column("Agent", Align::Left).column("Level", Align::Left);
        let shown = |title: &str| !left_out.contains(&title);
        for title in TITLES.into_iter().filter(|title| shown(title)) {
            table.column(title, Align::Right);
        }
        for row in rows {
            let figures = TITLES.into_iter().zip(figures(row, view)).filter(|(title, _)| shown(title));
            let mut cells = vec![row.id.clone(), level(row)];
            cells.extend(figures.map(|(_, cell)| cell));
            table.row(RowKind::Plain, cells);
        }
        table
    };
    let layouts: [&[&str]; 3] = [&[], &["Size"], &["Size", "Logs"]];
    (!rows.is_empty()).then(|| fitting(view.width, layouts, draw))
}

fn level(row: &ProviderRow) -> String {
    format!("{}{}", row.level.as_str(), if differs(row) { "!" } else { "" })
}

fn figures(row: &ProviderRow, view: View<'_>) -> [String; 5] {
    let unless_zero = |number: u64, text: String| if number == 0 { UNKNOWN.to_owned() } else { text };
    let issues = row.issues.iter().fold(0_u64, |sum, issue| sum.saturating_add(issue.count));
    let day = row.last_seen.map(|at| view.zone.date(at).to_string());
    [
        unless_zero(row.sources, count(row.sources)),
        unless_zero(row.bytes, bytes(row.bytes)),
        unless_zero(row.calls, count(row.calls)),
        unless_zero(issues, count(issues)),
        day.unwrap_or_else(|| UNKNOWN.to_owned()),
    ]
}

/// Whether what was counted is not what the agent itself says.
fn differs(row: &ProviderRow) -> bool {
    row.agreement.as_ref().is_some_and(|agreement| agreement.differ() > 0)
}

fn names<'a>(text: &mut String, title: &str, rows: impl Iterator<Item = &'a ProviderRow>, view: View<'_>) {
    let names: Vec<String> = rows.map(|row| format!("{} ({})", row.id, row.level.as_str())).collect();
    if names.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, title));
    for part in wrap(&names.join(", "), view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "  {}", paint(FAINT, &part));
    }
}

fn section(text: &mut String, row: &ProviderRow, view: View<'_>) {
    let state = match row.state {
        ProviderState::Disabled => ", disabled",
        ProviderState::Found => "",
        _ => ", not found",
    };
    let note = format!("{}, level {}{state}", row.id, row.level.as_str());
    let _ = writeln!(text, "\n{} {}", paint(HEADING, &row.name), paint(FAINT, &note));
    let checked = doctor::View {
        zone: view.zone,
        home: view.home,
        places: usize::MAX,
        names_all: true,
        width: view.width,
    };
    row.roots.iter().for_each(|root| root_line(text, root, checked));
    capabilities(text, &row.capabilities, checked);
    for own in row.agreement.iter().flat_map(witness::lines) {
        doctor::line(text, "Own totals", &own, checked);
    }
    if !row.note.is_empty() {
        doctor::line(text, "Note", &row.note, checked);
    }
    if !row.untraced.is_empty() {
        doctor::line(text, "No trace", &row.untraced, checked);
    }
    for issue in &row.issues {
        let kind = issue.kind.as_str().replace('_', " ");
        doctor::line(text, "Issues", &format!("{kind} × {}", count(issue.count)), checked);
    }
}

/// Says what the letters mean.
pub(crate) fn levels(levels: impl Iterator<Item = Coverage>, width: usize) -> String {
    let used: BTreeSet<Coverage> = levels.collect();
    let meanings: Vec<String> =
        used.iter().map(|level| format!("{}: {}", level.as_str(), level.meaning())).collect();
    let mut text = String::new();
    for part in wrap(&meanings.join("; "), width.max(20)) {
        let _ = writeln!(text, "{}", paint(FAINT, &part));
    }
    text
}
