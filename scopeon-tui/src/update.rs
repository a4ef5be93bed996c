//! What happens changes the state, and nothing else: what is to be done outside comes back as effects.

use scopeon_core::time::Timestamp;

use crate::effect::Effect;
use crate::expiry::expiry;
use crate::hit::Hit;
use crate::keys::{Action, Chord, Code};
use crate::list::ListState;
use crate::msg::{Clicks, Msg};
use crate::palette::{Palette, Target};
use crate::pane::{Acting, Done, Typing};
use crate::scope::{step_model, step_provider};
use crate::screen::Screen;
use crate::settings::Setting;
use crate::source::{Answer, Question, Trouble};
use crate::state::{Overlay, State};

/// How long a word about what was done is shown, in milliseconds.
const TOAST_MS: i64 = 2_500;

/// Takes what happened at an instant, and returns what is to be done.
pub(crate) fn update(state: &mut State, msg: Msg, now: Timestamp) -> Vec<Effect> {
    let mut effects = Vec::new();
    pass(state, now);
    match msg {
        Msg::Key(chord) => key(state, chord, &mut effects),
        Msg::Paste(text) => paste(state, &text),
        Msg::Click(hit, clicks) => click(state, hit, clicks, &mut effects),
        Msg::Wheel(rows) => wheel(state, rows, &mut effects),
        Msg::Resize(columns, rows) => state.shared.size = (columns, rows),
        Msg::Changed => outdate(state),
        Msg::Answered(question, result) => {
            answered(state, &question, *result);
            attend(state, &question, &mut effects);
        }
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
    let expiry = state.answers.status().map(|status| expiry(status, state.shared.zone));
    [toast, pane, expiry].into_iter().flatten().min()
}

fn pass(state: &mut State, now: Timestamp) {
    if state.toast.as_ref().is_some_and(|(_, until)| *until <= now) {
        state.toast = None;
    }
    if state.shared.frozen_at.is_some() {
        return;
    }
    state.shared.now = state.shared.now.max(now);
    let is_over = state.answers.status().is_some_and(|status| expiry(status, state.shared.zone) <= now);
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

/// Calls for attention where an answer gives cause; zen ends where one is urgent.
fn attend(state: &mut State, question: &Question, effects: &mut Vec<Effect>) {
    let Some(answer) = state.answers.get(question) else { return };
    let calls = match answer {
        Answer::Status(status) => state.attention.standing(status, &state.shared),
        Answer::Alerts(report) => {
            let (calls, is_urgent) = state.attention.alerted(&report.rows, &state.shared);
            state.is_zen &= !is_urgent;
            calls
        }
        _ => return,
    };
    effects.extend(calls.into_iter().map(Effect::Attention));
}

fn settle(state: &mut State) {
    let found = state.found().len();
    if let Some(Overlay::Palette(palette)) = &mut state.overlay {
        palette.list.settle(found);
    }
    for screen in Screen::ALL {
        state.panes.of_mut(*screen).settle(&state.shared, &state.answers);
    }
}

fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let mut wanted = vec![
        Question::Status(scopeon_app::ask::Status),
        Question::Alerts(scopeon_app::ask::Alerts::default()),
    ];
    for question in state.panes.of(state.screen).questions(&state.shared, &state.answers) {
        if !wanted.contains(&question) {
            wanted.push(question);
        }
    }
    effects.extend(state.answers.want(&wanted).into_iter().map(Box::new).map(Effect::Ask));
}

fn key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    // One key ends it, whatever is being typed.
    if chord == Chord::ctrl('c') {
        effects.push(Effect::Quit);
        return;
    }
    if matches!(state.overlay, Some(Overlay::Palette(_))) {
        find_key(state, chord, effects);
        return;
    }
    if state.overlay.is_none() && state.panes.of_mut(state.screen).input().is_some() {
        type_key(state, chord);
        return;
    }
    if let Some(action) = state.shared.keymap.action(chord, state.screen) {
        act(state, action, effects);
    }
}

fn type_key(state: &mut State, chord: Chord) {
    let Some(input) = state.panes.of_mut(state.screen).input() else { return };
    let typing = match chord.code {
        Code::Enter => Typing::Done,
        Code::Esc => Typing::Given,
        _ if input.key(chord) => Typing::On,
        _ => return,
    };
    typed(state, typing);
}

fn paste(state: &mut State, text: &str) {
    if let Some(Overlay::Palette(palette)) = &mut state.overlay {
        palette.line.paste(text);
        palette.list.select(0);
        return;
    }
    if state.overlay.is_some() {
        return;
    }
    if let Some(input) = state.panes.of_mut(state.screen).input() {
        input.paste(text);
        typed(state, Typing::On);
    }
}

fn typed(state: &mut State, typing: Typing) {
    within(state, |pane, acting| {
        pane.typed(typing, acting);
        Done::Yes
    });
}

