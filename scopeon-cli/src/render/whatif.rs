//! The same history at other prices.

use scopeon_core::metrics::whatif::Whatif;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::WhatifReport;
use scopeon_core::time::Zone;

use super::figure::{Footnotes, note};
use super::format;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::table::{Align, RowKind, Table, fitting};
use crate::render::number::{count, counted, minus, plus, tenths};

/// Draws the answer for a terminal of `width` characters.
pub(crate) fn draw(report: &WhatifReport, zone: Zone, width: usize) -> String {
    let mut text = heading(&title(report), &report.scope, zone, width);
    if report.rows.is_empty() {
        text.push_str("Nothing was used in this time.\n");
        return text;
    }
    let mut doubts = Footnotes::default();
    let layouts = [(40, true), (28, true), (16, true), (16, false), (10, false)];
    let table =
        |(longest, has_calls): (_, bool)| table(report, longest, has_calls.then_some("Calls"), &mut doubts);
    text.push_str(&fitting(width, layouts, table));
    let left_out = report.total.left_out_calls;
    if left_out > 0 {
        let calls = counted(left_out, "call");
        text.push_str(&note(&format!("* {calls} left out: one of the two prices is not known"), width));
    }
    text.push_str(&doubts.draw(width));
    text
}

fn title(report: &WhatifReport) -> String {
    match (report.alternative.as_str(), &report.name) {
        ("model", Some(name)) => format!("If every call had been to {name}"),
        (_, Some(name)) => format!("If all had been paid by {name}'s list"),
        _ => "If nothing had been cached".to_owned(),
    }
}

fn table(report: &WhatifReport, longest: usize, first: Option<&str>, doubts: &mut Footnotes) -> Table {
    let amounts = |part: &Whatif| [part.actual_usd, part.alternative_usd];
    let style = MoneyStyle::of(amounts(&report.total), report.total.left_out_calls > 0);
    let mut table = Table::default();
    table.column("Model", Align::Left);
    for title in
        first.into_iter().chain(["List price", "Instead", "Difference", format::program_title("Relative")])
    {
        table.column(title, Align::Right);
    }
    let skipped = usize::from(first.is_none());
    for row in &report.rows {
        let mut cells = vec![key::fit(&row.key, longest)];
        cells.extend(figures(&row.part, style, doubts).into_iter().skip(skipped));
        table.row(RowKind::Plain, cells);
    }
    let mut cells = vec!["Total".to_owned()];
    cells.extend(figures(&report.total, style, doubts).into_iter().skip(skipped));
    table.row(RowKind::Total, cells);
    table
}

fn figures(part: &Whatif, style: MoneyStyle, doubts: &mut Footnotes) -> [String; 5] {
    let calls = part.compared_calls.saturating_add(part.left_out_calls);
    let paid = style.cost(part.actual_usd, calls, part.left_out_calls);
    if part.compared_calls == 0 {
        return [count(calls), paid, UNKNOWN.to_owned(), UNKNOWN.to_owned(), String::new()];
    }
    let mut sure = |text: String| doubts.text(text, part.provenance);
    let bp = part.difference_bp.unsigned_abs();
    let share = format!("{}{}", sign(part.difference_usd), tenths(bp));
    [
        count(calls),
        paid,
        sure(style.amount(part.alternative_usd)),
        sure(signed(part.difference_usd, style)),
        share,
    ]
}

fn sign(amount: PicoUsd) -> &'static str {
    match amount.pico() {
        0 => "",
        1.. => plus(),
        _ => minus(),
    }
}

fn signed(amount: PicoUsd, style: MoneyStyle) -> String {
    let text = style.amount(amount).replace('-', minus());
    if amount > PicoUsd::ZERO { format!("{}{text}", plus()) } else { text }
}
