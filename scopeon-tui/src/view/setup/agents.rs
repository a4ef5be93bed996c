//! Every agent that is known: how exact its logs are, what is kept of it, and where it was looked for.

use ratatui::layout::Rect;
use scopeon_app::words::compact;
use scopeon_core::report::{ProviderRow, ProviderState};

use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::setup::Setup;
use crate::shared::Shared;
use crate::text::{Keep, columns, fit, wrap};
use crate::theme::Role;

/// The rows that are told of the one that is selected.
const DETAIL: u16 = 6;

/// Draws them.
pub(super) fn draw(
    setup: &Setup,
    rows: &[&ProviderRow],
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let inner = canvas.frame_focused(area, &Words::title("Agents"), &Words::new());
    let detail = if inner.height > DETAIL + 6 { DETAIL } else { 0 };
    let name = usize::from(inner.width).saturating_sub(39).clamp(12, 30);
    canvas.text(
        inner,
        0,
        &format!("  {:<name$} {:>5} {:>8}  {:<11}", "", "Level", "Calls", "Last"),
        Role::Muted,
    );
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1 + detail), ..inner };
    let first = setup.agents.first(rows.len(), usize::from(body.height));
    for (row, (place, agent)) in (0..body.height).zip(rows.iter().enumerate().skip(first)) {
        canvas.row(body, row, &words(agent, name, shared, canvas));
        if place == setup.agents.selected() {
            canvas.select(body, row);
        }
        canvas.hit(Rect { y: body.y + row, height: 1, ..body }, Hit::Row(place));
    }
    if let Some(agent) = rows.get(setup.agents.selected()).filter(|_| detail > 0) {
        let below = Rect { y: inner.bottom() - detail, height: detail, ..inner };
        about(agent, shared, canvas, below);
    }
}

fn words(agent: &ProviderRow, width: usize, shared: &Shared, canvas: &Canvas<'_>) -> Words {
    let [good, warn, _] = canvas.theme().glyphs.states;
    let (sign, role) = match agent.state {
        ProviderState::Found if agent.issues.is_empty() => (good, Role::Good),
        ProviderState::Found => (warn, Role::Warn),
        _ => (" ", Role::Muted),
    };
    let name = fit(&agent.name, width, Keep::Start);
    let padding = " ".repeat(width.saturating_sub(columns(&name)));
    let calls = if agent.calls > 0 { compact(agent.calls) } else { scopeon_app::words::UNKNOWN.to_owned() };
    let last = agent.last_seen.map(|at| shared.time(at)).unwrap_or_default();
    let state = match agent.state {
        ProviderState::Found => "",
        ProviderState::Disabled => "disabled",
        _ => "not found",
    };
    let is_there = if agent.state == ProviderState::Found { Role::Text } else { Role::Muted };
    Words::new()
        .with(format!("{sign:<1} "), role)
        .with(name + &padding, is_there)
        .with(format!(" {:>5}", agent.level.as_str()), Role::Text)
        .with(format!(" {calls:>8}  {last:<11} "), Role::Muted)
        .with(state, Role::Muted)
}

/// Where it was looked for, and what its level means.
fn about(agent: &ProviderRow, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) {
    canvas.row(
        area,
        1,
        &Words::new()
            .with(format!("{}: ", agent.level.as_str()), Role::Text)
            .with(agent.level_meaning.as_str(), Role::Muted),
    );
    let width = usize::from(area.width.saturating_sub(2));
    let mut row = 2;
    for root in agent.roots.iter().take(2) {
        let sign = if root.exists { canvas.theme().glyphs.states[0] } else { " " };
        let path = fit(&shared.tilde(&root.path), width.saturating_sub(2), Keep::End);
        canvas.row(area, row, &Words::new().with(format!("{sign:<1} "), Role::Good).with(path, Role::Text));
        row += 1;
    }
    for line in wrap(&agent.note, width) {
        canvas.text(area, row, &line, Role::Muted);
        row += 1;
    }
}
