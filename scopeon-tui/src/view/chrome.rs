//! What stands around every screen: its name among the others at the top, keys and remarks at the foot.

use ratatui::layout::Rect;
use scopeon_core::report::Freshness;

use super::now::compact;
use super::zen;
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::keys::{Action, BINDINGS};
use crate::screen::Screen;
use crate::state::State;
use crate::theme::Role;

/// Below this a screen says what it needs.
const LEAST: (u16, u16) = (60, 15);

/// Draws it, and returns what is left for the screen; none where there is no room for one.
pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>, area: Rect) -> Option<Rect> {
    if state.is_zen {
        zen::draw(state, canvas, area);
        return None;
    }
    if state.shared.is_inline && area.height < LEAST.1 {
        // So few rows were wished: they hold what runs now.
        match state.answers.status().filter(|_| area.height > 1) {
            Some(status) => compact::draw(state, status, canvas, area),
            None => zen::draw(state, canvas, area),
        }
        return None;
    }
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let needs = format!("needs {}x{}", LEAST.0, LEAST.1);
        zen::draw_small(state, canvas, area, &needs);
        return None;
    }
    let row = |y: u16| Rect { y, height: 1, ..area };
    top(state, canvas, row(area.y));
    foot(state, canvas, row(area.bottom() - 1));
    Some(Rect { y: area.y + 1, height: area.height - 2, ..area })
}

fn top(state: &State, canvas: &mut Canvas<'_>, area: Rect) {
    let mut x = canvas.text(area, 0, " scopeon ", Role::Title);
    let standing = standing(state, canvas);
    let right = u16::try_from(standing.columns()).unwrap_or(0) + 1;
    let words = Screen::ALL.iter().map(|screen| screen.name().len() + 4).sum::<usize>();
    let is_roomy = usize::from(area.width) > usize::from(x) + words + usize::from(right);
    for screen in Screen::ALL {
        let is_here = *screen == state.screen;
        let name = if is_roomy || is_here { screen.name() } else { "" };
        let digit = screen.digit();
        let text = if name.is_empty() { format!(" {digit} ") } else { format!(" {digit} {name} ") };
        let room = Rect { x: area.x + x, width: area.width.saturating_sub(x), ..area };
        let width = canvas.text(room, 0, &text, if is_here { Role::Accent } else { Role::Muted });
        let tab = Rect { width, ..room };
        if is_here {
            canvas.select(tab, 0);
        }
        canvas.hit(tab, Hit::Screen(*screen));
        x += width;
    }
    let inner = Rect { width: area.width.saturating_sub(1), ..area };
    canvas.row_right(inner, 0, &standing, x);
}

/// How fresh everything is, and when that was.
fn standing(state: &State, canvas: &Canvas<'_>) -> Words {
    let shared = &state.shared;
    let [live, still] = canvas.theme().glyphs.live;
    let clock = shared.zone.wall(shared.now).get(11..).unwrap_or_default().to_owned();
    let demo = if shared.is_demo { "sample " } else { "" };
    // Figures of one agent or model look like those of all.
    let scope = shared.scope().map(|scope| format!("only {scope}  ")).unwrap_or_default();
    let words = Words::new().with(scope, Role::Accent).with(demo, Role::Muted);
    if let Some(at) = shared.frozen_at {
        return words.with(format!("{still} frozen {}", shared.time(at)), Role::Warn);
    }
    let Some(status) = state.answers.status() else { return words.with("reading", Role::Muted) };
    if status.scope.fresh.state == Freshness::Stale {
        return words.with(format!("{still} as of {}", shared.time(status.scope.now)), Role::Warn);
    }
    words.with(live, Role::Good).with(format!(" live {clock}"), Role::Muted)
}

fn foot(state: &State, canvas: &mut Canvas<'_>, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if let Some((text, _)) = &state.toast {
        canvas.text(area, 0, text, Role::Accent);
        return;
    }
    let fresh = state.answers.status().map(|status| &status.scope.fresh);
    let why = fresh.filter(|fresh| fresh.state == Freshness::Stale).and_then(|fresh| fresh.why.as_deref());
    let doubt = why.map(|why| Words::new().with(why, Role::Warn)).unwrap_or_default();
    let taken = u16::try_from(doubt.columns()).unwrap_or(u16::MAX);
    let keys = Rect { width: area.width.saturating_sub(taken.saturating_add(2)), ..area };
    hints(state, canvas, if doubt.is_empty() { area } else { keys });
    canvas.row_right(area, 0, &doubt, 0);
}

/// The keys that matter most here; what does not fit is in help.
fn hints(state: &State, canvas: &mut Canvas<'_>, area: Rect) {
    let named = |action: Action| BINDINGS.iter().find(|binding| binding.action == action);
    let last = [Action::Help, Action::Quit];
    let shown = BINDINGS.iter().filter(|binding| !binding.short.is_empty() && binding.is_on(state.screen));
    let mut all: Vec<_> =
        shown.filter(|binding| binding.is_there() && !last.contains(&binding.action)).collect();
    all.extend(last.into_iter().filter_map(named));
    let written = |binding: &crate::keys::Binding| (state.shared.keymap.first(binding.action), binding.short);
    let width = |binding: &&crate::keys::Binding| written(binding).0.len() + written(binding).1.len() + 3;
    while all.len() > last.len() && all.iter().map(width).sum::<usize>() > usize::from(area.width) {
        all.remove(all.len() - 1 - last.len());
    }
    let mut x = 0;
    for binding in all {
        let (key, short) = written(binding);
        let words = Words::new().with(key, Role::Accent).with(format!(" {short}"), Role::Muted);
        let room = Rect { x: area.x + x, width: area.width.saturating_sub(x), ..area };
        let width = canvas.row(room, 0, &words);
        canvas.hit(Rect { width, ..room }, Hit::Action(binding.action));
        x += width + 2;
    }
}
