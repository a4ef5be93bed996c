//! The usage report as a table that fits the terminal.

use scopeon_core::money::PicoUsd;
use scopeon_core::report::{Figures, GroupBy, SessionNote, UsageReport, UsageRow};
use scopeon_core::time::{Period, Zone};
use scopeon_core::usage::Usage;

use super::figure::{self, note};
use super::ids::ShortIds;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::providers::levels;
use super::table::{Align, RowKind, Table};
use crate::render::number;

/// A column of figures: its title and what it shows of them.
struct Column {
    title: &'static str,
    show: Box<dyn Fn(&Figures) -> String>,
}

/// How much room a table takes, the roomiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Every figure in full.
    Full,
    /// Kinds of cache writes as one, and only figures every agent has.
    Merged,
    /// The same with rounded numbers.
    Rounded,
    /// What matters most, rounded.
    Narrow,
    /// All tokens as one.
    Least,
    /// The same with names alone.
    Bare,
}

impl Layout {
    const fn is_roomy(self) -> bool {
        matches!(self, Self::Full | Self::Merged | Self::Rounded)
    }
}

/// What is tried in turn, each with the longest name it shows, until a table fits.
const LAYOUTS: [(Layout, usize); 10] = [
    (Layout::Full, 48),
    (Layout::Full, 32),
    (Layout::Merged, 48),
    (Layout::Merged, 28),
    (Layout::Rounded, 40),
    (Layout::Rounded, 28),
    (Layout::Narrow, 28),
    (Layout::Narrow, 20),
    (Layout::Least, 20),
    (Layout::Least, 12),
];
/// Where names may be as long as this, ids of sessions are whole.
const WHOLE_ID: usize = 48;
const SESSIONS: &str = "Sessions";
/// Shorter than this a name says nothing.
const SHORTEST_KEY: usize = 6;

/// Draws a report for a terminal of `width` characters; paths below `home` are shown with `~`. Of the rows
/// there were `found`, the first ones are in it.
pub(crate) fn draw(
    report: &UsageReport,
    found: usize,
    zone: Zone,
    width: usize,
    home: Option<&str>,
) -> String {
    if report.rows.is_empty() {
        return "No calls were found.\n".to_owned();
    }
    let fitting = LAYOUTS
        .iter()
        .map(|(layout, longest)| (*layout, *longest, table(report, zone, *layout, *longest, home)))
        .find(|(_, _, table)| table.width() <= width);
    let table = match fitting {
        Some((_, longest, table)) if has_room(report, longest) => table,
        Some((layout, longest, narrow)) => {
            // Names take the room that is left, where that is enough for them.
            let room = longest + width - narrow.width();
            let room = if longest < WHOLE_ID { room.min(WHOLE_ID - 1) } else { room };
            let roomy = table(report, zone, layout, room, home);
            if roomy.width() <= width { roomy } else { narrow }
        }
        None => least(report, zone, width, home),
    };
    let mut text = table.draw();
    text.push_str(&footnotes(report, found, width));
    text
}

/// Returns `true` if no name had to be cut.
fn has_room(report: &UsageReport, longest: usize) -> bool {
    let parts = |row: &UsageRow| row.breakdown.iter().flatten().all(|part| part.key.len() + 2 <= longest);
    let name = |row: &UsageRow| match report.sessions.get(&row.key) {
        Some(note) => note.project.as_deref().map_or(0, str::len),
        None => row.key.len(),
    };
    report.rows.iter().all(|row| name(row) <= longest && parts(row))
}

fn least(report: &UsageReport, zone: Zone, width: usize, home: Option<&str>) -> Table {
    let figures = table(report, zone, Layout::Bare, 0, home).width();
    table(report, zone, Layout::Bare, width.saturating_sub(figures).max(SHORTEST_KEY), home)
}

