//! A first run that finds nothing: where it looked, and what helps.

use ratatui::layout::Rect;
use scopeon_core::report::StatusReport;

use crate::canvas::{Canvas, Words};
use crate::shared::Shared;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// Draws where it was looked, and what can be done.
pub(super) fn draw(status: &StatusReport, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) {
    canvas.text(area, 1, "No coding agent's log was found on this machine.", Role::Figure);
    let room = usize::from(area.height.saturating_sub(9));
    let mut row = 3;
    if !status.looked_in.is_empty() {
        canvas.text(area, row, "Looked in", Role::Muted);
        row += 1;
    }
    for place in status.looked_in.iter().take(room) {
        let width = usize::from(area.width.saturating_sub(2));
        canvas.text(area, row, &format!("  {}", fit(&shared.tilde(place), width, Keep::End)), Role::Text);
        row += 1;
    }
    let more = status.looked_in.len().saturating_sub(room);
    if more > 0 {
        canvas.text(
            area,
            row,
            &format!("  and {more} more: scopeon providers -v names them all"),
            Role::Muted,
        );
        row += 1;
    }
    let steps = [
        ("scopeon tui --demo", "shows all of this on sample logs"),
        ("scopeon --root AGENT=DIR", "reads logs that lie elsewhere"),
    ];
    for (command, says) in steps {
        row += 1;
        canvas.row(
            area,
            row,
            &Words::new().with(format!("{command:<26}"), Role::Accent).with(says, Role::Muted),
        );
    }
    canvas.text(area, row + 2, "It appears here by itself as soon as an agent logs something.", Role::Muted);
}
