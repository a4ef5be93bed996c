//! Tables for other programs: as CSV, TSV or Markdown. Every table of an answer is one, in the order it has on the page.
//!
//! Whoever draws a page draws the same tables; here they are gathered instead of being laid out. CSV and TSV leave out sums,
//! which a program makes itself, and say with an empty cell what is not known. What stands below a page is kept as remarks.

use std::cell::RefCell;

use super::format::Form;
use super::grid::{Grid, RowKind};
use super::money::{UNKNOWN, titled};

/// The tables of one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exported {
    heading: Option<String>,
    grids: Vec<Grid>,
    remarks: Vec<String>,
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
pub(super) fn add(titles: &[String], rows: Vec<(RowKind, Vec<String>)>) {
    GATHERED.with_borrow_mut(|gathered| {
        let heading = gathered.heading.take();
        let titles = titles.iter().map(|title| titled(title)).collect();
        gathered.grids.push(Grid { heading, titles, rows });
    });
}

/// Adds what is said of the figures below a page: what they do not hold, and how far they can be trusted.
pub(super) fn remark(sentence: &str) {
    GATHERED.with_borrow_mut(|gathered| {
        if !gathered.remarks.iter().any(|known| known == sentence) {
            gathered.remarks.push(sentence.to_owned());
        }
    });
}

impl Exported {
    /// Returns what is said of the figures, which has no place in a table.
    pub(crate) fn remarks(&self) -> &[String] {
        &self.remarks
    }

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
            tidy_columns(&mut grid);
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

/// Drops columns that say nothing without a page, which are bars, and names the first one where it has no title.
fn tidy_columns(grid: &mut Grid) {
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
    // On a page what the first column names is seen.
    if let Some(first) = grid.titles.first_mut().filter(|first| first.is_empty()) {
        "Name".clone_into(first);
    }
    for (_, row) in &mut grid.rows {
        keep(row);
    }
}

/// Writes rows of separated values. A row that has parts is their sum and is left out; each part has the names of what it
/// lies in before its own, so that a program may sum all rows.
fn separated(grid: Grid, separator: u8) -> Result<String, csv::Error> {
    let deepest = grid.rows.iter().map(|(kind, _)| depth(*kind)).max().unwrap_or(0);
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(titles(grid.titles, deepest))?;
    let mut path: Vec<String> = Vec::new();
    let mut rows = grid.rows.into_iter().filter(|(kind, _)| is_row(*kind)).peekable();
    while let Some((kind, cells)) = rows.next() {
        let own = depth(kind);
        let mut cells = cells.into_iter();
        path.truncate(own);
        path.push(cells.next().unwrap_or_default());
        if rows.peek().is_some_and(|(next, _)| depth(*next) > own) {
            continue;
        }
        let blank = std::iter::repeat_n("", deepest - own);
        let names = path.iter().map(|name| value(name)).chain(blank).map(str::to_owned);
        writer.write_record(names.chain(cells.map(|cell| value(&cell).to_owned())))?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How deep a row lies in others.
const fn depth(kind: RowKind) -> usize {
    if let RowKind::Part(depth) = kind { depth } else { 0 }
}

/// Returns `true` unless a program makes a row itself, or there is nothing to sum in it.
const fn is_row(kind: RowKind) -> bool {
    !matches!(kind, RowKind::Total | RowKind::Aside)
}

/// The titles with one for the name of each depth.
fn titles(titles: Vec<String>, deepest: usize) -> Vec<String> {
    let mut titles = titles.into_iter();
    let first = titles.next().unwrap_or_default();
    let mut names: Vec<String> = first.split(" / ").map(str::to_owned).collect();
    if names.len() != deepest + 1 {
        names = vec![first];
        names.resize(deepest + 1, "Part".to_owned());
    }
    names.into_iter().chain(titles).collect()
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
        let mut cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        if let Some(name) = cells.first_mut() {
            name.insert_str(0, &"↳ ".repeat(depth(*kind)));
        }
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

    fn one(rows: &[(RowKind, [&str; 3])]) -> Exported {
        Exported { grids: vec![grid(Some("x"), rows)], ..Exported::default() }
    }

    #[test]
    fn what_is_written_can_be_read_back_and_summed() {
        let rows = [
            (RowKind::Plain, ["a, \"b\"|c", "1.5", ""]),
            (RowKind::Part(1), ["  opus", "1", ""]),
            (RowKind::Part(2), ["    main", "1", ""]),
            (RowKind::Part(1), ["  other", "–", ""]),
            (RowKind::Aside, ["  pause", "9", ""]),
            (RowKind::Plain, ["└ z", "2", ""]),
            (RowKind::Minor, ["3 more", "4", ""]),
            (RowKind::Total, ["Total", "7.5", ""]),
        ];
        assert_eq!(
            one(&rows).write(Form::Csv).expect("a table"),
            "Model,Part,Part,Cost\n\"a, \"\"b\"\"|c\",opus,main,1\n\"a, \"\"b\"\"|c\",other,,\nz,,,2\n3 more,,,4\n"
        );
        assert_eq!(
            one(&rows).write(Form::Tsv).expect("a table").lines().next(),
            Some("Model\tPart\tPart\tCost")
        );
        assert_eq!(
            one(&rows[5..]).write(Form::Markdown).expect("a table"),
            "| Model | Cost |\n| --- | --- |\n| └ z | 2 |\n| 3 more | 4 |\n| **Total** | **7.5** |\n"
        );
        assert!(one(&rows).write(Form::Markdown).expect("a table").contains("| ↳ ↳ main | 1 |"));
    }

    #[test]
    fn several_tables_have_their_headings() {
        let one = |name| grid(Some(name), &[(RowKind::Plain, ["m", "1", ""])]);
        let both = Exported { grids: vec![one("Tools"), one("Hooks")], ..Exported::default() };
        assert_eq!(
            both.clone().write(Form::Csv).expect("tables"),
            "# Tools\nModel,Cost\nm,1\n\n# Hooks\nModel,Cost\nm,1\n"
        );
        assert!(both.write(Form::Markdown).expect("tables").starts_with("### Tools\n\n| Model"));
    }
}
