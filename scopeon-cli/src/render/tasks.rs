//! What was delegated to sub-agents.

use std::fmt::Write as _;

use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::prorate;
use scopeon_core::report::{TaskOutcome, TaskRow, TaskTypeRow, TasksReport};
use scopeon_core::time::Zone;

use super::figure::{self, Footnotes};
use super::format;
use super::ids::ShortIds;
use super::key;
use super::moment::in_year;
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::section::section;
use super::table::{Align, RowKind, Table};
use crate::render::number::{compact, count, counted, duration, tenths, whole};

/// Draws runs for a terminal of `width` characters.
pub(crate) fn draw(report: &TasksReport, zone: Zone, width: usize) -> String {
    let mut text = heading("Tasks", &report.scope, zone, width);
    if report.runs == 0 {
        text.push_str("Nothing was delegated to a sub-agent in this time.\n");
        return text;
    }
    let mut doubts = Footnotes::default();
    let (total, style) = (&report.total, MoneyStyle::of([report.total.cost_usd], false));
    let sum = doubts.text(figure::plain_sum(style, total), report.provenance);
    let share = tenths(report.cost_bp.bp().into());
    let line = format!("{} cost {sum}, {share} of all calls of the time", counted(report.runs, "run"));
    let _ = writeln!(text, "{line}\n");
    text.push_str(&fitting(width, &report.types, types));
    let shown = u64::try_from(report.rows.len()).unwrap_or(u64::MAX);
    let title = if shown < report.runs {
        format!("Most expensive runs ({} of {})", count(shown), count(report.runs))
    } else {
        "Runs".to_owned()
    };
    let runs = section(&title, || fitting(width, &report.rows, |rows, layout| runs(rows, zone, layout)));
    let _ = write!(text, "\n{runs}");
    text.push_str(&figure::sum_marks(&report.total, width));
    text.push_str(&doubts.draw(width));
    text
}

/// Which columns there are and how much room names get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Wide,
    Medium,
    Small,
    Narrow,
}

impl Layout {
    const ALL: [Self; 4] = [Self::Wide, Self::Medium, Self::Small, Self::Narrow];

    /// Whether there is room for more than the most important columns.
    const fn is_roomy(self) -> bool {
        matches!(self, Self::Wide | Self::Medium)
    }
}

fn fitting<R>(width: usize, rows: &[R], table: impl Fn(&[R], Layout) -> Table) -> String {
    super::table::fitting(width, Layout::ALL, |layout| table(rows, layout))
}

fn types(rows: &[TaskTypeRow], layout: Layout) -> Table {
    let marks = rows.iter().any(|row| row.sum.unpriced_calls > 0);
    let style = MoneyStyle::of(rows.iter().map(|row| row.sum.cost_usd), marks);
    let mut table = Table::default();
    table.column("Type", Align::Left).column("Runs", Align::Right);
    if layout.is_roomy() {
        table.column("Failed", Align::Right);
    }
    if layout == Layout::Wide {
        table.column("Calls", Align::Right);
    }
    table.column("Tokens", Align::Right).column("A run takes", Align::Right);
    if layout.is_roomy() {
        table.column("A run costs", Align::Right);
    }
    table.column("Cost", Align::Right).column("Share", Align::Right);
    for row in rows {
        let mut cells = vec![key::fit(&row.agent_type, room(layout)), count(row.runs)];
        if layout.is_roomy() {
            cells.push(failed(row));
        }
        if layout == Layout::Wide {
            cells.push(count(row.sum.calls));
        }
        cells.extend([compact(row.sum.usage.total()), duration(row.duration_ms / row.runs.max(1))]);
        if layout.is_roomy() {
            let mean = CostSum { cost_usd: prorate(row.sum.cost_usd, 1, row.runs), ..row.sum };
            cells.push(figure::sum(style, &mean));
        }
        cells.extend([figure::sum(style, &row.sum), whole(row.cost_bp.bp().into())]);
        table.row(RowKind::Plain, cells);
    }
    table
}

fn failed(row: &TaskTypeRow) -> String {
    if row.ended == 0 {
        UNKNOWN.to_owned()
    } else if format::is_for_programs() {
        count(row.failures)
    } else {
        format!("{} of {}", count(row.failures), count(row.ended))
    }
}

const fn room(layout: Layout) -> usize {
    match layout {
        Layout::Wide => 28,
        Layout::Medium | Layout::Small => 18,
        Layout::Narrow => 10,
    }
}

fn runs(rows: &[TaskRow], zone: Zone, layout: Layout) -> Table {
    let marks = rows.iter().any(|row| row.sum.unpriced_calls > 0);
    let style = MoneyStyle::of(rows.iter().map(|row| row.sum.cost_usd), marks);
    let ids = ShortIds::of(rows.iter().flat_map(|row| [row.id.as_str(), row.session.as_str()]));
    let mut table = Table::default();
    table.column("Run", Align::Left).column("Type", Align::Left);
    if layout == Layout::Wide {
        table.column("Session", Align::Left);
    }
    if layout.is_roomy() {
        table.column("Started", Align::Left);
    }
    table.column("Outcome", Align::Left);
    table.column("Took", Align::Right).column("Calls", Align::Right);
    if layout.is_roomy() {
        table.column("Tokens", Align::Right);
    }
    table.column("Cost", Align::Right);
    for row in rows {
        let kind = row.agent_type.as_deref().map(|kind| key::fit(kind, room(layout)));
        let mut cells = vec![ids.short(&row.id), kind.unwrap_or_else(|| UNKNOWN.to_owned())];
        if layout == Layout::Wide {
            cells.push(ids.short(&row.session));
        }
        if layout.is_roomy() {
            cells.push(row.first_at.map_or_else(|| UNKNOWN.to_owned(), |at| in_year(at, zone)));
        }
        cells.extend([
            outcome(row.outcome).to_owned(),
            row.duration_ms.map_or_else(|| UNKNOWN.to_owned(), duration),
            count(row.sum.calls),
        ]);
        if layout.is_roomy() {
            cells.push(compact(row.sum.usage.total()));
        }
        cells.push(figure::sum(style, &row.sum));
        table.row(RowKind::Plain, cells);
    }
    table
}

const fn outcome(outcome: TaskOutcome) -> &'static str {
    match outcome {
        TaskOutcome::Done => "done",
        TaskOutcome::Failed => "failed",
        TaskOutcome::Unknown => UNKNOWN,
    }
}