fn table(report: &UsageReport, zone: Zone, layout: Layout, longest: usize, home: Option<&str>) -> Table {
    let columns = columns(report, layout);
    let mut table = Table::default();
    table.column(title(report.by), Align::Left);
    let has_levels = report.by == GroupBy::Provider && layout != Layout::Bare;
    if has_levels {
        table.column("Level", Align::Left);
    }
    let has_notes = !report.sessions.is_empty() && layout != Layout::Bare;
    if has_notes {
        table.column("Last day", Align::Left).column("Project", Align::Left);
    }
    for column in &columns {
        table.column(column.title, Align::Right);
    }
    let is_short = report.by == GroupBy::Session && longest < WHOLE_ID;
    let ids = ShortIds::of(report.rows.iter().filter(|_| is_short).map(|row| row.key.as_str()));
    let name = |row: &UsageRow| match report.by {
        GroupBy::Session if is_short => ids.short(&row.key),
        by => label(by, &row.key, home, longest),
    };
    let level = |row: Option<&UsageRow>| {
        let level = row.and_then(|row| report.scope.levels.get(&row.key));
        has_levels.then(|| level.map_or_else(String::new, |level| level.as_str().to_owned()))
    };
    let notes = |row: Option<&UsageRow>| {
        let written = match row {
            Some(row) => noted(report.sessions.get(&row.key), zone, longest, home),
            None => [const { String::new() }; 2],
        };
        written.into_iter().filter(|_| has_notes)
    };
    let cells = |name: String, row: Option<&UsageRow>, figures: &Figures| {
        let figures = columns.iter().map(|column| (column.show)(figures));
        std::iter::once(name).chain(level(row)).chain(notes(row)).chain(figures).collect()
    };
    for row in &report.rows {
        table.row(RowKind::Plain, cells(name(row), Some(row), &row.figures));
        for part in row.breakdown.iter().flatten() {
            let name = format!("  {}", key::fit(&part.key, longest.saturating_sub(2)));
            table.row(RowKind::Part, cells(name, None, &part.figures));
        }
    }
    table.row(RowKind::Total, cells("Total".to_owned(), None, &report.total));
    table
}

/// The last day of a session and its project.
fn noted(note: Option<&SessionNote>, zone: Zone, longest: usize, home: Option<&str>) -> [String; 2] {
    let last = note.and_then(|note| note.last_at).map(|at| zone.key(at, Period::Day));
    let project = note.and_then(|note| note.project.as_deref());
    let project = project.map(|project| key::fit(&key::tilde(project, home), longest));
    [last, project].map(|text| text.unwrap_or_else(|| UNKNOWN.to_owned()))
}

fn columns(report: &UsageReport, layout: Layout) -> Vec<Column> {
    let total = &report.total;
    let mut columns = match layout {
        Layout::Full => full(total),
        Layout::Merged => merged(number::count),
        Layout::Rounded => merged(number::compact),
        Layout::Narrow => narrow(),
        Layout::Least | Layout::Bare => vec![
            of("Calls", number::compact, |f| f.calls),
            output("Tokens", number::compact, |f| f.usage.total()),
        ],
    };
    // Every row is one.
    columns.retain(|column| report.by != GroupBy::Session || column.title != SESSIONS);
    columns.push(cost(report, layout));
    // Where there is little room, tokens override what agents report; the footnotes tell of it.
    if total.reported_usd.is_some() && layout.is_roomy() {
        columns.push(reported(report));
        if total.best_known_usd != total.cost_usd {
            columns.push(best_known(report));
        }
    }
    columns
}

fn of(title: &'static str, write: fn(u64) -> String, figure_of: fn(&Figures) -> u64) -> Column {
    let show = move |figures: &Figures| figure::some(figure_of(figures), write);
    Column { title, show: Box::new(show) }
}

/// A column of tokens with output among them.
fn output(title: &'static str, write: fn(u64) -> String, figure_of: fn(&Figures) -> u64) -> Column {
    let show = move |figures: &Figures| figure::output(figure_of(figures), figures, write);
    Column { title, show: Box::new(show) }
}

fn counted(write: fn(u64) -> String) -> Vec<Column> {
    vec![
        of("Calls", write, |f| f.calls),
        of("Turns", write, |f| f.turns),
        of(SESSIONS, write, |f| f.sessions),
    ]
}

fn full(total: &Figures) -> Vec<Column> {
    let write = number::count;
    let mut columns = counted(write);
    columns.push(of("Input", write, |f| f.usage.input));
    columns.push(output("Output", write, |f| f.usage.output));
    if total.usage.reasoning > 0 {
        columns.push(of("Reasoning", write, |f| f.usage.reasoning));
    }
    columns.push(of("Cache read", write, |f| f.usage.cache_read));
    columns.push(of("Write 5m", write, |f| f.usage.cache_write_5m));
    columns.push(of("Write 1h", write, |f| f.usage.cache_write_1h));
    if total.usage.web_searches > 0 {
        columns.push(of("Searches", write, |f| f.usage.web_searches));
    }
    columns
}

