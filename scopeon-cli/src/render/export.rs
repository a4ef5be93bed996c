//! Tables for other programs: as CSV, TSV or Markdown. Every table of an answer is one, in the order it has on the page.
//!
//! Whoever draws a page draws the same tables; here they are gathered instead of being laid out. CSV and TSV leave out sums,
//! which a program makes itself, and say with an empty cell what is not known.

use std::cell::RefCell;

use super::format::Form;
use super::grid::{Grid, RowKind};
use super::money::UNKNOWN;

/// The tables of one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exported {
    heading: Option<String>,
    grids: Vec<Grid>,
}

thread_local! {
    static GATHERED: RefCell<Exported> = RefCell::default();
}

/// Draws an answer and returns it with its tables.
pub(crate) fn gather(draw: impl FnOnce() -> String) -> (String, Exported) {
    GATHERED.take();
    let text = draw();
    (text, GATHERED.take())
}

/// Notes the heading that the next table stands below.
pub(super) fn heading(text: &str) {
    GATHERED.with_borrow_mut(|gathered| gathered.heading = Some(text.to_owned()));
}

/// Adds a table.
pub(super) fn add(titles: Vec<String>, rows: Vec<(RowKind, Vec<String>)>) {
    GATHERED.with_borrow_mut(|gathered| {
        let heading = gathered.heading.take();
        gathered.grids.push(Grid { heading, titles, rows });
    });
}

impl Exported {
    /// Returns `true` if the answer had no table.
    pub(crate) fn is_empty(&self) -> bool {
        self.grids.is_empty()
    }

    /// Writes the tables, an empty line between two of them; where there are several, each has its heading above it.
    ///
    /// # Errors
    ///
    /// When a table cannot be written, which does not happen in memory.
    pub(crate) fn write(self, form: Form) -> Result<String, csv::Error> {
        let is_titled = self.grids.len() > 1;
        let mut parts = Vec::with_capacity(self.grids.len());
        for mut grid in self.grids {
            drop_blank_columns(&mut grid);
            let heading = grid.heading.take().filter(|_| is_titled);
            let table = match form {
                Form::Markdown => markdown(&grid),
                Form::Tsv => separated(grid, b'\t')?,
                Form::Csv | Form::Page => separated(grid, b',')?,
            };
            let mark = if form == Form::Markdown { "###" } else { "#" };
            let gap = if form == Form::Markdown { "\n\n" } else { "\n" };
            parts.push(heading.map_or_else(String::new, |text| format!("{mark} {text}{gap}")) + &table);
        }
        Ok(parts.join("\n"))
    }
}

/// Drops columns that say nothing without a page: bars.
fn drop_blank_columns(grid: &mut Grid) {
    let is_kept = |column: usize| {
        let is_blank = |row: &Vec<String>| row.get(column).is_none_or(String::is_empty);
        !grid.titles[column].is_empty() || !grid.rows.iter().all(|(_, row)| is_blank(row))
    };
    let kept: Vec<bool> = (0..grid.titles.len()).map(is_kept).collect();
    let keep = |cells: &mut Vec<String>| {
        let mut kept = kept.iter();
        cells.retain(|_| kept.next().copied().unwrap_or(true));
    };
    keep(&mut grid.titles);
    for (_, row) in &mut grid.rows {
        keep(row);
    }
}

/// Writes rows of separated values. Parts of a row have its name before their own, in a column of its own.
fn separated(grid: Grid, separator: u8) -> Result<String, csv::Error> {
    let has_parts = grid.rows.iter().any(|(kind, _)| *kind == RowKind::Part);
    let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
    let mut titles = grid.titles;
    if has_parts {
        titles.insert(1.min(titles.len()), "Part".to_owned());
    }
    writer.write_record(&titles)?;
    let mut name = String::new();
    let mut rows = grid.rows.into_iter().peekable();
    while let Some((kind, mut cells)) = rows.next() {
        let is_split = matches!(rows.peek(), Some((RowKind::Part, _)));
        match kind {
            RowKind::Total => continue,
            RowKind::Plain if has_parts => {
                name = cells.first().cloned().unwrap_or_default();
                // Its parts are the rows.
                if is_split {
                    continue;
                }
                cells.insert(1.min(cells.len()), String::new());
            }
            RowKind::Plain => {}
            RowKind::Part => cells.insert(0, name.clone()),
        }
        writer.write_record(cells.iter().map(|cell| value(cell)))?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The value of a cell: nothing where it is not known, and no drawing of a tree.
fn value(cell: &str) -> &str {
    let cell = cell.trim_start_matches(['├', '└', '│', '─', ' ']).trim_end();
    if cell == UNKNOWN { "" } else { cell }
}

fn markdown(grid: &Grid) -> String {
    let mut text = line(&grid.titles);
    text.push_str(&line(&vec!["---".to_owned(); grid.titles.len()]));
    for (kind, cells) in &grid.rows {
        let strong = |cell: &String| if cell.is_empty() { String::new() } else { format!("**{cell}**") };
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        text.push_str(&line(&if *kind == RowKind::Total {
            cells.iter().map(strong).collect()
        } else {
            cells
        }));
    }
    text
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// Keeps what Markdown would take for markup as it is.
fn escaped(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for c in cell.trim().chars() {
        if matches!(c, '|' | '\\' | '*' | '_' | '`' | '<' | '[') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Exported;
    use crate::render::format::Form;
    use crate::render::grid::{Grid, RowKind};

    fn grid(heading: Option<&str>, rows: &[(RowKind, [&str; 3])]) -> Grid {
        let owned = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
        Grid {
            heading: heading.map(str::to_owned),
            titles: owned(&["Model", "Cost", ""]),
            rows: rows.iter().map(|(kind, cells)| (*kind, owned(cells))).collect(),
        }
    }

    #[test]
    fn what_is_written_can_be_read_back() {
        let rows = [
            (RowKind::Plain, ["a, \"b\"|c", "1.5", ""]),
            (RowKind::Part, ["  opus", "1", ""]),
            (RowKind::Part, ["  other", "–", ""]),
            (RowKind::Plain, ["└ z", "2", ""]),
            (RowKind::Total, ["Total", "3.5", ""]),
        ];
        let whole = |form| {
            Exported { heading: None, grids: vec![grid(Some("x"), &rows)] }.write(form).expect("a table")
        };
        assert_eq!(
            whole(Form::Csv),
            "Model,Part,Cost\n\"a, \"\"b\"\"|c\",opus,1\n\"a, \"\"b\"\"|c\",other,\nz,,2\n"
        );
        assert_eq!(whole(Form::Tsv).lines().next(), Some("Model\tPart\tCost"));
        assert_eq!(
            whole(Form::Markdown),
            "| Model | Cost |\n| --- | --- |\n| a, \"b\"\\|c | 1.5 |\n| opus | 1 |\n| other | – |\n| └ z | 2 |\n| **Total** | **3.5** |\n"
        );
    }

    #[test]
    fn several_tables_have_their_headings() {
        let one = |name| grid(Some(name), &[(RowKind::Plain, ["m", "1", ""])]);
        let both = Exported { heading: None, grids: vec![one("Tools"), one("Hooks")] };
        assert_eq!(
            both.clone().write(Form::Csv).expect("tables"),
            "# Tools\nModel,Cost\nm,1\n\n# Hooks\nModel,Cost\nm,1\n"
        );
        assert!(both.write(Form::Markdown).expect("tables").starts_with("### Tools\n\n| Model"));
    }
}
