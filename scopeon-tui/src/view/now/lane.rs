//! The lane of one session: how full its context is, what it costs, what its cache holds, what it does.

use ratatui::layout::Rect;
use scopeon_app::words::{compact, cost, counted, spent, whole_percent};
use scopeon_core::metrics::cache::hit_rate;
use scopeon_core::metrics::context::{Advice, Because, Capacity};
use scopeon_core::metrics::{Provenance, Share};
use scopeon_core::report::{Figures, LiveSession, SessionNow};

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::screen::now::lane;
use crate::shared::Shared;
use crate::text::{Keep, bounded, clean, columns, fit};
use crate::theme::Role;

/// What stands between the parts of a place.
const GAP: &str = " · ";
/// A part of it that is cut to less says nothing.
const LEAST_PART: usize = 4;

/// How much of a lane is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// All there is room for.
    Whole,
    /// Four lines and a picture of its context in a frame.
    Tall,
    /// Four lines in a frame.
    Full,
    /// Two lines in a frame.
    Short,
    /// One line.
    Line,
}

impl Form {
    /// Returns the rows that it takes.
    pub(super) const fn rows(self) -> u16 {
        match self {
            Self::Whole | Self::Tall => 12,
            Self::Full => 6,
            Self::Short => 4,
            Self::Line => 1,
        }
    }
}

/// Draws the lane of a session.
pub(super) fn draw(
    id: &str,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    (area, form): (Rect, Form),
    is_selected: bool,
) {
    let (now, live) = lane(id, answers);
    let Some(live) = live else {
        canvas.frame(area, &Words::title("Looking …"), &Words::new());
        return;
    };
    if form == Form::Line {
        return line(live, shared, canvas, area, is_selected);
    }
    let title = Words::title(place(live, shared));
    let model = Words::muted(live.model.clone().unwrap_or_default());
    let inner = if is_selected {
        canvas.frame_focused(area, &title, &model)
    } else {
        canvas.frame(area, &title, &model)
    };
    let lines = lines(now, live, shared, canvas, inner.width);
    let used = u16::try_from(lines.len()).unwrap_or(0) + 1;
    for (row, words) in (0..inner.height).zip(lines) {
        canvas.row(inner, row, &words);
    }
    if let Some(now) = now.filter(|_| inner.height > used + 2) {
        let below = Rect { y: inner.y + used, height: inner.height - used, ..inner };
        picture(now, live, canvas, below);
    }
}

/// The context at each of the last calls, against the window.
fn picture(now: &SessionNow, live: &LiveSession, canvas: &mut Canvas<'_>, area: Rect) {
    let values: Vec<u64> = now.steps.iter().map(|step| step.occupancy).collect();
    let most = values.iter().copied().max().unwrap_or(0);
    let window = live.window.filter(|window| most.saturating_mul(4) > *window);
    let top = window.unwrap_or(most).max(most);
    let (role, _) = state(live, canvas);
    canvas.columns(area, &values, (top, &compact(top)), (values.len(), [role, role]));
}

/// Agent, project and branch.
fn place(live: &LiveSession, shared: &Shared) -> String {
    let session = &live.session;
    let project = session.project.as_deref().map(|project| shared.project(Some(project)));
    let branch = session.branch.as_deref().map(|branch| fit(branch, 28, Keep::Both));
    let parts = [Some(session.provider.clone()), project, branch];
    parts.into_iter().flatten().collect::<Vec<_>>().join(GAP)
}

/// The same in so many columns: the project is told before the branch.
fn place_within(live: &LiveSession, shared: &Shared, room: usize) -> String {
    let session = &live.session;
    let shown = |text: &str| bounded(&clean(text));
    let Some(project) = session.project.as_deref() else {
        return fit(&shown(&place(live, shared)), room, Keep::Both);
    };
    let project = shown(&shared.project(Some(project)));
    let agent = room.saturating_sub(columns(&project) + columns(GAP));
    let head = if agent < LEAST_PART {
        return fit(&project, room, Keep::Both);
    } else {
        format!("{}{GAP}{project}", fit(&shown(&session.provider), agent, Keep::Start))
    };
    let branch = room.saturating_sub(columns(&head) + columns(GAP));
    match session.branch.as_deref().map(shown) {
        Some(name) if branch >= LEAST_PART => format!("{head}{GAP}{}", fit(&name, branch, Keep::Both)),
        _ => head,
    }
}

fn line(live: &LiveSession, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect, is_selected: bool) {
    let room = usize::from(area.width).saturating_sub(40).clamp(12, 44);
    let pointer = if is_selected { canvas.theme().glyphs.pointer } else { " " };
    let name = place_within(live, shared, room);
    let gap = " ".repeat(room.saturating_sub(columns(&name)) + 1);
    let words = Words::new()
        .with(format!("{pointer} "), Role::Accent)
        .with(name + &gap, Role::Text)
        .and(gauge(live, canvas, 8))
        .then(cost(&live.session.figures, &shared.money), Role::Figure);
    canvas.row(area, 0, &words);
    if is_selected {
        canvas.select(area, 0);
    }
}

fn lines(
    now: Option<&SessionNow>,
    live: &LiveSession,
    shared: &Shared,
    canvas: &Canvas<'_>,
    width: u16,
) -> Vec<Words> {
    let figures = &live.session.figures;
    let bar = usize::from(width).saturating_sub(52).clamp(8, 32);
    let mut lines = vec![gauge(live, canvas, bar).and(left(live)), money(now, figures, shared)];
    lines.push(tokens(figures));
    lines.push(doing(now, live, canvas));
    lines
}

