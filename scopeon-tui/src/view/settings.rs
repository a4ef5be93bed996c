//! What can be switched, over a screen.

use ratatui::layout::Rect;

use crate::attention::Switches;
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::list::ListState;
use crate::settings::Setting;
use crate::shared::Shared;
use crate::theme::Role;

/// Draws it.
pub(super) fn draw(
    list: ListState,
    shared: &Shared,
    switches: Switches,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let rows = u16::try_from(Setting::ALL.len()).unwrap_or(0);
    let width = area.width.saturating_sub(4).min(58);
    let height = (rows + 4).min(area.height);
    let frame =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    canvas.clear(frame);
    let inner = canvas.frame_focused(frame, &Words::title("Settings"), &Words::muted("enter switches"));
    for (row, setting) in (0..).zip(Setting::ALL) {
        let (name, key) = setting.words();
        let words = Words::text(format!("{name:<26}"))
            .with(format!("{:<12}", setting.value(shared, switches)), Role::Accent)
            .with(key, Role::Muted);
        canvas.row(inner, row, &words);
        let place = usize::from(row);
        if place == list.selected() {
            canvas.select(inner, row);
        }
        canvas.hit(Rect { y: inner.y + row, height: 1, ..inner }, Hit::Found(place));
    }
    canvas.text(inner, rows + 1, "Until the end; the configuration keeps it.", Role::Muted);
}
