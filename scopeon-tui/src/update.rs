//! What happens changes the state, and nothing else: what is to be done outside comes back as effects.

use scopeon_core::report::{LiveSession, StatusReport};
use scopeon_core::time::{Period, Timestamp};

use crate::effect::Effect;
use crate::hit::Hit;
use crate::keys::{Action, Chord, Code};
use crate::msg::{Clicks, Msg};
use crate::pane::{Acting, Done, Typing};
use crate::screen::Screen;
use crate::source::{Answer, Question, Trouble};
use crate::state::{Overlay, State};

/// A live session is one that was active that short a while ago, in milliseconds; a moment more, and it is none.
const LIVE_MS: i64 = 10 * 60_000 + 1;
/// How long a word about what was done is shown, in milliseconds.
const TOAST_MS: i64 = 2_500;

/// Takes what happened at an instant, and returns what is to be done.
pub(crate) fn update(state: &mut State, msg: Msg, now: Timestamp) -> Vec<Effect> {
    let mut effects = Vec::new();
    pass(state, now);
    match msg {
        Msg::Key(chord) => key(state, chord, &mut effects),
        Msg::Paste(text) => paste(state, &text, &mut effects),
        Msg::Click(hit, clicks) => click(state, hit, clicks, &mut effects),
        Msg::Wheel(rows) => wheel(state, rows, &mut effects),
        Msg::Resize(columns, rows) => state.shared.size = (columns, rows),
        Msg::Changed => outdate(state),
        Msg::Doubt(doubt) => state.shared.doubt = doubt,
        Msg::Answered(question, result) => answered(state, &question, *result),
        Msg::Tick => {}
    }
    settle(state);
    ask(state, &mut effects);
    effects
}

/// Returns the next instant at which something that is shown changes by itself; none where nothing does.
pub(crate) fn next_change(state: &State) -> Option<Timestamp> {
    let toast = state.toast.as_ref().map(|(_, until)| *until);
    if state.shared.frozen_at.is_some() {
        return toast;
    }
    let pane = state.panes.of(state.screen).next_change(&state.shared, &state.answers);
    let expiry = state.answers.status().map(|status| expiry(state, status));
    [toast, pane, expiry].into_iter().flatten().min()
}

/// The instant at which what is known is no longer so although nobody wrote: a day begins, a session is live no more, a window
/// of a limit ends.
fn expiry(state: &State, status: &StatusReport) -> Timestamp {
    let midnight = state.shared.zone.ceil(status.scope.now, Period::Day);
    let ends = |live: &LiveSession| Timestamp::from_millis(live.session.last_at?.millis() + LIVE_MS);
    let live = status.sessions.iter().filter_map(ends);
    let limits = status.limits.iter().filter_map(|limit| limit.resets_at);
    let later = |at: &Timestamp| *at > status.scope.now;
    live.chain(limits).filter(later).min().map_or(midnight, |at| at.min(midnight))
}

fn pass(state: &mut State, now: Timestamp) {
    if state.toast.as_ref().is_some_and(|(_, until)| *until <= now) {
        state.toast = None;
    }
    if state.shared.frozen_at.is_some() {
        return;
    }
    state.shared.now = state.shared.now.max(now);
    let is_over = state.answers.status().is_some_and(|status| expiry(state, status) <= now);
    if is_over {
        state.answers.outdate();
    }
}

fn outdate(state: &mut State) {
    if state.shared.frozen_at.is_none() {
        state.answers.outdate();
    }
}

fn answered(state: &mut State, question: &Question, result: Result<Answer, Trouble>) {
    let is_new = state.answers.get(question).is_none();
    if state.shared.frozen_at.is_none() || is_new {
        state.answers.keep(question, result);
    } else {
        state.answers.drop_answer(question);
    }
}

fn settle(state: &mut State) {
    for screen in Screen::ALL {
        state.panes.of_mut(*screen).settle(&state.shared, &state.answers);
    }
}

fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let mut wanted = vec![Question::Status(scopeon_app::ask::Status)];
    for question in state.panes.of(state.screen).questions(&state.shared, &state.answers) {
        if !wanted.contains(&question) {
            wanted.push(question);
        }
    }
    effects.extend(state.answers.want(&wanted).into_iter().map(Effect::Ask));
}

fn key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    // One key ends it, whatever is being typed.
    if chord == Chord::ctrl('c') {
        effects.push(Effect::Quit);
        return;
    }
    if state.overlay.is_none() && state.panes.of_mut(state.screen).input().is_some() {
        type_key(state, chord, effects);
        return;
    }
    if let Some(action) = state.shared.keymap.action(chord, state.screen) {
        act(state, action, effects);
    }
}

