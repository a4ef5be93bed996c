//! Rows that no database holds: recorded as text, changed in any way, and shown to a reader as if SQLite did.
//!
//! A line `#table` begins a table; each line behind it is a row, its cells parted by `0x1f`, each a column's key, `=` and
//! the value: a letter for what it is, and then the text of it.

use scopeon_core::provider::{Column, Flow, ReadError, Row, Rows, Select, Source, Stopped};

const BETWEEN: u8 = 0x1f;

/// One value.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    fn parse(bytes: &[u8]) -> Self {
        let Some((kind, rest)) = bytes.split_first() else { return Self::Null };
        let text = str::from_utf8(rest);
        match kind {
            b'i' => text.ok().and_then(|text| text.parse().ok()).map_or(Self::Null, Self::Integer),
            b'r' => text.ok().and_then(|text| text.parse().ok()).map_or(Self::Null, Self::Real),
            b't' => text.map_or(Self::Null, |text| Self::Text(text.to_owned())),
            b'x' => Self::Blob(unhex(rest)),
            _ => Self::Null,
        }
    }

    /// The text of what a row shows; integers before reals, as both can be asked for.
    fn shown(row: &dyn Row, column: usize) -> Vec<u8> {
        let is_plain = |text: &&str| !text.bytes().any(|byte| byte == b'\n' || byte == BETWEEN);
        if let Some(text) = row.text(column).filter(is_plain) {
            return ["t", text].concat().into_bytes();
        }
        if let Some(bytes) = row.bytes(column) {
            return [b"x", &*hex(bytes)].concat();
        }
        let number = row.integer(column).map(|number| format!("i{number}"));
        let number = number.or_else(|| row.real(column).map(|number| format!("r{number}")));
        number.unwrap_or_default().into_bytes()
    }
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

fn unhex(text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8; 2]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    text.as_chunks().0.iter().map_while(pair).collect()
}

/// What a column is called among the cells.
fn key(column: Column<'_>) -> String {
    match column {
        Column::Json(name, path) => [name, path].concat(),
        Column::Digest(name, path) => [name, "#", path].concat(),
        Column::Bytes(name) => [name, "+"].concat(),
        Column::Plain(name) => name.to_owned(),
        other => format!("{other:?}"),
    }
}

/// The rows of a database as a reader selects them, written down on the way.
pub(super) struct Recording<'a> {
    pub(super) rows: &'a mut dyn Rows,
    pub(super) text: Vec<u8>,
}

impl Rows for Recording<'_> {
    fn source(&self) -> &Source {
        self.rows.source()
    }

    fn has(&mut self, table: &str, column: &str) -> Result<bool, ReadError> {
        self.rows.has(table, column)
    }

    fn select(
        &mut self,
        select: &Select<'_>,
        visit: &mut dyn FnMut(&dyn Row) -> Flow,
    ) -> Result<(), ReadError> {
        self.text.extend(["#", select.table, "\n"].concat().bytes());
        let text = &mut self.text;
        self.rows.select(select, &mut |row| {
            for (number, column) in select.columns.iter().enumerate() {
                text.extend((number > 0).then_some(BETWEEN));
                text.extend([key(*column).as_bytes(), b"=", &Cell::shown(row, number)].concat());
            }
            text.push(b'\n');
            visit(row)
        })
    }
}

type Cells = Vec<(String, Cell)>;

/// Rows that were written down.
pub(super) struct Written {
    source: Source,
    tables: Vec<(String, Vec<Cells>)>,
}

