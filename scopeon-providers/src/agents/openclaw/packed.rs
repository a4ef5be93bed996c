//! Rows whose entry is packed: long entries are kept as Zstandard. What is asked of them is taken out by the same paths
//! as out of the others, and nothing else is kept.

use std::io::Read;

use ruzstd::decoding::StreamingDecoder;
use scopeon_core::input_fingerprint::digest;
use scopeon_core::provider::{Column, IssueKind, Row};

use crate::kit::json::Raw;

/// The most an entry unpacks to, in bytes: a few packed bytes can ask for any number.
const MAX_ENTRY: u64 = 64 << 20;

/// A row with its entry unpacked. Columns that are no parts of the entry are the row's own.
pub(super) struct ZstdLines<'a> {
    row: &'a dyn Row,
    /// What the entry's columns hold, from the first of them on.
    values: Vec<Option<String>>,
    first: usize,
}

impl<'a> ZstdLines<'a> {
    /// Unpacks what stands in `packed`, for the columns from `first` on.
    pub(super) fn new(row: &'a dyn Row, packed: &[u8], columns: &[Column<'_>], first: usize) -> Option<Self> {
        let mut entry = Vec::new();
        StreamingDecoder::new(packed).ok()?.take(MAX_ENTRY).read_to_end(&mut entry).ok()?;
        let entry = Raw::whole(&entry)?;
        let value = |column: &Column<'_>| match column {
            Column::Json(_, path) => at(entry, path).and_then(|value| plain(value)),
            Column::Digest(_, path) => {
                let value = at(entry, path).filter(|value| !value.is_missing())?;
                Some(digest(value.bytes()).cast_signed().to_string())
            }
            _ => None,
        };
        let values = columns.iter().skip(first).map(value).collect();
        Some(Self { row, values, first })
    }

    fn value(&self, column: usize) -> Option<&str> {
        self.values.get(column - self.first)?.as_deref()
    }
}

/// Follows a path such as `$.message.content[0].id`.
fn at<'a>(entry: Raw<'a>, path: &str) -> Option<Raw<'a>> {
    path.strip_prefix("$.")?.split('.').try_fold(entry, |value, step| {
        let Some((name, number)) = step.strip_suffix(']').and_then(|step| step.split_once('[')) else {
            return Some(value.member(step));
        };
        value.member(name).items().get(number.parse::<usize>().ok()?).copied()
    })
}

/// A value as a database shows it.
fn plain(value: Raw<'_>) -> Option<String> {
    let text = value.text().map(std::borrow::Cow::into_owned);
    text.or_else(|| value.number().map(|_| String::from_utf8_lossy(value.bytes()).into_owned()))
}

impl Row for ZstdLines<'_> {
    fn integer(&self, column: usize) -> Option<i64> {
        if column < self.first { self.row.integer(column) } else { self.value(column)?.parse().ok() }
    }

    fn real(&self, column: usize) -> Option<f64> {
        if column < self.first { self.row.real(column) } else { self.value(column)?.parse().ok() }
    }

    fn text(&self, column: usize) -> Option<&str> {
        if column < self.first { self.row.text(column) } else { self.value(column) }
    }

    fn bytes(&self, column: usize) -> Option<&[u8]> {
        if column < self.first { self.row.bytes(column) } else { self.value(column).map(str::as_bytes) }
    }

    fn doubt(&self, column: usize, kind: IssueKind) {
        if column < self.first || self.value(column).is_some_and(|value| !value.trim().is_empty()) {
            self.row.doubt(if column < self.first { column } else { self.values.len() + self.first }, kind);
        }
    }
}
