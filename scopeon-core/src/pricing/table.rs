//! The price table as text: one row a line, cells between tabs, prices in dollars per million tokens. The
//! header of the built-in table documents each column.

use std::borrow::Cow;
use std::fmt::Write;

use super::amount::{Multiplier, UsdPerMillion};
use super::class::{PromptTier, Tier};
use super::row::{PriceRow, RateSet, Variant};
use crate::time::Timestamp;

/// The columns, in order.
pub const COLUMNS: [&str; 18] = [
    "key",
    "from",
    "until",
    "vendor",
    "input",
    "output",
    "reasoning",
    "cache_read",
    "write_5m",
    "write_1h",
    "search",
    "window",
    "max_output",
    "fast",
    "us",
    "eu",
    "variants",
    "source",
];

/// The built-in table.
pub(super) const BUILTIN: &str = include_str!("../../data/prices.tsv");

/// What the line that dates a table begins with.
pub(super) const VERSION: &str = "#version ";

/// A whole table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The day its facts were taken, `YYYY-MM-DD`; empty when the text states none.
    pub version: String,
    /// The rows, sorted by key and then by first instant, no two alike.
    pub rows: Vec<PriceRow>,
}

/// Why a text is no price table. Lines count from 1; no cell is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A line has too few or too many cells.
    #[error("price table line {line}: not {} cells", COLUMNS.len())]
    Cells {
        /// The line.
        line: usize,
    },
    /// A cell does not read as what its column holds.
    #[error("price table line {line}: bad {column}")]
    Cell {
        /// The line.
        line: usize,
        /// The column.
        column: &'static str,
    },
    /// A line is not behind the one before it, by key and then by date.
    #[error("price table line {line}: out of order or twice")]
    Order {
        /// The line.
        line: usize,
    },
}

/// Reads a table.
///
/// # Errors
/// When a line is not a row, or rows are not sorted.
pub fn parse(text: &str) -> Result<Table, TableError> {
    let mut table = Table { version: String::new(), rows: Vec::with_capacity(text.len() / 96) };
    for (index, line) in text.lines().enumerate() {
        if let Some(version) = line.strip_prefix(VERSION) {
            version.trim().clone_into(&mut table.version);
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let row = row(line, index + 1, |cell| Cow::Owned(cell.to_owned()))?;
        if table.rows.last().is_some_and(|last| (&last.key, last.from) >= (&row.key, row.from)) {
            return Err(TableError::Order { line: index + 1 });
        }
        table.rows.push(row);
    }
    Ok(table)
}

/// Reads one line of the built-in table, whose names need no copies.
#[expect(clippy::expect_used, reason = "the embedded table is part of the source, and a test reads it whole")]
pub(super) fn builtin_row(line: &'static str, number: usize) -> PriceRow {
    row(line, number, Cow::Borrowed).expect("the embedded price table reads")
}

fn row<'a>(
    line: &'a str,
    number: usize,
    keep: fn(&'a str) -> Cow<'static, str>,
) -> Result<PriceRow, TableError> {
    let cells = Cells::split(line, number)?;
    Ok(PriceRow {
        key: keep(cells.required(0)?),
        from: cells.optional(1, day)?,
        until: cells.optional(2, day)?,
        vendor: keep(cells.text(3)),
        rates: RateSet {
            input: cells.needed(4, UsdPerMillion::parse)?,
            output: cells.needed(5, UsdPerMillion::parse)?,
            reasoning: cells.optional(6, UsdPerMillion::parse)?,
            cache_read: cells.optional(7, UsdPerMillion::parse)?,
            cache_write_5m: cells.optional(8, UsdPerMillion::parse)?,
            cache_write_1h: cells.optional(9, UsdPerMillion::parse)?,
        },
        web_search: cells.optional(10, |text| text.parse().ok())?,
        window: cells.optional(11, |text| text.parse().ok())?,
        max_output: cells.optional(12, |text| text.parse().ok())?,
        fast: cells.optional(13, Multiplier::parse)?,
        us: cells.optional(14, Multiplier::parse)?,
        eu: cells.optional(15, Multiplier::parse)?,
        variants: cells.optional(16, variants)?.unwrap_or_default(),
        source: keep(cells.text(17)),
    })
}

struct Cells<'a> {
    cells: [&'a str; COLUMNS.len()],
    line: usize,
}

impl<'a> Cells<'a> {
    fn split(text: &'a str, line: usize) -> Result<Self, TableError> {
        let mut cells = [""; COLUMNS.len()];
        let mut parts = text.split('\t');
        for cell in &mut cells {
            *cell = parts.next().ok_or(TableError::Cells { line })?;
        }
        if parts.next().is_some() {
            return Err(TableError::Cells { line });
        }
        Ok(Self { cells, line })
    }

    fn text(&self, column: usize) -> &'a str {
        self.cells[column]
    }

    fn bad(&self, column: usize) -> TableError {
        TableError::Cell { line: self.line, column: COLUMNS[column] }
    }

    fn required(&self, column: usize) -> Result<&'a str, TableError> {
        Some(self.text(column)).filter(|text| !text.is_empty()).ok_or_else(|| self.bad(column))
    }

    fn needed<T>(&self, column: usize, read: fn(&str) -> Option<T>) -> Result<T, TableError> {
        read(self.text(column)).ok_or_else(|| self.bad(column))
    }

    fn optional<T>(&self, column: usize, read: fn(&str) -> Option<T>) -> Result<Option<T>, TableError> {
        if self.text(column).is_empty() { Ok(None) } else { self.needed(column, read).map(Some) }
    }
}