/// Has the screen that is shown do something, and opens the session that it wishes to be opened.
fn within(state: &mut State, act: impl FnOnce(&mut dyn crate::pane::Pane, &mut Acting<'_>) -> Done) -> Done {
    let mut opens = None;
    let (shared, answers) = (&mut state.shared, &state.answers);
    let done = act(state.panes.of_mut(state.screen), &mut Acting { shared, answers, opens: &mut opens });
    if let Some(id) = opens {
        open(state, &id);
    }
    done
}

/// Opens a session on the screen of sessions.
fn open(state: &mut State, id: &str) {
    state.came_from = Some(state.screen).filter(|screen| *screen != Screen::Sessions);
    state.panes.sessions.open(id);
    go(state, Screen::Sessions);
}

/// Goes back to where a session was opened from, once it is closed.
fn return_from(state: &mut State, action: Action) {
    let is_closed = action == Action::Back && state.panes.sessions.session.is_none();
    if state.screen != Screen::Sessions || !is_closed {
        return;
    }
    if let Some(screen) = state.came_from.take() {
        go(state, screen);
    }
}

/// Does what a key says: what lies over the screen first, then the screen, then everything around it.
fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    if over(state, action) == Done::Yes {
        return;
    }
    if within(state, |pane, acting| pane.act(action, acting)) == Done::Yes {
        return_from(state, action);
        return;
    }
    around(state, action, effects);
}

fn over(state: &mut State, action: Action) -> Done {
    if matches!(action, Action::Quit | Action::Suspend | Action::Redraw) {
        return Done::No;
    }
    match &mut state.overlay {
        None | Some(Overlay::Palette(_)) => return Done::No,
        Some(Overlay::Help(row)) => match action {
            Action::Down => *row = row.saturating_add(1),
            Action::Up => *row = row.saturating_sub(1),
            Action::HalfDown => *row = row.saturating_add(8),
            Action::HalfUp => *row = row.saturating_sub(8),
            Action::Top => *row = 0,
            _ => state.overlay = None,
        },
        Some(Overlay::Settings(list)) => {
            let selected = list.selected();
            match action {
                Action::Open | Action::Right | Action::Left => turn(state, selected),
                action if list.act(action, Setting::ALL.len(), Setting::ALL.len()) => {}
                _ => state.overlay = None,
            }
        }
    }
    Done::Yes
}

/// Sets something to what comes next.
fn turn(state: &mut State, place: usize) {
    if let Some(setting) = Setting::ALL.get(place) {
        setting.turn(&mut state.shared, &mut state.attention.switches);
    }
}

/// Takes a key while something is looked for.
fn find_key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let rows = state.found().len();
    let Some(Overlay::Palette(palette)) = &mut state.overlay else { return };
    match (chord.code, chord.ctrl) {
        (Code::Esc, _) | (Code::Char('p'), true) => state.overlay = None,
        (Code::Down, _) | (Code::Char('n'), true) => {
            palette.list.act(Action::Down, rows, 1);
        }
        (Code::Up, _) => {
            palette.list.act(Action::Up, rows, 1);
        }
        (Code::Enter, _) => {
            let place = palette.list.selected();
            find(state, place, effects);
        }
        _ if palette.line.key(chord) => palette.list.select(0),
        _ => {}
    }
}

/// Does what is done with something that was found.
fn find(state: &mut State, place: usize, effects: &mut Vec<Effect>) {
    let target = state.found().get(place).map(|entry| entry.target.clone());
    state.overlay = None;
    match target {
        None => {}
        Some(Target::Action(action)) => act(state, action, effects),
        Some(Target::Session(id)) => open(state, &id),
        Some(Target::Project(project)) => {
            state.panes.sessions.list_project(&project);
            go(state, Screen::Sessions);
        }
    }
}

fn around(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Quit => effects.push(Effect::Quit),
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Help | Action::Palette | Action::Settings if state.is_zen => {
            state.is_zen = false;
            around(state, action, effects);
        }
        Action::Help => state.overlay = Some(Overlay::Help(0)),
        Action::Palette => state.overlay = Some(Overlay::Palette(Palette::default())),
        Action::Settings => state.overlay = Some(Overlay::Settings(ListState::default())),
        Action::Go(screen) => {
            state.came_from = None;
            go(state, screen);
        }
        Action::NextScreen => go(state, state.screen.next()),
        Action::PreviousScreen => go(state, state.screen.previous()),
        Action::Refresh => state.answers.outdate(),
        Action::Freeze => freeze(state),
        Action::Zen => state.is_zen = !state.is_zen,
        Action::Back if state.is_zen => state.is_zen = false,
        Action::NextProvider => step_provider(state, false),
        Action::PreviousProvider => step_provider(state, true),
        Action::NextModel => step_model(state, false),
        Action::PreviousModel => step_model(state, true),
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
        Hit::Action(action) => {
            state.overlay = None;
            act(state, action, effects);
        }
        Hit::Found(place) => match &mut state.overlay {
            Some(Overlay::Palette(_)) => find(state, place, effects),
            Some(Overlay::Settings(list)) => {
                list.select(place);
                turn(state, place);
            }
            _ => {}
        },
        _ if state.overlay.is_some() => {}
        hit => {
            let done = within(state, |pane, acting| pane.click(hit, acting));
            if done == Done::Yes && clicks == Clicks::Two && matches!(hit, Hit::Row(_)) {
                act(state, Action::Open, effects);
            }
        }
    }
}

fn wheel(state: &mut State, rows: i16, effects: &mut Vec<Effect>) {
    let action = if rows > 0 { Action::Down } else { Action::Up };
    for _ in 0..rows.unsigned_abs().min(10) {
        match &mut state.overlay {
            Some(Overlay::Palette(palette)) => {
                palette.list.act(action, usize::MAX, 1);
            }
            _ => act(state, action, effects),
        }
    }
}
