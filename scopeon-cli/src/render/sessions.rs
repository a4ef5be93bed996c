//! A list of sessions as a table.

use std::fmt::Write as _;

use scopeon_core::report::{Figures, SessionRow, SessionsReport};
use scopeon_core::time::Zone;

use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::number::{compact, count, counted};
use super::style::{FAINT, paint};
use super::table::{Align, RowKind, Table};

/// How much room a table takes, the roomiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Full,
    Medium,
    Narrow,
    Least,
}

/// The start of an id that tells sessions apart and can be typed.
const SHORT_ID: usize = 8;

/// Draws a list for a terminal of `width` characters.
pub(crate) fn draw(report: &SessionsReport, zone: Zone, width: usize, home: Option<&str>) -> String {
    if report.sessions.is_empty() {
        return "No sessions were found.\n".to_owned();
    }
    let layouts = [
        (Layout::Full, 40),
        (Layout::Full, 26),
        (Layout::Medium, 30),
        (Layout::Medium, 20),
        (Layout::Narrow, 22),
    ];
    let fitting = layouts
        .iter()
        .map(|(layout, longest)| table(report, zone, *layout, *longest, home))
        .find(|table| table.width() <= width);
    let mut text = fitting.unwrap_or_else(|| table(report, zone, Layout::Least, 12, home)).draw();
    let unpriced = report.total.unpriced_calls;
    if unpriced > 0 {
        let note = "* without calls of models that have no known price; see scopeon doctor";
        let _ = writeln!(text, "{}", paint(FAINT, note));
    }
    let shown = u64::try_from(report.sessions.len()).unwrap_or(u64::MAX);
    let of = if shown < report.total.sessions {
        format!("the first {shown} of {} sessions; --limit all shows every one", count(report.total.sessions))
    } else {
        counted(shown, "session")
    };
    let _ = writeln!(text, "{}", paint(FAINT, &format!("{of}; times in {}", report.zone)));
    text
}

fn table(report: &SessionsReport, zone: Zone, layout: Layout, longest: usize, home: Option<&str>) -> Table {
    let mut table = Table::default();
    for (title, align) in columns(layout) {
        table.column(*title, *align);
    }
    let style = MoneyStyle::of([report.total.cost_usd], report.total.unpriced_calls > 0);
    for session in &report.sessions {
        let mut cells = names(session, zone, layout, longest, home);
        cells.extend(figures(&session.figures, shown(session.sub_agents), layout, style));
        table.row(RowKind::Plain, cells);
    }
    let mut total =
        vec![String::new(); columns(layout).iter().filter(|(_, align)| *align == Align::Left).count()];
    if let Some(first) = total.first_mut() {
        "Total".clone_into(first);
    }
    // Sub-agents are known of the sessions shown alone, and the total is that of all.
    total.extend(figures(&report.total, String::new(), layout, style));
    table.row(RowKind::Total, total);
    table
}

const fn columns(layout: Layout) -> &'static [(&'static str, Align)] {
    use Align::{Left, Right};
    match layout {
        Layout::Full => &[
            ("Session", Left),
            ("Last active", Left),
            ("Agent", Left),
            ("Project", Left),
            ("Branch", Left),
            ("Model", Left),
            ("Calls", Right),
            ("Turns", Right),
            ("Agents", Right),
            ("Tokens", Right),
            ("Output", Right),
            ("Cost", Right),
        ],
        Layout::Medium => &[
            ("Session", Left),
            ("Last active", Left),
            ("Project", Left),
            ("Model", Left),
            ("Calls", Right),
            ("Turns", Right),
            ("Tokens", Right),
            ("Cost", Right),
        ],
        Layout::Narrow => &[
            ("Session", Left),
            ("Last active", Left),
            ("Project", Left),
            ("Calls", Right),
            ("Tokens", Right),
            ("Cost", Right),
        ],
        Layout::Least => &[("Session", Left), ("Calls", Right), ("Tokens", Right), ("Cost", Right)],
    }
}

fn names(
    session: &SessionRow,
    zone: Zone,
    layout: Layout,
    longest: usize,
    home: Option<&str>,
) -> Vec<String> {
    let id = short(&session.id);
    let last = session.last_at.map_or_else(|| UNKNOWN.to_owned(), |at| zone.wall(at));
    let some = |name: Option<&String>, longest| {
        name.map_or_else(|| UNKNOWN.to_owned(), |name| key::fit(name, longest))
    };
    let project = session.project.as_deref().map(|project| key::tilde(project, home));
    let project = some(project.as_ref(), longest);
    let model = || some(session.models.first(), 26) + &more(session.models.len());
    match layout {
        Layout::Full => {
            vec![
                id,
                last,
                session.provider.clone(),
                project,
                some(session.branch.as_ref(), longest * 2 / 3),
                model(),
            ]
        }
        Layout::Medium => vec![id, last, project, model()],
        Layout::Narrow => vec![id, last, project],
        Layout::Least => vec![id],
    }
}

fn more(models: usize) -> String {
    if models > 1 { format!(" +{}", models - 1) } else { String::new() }
}

fn shown(number: u64) -> String {
    if number == 0 { UNKNOWN.to_owned() } else { count(number) }
}

fn figures(figures: &Figures, sub_agents: String, layout: Layout, style: MoneyStyle) -> Vec<String> {
    let cost = style.cost(figures.cost_usd, figures.calls, figures.unpriced_calls);
    let (calls, turns) = (shown(figures.calls), shown(figures.turns));
    let tokens = compact(figures.usage.total());
    match layout {
        Layout::Full => vec![calls, turns, sub_agents, tokens, compact(figures.usage.output), cost],
        Layout::Medium => vec![calls, turns, tokens, cost],
        Layout::Narrow | Layout::Least => vec![calls, tokens, cost],
    }
}

/// The start of a session's id; ids that are no UUIDs stay as they are while they are short.
pub(super) fn short(id: &str) -> String {
    if id.chars().count() <= 2 * SHORT_ID { id.to_owned() } else { id.chars().take(SHORT_ID).collect() }
}
