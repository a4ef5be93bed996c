//! Tags: what they cost, which sessions have which, and the rules.

use std::fmt::Write as _;

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{Figures, SessionTags, TagListReport, TagRulesReport, TagsReport};
use scopeon_core::tags::{TagRule, TagSource};
use scopeon_core::time::Zone;

use super::cost;
use super::figure;
use super::ids::ShortIds;
use super::key;
use super::money::UNKNOWN;
use super::period::heading;
use super::style::{FAINT, paint};
use super::table::{Align, RowKind, Table};
use super::wrap::{sentence, wrap};
use crate::render::number;
use crate::render::number::{compact, count, counted};

/// Draws costs by tag, of which there are `found`, for a terminal of `width` characters.
pub(crate) fn costs(
    report: &TagsReport,
    (found, mode): (usize, CostMode),
    zone: Zone,
    width: usize,
) -> String {
    let mut text = heading("Cost by tag", &report.scope, zone, width);
    if report.total.calls == 0 {
        text.push_str("No calls were found.\n");
        return text;
    }
    let layouts = [(Write::Whole, 40), (Write::Rounded, 32), (Write::Rounded, 16), (Write::Least, 12)];
    let fitting =
        layouts.iter().map(|layout| costs_table(report, *layout, mode)).find(|table| table.width() <= width);
    text.push_str(&fitting.unwrap_or_else(|| costs_table(report, (Write::Least, 8), mode)).draw());
    text.push_str(&match mode {
        CostMode::Computed => figure::marks(&report.total, width),
        mode => cost::missing(&report.total, mode, width),
    });
    let whole = u64::try_from(found).unwrap_or(u64::MAX);
    let shown = match report.rows.len() {
        shown if shown < found => format!("the first {shown} of {}", counted(whole, "tag")),
        _ => counted(whole, "tag"),
    };
    let note = format!("{shown}; a session with two tags counts in both, and once in the total");
    push_note(&mut text, &note, width);
    text
}

fn push_note(text: &mut String, note: &str, width: usize) {
    for line in wrap(note, width) {
        let _ = writeln!(text, "{}", paint(FAINT, &line));
    }
}

/// How numbers are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Write {
    Whole,
    Rounded,
    Least,
}

fn costs_table(report: &TagsReport, (write, longest): (Write, usize), mode: CostMode) -> Table {
    let style = cost::style(&report.total, mode);
    let number: fn(u64) -> String = if write == Write::Whole { count } else { compact };
    let mut table = Table::default();
    table.column("Tag", Align::Left).column("Sessions", Align::Right);
    if write != Write::Least {
        table.column("Turns", Align::Right).column("Calls", Align::Right).column("Output", Align::Right);
    }
    table.column("Tokens", Align::Right).column("Cost", Align::Right);
    let cells = |name: String, figures: &Figures| {
        let shown = |amount: u64| if amount == 0 { UNKNOWN.to_owned() } else { number(amount) };
        let mut cells = vec![name, shown(figures.sessions)];
        if write != Write::Least {
            cells.extend([figures.turns, figures.calls].map(shown));
            cells.push(figure::output(figures.usage.output, figures, number));
        }
        cells.push(figure::output(figures.usage.total(), figures, number));
        cells.push(cost::cost(style, figures, mode));
        cells
    };
    for tag in &report.rows {
        table.row(RowKind::Plain, cells(key::fit(&tag.key, longest), &tag.figures));
    }
    if report.untagged.calls > 0 {
        table.row(RowKind::Minor, cells("(none)".to_owned(), &report.untagged));
    }
    table.row(RowKind::Total, cells("Total".to_owned(), &report.total));
    table
}

/// Draws sessions with tags.
pub(crate) fn list(report: &TagListReport, width: usize) -> String {
    if report.rows.is_empty() {
        let text =
            "No session has a tag. scopeon tag set SESSION TAG gives it one; rules do so by themselves.";
        return sentence(text, width);
    }
    let mut table = Table::default();
    table.column("Session", Align::Left).column("By", Align::Left).column("Tags", Align::Left);
    let ids = ShortIds::of(report.rows.iter().map(|session| session.session.as_str()));
    for session in &report.rows {
        let id = if width < 80 { ids.short(&session.session) } else { key::fit(&session.session, 36) };
        let tags = if session.tags.is_empty() { UNKNOWN.to_owned() } else { session.tags.join(", ") };
        table.row(
            RowKind::Plain,
            vec![id, by(session.source).to_owned(), key::fit(&tags, width.saturating_sub(50).max(20))],
        );
    }
    let sessions = u64::try_from(report.rows.len()).unwrap_or(u64::MAX);
    format!("{}{}\n", table.draw(), paint(FAINT, &number::counted(sessions, "session")))
}

const fn by(source: TagSource) -> &'static str {
    match source {
        TagSource::Hand => "hand",
        TagSource::Rule => "rule",
        TagSource::None => UNKNOWN,
    }
}

/// Says what a session's tags are now.
pub(crate) fn one(session: &SessionTags) -> String {
    let id = &session.session;
    match (session.source, session.tags.as_slice()) {
        (TagSource::Hand, []) => format!("{id} has no tags, whatever the rules say\n"),
        (_, []) => format!("{id} has no tags\n"),
        (source, tags) => format!("{id} has {}, by {}\n", tags.join(", "), by(source)),
    }
}

/// Draws the rules.
pub(crate) fn rules(report: &TagRulesReport, width: usize) -> String {
    if report.rows.is_empty() {
        return sentence("There is no rule. The configuration sets them: see scopeon tag --help.", width);
    }
    let mut table = Table::default();
    table.column("Tag", Align::Left).column("Sessions", Align::Right).column("Where", Align::Left);
    for row in &report.rows {
        let sessions = if row.sessions == 0 { UNKNOWN.to_owned() } else { count(row.sessions) };
        let room = width.saturating_sub(36).max(20);
        table.row(
            RowKind::Plain,
            vec![key::fit(&row.rule.tag, 20), sessions, fitted(&conditions(&row.rule), room)],
        );
    }
    table.draw()
}

fn fitted(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn conditions(rule: &TagRule) -> String {
    let tool = rule.tool.as_ref().map(|tool| match rule.tool_percent {
        Some(percent) => format!("{percent} % of tool uses are {tool}"),
        None => format!("uses {tool}"),
    });
    let conditions = [
        rule.branch_prefix.as_ref().map(|prefix| format!("branch begins with {prefix}")),
        rule.project.as_ref().map(|project| format!("project {project}")),
        tool,
    ];
    conditions.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}
