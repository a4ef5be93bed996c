//! The screen of sessions: the list and a look at the one that is selected.

mod columns;
mod preview;

use ratatui::layout::Rect;
use scopeon_app::ask::SessionOrder;
use scopeon_app::words::{cost, counted};
use scopeon_core::report::SessionsReport;

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::input_line::InputLine;
use crate::screen::sessions::{Part, Sessions};
use crate::shared::Shared;
use crate::theme::Role;

/// From this width on the look stands beside the list.
const WIDE: u16 = 100;
/// From this height on it stands below it.
const TALL: u16 = 20;
/// The rows that it takes there.
const BELOW: u16 = 9;

/// Draws it.
pub(super) fn draw(
    sessions: &Sessions,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    if let Some(session) = &sessions.session {
        return super::session::draw(session, (shared, answers), canvas, area);
    }
    let Some(report) = sessions.report(answers) else {
        match answers.known(&sessions.asked(shared)) {
            Known::Trouble(trouble) => super::trouble::draw(trouble, canvas, area),
            _ => {
                canvas.text(inset(area), 1, "Looking at what was logged …", Role::Muted);
            }
        }
        return;
    };
    let head = Rect { height: 1, ..inset(area) };
    headline(sessions, report, shared, canvas, head);
    if let Some(problem) = problem(sessions, shared, answers) {
        canvas.text(Rect { y: head.y + 1, ..head }, 0, problem, Role::Warn);
    }
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let (list, look) = parts(sessions, body);
    if let Some(list) = list {
        rows(sessions, report, shared, canvas, list);
    }
    if let Some(look) = look {
        canvas.hit(look, Hit::Pane(1));
        preview::draw(sessions, (shared, answers), canvas, look);
    }
}

fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

fn parts(sessions: &Sessions, area: Rect) -> (Option<Rect>, Option<Rect>) {
    match sessions.expanded {
        Some(Part::Preview) => (None, Some(area)),
        None if area.width >= WIDE => {
            let width = area.width * 3 / 5;
            let look = Rect { x: area.x + width, width: area.width - width, ..area };
            (Some(Rect { width, ..area }), Some(look))
        }
        None if area.height >= TALL => {
            let height = area.height - BELOW;
            let look = Rect { y: area.y + height, height: BELOW, ..area };
            (Some(Rect { height, ..area }), Some(look))
        }
        Some(Part::List) | None => (Some(area), None),
    }
}

/// How many sessions of which time cost how much; or the filter, while that is typed.
fn headline(
    sessions: &Sessions,
    report: &SessionsReport,
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    if let Some((line, _)) = &sessions.typing {
        return typing(line, sessions.problem.is_some(), canvas, area);
    }
    let words = Words::new()
        .with(counted(report.total.sessions, "session"), Role::Figure)
        .with(format!(", {}", shared.span.words()), Role::Muted)
        .then(cost(&report.total, &shared.money), Role::Figure);
    let words = if sessions.filter.is_empty() {
        words
    } else {
        words.then("filter ", Role::Muted).with(&sessions.filter, Role::Accent)
    };
    let scope =
        [&shared.provider, &shared.model].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let taken = canvas.row(area, 0, &words.then(scope, Role::Accent));
    let order = match sessions.order {
        SessionOrder::Last => "by time",
        SessionOrder::Cost => "by cost",
        SessionOrder::Tokens => "by tokens",
        SessionOrder::Calls => "by calls",
    };
    let [down, up] = canvas.theme().glyphs.sorted;
    let sign = if sessions.is_reversed { up } else { down };
    canvas.row_right(area, 0, &Words::muted(format!("{order} {sign}")), taken + 2);
}

/// The filter while it is typed, and how that ends where nothing is wrong.
fn typing(line: &InputLine, is_wrong: bool, canvas: &mut Canvas<'_>, area: Rect) {
    let (before, after) = line.parts();
    let words = Words::new().with("filter ", Role::Accent).with(before, Role::Text);
    let cursor = if canvas.theme().glyphs.is_ascii() { "_" } else { "▏" };
    let taken = canvas.row(area, 0, &words.with(cursor, Role::Accent).with(after, Role::Text));
    if !is_wrong {
        canvas.row_right(area, 0, &Words::muted("enter keeps it, esc gives it up"), taken + 2);
    }
}

/// Why what is listed is not what is asked for; none where it is.
fn problem<'a>(sessions: &'a Sessions, shared: &Shared, answers: &'a Answers) -> Option<&'a str> {
    let refused = || match answers.known(&sessions.asked(shared)) {
        Known::Trouble(trouble) => Some(trouble.text.as_str()),
        _ => None,
    };
    sessions.problem.as_deref().or_else(refused)
}

fn rows(sessions: &Sessions, report: &SessionsReport, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) {
    let inner = inset(area);
    let columns = columns::columns(sessions.columns, inner.width);
    columns::heads(&columns, canvas, inner);
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    if report.rows.is_empty() {
        let why = if sessions.filter.is_empty() {
            "No session in this time: + takes a longer one."
        } else {
            "No session is like that."
        };
        canvas.text(body, 1, why, Role::Muted);
        return;
    }
    let page = usize::from(body.height);
    let first = sessions.list.first(report.rows.len(), page);
    for (row, (place, session)) in (0..body.height).zip(report.rows.iter().enumerate().skip(first)) {
        columns::row(&columns, session, shared, canvas, (body, row));
        if place == sessions.list.selected() {
            canvas.select(body, row);
        }
        canvas.hit(Rect { y: body.y + row, height: 1, ..body }, Hit::Row(place));
    }
}
