//! What a session did beside its calls, a line each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use scopeon_core::report::{InteractionKind, InteractionRow, InteractionsReport};
use scopeon_core::time::Zone;

use super::ids::ShortIds;
use super::key;
use super::moment::in_year;
use super::money::UNKNOWN;
use super::style::{TITLE, paint};
use super::table::{Align, RowKind, Table, fitting};
use crate::render::number::{bytes, compact, count, counted, duration};

/// Which columns there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// All of them.
    Wide,
    /// Without sub-agents.
    Medium,
    /// Without sizes.
    Small,
    /// When, what and whether it succeeded.
    Narrow,
}

impl Layout {
    const ALL: [Self; 4] = [Self::Wide, Self::Medium, Self::Small, Self::Narrow];

    /// The room of a name.
    const fn room(self) -> usize {
        match self {
            Self::Wide => 40,
            Self::Medium | Self::Small => 28,
            Self::Narrow => 16,
        }
    }

    const fn has_sizes(self) -> bool {
        matches!(self, Self::Wide | Self::Medium)
    }
}

/// Draws the last `limit` of them, which are all or of some kinds, for a terminal of `width` characters.
pub(crate) fn draw(
    report: &InteractionsReport,
    (zone, width): (Zone, usize),
    limit: Option<usize>,
    is_of_kinds: bool,
) -> String {
    let title = format!("Interactions of {}", key::fit(&report.session, width.saturating_sub(16)));
    let mut text = format!("{}\n", paint(TITLE, &title));
    if report.rows.is_empty() {
        let nothing = if is_of_kinds {
            "Its log tells of nothing of that kind.\n"
        } else {
            "Its log tells of nothing that it did beside its calls.\n"
        };
        text.push_str(nothing);
        return text;
    }
    let _ = writeln!(text, "{}\n", sums(&report.rows));
    let first = report.rows.len().saturating_sub(limit.unwrap_or(usize::MAX));
    let shown = report.rows.get(first..).unwrap_or_default();
    let ids = ShortIds::of(shown.iter().filter_map(|row| row.sub_agent.as_deref()));
    text.push_str(&fitting(width, Layout::ALL, |layout| table(shown, (zone, &ids), layout)));
    if first > 0 {
        let (shown, all) = (shown.len() as u64, report.interactions);
        let _ = writeln!(text, "\nThe last {} of {}; --limit all lists every one.", count(shown), count(all));
    }
    text
}

/// How many of each kind.
fn sums(rows: &[InteractionRow]) -> String {
    let mut kinds = BTreeMap::<InteractionKind, (u64, u64)>::new();
    for row in rows {
        let (all, failed) = kinds.entry(row.kind).or_default();
        *all += 1;
        *failed += u64::from(row.ok == Some(false));
    }
    let part = |(kind, (all, failed)): (&InteractionKind, &(u64, u64))| {
        let failed = if *failed > 0 { format!(" ({} failed)", count(*failed)) } else { String::new() };
        format!("{}{failed}", counted(*all, noun(*kind)))
    };
    kinds.iter().map(part).collect::<Vec<_>>().join(", ")
}

const fn noun(kind: InteractionKind) -> &'static str {
    match kind {
        InteractionKind::Tool => "tool use",
        InteractionKind::Mcp => "MCP tool use",
        InteractionKind::Skill => "skill",
        InteractionKind::Hook => "hook",
        InteractionKind::Compaction => "compaction",
        _ => "failed request",
    }
}

const fn word(kind: InteractionKind) -> &'static str {
    match kind {
        InteractionKind::Tool => "tool",
        InteractionKind::Mcp => "MCP",
        InteractionKind::Skill => "skill",
        InteractionKind::Hook => "hook",
        InteractionKind::Compaction => "compaction",
        _ => "API error",
    }
}

fn table(rows: &[InteractionRow], (zone, ids): (Zone, &ShortIds<'_>), layout: Layout) -> Table {
    let mut table = Table::default();
    table.column("When", Align::Left);
    if layout != Layout::Narrow {
        table.column("Turn", Align::Right);
    }
    table.column("Kind", Align::Left).column("Name", Align::Left).column("Took", Align::Right);
    if layout.has_sizes() {
        table.column("Input", Align::Right).column("Result", Align::Right);
    }
    table.column("Outcome", Align::Left);
    if layout == Layout::Wide {
        table.column("Sub-agent", Align::Left);
    }
    for row in rows {
        table.row(RowKind::Plain, cells(row, (zone, ids), layout));
    }
    table
}

fn cells(row: &InteractionRow, (zone, ids): (Zone, &ShortIds<'_>), layout: Layout) -> Vec<String> {
    let known = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
    let mut cells = vec![known(row.at.map(|at| in_year(at, zone)))];
    if layout != Layout::Narrow {
        cells.push(known(row.turn.map(count)));
    }
    cells.push(word(row.kind).to_owned());
    cells.push(known(name(row).map(|name| key::fit(&name, layout.room()))));
    cells.push(known(row.duration_ms.map(duration)));
    if layout.has_sizes() {
        cells.extend([known(row.input_bytes.map(bytes)), known(row.output_bytes.map(bytes))]);
    }
    cells.push(outcome(row));
    if layout == Layout::Wide {
        cells.push(row.sub_agent.as_deref().map_or_else(String::new, |id| ids.short(id)));
    }
    cells
}

/// A tool of a server is named with it.
fn name(row: &InteractionRow) -> Option<String> {
    match (&row.server, &row.name) {
        (Some(server), Some(name)) => Some(format!("{server}/{name}")),
        (server, name) => name.clone().or_else(|| server.clone()),
    }
}

fn outcome(row: &InteractionRow) -> String {
    match (row.kind, row.ok) {
        (InteractionKind::Compaction, _) => {
            let tokens = |tokens: Option<u64>| tokens.map_or_else(|| UNKNOWN.to_owned(), compact);
            format!("{} to {} tokens", tokens(row.before), tokens(row.after))
        }
        (InteractionKind::ApiError, _) => {
            let status = row.status.map(|status| format!("{status}, ")).unwrap_or_default();
            let then =
                row.retry.map_or_else(|| "given up".to_owned(), |retry| format!("tried again ({retry})"));
            format!("{status}{then}")
        }
        (_, Some(true)) => "ok".to_owned(),
        (_, Some(false)) => "failed".to_owned(),
        (_, None) => UNKNOWN.to_owned(),
    }
}
