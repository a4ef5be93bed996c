//! Tables: aligned columns, one rule below the titles and one above the sums, and nothing more.
//!
//! Cells never wrap here: whoever draws a table tries layouts until one fits, so a table has to know its width
//! without being drawn, which table libraries do not offer, and a year of days has to cost next to nothing.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::export;
use super::format::{self, Form};
pub(crate) use super::grid::RowKind;
use super::style::{FAINT, TITLE, TOTAL, paint};

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Spaces between two columns.
const GAP: usize = 2;

/// A table; its cells are plain text of one line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<(RowKind, Vec<String>)>,
}

/// Draws the first of the layouts that fits a terminal of `width` characters, else the last. Only one table is there at a
/// time: it may have a row for everything that was ever logged.
pub(crate) fn fitting<L>(
    width: usize,
    layouts: impl IntoIterator<Item = L>,
    mut table: impl FnMut(L) -> Table,
) -> String {
    let mut layouts = layouts.into_iter().peekable();
    while let Some(layout) = layouts.next() {
        let table = table(layout);
        // What a program reads does not change with what is in it.
        if layouts.peek().is_none() || table.width() <= width || format::is_for_programs() {
            return table.draw();
        }
    }
    String::new()
}

impl Table {
    /// Adds a column.
    pub(crate) fn column(&mut self, title: impl Into<String>, align: Align) -> &mut Self {
        self.columns.push((title.into(), align));
        self
    }

    /// Adds a row with a cell for each column.
    pub(crate) fn row(&mut self, kind: RowKind, cells: Vec<String>) -> &mut Self {
        self.rows.push((kind, cells));
        self
    }

    /// Returns how many characters of a terminal a line takes.
    pub(crate) fn width(&self) -> usize {
        let widths = self.widths();
        widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
    }

    /// Draws it, each line with its end; where tables are for other programs, it is gathered and nothing is drawn.
    pub(crate) fn draw(&self) -> String {
        if format::of(|format| format.form != Form::Page) {
            let titles: Vec<String> = self.columns.iter().map(|(title, _)| title.clone()).collect();
            export::add(&titles, self.rows.clone());
            return String::new();
        }
        let widths = self.widths();
        let rule = "─".repeat(self.width());
        let mut text = String::new();
        let mut push = |look: Style, line: &str| {
            text.push_str(&paint(look, line.trim_end()));
            text.push('\n');
        };
        push(TITLE, &self.line(&widths, self.columns.iter().map(|(title, _)| title.as_str())));
        push(FAINT, &rule);
        for (kind, cells) in &self.rows {
            let line = self.line(&widths, cells.iter().map(String::as_str));
            match kind {
                RowKind::Plain => push(Style::new(), &line),
                RowKind::Part(_) | RowKind::Minor | RowKind::Aside => push(FAINT, &line),
                RowKind::Total => {
                    push(FAINT, &rule);
                    push(TOTAL, &line);
                }
            }
        }
        text
    }

    /// The room each column needs.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|(title, _)| title.width()).collect();
        for (_, cells) in &self.rows {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.width());
            }
        }
        widths
    }

    fn line<'a>(&self, widths: &[usize], cells: impl Iterator<Item = &'a str>) -> String {
        let mut line = String::new();
        for ((cell, width), (index, (_, align))) in cells.zip(widths).zip(self.columns.iter().enumerate()) {
            let gap = if index > 0 { GAP } else { 0 };
            let room = width.saturating_sub(cell.width());
            let (before, after) = match align {
                Align::Left => (gap, room),
                Align::Right => (gap + room, 0),
            };
            line.extend(std::iter::repeat_n(' ', before));
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', after));
        }
        line
    }
}
