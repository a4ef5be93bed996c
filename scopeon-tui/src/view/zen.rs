//! Where things stand in one line, and as many more as there is room for.

use ratatui::layout::Rect;
use scopeon_app::words::{cost, limit_name, whole_percent};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::context::Advice;
use scopeon_core::metrics::limits::{LimitLevel, LimitState};
use scopeon_core::report::{LiveSession, StatusReport};

use crate::canvas::{Canvas, Words};
use crate::shared::Shared;
use crate::state::State;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// Draws the one line.
pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>, area: Rect) {
    canvas.row(area, 0, &line(state, canvas));
}

/// Draws what size is needed, where things stand, and a line for each live session; that one line where there is no other.
pub(super) fn draw_small(state: &State, canvas: &mut Canvas<'_>, area: Rect, needs: &str) {
    if area.height < 2 {
        return draw(state, canvas, area);
    }
    canvas.text(area, 0, needs, Role::Warn);
    let Some(status) = state.answers.status() else {
        canvas.row(area, 1, &line(state, canvas));
        return;
    };
    let limit = near_limit(status, canvas);
    canvas.row(area, 1, &today(status, &state.shared).and(limit));
    for (row, live) in (2..area.height).zip(&status.sessions) {
        canvas.row(area, row, &session(live, &state.shared, canvas, 24));
    }
}

fn line(state: &State, canvas: &Canvas<'_>) -> Words {
    if let Some(trouble) = state.answers.total_trouble() {
        return Words::new().with(&trouble.text, Role::Bad);
    }
    let Some(status) = state.answers.status() else { return Words::muted("reading …") };
    let shared = &state.shared;
    let mut words = today(status, shared);
    if let Some(live) = &status.live {
        words = words.then("", Role::Text).and(Words::text("  ")).and(session(live, shared, canvas, 16));
    }
    let more = status.sessions.len().saturating_sub(1);
    if more > 0 {
        words = words.then(format!("+{more}"), Role::Muted);
    }
    words.and(near_limit(status, canvas))
}

fn today(status: &StatusReport, shared: &Shared) -> Words {
    if status.today.calls == 0 {
        return Words::new().with("nothing today", Role::Muted);
    }
    Words::new().with(cost(&status.today, &shared.money), Role::Figure).with(" today", Role::Muted)
}

fn session(live: &LiveSession, shared: &Shared, canvas: &Canvas<'_>, room: usize) -> Words {
    let name = fit(&shared.project(live.session.project.as_deref()), room, Keep::Start);
    let words = Words::new().with(name, Role::Text);
    let (Some(used), Some(window)) = (live.context, live.window) else { return words };
    let [_, warn, bad] = canvas.theme().glyphs.states;
    let (role, sign) = match live.advice.map(|advice| advice.advice) {
        Some(Advice::CompactNow | Advice::StartFresh) => (Role::Bad, format!(" {bad}")),
        Some(Advice::CompactSoon) => (Role::Warn, format!(" {warn}")),
        _ => (Role::Good, String::new()),
    };
    let share = u64::from(Share::of(used, window).bp());
    let turns = live.turns_left.map(|turns| format!(" ~{turns} turns")).unwrap_or_default();
    words
        .with(" ", Role::Text)
        .and(canvas.bar(share, 6, role))
        .with(format!(" {}", whole_percent(share)), Role::Figure)
        .with(sign, role)
        .with(turns, Role::Muted)
}

/// The limit that is nearest to its end, after a gap; nothing where there is none.
fn near_limit(status: &StatusReport, canvas: &Canvas<'_>) -> Words {
    let near = status.limits.iter().max_by_key(|limit| (limit.level, limit.used_bp));
    near.map_or_else(Words::new, |limit| Words::text("  ").and(limit_words(limit, canvas)))
}

fn limit_words(limit: &LimitState, canvas: &Canvas<'_>) -> Words {
    let [_, warn, bad] = canvas.theme().glyphs.states;
    let (role, sign) = match limit.level {
        LimitLevel::UsedUp => (Role::Bad, format!(" {bad}")),
        LimitLevel::Warn => (Role::Warn, format!(" {warn}")),
        _ => (Role::Text, String::new()),
    };
    let used = u64::from(limit.used_bp) / 100 * 100;
    Words::muted(format!("{} ", fit(&limit_name(limit), 12, Keep::Start)))
        .with(whole_percent(used), Role::Figure)
        .with(sign, role)
}
