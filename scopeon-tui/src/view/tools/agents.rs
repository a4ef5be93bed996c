//! The trees of sessions and their sub-agents.

use ratatui::layout::Rect;
use scopeon_app::words::{cost_of_sum, short_id, whole_percent};

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::tools::{ROWS, ToolPart, Tools, agents};
use crate::shared::Shared;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// The columns of both amounts and the share.
const NUMBERS: usize = 29;

/// Draws them: what each cost itself, and with all below it.
pub(super) fn draw(
    state: &Tools,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let title = Words::title("Sub-agents");
    let is_focused = state.part == ToolPart::Agents;
    let inner = if is_focused {
        canvas.frame_focused(area, &title, &Words::new())
    } else {
        canvas.frame(area, &title, &Words::new())
    };
    let Some(report) = agents(shared, answers) else { return };
    if report.rows.is_empty() {
        canvas.text(inner, 0, "No session of this time started one.", Role::Muted);
        return;
    }
    let room = usize::from(inner.width).saturating_sub(NUMBERS).max(8);
    let head = format!("{:<room$}{:>10}{:>11}{:>7}", "", "Own", "Total", "Share");
    canvas.text(inner, 0, &head, Role::Muted);
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let list = state.list(ToolPart::Agents);
    let first = list.first(report.rows.len(), usize::from(body.height));
    for (row, (place, node)) in (0..body.height).zip(report.rows.iter().enumerate().skip(first)) {
        let depth = usize::try_from(node.depth).unwrap_or(0).min(12);
        let is_last = report.rows.get(place + 1).is_none_or(|next| next.depth < node.depth);
        let [more, end] = canvas.theme().glyphs.branches;
        let branch = match depth {
            0 => String::new(),
            depth => "  ".repeat(depth - 1) + if is_last { end } else { more },
        };
        let own = node
            .agent_type
            .clone()
            .unwrap_or_else(|| if depth == 0 { short_id(&node.id) } else { "no type".to_owned() });
        let name = fit(&format!("{branch}{own}"), room, Keep::Start);
        let padding = room.saturating_sub(crate::text::columns(&name));
        let words = Words::new()
            .with(name, if depth == 0 { Role::Text } else { Role::Muted })
            .with(" ".repeat(padding), Role::Text)
            .with(format!("{:>10}", cost_of_sum(&node.own, &shared.money)), Role::Muted)
            .with(format!("{:>11}", cost_of_sum(&node.total, &shared.money)), Role::Figure)
            .with(format!("{:>7}", whole_percent(u64::from(node.cost_bp.bp()))), Role::Muted);
        canvas.row(body, row, &words);
        if is_focused && place == list.selected() {
            canvas.select(body, row);
        }
        canvas.hit(
            Rect { y: body.y + row, height: 1, ..body },
            Hit::Row(ToolPart::Agents.place() * ROWS + place),
        );
    }
}
