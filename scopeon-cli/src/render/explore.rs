//! One level of what consumed tokens.

use std::fmt::Write as _;

use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::explore::Depth;
use scopeon_core::report::{ExploreReport, ExploreStep};
use scopeon_core::time::Zone;

use scopeon_app::words::shell_word;

use super::bar::bar;
use super::figure::{self, Footnotes, note, some};
use super::ids::ShortIds;
use super::key;
use super::money::MoneyStyle;
use super::period::heading;
use super::style::{HEADING, paint};
use super::table::{Align, RowKind, Table, fitting};
use crate::render::number::{bytes, compact, count, whole};

/// How the level was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typed<'a> {
    /// The words that led to it.
    pub(crate) path: &'a [String],
    /// The options, as they are typed.
    pub(crate) options: &'a [String],
}

/// Draws a level for a terminal of `width` characters.
pub(crate) fn draw(
    report: &ExploreReport,
    zone: Zone,
    width: usize,
    home: Option<&str>,
    typed: &Typed<'_>,
) -> String {
    let mut text = heading("Explore", &report.scope, zone, width);
    if !report.path.is_empty() {
        let ids = ids(report);
        let shown = |step: &ExploreStep| shown(step.depth, &step.key, &ids, home);
        let steps: Vec<String> = report.path.iter().map(shown).collect();
        let _ = writeln!(text, "{}", paint(HEADING, &key::fit(&steps.join(" › "), width)));
    }
    if report.level.rows.is_empty() {
        let nothing = match report.level.depth {
            Depth::Tool if !report.scope.providers.is_empty() => "This call used no tool.\n",
            _ => "Nothing was used in this time.\n",
        };
        text.push_str(nothing);
        return text;
    }
    let mut doubts = Footnotes::default();
    let layouts = [(60, 20), (40, 16), (26, 10), (20, 4), (12, 0)];
    let table = |(name, bars)| table(report, zone, (name, bars, home), &mut doubts);
    text.push_str(&fitting(width, layouts, table));
    text.push_str(&figure::sum_marks(&report.level.total, width));
    text.push_str(&doubts.draw(width));
    if let Some(below) = report.below {
        text.push_str(&note(&further(report, below, typed), width));
    }
    text
}

/// How much is shown of the sessions that are listed or lie on the way.
fn ids(report: &ExploreReport) -> ShortIds<'_> {
    let steps = report.path.iter().map(|step| (step.depth, step.key.as_str()));
    let rows = report.level.rows.iter().map(|row| (report.level.depth, row.key.as_str()));
    ShortIds::of(steps.chain(rows).filter(|(depth, _)| *depth == Depth::Session).map(|(_, key)| key))
}

/// A key as people know it; turns and calls are numbers.
fn shown(depth: Depth, key: &str, ids: &ShortIds<'_>, home: Option<&str>) -> String {
    match depth {
        Depth::Project => key::tilde(key, home),
        Depth::Session => ids.short(key),
        Depth::Turn => format!("turn {key}"),
        Depth::Call => format!("call {key}"),
        _ => key.to_owned(),
    }
}

fn table(
    report: &ExploreReport,
    zone: Zone,
    (name, bars, home): (usize, usize, Option<&str>),
    doubts: &mut Footnotes,
) -> Table {
    let (level, ids) = (&report.level, ids(report));
    let is_timed = level.rows.iter().any(|row| row.at.is_some());
    let style = MoneyStyle::of([level.total.cost_usd], level.total.unpriced_calls > 0);
    let mut table = Table::default();
    table.column(title(level.depth), Align::Left);
    if is_timed {
        table.column("Time", Align::Left);
    }
    for title in numbers(level.depth) {
        table.column(*title, Align::Right);
    }
    table.column("Share", Align::Right);
    if bars > 0 {
        table.column("", Align::Left);
    }
    for row in &level.rows {
        let mut cells = vec![key::fit(&shown(level.depth, &row.key, &ids, home), name)];
        if is_timed {
            cells.push(row.at.map_or_else(String::new, |at| zone.wall(at)));
        }
        cells.extend(figures(level.depth, &row.sum, style));
        cells.push(whole(row.share_bp.bp().into()));
        if bars > 0 {
            cells.push(bar(row.share_bp.bp().into(), 10_000, bars));
        }
        table.row(RowKind::Plain, cells);
    }
    let mut sum = |kind, name: String, sum: &CostSum, doubts: Option<&mut Footnotes>| {
        let mut cells = vec![name];
        cells.extend(is_timed.then(String::new));
        let mut figures = figures(level.depth, sum, style);
        if let (Some(doubts), Some(first)) = (doubts, figures.first_mut()) {
            *first = doubts.text(std::mem::take(first), report.provenance);
        }
        cells.extend(figures);
        cells.extend((0..=usize::from(bars > 0)).map(|_| String::new()));
        table.row(kind, cells);
    };
    if level.more > 0 {
        sum(RowKind::Minor, format!("{} more", count(level.more)), &level.rest, None);
    }
    sum(RowKind::Total, "Total".to_owned(), &level.total, Some(doubts));
    table
}

const fn title(depth: Depth) -> &'static str {
    match depth {
        Depth::Provider => "Agent",
        Depth::Project => "Project",
        Depth::Branch => "Branch",
        Depth::Session => "Session",
        Depth::Turn => "Turn",
        Depth::Call => "Call",
        Depth::Tool => "Tool",
    }
}

const fn numbers(depth: Depth) -> &'static [&'static str] {
    match depth {
        Depth::Tool => &["Size", "Uses"],
        _ => &["Cost", "Tokens", "Calls"],
    }
}

fn figures(depth: Depth, sum: &CostSum, style: MoneyStyle) -> Vec<String> {
    if depth == Depth::Tool {
        return vec![bytes(sum.usage.input), count(sum.calls)];
    }
    let cost = figure::sum(style, sum);
    vec![cost, some(sum.usage.total(), compact), count(sum.calls)]
}

/// Says how to go one level down: by the words that led here, with the largest row as an example and the options that were
/// given.
fn further(report: &ExploreReport, below: Depth, typed: &Typed<'_>) -> String {
    let ids = ids(report);
    let example = report.level.rows.first().map_or_else(String::new, |row| word(report, &row.key, &ids));
    let words =
        typed.path.iter().map(|word| shell_word(word)).chain([example]).chain(typed.options.iter().cloned());
    let mut what = title(below).to_ascii_lowercase();
    what.push_str(if what.ends_with("ch") { "es" } else { "s" });
    format!("its {what}: scopeon explore {}", words.collect::<Vec<_>>().join(" "))
}

/// A row as it is typed: short where that is enough to know it.
fn word(report: &ExploreReport, key: &str, ids: &ShortIds<'_>) -> String {
    let last = |key| str::rsplit(key, ['/', '\\']).find(|part| !part.is_empty()).unwrap_or(key);
    let is_alone = |name: &str| {
        report.level.more == 0 && report.level.rows.iter().filter(|row| last(&row.key) == name).count() == 1
    };
    match report.level.depth {
        Depth::Project if is_alone(last(key)) => shell_word(last(key)),
        Depth::Session => shell_word(&ids.short(key)),
        _ => shell_word(key),
    }
}
