//! A list of sessions as a table.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::provider::Coverage;
use scopeon_core::report::{Figures, SessionRow, SessionsReport};
use scopeon_core::time::Zone;

use super::cost;
use super::figure::{marks, note, output, some};
use super::format;
use super::ids::ShortIds;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::providers::levels;
use super::table::{Align, RowKind, Table};
use crate::render::number::{compact, count, counted};

/// How much room a table takes, the roomiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Full,
    Medium,
    Narrow,
    /// The same with the day alone.
    Slim,
    Least,
}

/// The characters of `2026-03-01`.
const DAY: usize = 10;
/// Before which column the level stands.
const LEVEL: usize = 1;

/// How a list is shown.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// How many characters fit in a line.
    pub(crate) width: usize,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// How much of the truth an agent's logs hold.
    pub(crate) level: &'a dyn Fn(&str) -> Option<Coverage>,
    /// Which amount is the cost.
    pub(crate) mode: CostMode,
}

impl View<'_> {
    /// The levels of the sessions' agents, where one of them is not the best.
    fn levels(&self, report: &SessionsReport) -> Vec<Option<Coverage>> {
        let levels: Vec<_> = report.rows.iter().map(|session| (self.level)(&session.provider)).collect();
        let is_told = levels.iter().flatten().any(|level| *level != Coverage::PerCall);
        // What a program reads does not change with what is in it.
        if is_told || format::is_for_programs() { levels } else { Vec::new() }
    }
}

/// Draws a list.
pub(crate) fn draw(report: &SessionsReport, view: View<'_>) -> String {
    if report.rows.is_empty() {
        return "No sessions with calls were found.\n".to_owned();
    }
    let layouts = [
        (Layout::Full, 40),
        (Layout::Full, 26),
        (Layout::Medium, 30),
        (Layout::Medium, 20),
        (Layout::Narrow, 22),
        (Layout::Narrow, 16),
        (Layout::Slim, 16),
        (Layout::Slim, 10),
    ];
    let fitting = layouts
        .iter()
        .map(|(layout, longest)| table(report, *layout, *longest, view))
        // What a program reads does not change with what is in it.
        .find(|table| table.width() <= view.width || format::is_for_programs());
    let mut text = fitting.unwrap_or_else(|| table(report, Layout::Least, 12, view)).draw();
    text.push_str(&match view.mode {
        CostMode::Computed => marks(&report.total, view.width),
        mode => cost::missing(&report.total, mode, view.width),
    });
    let shown = u64::try_from(report.rows.len()).unwrap_or(u64::MAX);
    let of = if shown < report.total.sessions {
        format!("the first {shown} of {} sessions; --limit all shows every one", count(report.total.sessions))
    } else {
        counted(shown, "session")
    };
    let basis = match view.mode {
        CostMode::Computed => String::new(),
        mode => format!("; {}", cost::basis(mode)),
    };
    text.push_str(&note(&format!("{of}; times in {}{basis}", report.scope.zone), view.width));
    let known = view.levels(report);
    if !known.is_empty() {
        text.push_str(&levels(known.into_iter().flatten(), view.width));
    }
    text
}

fn table(report: &SessionsReport, layout: Layout, longest: usize, view: View<'_>) -> Table {
    let mut table = Table::default();
    let levels = view.levels(report);
    let ids = ShortIds::of(report.rows.iter().map(|session| session.id.as_str()));
    for (place, (title, align)) in columns(layout).iter().enumerate() {
        if place == LEVEL && !levels.is_empty() {
            table.column("Level", Align::Left);
        }
        table.column(*title, *align);
    }
    let style = (cost::style(&report.total, view.mode), view.mode);
    for (place, session) in report.rows.iter().enumerate() {
        let mut cells = names(ids.short(&session.id), session, (layout, longest), view);
        if let Some(level) = levels.get(place) {
            cells.insert(LEVEL, level.map_or(UNKNOWN, Coverage::as_str).to_owned());
        }
        cells.extend(figures(&session.figures, some(session.sub_agents, count), layout, style));
        table.row(RowKind::Plain, cells);
    }
    let names = columns(layout).iter().filter(|(_, align)| *align == Align::Left).count();
    let mut total = vec![String::new(); names + usize::from(!levels.is_empty())];
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
        Layout::Slim => &[
            ("Session", Left),
            ("Last day", Left),
            ("Project", Left),
            ("Calls", Right),
            ("Tokens", Right),
            ("Cost", Right),
        ],
        Layout::Least => &[("Session", Left), ("Calls", Right), ("Tokens", Right), ("Cost", Right)],
    }
}

fn names(
    id: String,
    session: &SessionRow,
    (layout, longest): (Layout, usize),
    view: View<'_>,
) -> Vec<String> {
    let last = session.last_at.map_or_else(|| UNKNOWN.to_owned(), |at| view.zone.wall(at));
    let some = |name: Option<&String>, longest| {
        name.map_or_else(|| UNKNOWN.to_owned(), |name| key::fit(name, longest))
    };
    let project = session.project.as_deref().map(|project| key::tilde(project, view.home));
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
        Layout::Slim => vec![id, last.chars().take(DAY).collect(), project],
        Layout::Least => vec![id],
    }
}

fn more(models: usize) -> String {
    if models > 1 { format!(" +{}", models - 1) } else { String::new() }
}

fn figures(
    figures: &Figures,
    sub_agents: String,
    layout: Layout,
    (style, mode): (MoneyStyle, CostMode),
) -> Vec<String> {
    let cost = cost::cost(style, figures, mode);
    let (calls, turns) = (some(figures.calls, count), some(figures.turns, count));
    let tokens = output(figures.usage.total(), figures, compact);
    match layout {
        Layout::Full => {
            vec![calls, turns, sub_agents, tokens, output(figures.usage.output, figures, compact), cost]
        }
        Layout::Medium => vec![calls, turns, tokens, cost],
        Layout::Narrow | Layout::Slim | Layout::Least => vec![calls, tokens, cost],
    }
}
