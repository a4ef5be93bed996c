//! What was found by some letters, over a screen.

use ratatui::layout::Rect;

use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::palette::{Entry, Palette};
use crate::text::{Keep, columns, fit};
use crate::theme::Role;

/// Draws it.
pub(super) fn draw(palette: &Palette, found: &[Entry], canvas: &mut Canvas<'_>, area: Rect) {
    let width = area.width.saturating_sub(4).min(72);
    let height = area.height.saturating_sub(2).min(18);
    let frame = Rect { x: area.x + (area.width - width) / 2, y: area.y + 1, width, height };
    canvas.clear(frame);
    let inner = canvas.frame_focused(frame, &Words::title("Find"), &Words::muted(format!("{}", found.len())));
    let (before, after) = palette.line.parts();
    let cursor = if canvas.theme().glyphs.is_ascii() { "_" } else { "▏" };
    let words = Words::new().with(before, Role::Text).with(cursor, Role::Accent).with(after, Role::Text);
    canvas.row(inner, 0, &words);
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    if found.is_empty() {
        canvas.text(body, 0, "Nothing is called that.", Role::Muted);
    }
    let first = palette.list.first(found.len(), usize::from(body.height));
    for (row, (place, entry)) in (0..body.height).zip(found.iter().enumerate().skip(first)) {
        let note = columns(&entry.note);
        let name = fit(&entry.text, usize::from(body.width).saturating_sub(note + 3), Keep::Start);
        let taken = canvas.text(body, row, &name, Role::Text);
        canvas.row_right(body, row, &Words::muted(entry.note.as_str()), taken + 2);
        if place == palette.list.selected() {
            canvas.select(body, row);
        }
        canvas.hit(Rect { y: body.y + row, height: 1, ..body }, Hit::Found(place));
    }
}
