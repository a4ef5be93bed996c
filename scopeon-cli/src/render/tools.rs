//! Uses of tools, MCP servers, skills, hooks and sub-agent types.

use std::fmt::Write as _;

use scopeon_core::metrics::tools::{ToolFigures, ToolKind};
use scopeon_core::metrics::{Figure, Share};
use scopeon_core::provider::Fidelity;
use scopeon_core::report::{ServerRow, ToolsReport};
use scopeon_core::time::Zone;

use super::figure::Footnotes;
use super::key;
use super::money::UNKNOWN;
use super::period::heading;
use super::section::section;
use super::style::{FAINT, paint};
use super::table::{Align, RowKind, Table};
use crate::render::number::{bytes, compact, count, counted, duration, tenths};

/// Kinds in the order in which they are shown, with their titles.
const KINDS: [(ToolKind, &str); 5] = [
    (ToolKind::Tool, "Tools"),
    (ToolKind::Mcp, "MCP tools"),
    (ToolKind::Skill, "Skills"),
    (ToolKind::Hook, "Hooks"),
    (ToolKind::SubAgent, "Sub-agents by type"),
];

/// Draws uses under a title, of each kind the first `limit`, for a terminal of `width` characters.
pub(crate) fn draw(
    title: &str,
    report: &ToolsReport,
    limit: Option<usize>,
    zone: Zone,
    width: usize,
) -> String {
    let mut text = heading(title, &report.scope, zone, width);
    if report.rows.is_empty() {
        text.push_str("Nothing was used in this time.\n");
        return text;
    }
    let mut doubts = Footnotes::default();
    let _ = writeln!(text, "{}", paint(FAINT, &summary(report, &mut doubts)));
    if !report.servers.is_empty() {
        let _ = write!(text, "\n{}", section("MCP servers", || servers(&report.servers, width)));
    }
    for (kind, title) in KINDS {
        let rows: Vec<&ToolFigures> = report.rows.iter().filter(|row| row.kind == kind).collect();
        if !rows.is_empty() {
            let shown = rows.get(..limit.unwrap_or(usize::MAX).min(rows.len())).unwrap_or_default();
            let drawn = section(&titled(title, rows.len(), limit), || table(shown, width, &mut doubts));
            let _ = write!(text, "\n{drawn}");
        }
    }
    let why = doubts.draw(width);
    if !why.is_empty() {
        let _ = write!(text, "\n{why}");
    }
    text
}

fn summary(report: &ToolsReport, doubts: &mut Footnotes) -> String {
    let uses = doubts.text(counted(report.total.uses, "use"), report.provenance);
    format!(
        "{uses}; {} of {} with a known outcome failed ({})",
        count(report.total.failures),
        count(report.total.ended),
        percent(report.total.failures_bp)
    )
}

fn titled(title: &str, all: usize, limit: Option<usize>) -> String {
    match limit {
        Some(most) if most < all => format!("{title} (the first {most} of {all})"),
        _ => format!("{title} ({all})"),
    }
}

fn percent(share: Share) -> String {
    tenths(share.bp().into())
}

/// A column: its title, what it shows, and from which width on.
struct Column {
    title: &'static str,
    from: usize,
    show: Show,
}

/// What a column shows.
enum Show {
    /// A number; nothing is not shown, and a column of nothing is left out.
    Number(fn(&ToolFigures) -> u64, fn(u64) -> String),
    /// A text and whether a row has anything to show.
    Text(fn(&ToolFigures, &mut Footnotes) -> String, fn(&ToolFigures) -> bool),
}

impl Show {
    fn cell(&self, row: &ToolFigures, doubts: &mut Footnotes) -> String {
        match self {
            Self::Number(number, write) => some(number(row), *write),
            Self::Text(text, _) => text(row, doubts),
        }
    }

    fn has(&self, row: &ToolFigures) -> bool {
        match self {
            Self::Number(number, _) => number(row) > 0,
            Self::Text(_, has) => has(row),
        }
    }
}

const fn column(title: &'static str, from: usize, show: Show) -> Column {
    Column { title, from, show }
}

const COLUMNS: [Column; 9] = [
    column("Uses", 0, Show::Text(|row, _| count(row.uses), |_| true)),
    column("Share", 66, Show::Text(|row, _| percent(row.uses_bp), |_| true)),
    column("Failed", 0, Show::Number(|row| row.failures, count)),
    column("Failed %", 100, Show::Text(failed, |row| row.failures > 0)),
    column("Repeats", 74, Show::Text(repeats, |row| row.repeats.value.is_some())),
    column("Mean time", 84, Show::Number(|row| row.mean_ms, duration)),
    column("Input", 92, Show::Number(|row| row.input_bytes, bytes)),
    column("Result", 92, Show::Number(|row| row.output_bytes, bytes)),
    column("Tokens", 0, Show::Text(tokens, |row| row.tokens.value.is_some_and(|tokens| tokens > 0))),
];

fn failed(row: &ToolFigures, _: &mut Footnotes) -> String {
    if row.failures == 0 { UNKNOWN.to_owned() } else { percent(row.failures_bp) }
}

fn some(number: u64, write: fn(u64) -> String) -> String {
    if number == 0 { UNKNOWN.to_owned() } else { write(number) }
}

fn repeats(row: &ToolFigures, doubts: &mut Footnotes) -> String {
    if row.repeats.provenance.fidelity() == Fidelity::Unsupported {
        return doubts.figure(&row.repeats, |_| String::new());
    }
    doubts.figure(&row.repeats, |repeats| some(*repeats, count))
}

fn tokens(row: &ToolFigures, doubts: &mut Footnotes) -> String {
    match row.tokens {
        Figure { value: Some(0), .. } => UNKNOWN.to_owned(),
        tokens => doubts.figure(&tokens, |tokens| compact(*tokens)),
    }
}

fn table(rows: &[&ToolFigures], width: usize, doubts: &mut Footnotes) -> String {
    let columns: Vec<&Column> = COLUMNS
        .iter()
        .filter(|column| width >= column.from && rows.iter().any(|row| column.show.has(row)))
        .collect();
    let figures = build(rows, &columns, 4, &mut doubts.clone()).width();
    build(rows, &columns, width.saturating_sub(figures).saturating_add(4).clamp(8, 56), doubts).draw()
}

fn build(rows: &[&ToolFigures], columns: &[&Column], room: usize, doubts: &mut Footnotes) -> Table {
    let mut table = Table::default();
    table.column("Name", Align::Left);
    for column in columns {
        table.column(column.title, Align::Right);
    }
    for row in rows {
        let name =
            row.server.as_ref().map_or_else(|| row.name.clone(), |server| format!("{server} · {}", row.name));
        let mut cells = vec![key::fit(&name, room)];
        cells.extend(columns.iter().map(|column| column.show.cell(row, doubts)));
        table.row(RowKind::Plain, cells);
    }
    table
}

fn servers(rows: &[ServerRow], width: usize) -> String {
    let mut table = Table::default();
    table.column("Server", Align::Left);
    for title in ["Tools", "Uses", "Share", "Failed", "Size"] {
        table.column(title, Align::Right);
    }
    for row in rows {
        let name = key::fit(&row.server, width.saturating_sub(44).clamp(8, 48));
        let failed = some(row.failures, count);
        let size = some(row.bytes, bytes);
        table.row(
            RowKind::Plain,
            vec![name, count(row.tools), count(row.uses), percent(row.uses_bp), failed, size],
        );
    }
    table.draw()
}
