//! Trees of sessions and the sub-agents they started.

use std::fmt::Write as _;

use scopeon_core::metrics::agents::SubAgentRow;
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::report::SubAgentsReport;
use scopeon_core::time::Zone;

use super::figure::{self, Footnotes, note};
use super::ids::ShortIds;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::section::section;
use super::table::{Align, RowKind, Table};
use crate::render::number::{compact, count, counted, whole};

/// Draws trees for a terminal of `width` characters.
pub(crate) fn draw(report: &SubAgentsReport, zone: Zone, width: usize) -> String {
    let mut text = heading("Sub-agents", &report.scope, zone, width);
    if report.trees == 0 {
        text.push_str("No session started a sub-agent in this time.\n");
        return text;
    }
    let mut doubts = Footnotes::default();
    let style = MoneyStyle::of([report.total.cost_usd], false);
    let sum = doubts.text(figure::plain_sum(style, &report.total), report.provenance);
    text.push_str(&fitting(width, |layout| tree(report, layout)));
    let shown = u64::try_from(report.rows.iter().filter(|row| row.depth == 0).count()).unwrap_or(u64::MAX);
    let mut sentence = match report.trees {
        all if shown < all => format!("the most expensive {} of {}", count(shown), counted(all, "session")),
        all => counted(all, "session"),
    };
    let is_whole = report.rows.first().is_some_and(|root| root.total == report.total);
    let what = if is_whole { "its calls" } else { "all calls of the time" };
    let _ = write!(sentence, " with sub-agents; {what} cost {sum}");
    text.push_str(&note(&sentence, width));
    if !report.types.is_empty() {
        let _ = write!(text, "\n{}", section("Types", || types(report)));
    }
    text.push_str(&figure::sum_marks(&report.total, width));
    text.push_str(&doubts.draw(width));
    text
}

/// How much room names get and which columns there are.
#[derive(Clone, Copy, Debug)]
struct Layout {
    id: usize,
    kind: usize,
    has_tokens: bool,
}

fn fitting(width: usize, table: impl FnMut(Layout) -> Table) -> String {
    let layouts = [(44, 28, true), (24, 20, true), (18, 14, true), (16, 10, false)];
    super::table::fitting(width, layouts.map(|(id, kind, has_tokens)| Layout { id, kind, has_tokens }), table)
}

fn tree(report: &SubAgentsReport, layout: Layout) -> Table {
    let amounts = || report.rows.iter().map(|row| row.total.cost_usd);
    let marks = report.rows.iter().any(|row| row.total.unpriced_calls > 0);
    let style = MoneyStyle::of(amounts(), marks);
    let mut table = Table::default();
    table.column("Session", Align::Left).column("Type", Align::Left).column("Calls", Align::Right);
    if layout.has_tokens {
        table.column("Tokens", Align::Right);
    }
    for title in ["Own", "Total", "Share"] {
        table.column(title, Align::Right);
    }
    let ids = ShortIds::of(report.rows.iter().map(|row| row.id.as_str()));
    for (row, lines) in report.rows.iter().zip(lines(&report.rows)) {
        let mut cells = vec![name(row, lines, &ids, layout.id)];
        let kind = row.agent_type.as_deref().map(|kind| key::fit(kind, layout.kind));
        cells.push(kind.unwrap_or_else(|| if row.depth == 0 { String::new() } else { UNKNOWN.to_owned() }));
        cells.push(count(row.own.calls));
        if layout.has_tokens {
            cells.push(compact(row.own.usage.total()));
        }
        cells.extend([cost(&row.own, style), cost(&row.total, style), percent(row)]);
        table.row(RowKind::Plain, cells);
    }
    table
}

fn percent(row: &SubAgentRow) -> String {
    whole(row.cost_bp.bp().into())
}

fn cost(sum: &CostSum, style: MoneyStyle) -> String {
    if sum.calls == 0 { UNKNOWN.to_owned() } else { figure::sum(style, sum) }
}

/// Down to here the lines of a tree are drawn: a deeper one keeps room for names.
const DRAWN: u32 = 6;

/// For each row the lines that go on below it: one bit for each depth that is drawn. They are found from the end, so that
/// no row is looked at again for those above it.
fn lines(rows: &[SubAgentRow]) -> Vec<u8> {
    let mut below = 0_u8;
    let upward = rows.iter().rev().map(|row| {
        let lines = below;
        let depth = row.depth.min(DRAWN + 1);
        // What hangs deeper belongs to this row and to none before it.
        below &= (1 << depth) - 1;
        below |= 1 << depth;
        lines
    });
    let mut lines: Vec<u8> = upward.collect();
    lines.reverse();
    lines
}

/// A row's id behind the lines that lead to it.
fn name(row: &SubAgentRow, lines: u8, ids: &ShortIds<'_>, room: usize) -> String {
    let line = |depth: u32| match (depth == row.depth, lines & (1 << depth) > 0) {
        (true, true) => "├ ",
        (true, false) => "└ ",
        (false, true) => "│ ",
        (false, false) => "  ",
    };
    let kept: String = match row.depth {
        0..=DRAWN => (1..=row.depth).map(line).collect(),
        _ => format!("{}… ", "  ".repeat(5)),
    };
    format!("{kept}{}", key::fit(&ids.short(&row.id), room.saturating_sub(kept.chars().count()).max(6)))
}

fn types(report: &SubAgentsReport) -> String {
    let marks = report.types.iter().any(|row| row.own.unpriced_calls > 0);
    let style = MoneyStyle::of(report.types.iter().map(|row| row.own.cost_usd), marks);
    let mut table = Table::default();
    table.column("Type", Align::Left);
    for title in ["Runs", "Calls", "Tokens", "Cost"] {
        table.column(title, Align::Right);
    }
    for row in &report.types {
        let cells = vec![
            key::fit(&row.agent_type, 28),
            count(row.runs),
            count(row.own.calls),
            compact(row.own.usage.total()),
            cost(&row.own, style),
        ];
        table.row(RowKind::Plain, cells);
    }
    table.draw()
}
