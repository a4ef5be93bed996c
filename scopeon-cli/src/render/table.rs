//! Tables: aligned columns, one rule below the titles and one above the sums, and nothing more.

use anstyle::Style;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, TableStyle};

use super::style::{FAINT, TITLE, TOTAL, paint};

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// A row of its own.
    Plain,
    /// A part of the row above.
    Part,
    /// The sum, after a rule.
    Total,
}

/// Spaces between two columns.
const GAP: u16 = 2;

/// A table; its cells are plain text of one line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<(RowKind, Vec<String>)>,
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

    /// Returns how many characters its widest line has.
    pub(crate) fn width(&self) -> usize {
        self.lines().iter().map(|line| line.chars().count()).max().unwrap_or(0)
    }

    /// Draws it, each line with its end.
    pub(crate) fn draw(&self) -> String {
        let lines = self.lines();
        let rule = lines.get(1).map_or("", String::as_str);
        let mut text = String::new();
        let mut push = |look: Style, line: &str| {
            text.push_str(&paint(look, line));
            text.push('\n');
        };
        push(TITLE, lines.first().map_or("", String::as_str));
        push(FAINT, rule);
        for ((kind, _), line) in self.rows.iter().zip(lines.iter().skip(2)) {
            match kind {
                RowKind::Plain => push(Style::new(), line),
                RowKind::Part => push(FAINT, line),
                RowKind::Total => {
                    push(FAINT, rule);
                    push(TOTAL, line);
                }
            }
        }
        text
    }

    /// The titles, a rule, and a line for each row.
    fn lines(&self) -> Vec<String> {
        let mut table = comfy_table::Table::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─')));
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.columns.iter().map(|(title, _)| title));
        table.add_rows(self.rows.iter().map(|(_, cells)| cells));
        let last = self.columns.len().saturating_sub(1);
        for (index, (column, (_, align))) in table.column_iter_mut().zip(&self.columns).enumerate() {
            column.set_padding((0, if index == last { 0 } else { GAP }));
            column.set_cell_alignment(match align {
                Align::Left => CellAlignment::Left,
                Align::Right => CellAlignment::Right,
            });
        }
        table.lines().map(|line| line.trim_end().to_owned()).collect()
    }
}
