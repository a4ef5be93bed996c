//! A look at the session that is selected.

use ratatui::layout::Rect;
use scopeon_app::words::{compact, cost, counted, duration, short_id, whole_percent};
use scopeon_core::metrics::cache::hit_rate;
use scopeon_core::report::{SessionDetail, SessionRow};

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::screen::session::Session;
use crate::screen::sessions::{Part, Sessions};
use crate::shared::Shared;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// Draws it.
pub(super) fn draw(
    sessions: &Sessions,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let Some(row) = sessions.selected(answers) else { return };
    let title = Words::title(shared.project(row.project.as_deref()));
    let id = Words::muted(short_id(&row.id));
    let inner = if sessions.focus == Part::Preview {
        canvas.frame_focused(area, &title, &id)
    } else {
        canvas.frame(area, &title, &id)
    };
    let mut lines = summary(row, shared);
    if let Some(detail) = Session::new(&row.id).detail(answers) {
        lines.extend(inside(detail, canvas, usize::from(inner.width)));
    }
    for (row, words) in (0..inner.height).zip(&lines) {
        canvas.row(inner, row, words);
    }
}

fn summary(row: &SessionRow, shared: &Shared) -> Vec<Words> {
    let figures = &row.figures;
    let usage = &figures.usage;
    let mut first = Words::new().with(cost(figures, &shared.money), Role::Figure);
    if figures.turns > 0 {
        first = first.then(counted(figures.turns, "turn"), Role::Text);
    }
    first = first.then(counted(figures.calls, "call"), Role::Text);
    if let (Some(from), Some(to)) = (row.first_at, row.last_at) {
        let length = u64::try_from(to.millis() - from.millis()).unwrap_or(0);
        first = first.then(duration(length / 60_000 * 60_000), Role::Muted);
    }
    let rate = whole_percent(u64::from(hit_rate(usage).bp()));
    let mut second = Words::new();
    for (label, count) in [
        ("in", usage.input),
        ("cached", usage.cache_read),
        ("written", usage.cache_write_5m.saturating_add(usage.cache_write_1h)),
        ("out", usage.output),
    ] {
        second = second.then(format!("{label} "), Role::Muted).with(compact(count), Role::Text);
    }
    if usage.prompt() > 0 {
        second = second.then("cache ", Role::Muted).with(rate, Role::Text);
    }
    let place = [Some(row.provider.clone()), row.branch.clone()].into_iter().flatten().collect::<Vec<_>>();
    vec![first, second, Words::muted(place.join(" · "))]
}

fn inside(detail: &SessionDetail, canvas: &Canvas<'_>, width: usize) -> Vec<Words> {
    let mut lines = vec![models(detail)];
    let contexts: Vec<u64> =
        detail.calls.iter().filter(|call| call.sub_agent.is_none()).filter_map(|call| call.context).collect();
    let room = width.saturating_sub(10).min(60);
    if contexts.len() > 1 && room > 4 {
        lines.push(Words::muted("context ").with(canvas.spark(&thinned(&contexts, room)), Role::Accent));
    }
    lines.push(Words::new());
    let tools: Vec<_> = detail.tools.iter().chain(&detail.mcp).take(6).collect();
    let most = tools.iter().map(|tool| tool.uses).max().unwrap_or(1).max(1);
    for tool in tools {
        let name = fit(&tool.name, 18, Keep::Both);
        let bar = canvas.bar(
            tool.uses.saturating_mul(10_000) / most,
            width.saturating_sub(32).min(24),
            Role::Series(0),
        );
        let failed =
            if tool.failures > 0 { format!("{} failed", compact(tool.failures)) } else { String::new() };
        lines.push(
            Words::text(format!("{name:<18} {:>5} ", compact(tool.uses))).and(bar).then(failed, Role::Warn),
        );
    }
    let beside = [
        (detail.session.sub_agents, "sub-agent"),
        (detail.compactions.len() as u64, "compaction"),
        (detail.api_errors, "failed request"),
    ];
    let mut last = Words::new();
    for (count, noun) in beside.into_iter().filter(|(count, _)| *count > 0) {
        last = last.then(counted(count, noun), Role::Muted);
    }
    if !last.is_empty() {
        lines.extend([Words::new(), last]);
    }
    lines
}

fn models(detail: &SessionDetail) -> Words {
    detail.session.models.iter().take(3).fold(Words::new(), |words, model| words.then(model, Role::Muted))
}

/// At most so many values of a list, spread over it, the last one among them.
fn thinned(values: &[u64], most: usize) -> Vec<u64> {
    let step = values.len().div_ceil(most.max(1)).max(1);
    let mut kept: Vec<u64> = values.iter().rev().step_by(step).copied().collect();
    kept.reverse();
    kept
}
