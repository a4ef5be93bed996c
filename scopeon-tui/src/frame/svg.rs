//! A frame as a picture: text in cells of one size, with what lies behind it.

use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::Frame;
use crate::text::columns;
use crate::theme::Theme;

/// The width of a cell, its height, and how far down letters stand in it.
const CELL: (f64, f64, f64) = (8.4, 18.0, 13.5);
/// Around all of it.
const MARGIN: f64 = 14.0;

impl Frame {
    /// Writes it as a picture in SVG, on the page of a theme.
    #[must_use]
    pub fn svg(&self, theme: &Theme) -> String {
        let area = self.buffer.area();
        let (width, height, _) = CELL;
        let (page, text) = theme.page();
        let (all, high) =
            (f64::from(area.width) * width + 2.0 * MARGIN, f64::from(area.height) * height + 2.0 * MARGIN);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all:.0}\" height=\"{high:.0}\" viewBox=\"0 0 {all:.1} {high:.1}\">\n\
             <style>text{{font:14px ui-monospace,'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace;white-space:pre}}</style>\n\
             <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"{}\"/>\n",
            hex(page, "#0f1216")
        );
        let plain = hex(text, "#e6e9ee");
        for (row, cells) in self.rows().iter().enumerate() {
            for run in runs(cells) {
                run.write(&mut svg, row, &plain);
            }
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// Cells of one row that look alike.
struct Run<'a> {
    column: usize,
    width: usize,
    text: String,
    cell: &'a Cell,
}

fn runs<'a>(cells: &[&'a Cell]) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    let mut column = 0;
    for cell in cells {
        let width = columns(cell.symbol()).max(1);
        let is_alike = |run: &&mut Run<'a>| {
            (run.cell.fg, run.cell.bg, run.cell.modifier) == (cell.fg, cell.bg, cell.modifier)
        };
        match runs.last_mut().filter(is_alike) {
            Some(run) => {
                run.text.push_str(cell.symbol());
                run.width += width;
            }
            None => runs.push(Run { column, width, text: cell.symbol().to_owned(), cell }),
        }
        column += width;
    }
    runs
}

impl Run<'_> {
    #[expect(clippy::cast_precision_loss, reason = "a frame has a thousand columns at most")]
    fn write(&self, svg: &mut String, row: usize, plain: &str) {
        let (width, height, down) = CELL;
        let (x, y) = (MARGIN + self.column as f64 * width, MARGIN + row as f64 * height);
        let long = self.width as f64 * width;
        if self.cell.bg != Color::Reset {
            let fill = hex(self.cell.bg, "none");
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{long:.1}\" height=\"{height}\" fill=\"{fill}\"/>"
            );
        }
        if self.text.trim().is_empty() {
            return;
        }
        let weight = if self.cell.modifier.contains(Modifier::BOLD) { " font-weight=\"600\"" } else { "" };
        let faint = if self.cell.modifier.contains(Modifier::DIM) { " opacity=\"0.65\"" } else { "" };
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{long:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{weight}{faint}>{}</text>",
            y + down,
            hex(self.cell.fg, plain),
            escaped(&self.text)
        );
    }
}

fn hex(color: Color, other: &str) -> String {
    match color {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Black => "#000000".to_owned(),
        Color::Red => "#cd3131".to_owned(),
        Color::Green => "#0dbc79".to_owned(),
        Color::Yellow => "#e5b410".to_owned(),
        Color::Blue => "#2472c8".to_owned(),
        Color::Magenta => "#bc3fbc".to_owned(),
        Color::Cyan => "#11a8cd".to_owned(),
        Color::Gray => "#c8c8c8".to_owned(),
        Color::White => "#ffffff".to_owned(),
        Color::LightBlue => "#5aa9ff".to_owned(),
        Color::LightRed => "#f56e6e".to_owned(),
        Color::DarkGray => "#6e6e6e".to_owned(),
        _ => other.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
