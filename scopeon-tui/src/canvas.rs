//! Drawing on cells: text that is cleaned and cut, frames with their titles in the border, bars and small bars; and what of
//! it can be clicked.

mod pictures;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::hit::Hit;
use crate::text::{Keep, bounded, clean, columns, fit, grapheme_columns};
use crate::theme::{Role, Theme};
pub(crate) use words::Words;

/// Where a frame is drawn.
pub(crate) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    hits: Vec<(Rect, Hit)>,
    theme: &'a Theme,
    /// What is written, a line each, where it is to be read aloud: without frames, bars and cuts.
    spoken: Option<Vec<String>>,
}

impl<'a> Canvas<'a> {
    /// Begins an empty frame.
    pub(crate) fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, hits: Vec::new(), theme, spoken: None }
    }

    /// Has what is written kept as lines to be read aloud.
    pub(crate) fn speak(mut self) -> Self {
        self.spoken = Some(Vec::new());
        self
    }

    /// Ends the frame, and returns its lines as they are read aloud.
    pub(crate) fn spoken(self) -> Vec<String> {
        self.spoken.unwrap_or_default()
    }

    fn say(&mut self, words: &Words) {
        let Some(spoken) = &mut self.spoken else { return };
        let text: String = words.parts().iter().map(|(text, _)| text.as_str()).collect();
        // What stands apart on a row is told apart by a comma.
        let text = bounded(&clean(&text));
        let parts =
            text.split("  ").map(|part| part.trim_matches([' ', ','])).filter(|part| !part.is_empty());
        let line = parts.collect::<Vec<_>>().join(", ");
        if !line.is_empty() {
            spoken.push(line);
        }
    }

    /// Returns how things look.
    pub(crate) const fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// Returns all of it.
    pub(crate) fn area(&self) -> Rect {
        *self.buffer.area()
    }

    /// Ends the frame, and returns what can be clicked; what was drawn last lies on top.
    pub(crate) fn finish(self) -> Vec<(Rect, Hit)> {
        self.hits
    }

    /// Notes that a click there means something.
    pub(crate) fn hit(&mut self, area: Rect, hit: Hit) {
        self.hits.push((area, hit));
    }

    /// Makes an area empty, and takes what can be clicked below it.
    pub(crate) fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.area());
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        self.hits.push((area, Hit::Nothing));
    }

    /// Writes words on a row of an area, cut at its end, and returns the columns they take.
    pub(crate) fn row(&mut self, area: Rect, row: u16, words: &Words) -> u16 {
        if row >= area.height {
            return 0;
        }
        self.say(words);
        let mut x = 0;
        for (text, role) in words.parts() {
            let room = area.width.saturating_sub(x);
            if room == 0 {
                break;
            }
            x += self.put((area.x + x, area.y + row), text, room, self.theme.style(*role));
        }
        x
    }

    /// Writes words at the right end of a row, if `taken` columns at its start leave room for all of them.
    pub(crate) fn row_right(&mut self, area: Rect, row: u16, words: &Words, taken: u16) {
        let width = u16::try_from(words.columns()).unwrap_or(u16::MAX);
        if width.saturating_add(taken) > area.width || width == 0 {
            return;
        }
        let left = area.width - width;
        self.row(Rect { x: area.x + left, width, ..area }, row, words);
    }

    /// Writes text on a row of an area, cut at its end, and returns the columns it takes.
    pub(crate) fn text(&mut self, area: Rect, row: u16, text: &str, role: Role) -> u16 {
        self.row(area, row, &Words::new().with(text, role))
    }

    /// Paints a row of an area as the one that is selected, whatever is written on it.
    pub(crate) fn select(&mut self, area: Rect, row: u16) {
        if row >= area.height {
            return;
        }
        let style = self.theme.style(Role::Selected);
        let back = Style { fg: None, ..style };
        self.buffer.set_style(Rect { y: area.y + row, height: 1, ..area }, back);
    }

    /// Draws a frame with its title in the border, and returns what is inside.
    pub(crate) fn frame(&mut self, area: Rect, title: &Words, right: &Words) -> Rect {
        self.framed(area, title, right, Role::Line)
    }

    /// Draws the frame of what keys go to.
    pub(crate) fn frame_focused(&mut self, area: Rect, title: &Words, right: &Words) -> Rect {
        self.framed(area, title, right, Role::Accent)
    }

    fn framed(&mut self, area: Rect, title: &Words, right: &Words, role: Role) -> Rect {
        let area = area.intersection(self.area());
        if area.width < 4 || area.height < 2 {
            return Rect { height: 0, ..area };
        }
        self.border(area, role);
        let head = Rect { x: area.x + 2, width: area.width - 4, height: 1, ..area };
        let both = columns_of(title) + columns_of(right);
        let shown = if both + 6 <= head.width || title.is_empty() { right } else { &Words::new() };
        let room = head.width.saturating_sub(columns_of(shown) + if shown.is_empty() { 0 } else { 3 });
        self.spaced(Rect { width: room, ..head }, title);
        let width = columns_of(shown) + 2;
        if !shown.is_empty() && width <= head.width {
            self.spaced(Rect { x: head.right() - width, width, ..head }, shown);
        }
        Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
    }

    /// Writes words into a border, with a space on both sides.
    fn spaced(&mut self, area: Rect, words: &Words) {
        if words.is_empty() || area.width < 4 {
            return;
        }
        let inner = Rect { x: area.x + 1, width: area.width - 2, ..area };
        let used = self.row(inner, 0, words);
        for x in [area.x, inner.x + used] {
            self.put((x, area.y), " ", 1, Style::new());
        }
    }

    fn border(&mut self, area: Rect, role: Role) {
        let (glyphs, style) = (self.theme.glyphs, self.theme.style(role));
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        for x in area.left()..right {
            self.put((x, area.y), glyphs.across, 1, style);
            self.put((x, bottom), glyphs.across, 1, style);
        }
        for y in area.top()..bottom {
            self.put((area.x, y), glyphs.down, 1, style);
            self.put((right, y), glyphs.down, 1, style);
        }
        let [first, second, third, fourth] = glyphs.corners;
        let places = [(area.x, area.y), (right, area.y), (right, bottom), (area.x, bottom)];
        for (place, corner) in places.into_iter().zip([first, second, third, fourth]) {
            self.put(place, corner, 1, style);
        }
    }

    /// Writes text from a cell on, in at most `room` columns and inside of the frame, and returns how many it takes. This is
    /// the one way to a cell: nothing that could rewrite a screen passes.
    pub(crate) fn put(&mut self, (x, y): (u16, u16), text: &str, room: u16, style: Style) -> u16 {
        let area = self.area();
        if y >= area.bottom() || y < area.y || x < area.x || x >= area.right() {
            return 0;
        }
        let room = usize::from(room.min(area.right() - x));
        let mut text = bounded(&clean(text));
        if self.theme.glyphs.is_ascii() {
            text = ascii(&text);
        }
        if columns(&text) > room {
            text = fit(&text, room, Keep::Start);
            if self.theme.glyphs.is_ascii() {
                text = ascii(&text);
            }
        }
        self.cells((x, y), &text, style)
    }

    fn cells(&mut self, (x, y): (u16, u16), text: &str, style: Style) -> u16 {
        let mut at = x;
        for grapheme in text.graphemes(true) {
            let width = u16::try_from(grapheme_columns(grapheme)).unwrap_or(1);
            if width == 0 {
                continue;
            }
            if let Some(cell) = self.buffer.cell_mut((at, y)) {
                cell.set_symbol(grapheme).set_style(style);
            }
            for hidden in at + 1..at + width {
                if let Some(cell) = self.buffer.cell_mut((hidden, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
            at += width;
        }
        at - x
    }
}

fn columns_of(words: &Words) -> u16 {
    u16::try_from(words.columns()).unwrap_or(u16::MAX)
}

/// Writes a text with the signs of ASCII: those of ours have one each, and of what is anybody's a question mark is left.
fn ascii(text: &str) -> String {
    let sign = |c: char| match c {
        ' '..='~' => c,
        '…' => '~',
        '–' | '−' | '—' | '·' | '•' => '-',
        '×' => 'x',
        '≥' | '→' | '▸' => '>',
        '←' => '<',
        '↑' => '^',
        '↓' => 'v',
        '✓' => '+',
        '▲' => '!',
        '✕' => 'X',
        '●' => '*',
        '\u{a0}' => ' ',
        _ => '?',
    };
    text.graphemes(true)
        .flat_map(|grapheme| {
            let first = grapheme.chars().next().map_or('?', sign);
            std::iter::once(first)
                .chain(std::iter::repeat_n(' ', grapheme_columns(grapheme).saturating_sub(1)))
        })
        .collect()
}
