//! The screen of sub-agents, tools, MCP servers, skills and hooks.

mod agents;
mod table;

use ratatui::layout::Rect;
use scopeon_app::words::{cost_of_sum, counted, percent};

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::tools::{ToolPart, Tools, agents_question, tools, tools_question};
use crate::shared::Shared;
use crate::theme::Role;

/// From this width on tools stand beside sub-agents.
const WIDE: u16 = 110;

/// Draws it.
pub(super) fn draw(
    tools: &Tools,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    for question in [agents_question(shared), tools_question(shared)] {
        match answers.known(&question) {
            Known::Answer(_) => {}
            Known::Trouble(trouble) => return super::trouble::draw(trouble, canvas, area),
            Known::Waiting => {
                canvas.text(Rect { x: area.x + 1, ..area }, 1, "Looking at tools …", Role::Muted);
                return;
            }
        }
    }
    headline(
        (shared, answers),
        canvas,
        Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area },
    );
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    for (part, place) in places(tools, body) {
        canvas.hit(place, Hit::Pane(part.place()));
        match part {
            ToolPart::Agents => agents::draw(tools, (shared, answers), canvas, place),
            ToolPart::Tools => table::tools(tools, (shared, answers), canvas, place),
            ToolPart::Servers => table::servers(tools, (shared, answers), canvas, place),
        }
    }
}

/// Where each part is drawn.
fn places(tools: &Tools, area: Rect) -> Vec<(ToolPart, Rect)> {
    if tools.is_expanded || area.height < 16 {
        return vec![(tools.part, area)];
    }
    if area.width < WIDE {
        let height = area.height / 2;
        let below = Rect { y: area.y + height, height: area.height - height, ..area };
        let other = if tools.part == ToolPart::Servers { ToolPart::Servers } else { ToolPart::Tools };
        return vec![(ToolPart::Agents, Rect { height, ..area }), (other, below)];
    }
    let width = area.width / 2;
    let right = Rect { x: area.x + width, width: area.width - width, ..area };
    let height = right.height * 2 / 3;
    let below = Rect { y: right.y + height, height: right.height - height, ..right };
    vec![
        (ToolPart::Agents, Rect { width, ..area }),
        (ToolPart::Tools, Rect { height, ..right }),
        (ToolPart::Servers, below),
    ]
}

/// How much was delegated, how often tools were used and how often they failed.
fn headline((shared, answers): (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let mut words = Words::new();
    if let Some(report) = crate::screen::tools::agents(shared, answers) {
        words = words
            .with(counted(report.trees, "session"), Role::Figure)
            .with(" with sub-agents, of all ", Role::Muted)
            .with(cost_of_sum(&report.total, &shared.money), Role::Figure);
    }
    if let Some(report) = tools(shared, answers) {
        let total = &report.total;
        words = words.then(counted(total.uses, "use"), Role::Figure).with(" of tools, ", Role::Muted);
        let role = if total.failures > 0 { Role::Warn } else { Role::Text };
        words = words.with(percent(total.failures, total.ended), role).with(" failed", Role::Muted);
    }
    let taken = canvas.row(area, 0, &words);
    canvas.row_right(area, 0, &Words::muted(shared.span.words()), taken + 2);
}
