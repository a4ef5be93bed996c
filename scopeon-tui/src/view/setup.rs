//! The screen of what is read, kept and set.

mod agents;
mod kept;

use ratatui::layout::Rect;
use scopeon_app::words::counted;
use scopeon_core::report::ProviderState;

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::screen::setup::{Setup, providers};
use crate::shared::Shared;
use crate::source::Question;
use crate::theme::Role;

/// From this width on what is set stands beside the agents.
const WIDE: u16 = 104;

/// Draws it.
pub(super) fn draw(
    setup: &Setup,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let Some(rows) = providers(answers) else {
        match answers.known(&Question::Providers(())) {
            Known::Trouble(trouble) => super::trouble::draw(trouble, canvas, area),
            _ => {
                canvas.text(Rect { x: area.x + 1, ..area }, 1, "Looking for agents …", Role::Muted);
            }
        }
        return;
    };
    let found = rows.iter().filter(|row| row.state == ProviderState::Found).count() as u64;
    let calls = rows.iter().map(|row| row.calls).sum();
    let words = Words::new()
        .with(counted(found, "agent"), Role::Figure)
        .with(" found, ", Role::Muted)
        .with(counted(calls, "call"), Role::Figure)
        .with(" kept; nothing leaves this machine", Role::Muted);
    canvas.row(Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }, 0, &words);
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    if setup.is_expanded {
        return agents::draw(setup, &rows, shared, canvas, body);
    }
    if area.width >= WIDE {
        let width = area.width * 3 / 5;
        agents::draw(setup, &rows, shared, canvas, Rect { width, ..body });
        let beside = Rect { x: body.x + width, width: body.width - width, ..body };
        return kept::draw((shared, answers), canvas, beside);
    }
    let height = body.height / 2;
    agents::draw(setup, &rows, shared, canvas, Rect { height, ..body });
    kept::draw((shared, answers), canvas, Rect { y: body.y + height, height: body.height - height, ..body });
}
