//! What is drawn where nothing can be answered: what happened and what to do about it.

use ratatui::layout::Rect;

use crate::canvas::{Canvas, Words};
use crate::source::Trouble;
use crate::text::wrap;
use crate::theme::Role;

/// Draws why there is nothing to show.
pub(super) fn draw(trouble: &Trouble, canvas: &mut Canvas<'_>, area: Rect) {
    let width = area.width.saturating_sub(4).min(76);
    let inner = Rect { x: area.x + 2, width, ..area };
    let [_, _, wrong] = canvas.theme().glyphs.states;
    let mut row = 1;
    canvas.row(inner, row, &Words::new().with(format!("{wrong} There is nothing to show"), Role::Bad));
    row += 2;
    for line in wrap(&trouble.text, usize::from(width)) {
        canvas.text(inner, row, &line, Role::Text);
        row += 1;
    }
    for hint in &trouble.hints {
        row += 1;
        for line in wrap(hint, usize::from(width)) {
            canvas.text(inner, row, &line, Role::Accent);
            row += 1;
        }
    }
    row += 1;
    canvas.text(inner, row, "It is tried again whenever something changes, and with r.", Role::Muted);
}
