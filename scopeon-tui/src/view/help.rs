//! Every key that does something here, from the one table.

use ratatui::layout::Rect;

use crate::canvas::{Canvas, Words};
use crate::keys::{BINDINGS, Group};
use crate::screen::Screen;
use crate::shared::Shared;
use crate::theme::Role;

/// The columns of a key.
const KEY: usize = 18;
/// The columns that one column of keys takes.
const COLUMN: u16 = 58;

/// Draws help over a screen, from a row on.
pub(super) fn draw(shared: &Shared, (screen, row): (Screen, u16), canvas: &mut Canvas<'_>, area: Rect) {
    let lines = lines(shared, screen);
    let columns = (area.width / COLUMN).clamp(1, 2);
    let per_column = lines.len().div_ceil(usize::from(columns));
    let wanted = u16::try_from(per_column).unwrap_or(u16::MAX).saturating_add(2);
    let height = wanted.min(area.height);
    let width = (columns * COLUMN + 2).min(area.width);
    let (x, y) = (area.x + (area.width - width) / 2, area.y + (area.height - height) / 2);
    let frame = Rect { x, y, width, height };
    canvas.clear(frame);
    let title = Words::title(format!("Keys on {}", screen.name()));
    let inner = canvas.frame_focused(frame, &title, &Words::muted("any other key closes"));
    let last = u16::try_from(per_column).unwrap_or(u16::MAX).saturating_sub(inner.height);
    let first = usize::from(row.min(last));
    for (column, part) in (0..).zip(lines.chunks(per_column.max(1))) {
        let place = Rect {
            x: inner.x + column * COLUMN,
            width: inner.width.saturating_sub(column * COLUMN),
            ..inner
        };
        for (row, words) in (0..).zip(part.iter().skip(first)) {
            canvas.row(place, row, words);
        }
    }
}

fn lines(shared: &Shared, screen: Screen) -> Vec<Words> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        if !lines.is_empty() {
            lines.push(Words::new());
        }
        lines.push(Words::new().with(group.heading(), Role::Muted));
        for binding in BINDINGS.iter().filter(|one| one.group == group && one.is_there() && one.is_on(screen))
        {
            let keys: Vec<String> =
                shared.keymap.keys(binding.action).iter().map(ToString::to_string).collect();
            lines.push(
                Words::new()
                    .with(format!("{:<KEY$}", keys.join(" ")), Role::Accent)
                    .with(binding.words, Role::Text),
            );
        }
    }
    lines
}