fn type_key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let Some(input) = state.panes.of_mut(state.screen).input() else { return };
    let typing = match chord.code {
        Code::Enter => Typing::Done,
        Code::Esc => Typing::Given,
        _ if input.key(chord) => Typing::On,
        _ => return,
    };
    typed(state, typing, effects);
}

fn paste(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    if state.overlay.is_some() {
        return;
    }
    if let Some(input) = state.panes.of_mut(state.screen).input() {
        input.paste(text);
        typed(state, Typing::On, effects);
    }
}

fn typed(state: &mut State, typing: Typing, effects: &mut Vec<Effect>) {
    within(state, effects, |pane, acting| {
        pane.typed(typing, acting);
        Done::Yes
    });
}

/// Has the screen that is shown do something, and opens the session that it wishes to be opened.
fn within(
    state: &mut State,
    effects: &mut Vec<Effect>,
    act: impl FnOnce(&mut dyn crate::pane::Pane, &mut Acting<'_>) -> Done,
) -> Done {
    let mut opens = None;
    let (shared, answers) = (&mut state.shared, &state.answers);
    let done =
        act(state.panes.of_mut(state.screen), &mut Acting { shared, answers, effects, opens: &mut opens });
    if let Some(id) = opens {
        open(state, &id);
    }
    done
}

/// Opens a session on the screen of sessions.
fn open(_state: &mut State, _id: &str) {}

/// Does what a key says: what lies over the screen first, then the screen, then everything around it.
fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    if over(state, action) == Done::Yes {
        return;
    }
    if within(state, effects, |pane, acting| pane.act(action, acting)) == Done::Yes {
        return;
    }
    around(state, action, effects);
}

fn over(state: &mut State, action: Action) -> Done {
    let Some(Overlay::Help(row)) = state.overlay.as_mut() else { return Done::No };
    match action {
        Action::Quit | Action::Suspend | Action::Redraw => return Done::No,
        Action::Down => *row = row.saturating_add(1),
        Action::Up => *row = row.saturating_sub(1),
        Action::HalfDown => *row = row.saturating_add(8),
        Action::HalfUp => *row = row.saturating_sub(8),
        Action::Top => *row = 0,
        _ => state.overlay = None,
    }
    Done::Yes
}

fn around(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Quit => effects.push(Effect::Quit),
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Help => state.overlay = Some(Overlay::Help(0)),
        Action::Go(screen) => go(state, screen),
        Action::NextScreen => go(state, state.screen.next()),
        Action::PreviousScreen => go(state, state.screen.previous()),
        Action::Refresh => state.answers.outdate(),
        Action::Freeze => freeze(state),
        Action::Zen => state.is_zen = !state.is_zen,
        Action::Back if state.is_zen => state.is_zen = false,
        Action::LongerSpan => state.shared.span = state.shared.span.longer(),
        Action::ShorterSpan => state.shared.span = state.shared.span.shorter(),
        Action::Copy => copy(state, effects),
        _ => {}
    }
}

fn go(state: &mut State, screen: Screen) {
    state.screen = screen;
    state.is_zen = false;
}

fn freeze(state: &mut State) {
    if state.shared.frozen_at.take().is_none() {
        state.shared.frozen_at = Some(state.shared.now);
    } else {
        state.answers.outdate();
    }
}

fn copy(state: &mut State, effects: &mut Vec<Effect>) {
    let text = state.panes.of(state.screen).copied(&state.shared, &state.answers);
    let said = match text {
        Some(text) => {
            effects.push(Effect::Copy(text));
            "copied"
        }
        None => "nothing is selected",
    };
    say(state, said);
}

fn say(state: &mut State, text: &str) {
    let until = state.shared.now.millis().saturating_add(TOAST_MS);
    state.toast = Timestamp::from_millis(until).map(|until| (text.to_owned(), until));
}

fn click(state: &mut State, hit: Hit, clicks: Clicks, effects: &mut Vec<Effect>) {
    match hit {
        Hit::Nothing => {}
        Hit::Screen(screen) => {
            state.overlay = None;
            go(state, screen);
        }
        Hit::Action(action) => act(state, action, effects),
        _ if state.overlay.is_some() => {}
        hit => {
            let done = within(state, effects, |pane, acting| pane.click(hit, acting));
            if done == Done::Yes && clicks == Clicks::Two && matches!(hit, Hit::Row(_)) {
                act(state, Action::Open, effects);
            }
        }
    }
}

fn wheel(state: &mut State, rows: i16, effects: &mut Vec<Effect>) {
    let action = if rows > 0 { Action::Down } else { Action::Up };
    for _ in 0..rows.unsigned_abs().min(10) {
        act(state, action, effects);
    }
}
