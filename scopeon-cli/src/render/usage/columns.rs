//! The columns of a report, by how much room there is.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::CostClass;
use scopeon_core::report::{Figures, GroupBy, UsageReport};
use scopeon_core::usage::Usage;

use super::view::{View, keys, largest};
use crate::render::cost::{self, money_bar, share};
use crate::render::figure::{self, costs_at_least};
use crate::render::format::{self, Form};
use crate::render::key;
use crate::render::money::{MoneyStyle, UNKNOWN};
use crate::render::number;
use crate::render::table::Align;

/// Writes the cell of a row by its figures and its models.
type Show = Box<dyn Fn(&Figures, &[String]) -> String>;

/// A column of figures: its title and what it shows of a row's figures and models.
pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) align: Align,
    pub(super) show: Show,
}

/// How much room a table takes, the roomiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Every figure in full, with models, all tokens and shares.
    Whole,
    /// Kinds of cache writes as one, rounded.
    Wide,
    /// The same without turns and sessions.
    Medium,
    /// The same without cache writes.
    Short,
    /// Every figure in full, without models, all tokens and shares.
    Full,
    /// Kinds of cache writes as one, and only figures that every agent has.
    Merged,
    /// The same with rounded numbers.
    Rounded,
    /// What matters most, rounded.
    Narrow,
    /// All tokens as one.
    Least,
    /// The same with names alone.
    Bare,
    /// The cost by everything that was billed.
    Split,
    /// The same with cache writes as one and without models.
    SplitMerged,
    /// The same without tokens.
    SplitLeast,
    /// The same with all of caches as one.
    SplitBare,
}

impl Layout {
    /// Whether there is room for what agents report.
    const fn is_roomy(self) -> bool {
        matches!(self, Self::Whole | Self::Wide | Self::Full | Self::Merged | Self::Rounded)
    }

    /// Whether models, all tokens and shares are shown.
    const fn has_shares(self) -> bool {
        matches!(self, Self::Whole | Self::Wide | Self::Medium | Self::Short)
    }
}

/// From this width on models, all tokens and shares are shown.
const WITH_SHARES: usize = 100;
const SHARES: [(Layout, usize); 10] = [
    (Layout::Whole, 48),
    (Layout::Whole, 32),
    (Layout::Wide, 40),
    (Layout::Wide, 28),
    (Layout::Medium, 28),
    (Layout::Short, 28),
    (Layout::Short, 20),
    (Layout::Narrow, 28),
    (Layout::Narrow, 20),
    (Layout::Least, 28),
];
const USUAL: [(Layout, usize); 10] = [
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
const SPLIT: [(Layout, usize); 7] = [
    (Layout::Split, 40),
    (Layout::Split, 28),
    (Layout::SplitMerged, 28),
    (Layout::SplitMerged, 20),
    (Layout::SplitLeast, 28),
    (Layout::SplitLeast, 16),
    (Layout::SplitBare, 12),
];

/// Returns what is tried in turn, each with the longest name it shows, until a table fits.
pub(super) const fn layouts(width: usize, is_split: bool) -> &'static [(Layout, usize)] {
    match (is_split, width) {
        (true, _) => &SPLIT,
        (false, WITH_SHARES..) => &SHARES,
        (false, _) => &USUAL,
    }
}