fn merged(write: fn(u64) -> String) -> Vec<Column> {
    let mut columns = counted(write);
    columns.extend(tokens(write));
    columns
}

fn narrow() -> Vec<Column> {
    let mut columns = vec![of("Calls", number::compact, |f| f.calls)];
    columns.extend(tokens(number::compact));
    columns
}

fn tokens(write: fn(u64) -> String) -> [Column; 4] {
    [
        of("Input", write, |f| f.usage.input),
        output("Output", write, |f| f.usage.output),
        of("Cache read", write, |f| f.usage.cache_read),
        of("Cache write", write, |f| written(&f.usage)),
    ]
}

fn written(usage: &Usage) -> u64 {
    usage.cache_write_5m.saturating_add(usage.cache_write_1h)
}

fn cost(report: &UsageReport, layout: Layout) -> Column {
    let style = MoneyStyle::of([report.total.cost_usd], report.total.unpriced_calls > 0);
    let show = move |f: &Figures| match layout {
        // The tokens beside it say that it is a lower bound.
        Layout::Bare => style.cost(f.cost_usd, f.calls, f.unpriced_calls),
        _ => figure::cost(style, f),
    };
    Column { title: "Cost", show: Box::new(show) }
}

fn reported(report: &UsageReport) -> Column {
    let style = MoneyStyle::of([report.total.reported_usd.unwrap_or(PicoUsd::ZERO)], false);
    let show = move |f: &Figures| f.reported_usd.map_or_else(|| UNKNOWN.to_owned(), |usd| style.amount(usd));
    Column { title: "Reported", show: Box::new(show) }
}

/// What agents report, or else what is computed, with what is in no call record.
fn best_known(report: &UsageReport) -> Column {
    let style = MoneyStyle::of([report.total.best_known_usd], false);
    let show = move |f: &Figures| {
        let is_known = f.best_known_usd != PicoUsd::ZERO || f.unpriced_calls < f.calls;
        let bound = if f.unfinished_calls > 0 || f.floor_calls > 0 { "≥" } else { "" };
        if is_known { format!("{bound}{}", style.amount(f.best_known_usd)) } else { UNKNOWN.to_owned() }
    };
    Column { title: "Best known", show: Box::new(show) }
}

const fn title(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Hourly => "Hour",
        GroupBy::Daily => "Day",
        GroupBy::Weekly => "Week of",
        GroupBy::Monthly => "Month",
        GroupBy::Model => "Model",
        GroupBy::Provider => "Agent",
        GroupBy::Project => "Project",
        GroupBy::Branch => "Branch",
        GroupBy::Session => "Session",
        _ => "Key",
    }
}

fn label(by: GroupBy, name: &str, home: Option<&str>, longest: usize) -> String {
    match by {
        // The zone stands below the table; the offset tells hours that come twice apart, where there is room.
        GroupBy::Hourly if name.len() > longest => name.replacen('T', " ", 1).chars().take(16).collect(),
        GroupBy::Hourly => name.replacen('T', " ", 1),
        GroupBy::Project => key::fit(&key::tilde(name, home), longest),
        _ => key::fit(name, longest),
    }
}

fn footnotes(report: &UsageReport, found: usize, width: usize) -> String {
    let mut text = figure::marks(&report.total, width);
    let shown = shown(report, found);
    let basis = format!("{shown}, {}; cost at API list prices of the day", report.scope.zone);
    text.push_str(&note(&basis, width));
    if report.by == GroupBy::Provider {
        text.push_str(&levels(report.scope.levels.values().copied(), width));
    }
    text
}

/// Writes how many rows there are, and how many of them are shown when those are not all.
fn shown(report: &UsageReport, found: usize) -> String {
    let whole = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    let all = number::counted(whole(found), noun(report.by));
    if report.rows.len() < found {
        format!("the first {} of {all}", number::count(whole(report.rows.len())))
    } else {
        all
    }
}

const fn noun(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Hourly => "hour",
        GroupBy::Daily => "day",
        GroupBy::Weekly => "week",
        GroupBy::Monthly => "month",
        GroupBy::Model => "model",
        GroupBy::Provider => "agent",
        GroupBy::Project => "project",
        // Its plural is not made with an s alone; `counted` knows.
        GroupBy::Branch => "branch",
        GroupBy::Session => "session",
        _ => "row",
    }
}