/// Reads `YYYY-MM-DD` as its first instant in UTC.
pub(super) fn day(text: &str) -> Option<Timestamp> {
    (text.len() == 10).then(|| Timestamp::parse(&format!("{text}T00:00:00.000Z"))).flatten()
}

fn variants(text: &str) -> Option<Vec<Variant>> {
    text.split(' ').map(variant).collect()
}

/// Reads `TIER>TOKENS:input,output,reasoning,cache_read,write_5m,write_1h`.
fn variant(text: &str) -> Option<Variant> {
    let (class, rates) = text.split_once(':')?;
    let (tier, above) = class.split_once('>').unwrap_or((class, "0"));
    let tier = if tier.is_empty() { Tier::Standard } else { Tier::parse(tier)? };
    // A threshold no band knows could not be priced exactly.
    let above = above.parse().ok().filter(|above| PromptTier::BOUNDS.contains(above))?;
    if tier == Tier::Standard && above == 0 {
        return None;
    }
    Some(Variant { tier, above, rates: rate_set(rates)? })
}

fn rate_set(text: &str) -> Option<RateSet> {
    let mut cells = text.split(',');
    let mut next = || cells.next();
    let optional =
        |text: &str| if text.is_empty() { Some(None) } else { UsdPerMillion::parse(text).map(Some) };
    let set = RateSet {
        input: UsdPerMillion::parse(next()?)?,
        output: UsdPerMillion::parse(next()?)?,
        reasoning: optional(next()?)?,
        cache_read: optional(next()?)?,
        cache_write_5m: optional(next()?)?,
        cache_write_1h: optional(next()?)?,
    };
    cells.next().is_none().then_some(set)
}

/// Writes a table that [`parse`] reads back; rows are sorted, and tabs and line breaks in names become spaces.
#[must_use]
pub fn render(version: &str, rows: &[PriceRow]) -> String {
    let mut sorted: Vec<&PriceRow> = rows.iter().collect();
    sorted.sort_by(|a, b| (&a.key, a.from).cmp(&(&b.key, b.from)));
    let mut text = format!("{VERSION}{version}\n#{}\n", COLUMNS.join("\t"));
    for row in sorted {
        text.push_str(&line(row));
        text.push('\n');
    }
    text
}

fn line(row: &PriceRow) -> String {
    let number = |value: Option<u64>| value.map(|v| v.to_string()).unwrap_or_default();
    let factor = |value: Option<Multiplier>| value.map(|v| v.to_string()).unwrap_or_default();
    let variants: Vec<String> = row.variants.iter().map(variant_cell).collect();
    [
        clean(&row.key),
        date(row.from),
        date(row.until),
        clean(&row.vendor),
        set_cells(&row.rates).join("\t"),
        row.web_search.map(|fee| fee.to_string()).unwrap_or_default(),
        number(row.window),
        number(row.max_output),
        factor(row.fast),
        factor(row.us),
        factor(row.eu),
        variants.join(" "),
        clean(&row.source),
    ]
    .join("\t")
}

fn clean(name: &str) -> String {
    name.replace(char::is_control, " ")
}

pub(super) fn date(at: Option<Timestamp>) -> String {
    at.map(|at| at.date().to_string()).unwrap_or_default()
}

fn set_cells(set: &RateSet) -> [String; 6] {
    let cell = |rate: Option<UsdPerMillion>| rate.map(|rate| rate.to_string()).unwrap_or_default();
    [
        cell(Some(set.input)),
        cell(Some(set.output)),
        cell(set.reasoning),
        cell(set.cache_read),
        cell(set.cache_write_5m),
        cell(set.cache_write_1h),
    ]
}

fn variant_cell(variant: &Variant) -> String {
    let mut cell =
        if variant.tier == Tier::Standard { String::new() } else { variant.tier.as_str().to_owned() };
    if variant.above > 0 {
        // Writing to a string cannot fail.
        let _ = write!(cell, ">{}", variant.above);
    }
    format!("{cell}:{}", set_cells(&variant.rates).join(","))
}
