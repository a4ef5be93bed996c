//! What runs now in few rows: a line for each live session, then what is near its end.

use ratatui::layout::Rect;
use scopeon_core::report::StatusReport;

use super::lane::{self, Form};
use super::{headline, idle, side};
use crate::canvas::Canvas;
use crate::screen::now::lanes;
use crate::state::State;

/// Draws it on two rows or more.
pub(crate) fn draw(state: &State, status: &StatusReport, canvas: &mut Canvas<'_>, area: Rect) {
    let (shared, answers) = (&state.shared, &state.answers);
    headline::draw(status, shared, canvas, Rect { height: 1, ..area });
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let ids = lanes(status);
    let beside = side::lines(status, (shared, answers), canvas, usize::from(area.width));
    let kept = beside.len().min(usize::from(body.height / 2));
    let rows = ids.len().min(usize::from(body.height) - kept);
    let selected = state.panes.now.lanes.selected();
    let first = (selected + 1).saturating_sub(rows);
    let seen = ids.iter().enumerate().skip(first).take(rows);
    for (row, (place, id)) in (0..).zip(seen) {
        let line = Rect { y: body.y + row, height: 1, ..body };
        lane::draw(id, (shared, answers), canvas, (line, Form::Line), place == selected);
    }
    let mut used = u16::try_from(rows).unwrap_or(body.height);
    if let Some(last) = status.last.as_ref().filter(|_| ids.is_empty()) {
        used = idle::draw(last, shared, canvas, body).min(1);
    }
    for (row, words) in (used..body.height).zip(&beside) {
        canvas.row(body, row, words);
    }
}
