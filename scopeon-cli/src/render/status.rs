//! Where things stand now.

use std::fmt::Write as _;

use scopeon_core::metrics::Provenance;
use scopeon_core::metrics::context::Capacity;
use scopeon_core::report::{Figures, LiveSession, StatusReport};
use scopeon_core::time::{Timestamp, Zone};

use super::bar::bar;
use super::figure::{self, output, some};
use super::key;
use super::money::MoneyStyle;
use super::style::{FAINT, HEADING, TITLE, paint};
use super::table::{Align, RowKind, Table};
use crate::render::number;
use crate::render::number::{compact, count, counted, percent};

const BAR: usize = 30;
/// What stands beside it takes at most so many characters.
const WORDS: usize = 38;

/// Draws the status for a terminal of `width` characters.
pub(crate) fn draw(status: &StatusReport, zone: Zone, width: usize, home: Option<&str>) -> String {
    let mut text = String::new();
    let now = format!("{} {}", zone.wall(status.scope.now), status.scope.zone);
    let _ = writeln!(text, "{}  {}\n", paint(TITLE, "Scopeon"), paint(FAINT, &now));
    text.push_str(&periods(status, width));
    text.push('\n');
    text.push_str(&live(status.live.as_ref(), status.scope.now, width, home));
    let marks = figure::marks(&marked(status), width);
    if !marks.is_empty() {
        let _ = write!(text, "\n{marks}");
    }
    text
}

/// The longest of the periods says how many calls the marks are about: a week may have begun before its month.
fn marked(status: &StatusReport) -> Figures {
    let (week, month) = (&status.this_week, &status.this_month);
    let mut figures = beyond(month, week);
    figures.unpriced_calls = month.unpriced_calls.max(week.unpriced_calls);
    figures.unfinished_calls = month.unfinished_calls.max(week.unfinished_calls);
    figures.floor_calls = month.floor_calls.max(week.floor_calls);
    figures.unknown_calls = month.unknown_calls.max(week.unknown_calls);
    figures
}

/// What is in no call record in the one of two periods that holds more of it.
fn beyond(one: &Figures, other: &Figures) -> Figures {
    let fuller = if other.unrecorded.usage.total() > one.unrecorded.usage.total() { other } else { one };
    let mut figures = Figures::default();
    figures.unrecorded = fuller.unrecorded;
    figures.best_known_usd = fuller.best_known_usd;
    figures
}

fn periods(status: &StatusReport, width: usize) -> String {
    let periods =
        [("Today", &status.today), ("This week", &status.this_week), ("This month", &status.this_month)];
    let roomy = period_table(&periods, count);
    if roomy.width() <= width { roomy.draw() } else { period_table(&periods, compact).draw() }
}

fn period_table(periods: &[(&str, &Figures)], write: fn(u64) -> String) -> Table {
    let style = MoneyStyle::of(
        periods.iter().map(|(_, figures)| figures.cost_usd),
        periods.iter().any(|(_, figures)| figures.unpriced_calls > 0),
    );
    let mut table = Table::default();
    table.column("", Align::Left);
    for title in ["Calls", "Turns", "Sessions", "Tokens", "Output", "Cost"] {
        table.column(title, Align::Right);
    }
    for (name, figures) in periods {
        let mut cells = vec![(*name).to_owned()];
        let usage = &figures.usage;
        cells.extend([figures.calls, figures.turns, figures.sessions].map(|number| some(number, write)));
        cells.extend([usage.total(), usage.output].map(|tokens| output(tokens, figures, write)));
        cells.push(figure::cost(style, figures));
        table.row(RowKind::Plain, cells);
    }
    table
}

fn live(live: Option<&LiveSession>, now: Timestamp, width: usize, home: Option<&str>) -> String {
    let Some(live) = live else { return format!("{}\n", paint(FAINT, "No session is live.")) };
    let session = &live.session;
    let mut text = String::new();
    let ago = session.last_at.map(|at| ago(at, now)).unwrap_or_default();
    let _ = writeln!(text, "{}  {}", paint(HEADING, "Live session"), paint(FAINT, &ago));
    let project = session.project.as_deref().map(|project| key::tilde(project, home));
    let place = [project, session.branch.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "  {}  {}", paint(FAINT, &format!("{name:<8}")), value);
        }
    };
    fact("Session", &key::fit(&session.id, width.saturating_sub(12)));
    fact("Project", &key::fit(&place, width.saturating_sub(12)));
    fact("Model", live.model.as_deref().unwrap_or_default());
    fact("So far", &so_far(&session.figures));
    fact("Context", &context(live, BAR.min(width.saturating_sub(WORDS))));
    text
}

fn so_far(figures: &Figures) -> String {
    let cost = MoneyStyle::of([figures.cost_usd], false);
    format!(
        "{}, {}, {} tokens, {}",
        counted(figures.calls, "call"),
        counted(figures.turns, "turn"),
        output(figures.usage.total(), figures, compact),
        figure::cost(cost, figures)
    )
}

fn context(live: &LiveSession, bar_width: usize) -> String {
    match (live.context, live.window) {
        (Some(used), Some(window)) => {
            let mark = if is_assumed(live) { "~" } else { "" };
            format!(
                "{} {} of {mark}{} ({mark}{})",
                bar(used, window, bar_width),
                compact(used),
                compact(window),
                percent(used, window)
            )
        }
        (Some(used), None) => format!("{} tokens", compact(used)),
        (None, _) => String::new(),
    }
}

fn is_assumed(live: &LiveSession) -> bool {
    let capacity = live.evidence.map(|evidence| Capacity { tokens: live.window, evidence });
    capacity.is_some_and(|capacity| capacity.provenance() != Provenance::EXACT)
}

/// Says how long before `now` something was.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    let millis = u64::try_from(now.millis().saturating_sub(at.millis())).unwrap_or(0);
    if millis < 60_000 {
        "just now".to_owned()
    } else {
        format!("{} ago", number::duration(millis / 60_000 * 60_000))
    }
}
