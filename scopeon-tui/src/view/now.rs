//! The screen of what runs now.

pub(super) mod compact;
mod headline;
mod idle;
mod lane;
mod side;

use ratatui::layout::Rect;
use scopeon_core::report::StatusReport;

use crate::answers::{Answers, Known};
use crate::canvas::Canvas;
use crate::hit::Hit;
use crate::screen::now::{Now, lanes};
use crate::shared::Shared;
use crate::source::Question;
use crate::theme::Role;
use lane::Form;

/// From this width on limits, budgets and alerts stand beside the lanes.
const WIDE: u16 = 104;
/// The columns that those take there.
const SIDE: u16 = 46;
/// From this width on two lanes stand side by side.
const TWO_LANES: u16 = 116;

/// The rows that a lane takes at most.
const HIGHEST: u16 = 20;

/// Draws it.
pub(super) fn draw(now: &Now, (shared, answers): (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let status = match answers.known(&Question::Status(scopeon_app::ask::Status)) {
        Known::Answer(answer) => answer.status(),
        Known::Trouble(trouble) => return super::trouble::draw(trouble, canvas, area),
        Known::Waiting => None,
    };
    let Some(status) = status else {
        canvas.text(inset(area), 1, "Looking at what was logged …", Role::Muted);
        return;
    };
    let Some(last) = &status.last else { return super::nothing::draw(status, shared, canvas, inset(area)) };
    let head = Rect { height: 1, ..inset(area) };
    headline::draw(status, shared, canvas, head);
    let body = below(area, 2);
    if now.shows_trends {
        return headline::days(status, shared, canvas, inset(body));
    }
    if now.is_expanded {
        let id = lanes(status).get(now.lanes.selected()).cloned().unwrap_or_default();
        return lane::draw(&id, (shared, answers), canvas, (body, Form::Whole), true);
    }
    if status.sessions.is_empty() {
        let used = idle::draw(last, shared, canvas, inset(body));
        return side::draw(status, (shared, answers), canvas, below(body, used));
    }
    if area.width >= WIDE {
        let lanes = Rect { width: area.width - SIDE, ..body };
        all_lanes(now, (status, shared, answers), canvas, lanes);
        let beside = Rect { x: lanes.right(), width: SIDE, ..body };
        side::draw(status, (shared, answers), canvas, beside);
        return;
    }
    let wanted = side::rows(status, answers).min(body.height / 2);
    let lanes = Rect { height: body.height - wanted, ..body };
    let used = all_lanes(now, (status, shared, answers), canvas, lanes);
    side::draw(status, (shared, answers), canvas, below(body, used.min(lanes.height)));
}

/// Draws every lane that there is room for, and returns the rows that they take.
fn all_lanes(
    now: &Now,
    (status, shared, answers): (&StatusReport, &Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) -> u16 {
    let ids = lanes(status);
    let columns: usize = if area.width >= TWO_LANES && ids.len() > 1 { 2 } else { 1 };
    let rows = ids.len().div_ceil(columns);
    let fitting = |form: Form| usize::from(area.height / form.rows());
    let form =
        [Form::Tall, Form::Full, Form::Short, Form::Line].into_iter().find(|form| fitting(*form) >= rows);
    let form = form.unwrap_or(Form::Line);
    let page = fitting(form).max(1);
    // What room is left makes the pictures higher.
    let spare = area.height / u16::try_from(rows.max(1)).unwrap_or(1);
    let height = if form == Form::Tall { spare.clamp(form.rows(), HIGHEST) } else { form.rows() };
    let first = (now.lanes.selected() / columns).saturating_sub(page / 2).min(rows.saturating_sub(page));
    let width = area.width / u16::try_from(columns).unwrap_or(1);
    let seen = ids.iter().enumerate().skip(first * columns).take(page * columns);
    for (place, id) in seen {
        let (row, column) = (place / columns - first, place % columns);
        let at = (u16::try_from(column).unwrap_or(0), u16::try_from(row).unwrap_or(0));
        let lane = Rect { x: area.x + at.0 * width, y: area.y + at.1 * height, width, height };
        lane::draw(id, (shared, answers), canvas, (lane, form), place == now.lanes.selected());
        canvas.hit(lane, Hit::Row(place));
    }
    u16::try_from(rows.min(page)).unwrap_or(u16::MAX).saturating_mul(height)
}

/// The area without a column on both sides.
fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// The area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}