impl Written {
    pub(super) fn parse(source: Source, text: &[u8]) -> Self {
        let mut tables: Vec<(String, Vec<Cells>)> = Vec::new();
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix(b"#") {
                tables.push((String::from_utf8_lossy(name).into_owned(), Vec::new()));
            } else if let Some((_, rows)) = tables.last_mut() {
                rows.push(line.split(|byte| *byte == BETWEEN).filter_map(cell).collect());
            }
        }
        Self { source, tables }
    }

    fn rows<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Cells> {
        self.tables.iter().filter(move |(name, _)| name == table).flat_map(|(_, rows)| rows)
    }

    fn is_selected(cells: &Cells, select: &Select<'_>) -> bool {
        let cell = |name: &str| cells.iter().find(|(key, _)| key == name).map(|(_, cell)| cell);
        // What is not selected is not written down, and lets everything through.
        let is_text = |name: &str, fits: &dyn Fn(&str) -> bool| match cell(name) {
            None => true,
            Some(Cell::Text(text)) => fits(text),
            Some(_) => false,
        };
        let above = select.above.is_none_or(|(name, floor)| match cell(name) {
            None => true,
            Some(Cell::Integer(number)) => *number > floor,
            #[expect(clippy::cast_precision_loss, reason = "as SQLite compares, nearly")]
            Some(Cell::Real(number)) => *number > floor as f64,
            Some(_) => false,
        });
        above
            && select.equals.is_none_or(|(name, wanted)| is_text(name, &|text| text == wanted))
            && select.starts_with.is_none_or(|(name, wanted)| is_text(name, &|text| text.starts_with(wanted)))
    }
}

fn cell(bytes: &[u8]) -> Option<(String, Cell)> {
    let equals = memchr::memchr(b'=', bytes)?;
    Some((String::from_utf8_lossy(&bytes[..equals]).into_owned(), Cell::parse(&bytes[equals + 1..])))
}

impl Rows for Written {
    fn source(&self) -> &Source {
        &self.source
    }

    fn has(&mut self, table: &str, column: &str) -> Result<bool, ReadError> {
        let is_of = |key: &str| {
            key.strip_prefix(column).is_some_and(|rest| rest.is_empty() || rest.starts_with(['$', '#', '+']))
        };
        Ok(self.rows(table).flatten().any(|(key, _)| is_of(key)))
    }

    fn select(
        &mut self,
        select: &Select<'_>,
        visit: &mut dyn FnMut(&dyn Row) -> Flow,
    ) -> Result<(), ReadError> {
        let keys: Vec<String> = select.columns.iter().map(|column| key(*column)).collect();
        let is_asked = |cells: &Cells| cells.iter().any(|(key, _)| keys.contains(key));
        let mut rows: Vec<&Cells> = self
            .rows(select.table)
            .filter(|cells| is_asked(cells) && Self::is_selected(cells, select))
            .collect();
        if let Some((name, _)) = select.above {
            let number = |cells: &Cells| match cells.iter().find(|(key, _)| key == name) {
                Some((_, Cell::Integer(number))) => *number,
                _ => 0,
            };
            rows.sort_by_key(|cells| number(cells));
        }
        for cells in rows {
            if visit(&Shown { keys: &keys, cells }) == Err(Stopped) {
                break;
            }
        }
        Ok(())
    }
}

/// One row, read as leniently as a real one.
struct Shown<'a> {
    keys: &'a [String],
    cells: &'a Cells,
}

impl Shown<'_> {
    fn cell(&self, column: usize) -> &Cell {
        let key = self.keys.get(column);
        let cell = self.cells.iter().find(|(known, _)| Some(known) == key);
        cell.map_or(&Cell::Null, |(_, cell)| cell)
    }
}

impl Row for Shown<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    fn integer(&self, column: usize) -> Option<i64> {
        match self.cell(column) {
            Cell::Integer(number) => Some(*number),
            Cell::Real(number) => (number.fract() == 0.0 && number.abs() <= 9e15).then_some(*number as i64),
            Cell::Text(text) => text.trim().parse().ok(),
            Cell::Null | Cell::Blob(_) => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "what is asked for as a real number may be rounded")]
    fn real(&self, column: usize) -> Option<f64> {
        match self.cell(column) {
            Cell::Integer(number) => Some(*number as f64),
            Cell::Real(number) => Some(*number),
            Cell::Text(text) => text.trim().parse().ok(),
            Cell::Null | Cell::Blob(_) => None,
        }
    }

    fn text(&self, column: usize) -> Option<&str> {
        if let Cell::Text(text) = self.cell(column) { Some(text) } else { None }
    }

    fn bytes(&self, column: usize) -> Option<&[u8]> {
        match self.cell(column) {
            Cell::Text(text) => Some(text.as_bytes()),
            Cell::Blob(bytes) => Some(bytes),
            _ => None,
        }
    }
}