/// How a context stands, as a role and a sign.
fn state(live: &LiveSession, canvas: &Canvas<'_>) -> (Role, &'static str) {
    let [_, warn, bad] = canvas.theme().glyphs.states;
    match live.advice.map(|advice| advice.advice) {
        Some(Advice::CompactNow | Advice::StartFresh) => (Role::Bad, bad),
        Some(Advice::CompactSoon) => (Role::Warn, warn),
        _ => (Role::Good, ""),
    }
}

/// The bar of the context, and how much of what it is.
fn gauge(live: &LiveSession, canvas: &Canvas<'_>, width: usize) -> Words {
    let (role, sign) = state(live, canvas);
    let (Some(used), Some(window)) = (live.context, live.window) else {
        let known = live.context.map(|used| format!("{} tokens in context", compact(used)));
        return Words::muted(known.unwrap_or_else(|| "context not logged".to_owned()));
    };
    let share = u64::from(Share::of(used, window).bp());
    let mark = if is_assumed(live) { "~" } else { "" };
    let sign = if sign.is_empty() { String::new() } else { format!(" {sign}") };
    canvas
        .bar(share, width, role)
        .with(format!(" {mark}{}", whole_percent(share)), Role::Figure)
        .with(sign, role)
        .with(format!(" of {}", compact(window)), Role::Muted)
}

fn is_assumed(live: &LiveSession) -> bool {
    let capacity = live.evidence.map(|evidence| Capacity { tokens: live.window, evidence });
    capacity.is_some_and(|capacity| capacity.provenance() != Provenance::EXACT)
}

/// How long the context lasts, and what to do about it.
fn left(live: &LiveSession) -> Words {
    let turns = live.turns_left.map(|turns| format!("~{} left", counted(turns, "turn"))).unwrap_or_default();
    let calls = live.calls_left.map(|calls| format!("~{}", counted(calls, "call"))).unwrap_or_default();
    let advice = match live.advice.map(|advice| (advice.advice, advice.because)) {
        Some((_, Because::CacheExpired)) => ("compact before you go on", Role::Bad),
        Some((Advice::CompactNow, _)) => ("compact now", Role::Bad),
        Some((Advice::StartFresh, _)) => ("start fresh", Role::Bad),
        Some((Advice::CompactSoon, _)) => ("compact soon", Role::Warn),
        _ => ("", Role::Text),
    };
    Words::text("  ").with(turns, Role::Text).then(calls, Role::Muted).then(advice.0, advice.1)
}

fn money(now: Option<&SessionNow>, figures: &Figures, shared: &Shared) -> Words {
    let mut words = Words::new().with(cost(figures, &shared.money), Role::Figure);
    if let Some(hourly) = now.map(|now| &now.pulse.hourly_usd).filter(|hourly| hourly.value.is_some()) {
        words = words.then(format!("{}/h", spent(hourly, &shared.money)), Role::Text);
    }
    if figures.usage.prompt() > 0 {
        let rate = whole_percent(u64::from(hit_rate(&figures.usage).bp()));
        words = words.then("cache ", Role::Muted).with(rate, Role::Text);
    }
    now.map_or(words.clone(), |now| words.and(warmth(now, shared)))
}

/// When the cache goes cold, and what that costs.
fn warmth(now: &SessionNow, shared: &Shared) -> Words {
    let Some(cold_at) = now.pulse.cold_at else { return Words::new() };
    let more = now.pulse.cold_usd.value.map(|more| format!("~{} more", shared.money.amount(more)));
    let left = cold_at.millis() - shared.now.millis();
    if left <= 0 {
        let more = more.map(|more| format!(": next call {more}")).unwrap_or_default();
        return Words::muted(", ").with("cold", Role::Warn).with(more, Role::Muted);
    }
    let minutes = u64::try_from(left / 60_000).unwrap_or_default();
    let (text, role) = match minutes {
        0 => ("cold within a minute".to_owned(), Role::Warn),
        1..=2 => (format!("cold in {minutes} min"), Role::Warn),
        _ => (format!("cold in {minutes} min"), Role::Text),
    };
    let then = more.map(|more| format!(", then {more}")).unwrap_or_default();
    Words::muted(", ").with(text, role).with(then, Role::Muted)
}

fn tokens(figures: &Figures) -> Words {
    let usage = &figures.usage;
    let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
    let parts =
        [("in", usage.input), ("cached", usage.cache_read), ("written", written), ("out", usage.output)];
    let mut words = Words::new();
    for (label, count) in parts {
        words = words.then(format!("{label} "), Role::Muted).with(compact(count), Role::Text);
    }
    let turns = counted(figures.turns, "turn");
    if figures.turns > 0 { words.then(turns, Role::Muted) } else { words }
}

/// What its last calls cost, and what it does.
fn doing(now: Option<&SessionNow>, live: &LiveSession, canvas: &Canvas<'_>) -> Words {
    let Some(now) = now else { return Words::new() };
    let costs: Vec<u64> = now
        .costs
        .iter()
        .map(|cost| cost.map_or(0, |cost| u64::try_from(cost.pico() / 1_000).unwrap_or(0)))
        .collect();
    let mut words = Words::new();
    if costs.iter().any(|cost| *cost > 0) {
        words = words.with(canvas.spark(&costs), Role::Accent).with(" calls", Role::Muted);
    }
    words = words.then(now.last_tools.join(" "), Role::Text);
    let running = now.running.len() as u64;
    if running > 0 {
        let text = format!("{} {} at work", canvas.theme().glyphs.live[0], counted(running, "sub-agent"));
        words = words.then(text, Role::Accent);
    } else if live.session.sub_agents > 0 {
        words = words.then(counted(live.session.sub_agents, "sub-agent"), Role::Muted);
    }
    words
}
