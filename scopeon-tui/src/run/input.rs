//! Reads keys, clicks and sizes from the terminal.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind, read,
};

use super::news::News;
use crate::keys::{Chord, Code};
use crate::msg::{Clicks, Msg};

/// Two clicks within that on one cell are a double one.
const DOUBLE: Duration = Duration::from_millis(400);
/// What a terminal says late of its colours comes within that.
const SAYING: Duration = Duration::from_millis(100);

/// Starts the thread that reads keys. It ends with the process: nothing else ends a read. `faults` says whether one is made
/// when F12 is pressed.
pub(super) fn start(sender: &Sender<News>, faults: bool) {
    let sender = sender.clone();
    thread::spawn(move || {
        let (mut mouse, mut late) = (Mouse::default(), Late::default());
        while let Ok(event) = read() {
            if faults && is_fault(&event) {
                let _ = sender.send(News::Fault);
            } else if !take(event, (&mut mouse, &mut late), &sender) {
                return;
            }
        }
        let _ = sender.send(News::Gone);
    });
}

/// Tells an event, and returns `false` where nobody hears it.
fn take(event: Event, (mouse, late): (&mut Mouse, &mut Late), sender: &Sender<News>) -> bool {
    if late.is_part(&event) {
        return true;
    }
    news(event, mouse).is_none_or(|news| sender.send(news).is_ok())
}

/// What a terminal says of its colours when nobody waits for it any more: it comes as keys, and is none.
#[derive(Default)]
struct Late(Option<Instant>);

impl Late {
    /// Returns `true` if an event is a part of it, which begins with Alt-] and ends with Ctrl-G or Alt-\.
    fn is_part(&mut self, event: &Event) -> bool {
        let Event::Key(key) = event else { return false };
        let is = |c, modifier| key.code == KeyCode::Char(c) && key.modifiers.contains(modifier);
        if self.0.take().is_some_and(|since| since.elapsed() < SAYING) {
            let is_end = is('g', KeyModifiers::CONTROL) || is('\\', KeyModifiers::ALT);
            self.0 = (!is_end).then(Instant::now);
            return true;
        }
        if is(']', KeyModifiers::ALT) {
            self.0 = Some(Instant::now());
            return true;
        }
        false
    }
}

/// Where and when was clicked last.
#[derive(Default)]
struct Mouse(Option<(u16, u16, Instant)>);

fn is_fault(event: &Event) -> bool {
    matches!(event, Event::Key(KeyEvent { code: KeyCode::F(12), .. }))
}

fn news(event: Event, mouse: &mut Mouse) -> Option<News> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(News::of(Msg::Key(chord(key)?))),
        Event::Paste(text) => Some(News::of(Msg::Paste(text))),
        Event::Resize(..) => Some(News::Resized),
        Event::Mouse(event) => mouse.news(event),
        _ => None,
    }
}

impl Mouse {
    fn news(&mut self, event: MouseEvent) -> Option<News> {
        let (column, row) = (event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollDown => Some(News::of(Msg::Wheel(3))),
            MouseEventKind::ScrollUp => Some(News::of(Msg::Wheel(-3))),
            MouseEventKind::Down(MouseButton::Left) => {
                let now = Instant::now();
                let is_again = |(x, y, at): &(u16, u16, Instant)| {
                    (*x, *y) == (column, row) && now.duration_since(*at) < DOUBLE
                };
                let clicks =
                    if self.0.take().as_ref().is_some_and(is_again) { Clicks::Two } else { Clicks::One };
                if clicks == Clicks::One {
                    self.0 = Some((column, row, now));
                }
                Some(News::Click { column, row, clicks })
            }
            _ => None,
        }
    }
}

fn chord(key: KeyEvent) -> Option<Chord> {
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::F(number) => Code::Function(number),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    let held = |modifier| key.modifiers.contains(modifier);
    Some(Chord { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT) })
}

#[cfg(test)]
mod tests {
    use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

    use super::{Late, Mouse, news};
    use crate::keys::{Chord, Code};
    use crate::msg::Msg;
    use crate::run::news::News;

    #[test]
    fn every_key_of_functions_is_a_key() {
        for number in 1..=12 {
            let event = Event::Key(KeyEvent::new(KeyCode::F(number), KeyModifiers::NONE));
            let Some(News::Msg(msg)) = news(event, &mut Mouse::default()) else { panic!("F{number}") };
            let Msg::Key(chord) = *msg else { panic!("F{number}: {msg:?}") };
            assert_eq!(chord, Chord::plain(Code::Function(number)));
        }
    }

    #[test]
    fn what_a_terminal_says_late_presses_no_key() {
        let key = |c, modifiers| Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers));
        let mut late = Late::default();
        assert!(!late.is_part(&key('1', KeyModifiers::NONE)));
        assert!(late.is_part(&key(']', KeyModifiers::ALT)));
        for c in "11;rgb:ffff/ffff/ffff".chars() {
            assert!(late.is_part(&key(c, KeyModifiers::NONE)), "{c}");
        }
        assert!(late.is_part(&key('g', KeyModifiers::CONTROL)));
        assert!(!late.is_part(&key('1', KeyModifiers::NONE)), "it is over");
    }
}
