//! Two sides and how they differ.

use std::fmt::Write as _;

use scopeon_app::words::{self, compared_measure};
use scopeon_core::metrics::compare::{Direction, Significance};
use scopeon_core::metrics::{Quantity, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{CompareReport, CompareRow, CompareSide};
use scopeon_core::time::Zone;

use super::figure::Footnotes;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::style::{FAINT, TITLE, paint};
use super::table::{Align, RowKind, Table};
use super::wrap::wrap;
use crate::render::format;
use crate::render::number::{compact, count, counted, minus, plus, tenths};

/// From which width on spreads are shown.
const SPREAD: usize = 90;

/// Draws a comparison for a terminal of `width` characters.
pub(crate) fn draw(report: &CompareReport, zone: Zone, width: usize, home: Option<&str>) -> String {
    let mut doubts = Footnotes::default();
    let mut text = match report.unit.as_str() {
        // Two sessions are compared whole, whenever they were.
        "turn" => format!("{}\n", paint(TITLE, "Comparison")),
        _ => heading("Comparison", &report.scope, zone, width),
    };
    for (letter, side) in [("A", &report.a), ("B", &report.b)] {
        let _ = writeln!(text, "  {}  {}", paint(FAINT, letter), whole(side, &report.unit, width, home));
    }
    text.push('\n');
    if report.a.units > 0 && report.b.units > 0 {
        text.push_str(&table(report, width, &mut doubts).draw());
        let spread = if width < SPREAD { "" } else { "; ± their spread (MAD)" };
        let _ = writeln!(text, "{}", paint(FAINT, &format!("medians of one {}{spread}", report.unit)));
    }
    for line in wrap(words::conclusion(report), width) {
        let _ = writeln!(text, "{line}");
    }
    text.push_str(&doubts.draw(width));
    text
}

fn whole(side: &CompareSide, unit: &str, width: usize, home: Option<&str>) -> String {
    let sum = &side.sum;
    let cost = MoneyStyle::of([sum.cost_usd], false).cost(sum.cost_usd, sum.calls, sum.unpriced_calls);
    let sums = format!(
        "{}, {}, {} tokens, {cost}",
        counted(side.units, unit),
        counted(sum.calls, "call"),
        compact(sum.usage.total())
    );
    let room = width.saturating_sub(sums.chars().count() + 8).max(8);
    format!("{}: {sums}", key::fit(&key::tilde(&side.name, home), room))
}

fn table(report: &CompareReport, width: usize, doubts: &mut Footnotes) -> Table {
    let mut table = Table::default();
    table
        .column(format::program_title("Measure"), Align::Left)
        .column("A", Align::Right)
        .column("B", Align::Right);
    let is_narrow = width < 72;
    if !is_narrow {
        table.column("Difference", Align::Right);
    }
    table
        .column(format::program_title("Relative"), Align::Right)
        .column(if is_narrow { "Signif." } else { "Significant" }, Align::Left);
    let has_spread = width >= SPREAD && !format::is_for_programs();
    for row in &report.rows {
        let money = MoneyStyle::of(amounts(row), false);
        let mut side = |median: Quantity, spread: Quantity| {
            let median = match median {
                Quantity::Usd(amount) => {
                    doubts.amount(amount, row.provenance, |amount| quantity(Quantity::Usd(amount), money))
                }
                median => doubts.text(quantity(median, money), row.provenance),
            };
            if has_spread && median != UNKNOWN {
                format!("{median} ± {}", quantity(spread, money))
            } else {
                median
            }
        };
        let mut cells = vec![compared_measure(&row.measure).to_owned()];
        cells.extend([side(row.a, row.a_spread), side(row.b, row.b_spread)]);
        if !is_narrow {
            cells.push(if is_priced(row) { difference(row, money) } else { UNKNOWN.to_owned() });
        }
        cells.extend([relative(row), significance(row).to_owned()]);
        table.row(RowKind::Plain, cells);
    }
    table
}

fn amounts(row: &CompareRow) -> Vec<PicoUsd> {
    let amount = |quantity| match quantity {
        Quantity::Usd(amount) => Some(amount),
        _ => None,
    };
    [row.a, row.b].into_iter().filter_map(amount).collect()
}

fn quantity(quantity: Quantity, money: MoneyStyle) -> String {
    let signed = |number: i64, write: fn(u64) -> String| {
        format!("{}{}", if number < 0 { minus() } else { "" }, write(number.unsigned_abs()))
    };
    match quantity {
        Quantity::Usd(amount) => money.amount(amount).replace('-', minus()),
        Quantity::Tokens(tokens) => signed(tokens, compact),
        Quantity::Bp(bp) => signed(bp, tenths),
        Quantity::Count(number) | Quantity::Ms(number) | Quantity::Bytes(number) => signed(number, count),
        _ => String::new(),
    }
}

fn difference(row: &CompareRow, money: MoneyStyle) -> String {
    let text = quantity(row.difference, money);
    // A share that changes does so by points.
    let text = if is_share(row) { text.replace('%', "pp") } else { text };
    if row.direction == Direction::Up { format!("{}{text}", plus()) } else { text }
}

/// Whether a row is not of amounts of which none is known.
fn is_priced(row: &CompareRow) -> bool {
    let is_doubtful = row.provenance.reasons().any(|reason| reason == Reason::UnpricedCalls);
    !is_doubtful || row.difference != Quantity::Usd(PicoUsd::ZERO)
}

fn is_share(row: &CompareRow) -> bool {
    matches!(row.difference, Quantity::Bp(_))
}

/// How much that is of the first side; nothing where there is nothing to compare with, or that is a share itself.
fn relative(row: &CompareRow) -> String {
    let sign = match row.difference_bp {
        _ if is_share(row) => return String::new(),
        0 => return String::new(),
        1.. => plus(),
        _ => minus(),
    };
    let bp = row.difference_bp.unsigned_abs();
    if bp < 1_000 || format::is_for_programs() {
        format!("{sign}{}", tenths(bp))
    } else {
        format!("{sign}{} %", count(bp / 100))
    }
}

const fn significance(row: &CompareRow) -> &'static str {
    match row.significance {
        Significance::TooFew => "too few values",
        Significance::None => "no",
        Significance::Likely => "likely",
        Significance::Strong => "strong",
    }
}
