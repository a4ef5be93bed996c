//! Prices as tables, in dollars per million tokens.

use std::fmt::Write as _;

use scopeon_core::pricing::import::LeftOut;
use scopeon_core::pricing::{Multiplier, PriceLine, RateLine, Tier, UsdPerMillion};
use scopeon_core::report::{PricesImportReport, PricesReport};

use super::facts::definition_list;
use super::figure::note;
use super::format;
use super::key;
use super::money::UNKNOWN;
use super::style::{FAINT, HEADING, paint};
use super::table::{Align, RowKind, Table};
use crate::render::number::{compact, counted};

/// Narrower terminals have shorter titles: reads from a cache, writes for five minutes and for an hour.
const ROOMY: usize = 100;
/// The room of a fact's name.
const FACT: usize = 12;
/// So many prices that an import leaves unknown are named.
const LOST: usize = 12;
const RATES: [&str; 5] = ["Input", "Output", "Cache read", "Write 5m", "Write 1h"];

type FactorOf = fn(&PriceLine) -> Option<Multiplier>;

/// Factors on every token rate.
const FACTORS: [(&str, FactorOf); 3] =
    [("Fast mode", |price| price.fast), ("In the US", |price| price.us), ("In the EU", |price| price.eu)];

/// Draws a list of prices for a terminal of `width` characters.
pub(crate) fn list(report: &PricesReport, width: usize) -> String {
    if report.rows.is_empty() {
        return "No model of that name has a price.\n".to_owned();
    }
    let drawn = |layout: &Layout| (*layout, catalogue(report, *layout, width));
    let mut tables = LAYOUTS.iter().map(drawn);
    let fits = tables.find(|(_, table)| table.width() <= width);
    let narrowest = || LAYOUTS.last().map(drawn);
    let Some((layout, table)) = fits.or_else(narrowest) else { return String::new() };
    let mut source =
        format!("{} prices in dollars per million tokens; table of {}", report.rows.len(), report.table);
    if layout.rates < RATES.len() {
        source.push_str("; of writes to a cache: scopeon prices show MODEL");
    }
    table.draw() + &note(&source, width)
}

/// How a list is drawn.
#[derive(Clone, Copy, Debug)]
struct Layout {
    /// The most characters of a name.
    name: usize,
    /// Whether decimal points stand below each other.
    is_aligned: bool,
    /// How many rates there are; the last ones are written to a cache.
    rates: usize,
}

const fn layout(name: usize, is_aligned: bool, rates: usize) -> Layout {
    Layout { name, is_aligned, rates }
}

/// From the roomiest to the narrowest.
const LAYOUTS: [Layout; 9] = [
    layout(60, true, 5),
    layout(44, true, 5),
    layout(32, true, 5),
    layout(44, false, 5),
    layout(32, false, 5),
    layout(44, false, 3),
    layout(38, false, 3),
    layout(32, false, 3),
    layout(22, false, 3),
];

fn catalogue(report: &PricesReport, layout: Layout, width: usize) -> Table {
    let mut table = Table::default();
    table.column("Model", Align::Left);
    for title in titles(width).iter().take(layout.rates) {
        table.column(*title, Align::Right);
    }
    table.column("Window", Align::Right);
    let mut rows: Vec<[String; 5]> = report.rows.iter().map(|price| rates(&price.rates)).collect();
    if layout.is_aligned {
        align(&mut rows);
    }
    for (price, rates) in report.rows.iter().zip(rows) {
        let mut cells = vec![key::fit(&price.model, layout.name)];
        cells.extend(rates.into_iter().take(layout.rates));
        cells.push(price.window.map_or_else(|| UNKNOWN.to_owned(), compact));
        table.row(RowKind::Plain, cells);
    }
    table
}

const fn titles(width: usize) -> &'static [&'static str; 5] {
    if width < ROOMY { &["Input", "Output", "Read", "5 min", "1 h"] } else { &RATES }
}

/// Puts the decimal points of each column below each other.
fn align(rows: &mut [[String; 5]]) {
    let decimals = |rate: &String| rate.split_once('.').map_or(0, |(_, part)| part.len());
    for column in 0..RATES.len() {
        let most = rows.iter().map(|row| decimals(&row[column])).max().unwrap_or(0);
        for row in &mut *rows {
            let missing = most.saturating_sub(decimals(&row[column]).max(2));
            row[column].extend(std::iter::repeat_n(' ', missing));
        }
    }
}

/// Draws every price of one model for a terminal of `width` characters.
pub(crate) fn show(report: &PricesReport, width: usize) -> String {
    let Some(last) = report.rows.last() else { return String::new() };
    let mut text = format!("{}\n", paint(HEADING, &key::fit(&last.model, width)));
    if let Some(asked) = report.asked.as_deref().filter(|asked| *asked != last.model) {
        let found = format!("found for {}", key::fit(&super::clean(asked), width.saturating_sub(10)));
        let _ = writeln!(text, "{}", paint(FAINT, &found));
    }
    let changing: Vec<_> = FACTORS.into_iter().filter(|(_, factor)| changes(report, *factor)).collect();
    let tables = [ROOMY_LEAD, NARROW_LEAD].map(|lead| history(report, &changing, &lead, width));
    let fits = tables.iter().find(|table| table.width() <= width).or(tables.last());
    text.push_str(&fits.map(Table::draw).unwrap_or_default());
    text.push('\n');
    text.push_str(&definition_list(&facts_of(last, &changing), FACT, width));
    let source =
        format!("Dollars per million tokens; {UNKNOWN} is derived from input. Table of {}.", report.table);
    text.push_str(&note(&source, width));
    text
}

