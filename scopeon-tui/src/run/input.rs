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

/// Starts the thread. It ends with the process: nothing else ends a read.
pub(super) fn start(sender: &Sender<News>) {
    let sender = sender.clone();
    thread::spawn(move || {
        let mut mouse = Mouse::default();
        while let Ok(event) = read() {
            if let Some(news) = news(event, &mut mouse)
                && sender.send(news).is_err()
            {
                return;
            }
        }
        let _ = sender.send(News::Gone);
    });
}

/// Where and when was clicked last.
#[derive(Default)]
struct Mouse(Option<(u16, u16, Instant)>);

fn news(event: Event, mouse: &mut Mouse) -> Option<News> {
    match event {
        Event::Key(KeyEvent { code: KeyCode::F(12), .. }) => Some(News::Fault),
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(News::Msg(Msg::Key(chord(key)?))),
        Event::Paste(text) => Some(News::Msg(Msg::Paste(text))),
        Event::Resize(columns, rows) => Some(News::Msg(Msg::Resize(columns, rows))),
        Event::Mouse(event) => mouse.news(event),
        _ => None,
    }
}

impl Mouse {
    fn news(&mut self, event: MouseEvent) -> Option<News> {
        let (column, row) = (event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollDown => Some(News::Msg(Msg::Wheel(3))),
            MouseEventKind::ScrollUp => Some(News::Msg(Msg::Wheel(-3))),
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
