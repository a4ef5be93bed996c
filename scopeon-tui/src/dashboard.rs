//! The dashboard without a terminal: keys and answers go in, frames come out.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use scopeon_core::time::Timestamp;

use crate::effect::Effect;
use crate::frame::Frame;
use crate::hit::Hit;
use crate::keys::Chord;
use crate::msg::{Clicks, Msg};
use crate::options::Options;
use crate::screen::Screen;
use crate::source::{Question, Source};
use crate::state::State;
use crate::update::{next_change, update};
use crate::view::{spoken, view};

/// As many rounds of questions are answered for one frame: what is asked depends on what is known.
const ROUNDS: usize = 8;
/// The columns and rows of what is read aloud: nothing of it is cut.
const SPOKEN: (u16, u16) = (240, 400);

/// The dashboard without a terminal.
#[derive(Clone, Debug)]
pub struct Dashboard {
    state: State,
    now: Timestamp,
    /// Questions that nobody answered yet.
    asked: Vec<Question>,
    hits: Vec<(Rect, Hit)>,
    has_ended: bool,
}

impl Dashboard {
    /// Begins at an instant, at a size in columns and rows.
    #[must_use]
    pub fn new(options: &Options, now: Timestamp, size: (u16, u16)) -> Self {
        let state = State::new(options.screen, options.shared(now), options.attention);
        let mut begun = Self { state, now, asked: Vec::new(), hits: Vec::new(), has_ended: false };
        begun.resize(size);
        begun
    }

    /// Presses a key.
    pub fn press(&mut self, chord: Chord) {
        self.take(Msg::Key(chord));
    }

    /// Clicks a cell, or clicks it twice.
    pub fn click(&mut self, (column, row): (u16, u16), is_double: bool) {
        let clicks = if is_double { Clicks::Two } else { Clicks::One };
        if let Some(hit) = self.hit(column, row) {
            self.take(Msg::Click(hit, clicks));
        }
    }

    /// Turns the wheel, by so many rows down.
    pub fn wheel(&mut self, rows: i16) {
        self.take(Msg::Wheel(rows));
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) {
        self.take(Msg::Paste(text.to_owned()));
    }

    /// Takes another size, in columns and rows.
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        self.take(Msg::Resize(columns, rows));
    }

    /// Lets time pass up to an instant.
    pub fn pass(&mut self, now: Timestamp) {
        self.now = now;
        self.take(Msg::Tick);
    }

    /// Hears that somebody wrote to the database.
    pub fn change(&mut self) {
        self.take(Msg::Changed);
    }

    /// Has everything answered that was asked.
    pub fn answer(&mut self, source: &mut dyn Source) {
        for _ in 0..ROUNDS {
            if self.asked.is_empty() {
                return;
            }
            for question in std::mem::take(&mut self.asked) {
                let result = source.answer(&question);
                self.take(Msg::Answered(Box::new(question), Box::new(result)));
            }
        }
    }

    /// Returns `true` once it was asked to end.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Returns the screen that is shown.
    #[must_use]
    pub const fn screen(&self) -> Screen {
        self.state.screen
    }

    /// Returns the next instant at which something that is shown changes by itself; none where nothing does.
    #[must_use]
    pub fn next_change(&self) -> Option<Timestamp> {
        next_change(&self.state)
    }

    /// Draws a frame.
    #[must_use]
    pub fn frame(&mut self) -> Frame {
        let mut frame = Frame::empty(self.state.shared.size);
        self.draw(frame.buffer_mut());
        frame
    }

    /// Returns what the screen says as lines of one fact each, without frames and bars.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut frame = Frame::empty(SPOKEN);
        spoken(&self.state, frame.buffer_mut()).into_iter().map(|line| line + "\n").collect()
    }

    /// Draws on cells, and remembers what of them can be clicked.
    pub(crate) fn draw(&mut self, buffer: &mut Buffer) {
        self.hits = view(&self.state, buffer);
    }

    /// Returns what a click on a cell of the last frame means.
    pub(crate) fn hit(&self, column: u16, row: u16) -> Option<Hit> {
        let at = Position { x: column, y: row };
        self.hits.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, hit)| *hit)
    }

    /// Takes what happened, and returns what is to be done but asking: see [`Dashboard::asked`].
    pub(crate) fn take(&mut self, msg: Msg) -> Vec<Effect> {
        let mut others = Vec::new();
        for effect in update(&mut self.state, msg, self.now) {
            match effect {
                Effect::Ask(question) => self.asked.push(*question),
                effect => {
                    self.has_ended |= effect == Effect::Quit;
                    others.push(effect);
                }
            }
        }
        others
    }

    /// Takes what happened at an instant.
    pub(crate) fn take_at(&mut self, msg: Msg, now: Timestamp) -> Vec<Effect> {
        self.now = now;
        self.take(msg)
    }

    /// Returns the questions that were asked since.
    pub(crate) fn asked(&mut self) -> Vec<Question> {
        std::mem::take(&mut self.asked)
    }
}
