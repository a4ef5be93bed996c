//! When an agent was last used, where none is live.

use ratatui::layout::Rect;
use scopeon_app::words::{counted, days_ago, duration};
use scopeon_core::report::LastUse;

use crate::canvas::Canvas;
use crate::shared::Shared;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// A minute in milliseconds.
const MINUTE_MS: u64 = 60_000;
/// The rows that it takes, with one below.
const ROWS: u16 = 2;

/// Draws it, and returns the rows that it takes.
pub(super) fn draw(last: &LastUse, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let now = shared.now;
    let place = last.project.as_deref().map(|project| format!(" in {}", shared.tilde(project)));
    let place = format!("{}{}", last.provider, place.unwrap_or_default());
    let wall = shared.zone.wall(last.at);
    let (text, role) = if last.at > now.plus_clock_tolerance() {
        (format!("All calls are dated ahead, the nearest {wall}: {place}"), Role::Warn)
    } else if let Some(days) = days_ago(last.at, now, shared.zone) {
        (format!("Last used {} ago, {wall}: {place}", counted(days, "day")), Role::Muted)
    } else {
        let millis = u64::try_from(now.millis().saturating_sub(last.at.millis())).unwrap_or(0);
        (format!("Last used {} ago: {place}", duration(millis / MINUTE_MS * MINUTE_MS)), Role::Muted)
    };
    canvas.text(area, 0, &fit(&text, usize::from(area.width), Keep::Start), role);
    ROWS.min(area.height)
}
