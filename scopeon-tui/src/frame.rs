//! One frame, to be written elsewhere than on a terminal that is drawn on.

mod svg;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    buffer: Buffer,
}

impl Frame {
    /// Makes an empty frame of so many columns and rows.
    pub(crate) fn empty((columns, rows): (u16, u16)) -> Self {
        Self { buffer: Buffer::empty(Rect::new(0, 0, columns, rows)) }
    }

    /// Returns what is drawn on.
    pub(crate) const fn buffer_mut(&mut self) -> &mut Buffer {
        &mut self.buffer
    }

    /// Returns the cells of each row; the second cell of a character that takes two is left out.
    pub(crate) fn rows(&self) -> Vec<Vec<&Cell>> {
        let width = usize::from(self.buffer.area().width).max(1);
        let shown = |row: &'_ [Cell]| -> Vec<usize> {
            let mut places = Vec::new();
            let mut skip = 0;
            for (place, cell) in row.iter().enumerate() {
                if skip == 0 {
                    places.push(place);
                    skip = crate::text::columns(cell.symbol()).max(1);
                }
                skip -= 1;
            }
            places
        };
        let rows = self.buffer.content().chunks(width);
        rows.map(|row| shown(row).into_iter().filter_map(|place| row.get(place)).collect()).collect()
    }

    /// Returns it as text, without what is empty at the ends of rows.
    #[must_use]
    pub fn text(&self) -> String {
        let row = |cells: Vec<&Cell>| {
            let text: String = cells.iter().map(|cell| cell.symbol()).collect();
            format!("{}\n", text.trim_end())
        };
        self.rows().into_iter().map(row).collect()
    }

    /// Returns the symbol of each cell.
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        self.buffer.content().iter().map(Cell::symbol)
    }
}