pub(super) fn columns(report: &UsageReport, view: View<'_>, layout: Layout) -> Vec<Column> {
    let mut columns = Vec::new();
    let has_models = layout.has_shares() || layout == Layout::Split;
    if has_models && !keys(report).contains(&GroupBy::Model) {
        columns.push(models(if layout == Layout::Whole { 28 } else { 18 }));
    }
    columns.extend(amounts(report, view, layout));
    // Every row is one.
    columns.retain(|column| report.by != GroupBy::Session || column.title != SESSIONS);
    if layout.has_shares() {
        let is_exact = format::of(|format| format.form != Form::Page);
        let write = if is_exact { number::count } else { number::compact };
        columns.push(output("Tokens", write, |f| f.usage.total()));
    }
    columns.push(cost_column(report, view.mode, layout));
    // Where there is little room, tokens override what agents report; the footnotes tell of it.
    if shows_reported(report, view, layout) {
        columns.push(reported(report));
        if report.total.best_known_usd != report.total.cost_usd || format::is_for_programs() {
            columns.push(best_known(report));
        }
    }
    if format::is_for_programs() {
        // What a mark says on a page.
        columns.push(of("Unpriced calls", number::count, |f| f.unpriced_calls));
        columns.push(of("Lower bound calls", number::count, |f| {
            f.unfinished_calls + f.unknown_calls + f.floor_calls
        }));
    }
    if layout.has_shares() || layout == Layout::Split {
        columns.push(shares(report, view.mode));
    }
    columns
}

/// Returns `true` if what agents report has a column of its own.
pub(super) fn shows_reported(report: &UsageReport, view: View<'_>, layout: Layout) -> bool {
    let has_any = report.total.reported_usd.is_some() && layout.is_roomy();
    view.mode == CostMode::Computed && (has_any || format::is_for_programs())
}

/// The columns before the cost.
fn amounts(report: &UsageReport, view: View<'_>, layout: Layout) -> Vec<Column> {
    let total = &report.total;
    match layout {
        Layout::Whole | Layout::Full => full(total),
        Layout::Merged => merged(number::count),
        Layout::Wide | Layout::Rounded => merged(number::compact),
        Layout::Medium | Layout::Narrow => narrow(),
        Layout::Short => narrow().into_iter().filter(|column| column.title != WRITES).collect(),
        Layout::Least | Layout::Bare => vec![
            of("Calls", number::compact, |f| f.calls),
            output("Tokens", number::compact, |f| f.usage.total()),
        ],
        Layout::Split => split(total, view, &EACH),
        Layout::SplitMerged => split(total, view, &WRITES_AS_ONE),
        Layout::SplitLeast => money(total, &WRITES_AS_ONE),
        Layout::SplitBare => money(total, &CACHES_AS_ONE),
    }
}

const SESSIONS: &str = "Sessions";
const WRITES: &str = "Cache write";

fn right(title: &'static str, show: impl Fn(&Figures, &[String]) -> String + 'static) -> Column {
    Column { title, align: Align::Right, show: Box::new(show) }
}

fn of(title: &'static str, write: fn(u64) -> String, figure_of: fn(&Figures) -> u64) -> Column {
    right(title, move |figures, _| figure::some(figure_of(figures), write))
}

/// A column of tokens with output among them.
fn output(title: &'static str, write: fn(u64) -> String, figure_of: fn(&Figures) -> u64) -> Column {
    right(title, move |figures, _| figure::output(figure_of(figures), figures, write))
}

fn models(longest: usize) -> Column {
    let show = move |_: &Figures, models: &[String]| match models {
        models if format::is_for_programs() => models.join("; "),
        [] => String::new(),
        [one] => key::fit(one, longest),
        [first, more @ ..] => format!("{} +{}", key::fit(first, longest.saturating_sub(3)), more.len()),
    };
    Column { title: "Models", align: Align::Left, show: Box::new(show) }
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
    // What a program reads does not change with what is in it.
    let is_fixed = format::is_for_programs();
    if total.usage.reasoning > 0 || is_fixed {
        columns.push(of("Reasoning", write, |f| f.usage.reasoning));
    }
    columns.push(of("Cache read", write, |f| f.usage.cache_read));
    columns.push(of("Write 5m", write, |f| f.usage.cache_write_5m));
    columns.push(of("Write 1h", write, |f| f.usage.cache_write_1h));
    if total.usage.web_searches > 0 || is_fixed {
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
        of(WRITES, write, |f| written(&f.usage)),
    ]
}

const fn written(usage: &Usage) -> u64 {
    usage.cache_write_5m.saturating_add(usage.cache_write_1h)
}

/// A column of money: its title and what it sums.
type Parts = (&'static str, &'static [CostClass]);