/// Returns `true` if a factor is another one in another period.
fn changes(report: &PricesReport, factor: FactorOf) -> bool {
    let mut factors = report.rows.iter().map(factor);
    let first = factors.next();
    factors.any(|other| Some(other) != first)
}

/// What stands before a row's rates: its price's period, and what requests it is for.
struct Lead {
    titles: &'static [&'static str],
    /// The cells of a price, from its first day and the first day after it.
    price: fn(&str, &str) -> Vec<String>,
    /// The cells of a part of the price above, from what requests it is for.
    part: fn(String) -> Vec<String>,
}

const ROOMY_LEAD: Lead = Lead {
    titles: &["From", "Until", "Requests"],
    price: |from, until| vec![from.to_owned(), until.to_owned(), "standard".to_owned()],
    part: |requests| vec![String::new(), String::new(), requests],
};

const NARROW_LEAD: Lead = Lead {
    titles: &["Period"],
    price: |from, until| vec![format!("{from} to {until}")],
    part: |requests| vec![format!("  {requests}")],
};

/// Every price of a model with what is before its rates.
fn history(report: &PricesReport, changing: &[(&str, FactorOf)], lead: &Lead, width: usize) -> Table {
    let mut table = Table::default();
    for title in lead.titles {
        table.column(*title, Align::Left);
    }
    for title in titles(width) {
        table.column(*title, Align::Right);
    }
    for price in &report.rows {
        add(&mut table, price, changing, lead);
    }
    table
}

fn add(table: &mut Table, price: &PriceLine, changing: &[(&str, FactorOf)], lead: &Lead) {
    let [from, until] =
        [(&price.from, "ever"), (&price.until, "now")].map(|(day, none)| day.as_deref().unwrap_or(none));
    let mut row = |kind, mut cells: Vec<String>, rates: [String; 5]| {
        cells.extend(rates);
        table.row(kind, cells);
    };
    row(RowKind::Plain, (lead.price)(from, until), rates(&price.rates));
    for variant in &price.variants {
        let mut cells = (lead.part)(requests(variant.tier, variant.above));
        // A person sees it above; a program reads each row alone.
        if format::is_for_programs() {
            let whole = (lead.price)(from, until);
            let known = cells.iter_mut().zip(whole).filter(|(cell, _)| cell.is_empty());
            known.for_each(|(cell, above)| *cell = above);
        }
        row(RowKind::Minor, cells, rates(&variant.rates));
    }
    for (name, factor) in changing {
        let Some(factor) = factor(price) else { continue };
        let each = std::array::from_fn(|_| format!("× {factor}"));
        row(RowKind::Aside, (lead.part)(name.to_lowercase()), each);
    }
}

fn requests(tier: Tier, above: u64) -> String {
    match above {
        0 => tier.as_str().to_owned(),
        above => format!("{} over {}", tier.as_str(), compact(above)),
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

fn facts_of(price: &PriceLine, changing: &[(&str, FactorOf)]) -> Vec<(&'static str, String)> {
    let factors = FACTORS.into_iter().filter(|(name, _)| changing.iter().all(|(other, _)| other != name));
    let factors = factors.map(|(name, factor)| (name, factor(price).map(|factor| format!("× {factor}"))));
    let facts = [
        ("Vendor", Some(price.vendor.clone()).filter(|vendor| !vendor.is_empty())),
        ("Window", price.window.map(|tokens| format!("{} tokens", super::count(tokens)))),
        ("Answer", price.max_output.map(|tokens| format!("at most {} tokens", super::count(tokens)))),
        ("Web search", price.web_search.map(|usd| format!("${usd} each"))),
    ];
    let source = ("Source", Some(price.source.clone()));
    let all = facts.into_iter().chain(factors).chain([source]);
    all.filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Says what an import changed, and which prices it leaves unknown.
pub(crate) fn import(report: &PricesImportReport, width: usize) -> String {
    let mut text = format!(
        "Of {} {} changed; {} passed over; kept in {}\n",
        counted(report.models, "listed price"),
        super::count(report.changed),
        super::count(report.skipped),
        super::clean(&report.path)
    );
    if report.left_out.is_empty() {
        return text;
    }
    let lost = |lost: &LeftOut| format!("{} {}", super::clean(&lost.model), requests(lost.tier, lost.above));
    let mut names: Vec<String> = report.left_out.iter().take(LOST).map(lost).collect();
    let more = report.left_out.len().saturating_sub(LOST);
    if more > 0 {
        names.push(format!("{} more", super::count(more as u64)));
    }
    let sentence = format!(
        "No longer known, since the standard price changed and the list does not state them: {}. Such calls are \
         priced at standard rates, a tier at its last multiple of them.",
        names.join(", ")
    );
    text.push_str(&note(&sentence, width));
    text
}
