//! Where the money went: a cost by what was billed, and by model.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::CostClass;
use scopeon_core::report::{Figures, UsageRow};

use super::cost::{self, money_bar, share};
use super::figure::{output, some};
use super::key;
use super::money::MoneyStyle;
use super::table::{Align, RowKind, Table, fitting};
use crate::render::number::{compact, count};

/// The widest bar, and the longest name of a model.
const LAYOUTS: [(usize, usize); 4] = [(20, 48), (12, 32), (8, 20), (0, 12)];

/// So many models are named; the others are summed.
const MOST_MODELS: usize = 8;

/// Draws both, for a terminal of `width` characters; nothing where no price is known.
pub(crate) fn draw(total: &Figures, by_model: &[UsageRow], width: usize) -> String {
    if total.known_usd().is_none_or(|usd| usd <= PicoUsd::ZERO) {
        return String::new();
    }
    let mut text = fitting(width, LAYOUTS, |(bar, _)| by_class(total, bar));
    if by_model.len() > 1 {
        text.push('\n');
        text.push_str(&fitting(width, LAYOUTS, |layout| models(total, by_model, layout)));
    }
    text
}

/// What was billed, the most expensive first.
fn by_class(total: &Figures, bar: usize) -> Table {
    let mut table = Table::default();
    table.column("Billed as", Align::Left);
    for title in ["Tokens", "Cost", "Share"] {
        table.column(title, Align::Right);
    }
    table.column("", Align::Left);
    let mut parts = CostClass::ALL.map(|class| (class, total.split.of(class)));
    parts.sort_by_key(|(_, usd)| std::cmp::Reverse(*usd));
    let largest = parts.first().map_or(PicoUsd::ZERO, |(_, usd)| *usd);
    let style = MoneyStyle::of([total.cost_usd], false);
    for (class, usd) in parts.into_iter().filter(|(_, usd)| *usd > PicoUsd::ZERO) {
        let amount = class.count(&total.usage);
        let amount = if class == CostClass::WebSearches { count(amount) } else { compact(amount) };
        table.row(
            RowKind::Plain,
            vec![
                capital(class.words()),
                amount,
                style.amount(usd),
                share(usd, total.cost_usd),
                money_bar(usd, largest, bar),
            ],
        );
    }
    table
}

fn models(total: &Figures, rows: &[UsageRow], (bar, longest): (usize, usize)) -> Table {
    let mut table = Table::default();
    table.column("Model", Align::Left);
    for title in ["Calls", "Tokens", "Cost", "Share"] {
        table.column(title, Align::Right);
    }
    table.column("", Align::Left);
    let style = cost::style(total, CostMode::Computed);
    let amounts = || rows.iter().filter_map(|row| row.figures.known_usd());
    let largest = amounts().max().unwrap_or_default();
    let shown = if rows.len() > MOST_MODELS + 1 { MOST_MODELS } else { rows.len() };
    for row in rows.iter().take(shown) {
        let figures = &row.figures;
        let known = figures.known_usd();
        table.row(
            RowKind::Plain,
            vec![
                key::fit(&row.key, longest),
                some(figures.calls, count),
                output(figures.usage.total(), figures, compact),
                cost::cost(style, figures, CostMode::Computed),
                known.map(|usd| share(usd, total.cost_usd)).unwrap_or_default(),
                known.map(|usd| money_bar(usd, largest, bar)).unwrap_or_default(),
            ],
        );
    }
    let rest = rows.get(shown..).unwrap_or_default();
    if !rest.is_empty() {
        let sum: PicoUsd = rest.iter().filter_map(|row| row.figures.known_usd()).sum();
        let calls = rest.iter().map(|row| row.figures.calls).sum();
        let tokens = rest.iter().map(|row| row.figures.usage.total()).sum();
        let unpriced = rest.iter().map(|row| row.figures.unpriced_calls).sum();
        table.row(
            RowKind::Minor,
            vec![
                format!("{} more", rest.len()),
                count(calls),
                compact(tokens),
                style.cost(sum, calls, unpriced),
                share(sum, total.cost_usd),
                money_bar(sum.min(largest), largest, bar),
            ],
        );
    }
    table
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