const EACH: [Parts; 6] = [
    ("Uncached", &[CostClass::Input]),
    ("Write 5m", &[CostClass::CacheWrite5m]),
    ("Write 1h", &[CostClass::CacheWrite1h]),
    ("Cache read", &[CostClass::CacheRead]),
    ("Output", &[CostClass::Output]),
    ("Searches", &[CostClass::WebSearches]),
];
const WRITES_AS_ONE: [Parts; 5] = [
    ("Uncached", &[CostClass::Input]),
    ("Writes", &[CostClass::CacheWrite5m, CostClass::CacheWrite1h]),
    ("Reads", &[CostClass::CacheRead]),
    ("Output", &[CostClass::Output]),
    ("Searches", &[CostClass::WebSearches]),
];

const CACHES_AS_ONE: [Parts; 4] = [
    ("Uncached", &[CostClass::Input]),
    ("Cache", &[CostClass::CacheWrite5m, CostClass::CacheWrite1h, CostClass::CacheRead]),
    ("Output", &[CostClass::Output]),
    ("Searches", &[CostClass::WebSearches]),
];

/// All tokens and the cost by what was billed.
fn split(total: &Figures, view: View<'_>, parts: &[Parts]) -> Vec<Column> {
    let mut columns = Vec::new();
    if view.width >= WITH_SHARES {
        columns.push(of("Calls", number::compact, |f| f.calls));
    }
    columns.push(output("Tokens", number::compact, |f| f.usage.total()));
    columns.extend(money(total, parts));
    columns
}

/// The cost by what was billed; what was never billed has no column.
fn money(total: &Figures, parts: &[Parts]) -> Vec<Column> {
    let sum = |figures: &Figures, classes: &[CostClass]| -> PicoUsd {
        classes.iter().map(|class| figures.split.of(*class)).sum()
    };
    let style = MoneyStyle::of([total.cost_usd], false);
    let is_fixed = format::is_for_programs();
    let billed = parts.iter().filter(|(_, classes)| is_fixed || sum(total, classes) > PicoUsd::ZERO);
    let column = |(title, classes): &Parts| {
        let classes: &'static [CostClass] = classes;
        right(title, move |figures, _| match sum(figures, classes) {
            PicoUsd::ZERO => UNKNOWN.to_owned(),
            usd => style.amount(usd),
        })
    };
    billed.map(column).collect()
}

fn cost_column(report: &UsageReport, mode: CostMode, layout: Layout) -> Column {
    let style = cost::style(&report.total, mode);
    right("Cost", move |f, _| match (layout, mode) {
        // The tokens beside it say that it is a lower bound.
        (Layout::Bare, CostMode::Computed) => style.cost(f.cost_usd, f.calls, f.unpriced_calls),
        _ => cost::cost(style, f, mode),
    })
}

fn reported(report: &UsageReport) -> Column {
    let style = MoneyStyle::of([report.total.reported_usd.unwrap_or(PicoUsd::ZERO)], false);
    right("Reported", move |f, _| f.reported_usd.map_or_else(|| UNKNOWN.to_owned(), |usd| style.amount(usd)))
}

/// What agents report, or else what is computed, with what is in no call record.
fn best_known(report: &UsageReport) -> Column {
    let style = MoneyStyle::of([report.total.best_known_usd], false);
    right("Best known", move |f, _| match f.amount(CostMode::Best) {
        Some(best) => costs_at_least(style.amount(best), f),
        None => UNKNOWN.to_owned(),
    })
}

/// The widest bar of a share.
const BAR: usize = 8;

fn shares(report: &UsageReport, mode: CostMode) -> Column {
    let whole = report.total.amount(mode).unwrap_or_default();
    let largest = largest(report, mode);
    let show = move |f: &Figures, _: &[String]| match f.amount(mode) {
        Some(amount) => {
            format!("{:>5} {}", share(amount, whole), money_bar(amount.min(largest), largest, BAR))
        }
        None => format!("{UNKNOWN:>5}"),
    };
    Column { title: "Share", align: Align::Left, show: Box::new(show) }
}
