//! The cells of a row of an agent's database, as facts need them. What a row means is its reader's matter.

use std::collections::HashMap;

use scopeon_core::id::SessionId;
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError, Row, Rows, Select};
use scopeon_core::time::Timestamp;

/// No response, session or duration counts higher; what does is noise that would drown every sum.
const MAX_COUNT: i64 = 1_000_000_000_000;

/// Reads what a selection names by its first column; rows that `read` makes nothing of are none.
///
/// # Errors
///
/// What the database fails with.
pub fn by_id<T>(
    rows: &mut dyn Rows,
    select: &Select<'_>,
    read: impl Fn(RowView<'_>) -> Option<T>,
) -> Result<HashMap<String, T>, ReadError> {
    let mut found = HashMap::new();
    rows.select(select, &mut |row| {
        let row = RowView(row);
        if let Some((id, one)) = row.text(0).and_then(|id| Some((id, read(row)?))) {
            found.insert(id.to_owned(), one);
        }
        Ok(())
    })?;
    Ok(found)
}

/// The cells of one row, by their number in the selection.
#[derive(Clone, Copy)]
pub struct RowView<'a>(pub &'a dyn Row);

impl<'a> RowView<'a> {
    /// A count; `None` when it is missing or no count.
    #[must_use]
    pub fn count(self, column: usize) -> Option<u64> {
        let count = self.0.integer(column).filter(|count| (0..=MAX_COUNT).contains(count));
        self.sure(column, IssueKind::BadCount, count.and_then(|count| u64::try_from(count).ok()))
    }

    /// A count that is nothing when it is missing.
    #[must_use]
    pub fn sum(self, column: usize) -> u64 {
        self.count(column).unwrap_or(0)
    }

    /// A text; `None` when it is missing, empty or none.
    #[must_use]
    pub fn text(self, column: usize) -> Option<&'a str> {
        self.sure(column, IssueKind::Malformed, self.0.text(column)).filter(|text| !text.is_empty())
    }

    /// A name.
    #[must_use]
    pub fn label(self, column: usize) -> Option<Label> {
        Label::new(self.text(column)?)
    }

    /// A name if it is shaped like one in a program: what may hold a sentence instead is dropped.
    #[must_use]
    pub fn identifier(self, column: usize) -> Option<Label> {
        identifier(self.text(column)?)
    }

    /// The mark of a tool's input, of which the column holds the digest.
    #[must_use]
    pub fn mark(self, column: usize, session: SessionId) -> Option<InputFingerprint> {
        let digest = self.0.integer(column)?;
        Some(InputFingerprint::of_digest(session, digest.cast_unsigned()))
    }

    /// Returns `true` if the column holds a true value.
    #[must_use]
    pub fn is_true(self, column: usize) -> bool {
        self.0.integer(column) == Some(1)
    }

    /// An instant in milliseconds since 1970.
    pub fn millis(self, column: usize) -> Option<Timestamp> {
        let at = self.0.integer(column).and_then(Timestamp::from_millis);
        self.sure(column, IssueKind::Malformed, at)
    }

    /// An instant in seconds since 1970, with or without a fraction; some versions write milliseconds.
    pub fn seconds(self, column: usize) -> Option<Timestamp> {
        let stated = self.0.real(column).filter(|stated| stated.is_finite());
        self.sure(column, IssueKind::Malformed, stated.and_then(Self::of_seconds))
    }

    fn of_seconds(stated: f64) -> Option<Timestamp> {
        const MILLIS: f64 = 10_000_000_000.0;
        let millis = if stated > MILLIS { stated } else { stated * 1000.0 };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it saturates, and what is out of range is refused"
        )]
        let millis = millis.round() as i64;
        Timestamp::from_millis(millis)
    }

    /// An instant as SQLite writes it, `2026-09-21 09:00:04` in UTC, or in RFC 3339.
    #[must_use]
    pub fn date(self, column: usize) -> Option<Timestamp> {
        const LONGEST: usize = 40;
        let text = self.text(column).filter(|text| text.len() <= LONGEST);
        let at = text.and_then(|text| {
            Timestamp::parse(text).or_else(|| {
                let (day, time) = text.split_once(' ')?;
                Timestamp::parse(&[day, "T", time, "Z"].concat())
            })
        });
        self.sure(column, IssueKind::Malformed, at)
    }

    /// A cost in dollars; 0 is what agents write when they do not know.
    pub fn dollars(self, column: usize) -> Option<PicoUsd> {
        let cost = self.0.real(column).and_then(PicoUsd::from_reported);
        self.sure(column, IssueKind::Malformed, cost).filter(|cost| *cost != PicoUsd::ZERO)
    }

    /// Returns what was made of a column; where nothing was, what stands there is in doubt.
    fn sure<T>(self, column: usize, kind: IssueKind, made: Option<T>) -> Option<T> {
        if made.is_none() {
            self.0.doubt(column, kind);
        }
        made
    }
}

/// Takes a name that is shaped like one in a program.
#[must_use]
pub fn identifier(text: &str) -> Option<Label> {
    let shaped =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'/' | b'@');
    (text.len() <= 64 && text.bytes().all(shaped)).then(|| Label::new(text)).flatten()
}
