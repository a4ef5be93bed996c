//! Prices as tables, in dollars per million tokens.

use std::fmt::Write as _;

use scopeon_core::pricing::{Multiplier, PriceLine, RateLine, UsdPerMillion, VariantLine};
use scopeon_core::report::PricesReport;

use super::key;
use super::money::UNKNOWN;
use super::number::compact;
use super::style::{FAINT, HEADING, paint};
use super::table::{Align, RowKind, Table};

/// Narrower terminals have shorter titles: reads from a cache, writes for five minutes and for an hour.
const ROOMY: usize = 100;
const RATES: [&str; 5] = ["Input", "Output", "Cache read", "Write 5m", "Write 1h"];

type FactorOf = fn(&PriceLine) -> Option<Multiplier>;

/// Factors on every token rate.
const FACTORS: [(&str, FactorOf); 3] =
    [("Fast mode", |price| price.fast), ("In the US", |price| price.us), ("In the EU", |price| price.eu)];

/// Draws a list of prices for a terminal of `width` characters.
pub(crate) fn list(report: &PricesReport, width: usize) -> String {
    if report.prices.is_empty() {
        return "No model of that name has a price.\n".to_owned();
    }
    let longest = width.saturating_sub(if width < ROOMY { 46 } else { 62 }).clamp(18, 60);
    let mut table = Table::default();
    table.column("Model", Align::Left);
    for title in titles(width) {
        table.column(*title, Align::Right);
    }
    table.column("Window", Align::Right);
    for (price, rates) in report.prices.iter().zip(aligned(&report.prices)) {
        let mut cells = vec![key::fit(&price.model, longest)];
        cells.extend(rates);
        cells.push(price.window.map_or_else(|| UNKNOWN.to_owned(), compact));
        table.row(RowKind::Plain, cells);
    }
    let mut text = table.draw();
    let note =
        format!("{} prices in dollars per million tokens; table of {}", report.prices.len(), report.table);
    let _ = writeln!(text, "{}", paint(FAINT, &note));
    text
}

const fn titles(width: usize) -> &'static [&'static str; 5] {
    if width < ROOMY { &["Input", "Output", "Read", "5 min", "1 h"] } else { &RATES }
}

/// The rates of each row, with their decimal points below each other.
fn aligned(prices: &[PriceLine]) -> Vec<[String; 5]> {
    let decimals = |rate: &String| rate.split_once('.').map_or(0, |(_, part)| part.len());
    let mut rows: Vec<[String; 5]> = prices.iter().map(|price| rates(&price.rates)).collect();
    for column in 0..RATES.len() {
        let most = rows.iter().map(|row| decimals(&row[column])).max().unwrap_or(0);
        for row in &mut rows {
            let missing = most.saturating_sub(decimals(&row[column]).max(2));
            row[column].extend(std::iter::repeat_n(' ', missing));
        }
    }
    rows
}

/// Draws every price of one model for a terminal of `width` characters.
pub(crate) fn show(report: &PricesReport, width: usize) -> String {
    let Some(last) = report.prices.last() else { return String::new() };
    let mut text = format!("{}\n", paint(HEADING, &last.model));
    if let Some(asked) = report.asked.as_deref().filter(|asked| *asked != last.model) {
        let _ = writeln!(text, "{}", paint(FAINT, &format!("found for {}", super::clean(asked))));
    }
    let mut table = Table::default();
    table.column("From", Align::Left).column("Until", Align::Left).column("Requests", Align::Left);
    for title in titles(width) {
        table.column(*title, Align::Right);
    }
    let changing: Vec<_> = FACTORS.into_iter().filter(|(_, factor)| changes(report, *factor)).collect();
    for price in &report.prices {
        add(&mut table, price, &changing);
    }
    let _ = write!(text, "{}", table.draw());
    text.push_str(&facts(last, &changing));
    let note =
        format!("Dollars per million tokens; {UNKNOWN} is derived from input. Table of {}.", report.table);
    let _ = writeln!(text, "{}", paint(FAINT, &note));
    text
}

/// Tells whether a factor is another one in another period.
fn changes(report: &PricesReport, factor: FactorOf) -> bool {
    let mut factors = report.prices.iter().map(factor);
    let first = factors.next();
    factors.any(|other| Some(other) != first)
}

fn add(table: &mut Table, price: &PriceLine, changing: &[(&str, FactorOf)]) {
    let some = |day: Option<&String>, none: &str| day.map_or_else(|| none.to_owned(), Clone::clone);
    let mut cells =
        vec![some(price.from.as_ref(), "ever"), some(price.until.as_ref(), "now"), "standard".to_owned()];
    cells.extend(rates(&price.rates));
    table.row(RowKind::Plain, cells);
    for variant in &price.variants {
        let mut cells = vec![String::new(), String::new(), requests(variant)];
        cells.extend(rates(&variant.rates));
        table.row(RowKind::Part, cells);
    }
    for (name, factor) in changing {
        let Some(factor) = factor(price) else { continue };
        let mut cells = vec![String::new(), String::new(), name.to_lowercase()];
        cells.extend(std::iter::repeat_n(format!("× {factor}"), RATES.len()));
        table.row(RowKind::Part, cells);
    }
}

fn requests(variant: &VariantLine) -> String {
    match variant.above {
        0 => variant.tier.as_str().to_owned(),
        above => format!("{} over {}", variant.tier.as_str(), compact(above)),
    }
}

fn rates(rates: &RateLine) -> [String; 5] {
    let some = |rate: Option<UsdPerMillion>| rate.map_or_else(|| UNKNOWN.to_owned(), dollars);
    [
        dollars(rates.input),
        dollars(rates.output),
        some(rates.cache_read),
        some(rates.cache_write_5m),
        some(rates.cache_write_1h),
    ]
}

/// At least two decimals, so that a column lines up.
fn dollars(rate: UsdPerMillion) -> String {
    let text = rate.to_string();
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((_, part)) if part.len() < 2 => format!("{text}0"),
        Some(_) => text,
    }
}

fn facts(price: &PriceLine, changing: &[(&str, FactorOf)]) -> String {
    let factors = FACTORS.into_iter().filter(|(name, _)| changing.iter().all(|(other, _)| other != name));
    let factors = factors.map(|(name, factor)| (name, factor(price).map(|factor| format!("× {factor}"))));
    let facts = [
        ("Vendor", Some(price.vendor.clone()).filter(|vendor| !vendor.is_empty())),
        ("Window", price.window.map(|tokens| format!("{} tokens", super::count(tokens)))),
        ("Answer", price.max_output.map(|tokens| format!("at most {} tokens", super::count(tokens)))),
        ("Web search", price.web_search.map(|usd| format!("${usd} each"))),
    ];
    let source = ("Source", Some(price.source.clone()));
    let mut text = String::from("\n");
    for (name, value) in facts.into_iter().chain(factors).chain([source]) {
        if let Some(value) = value {
            let _ = writeln!(text, "  {}{value}", paint(FAINT, &format!("{name:<12}")));
        }
    }
    text
}
