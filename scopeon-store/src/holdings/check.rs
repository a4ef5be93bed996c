//! The search for what should not be there. What it finds it counts and never shows.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};
use scopeon_core::privacy::Redactor;
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::shape::{Role, contains_secret};

use super::schema::{SCHEMA, unknown};
use super::{HOLDINGS, Holding, Holds};
use crate::error::StoreError;
use crate::query::Reader;

/// No packed numbers look like so many printable characters in a row.
const LONGEST_TEXT: usize = 24;
/// A word of a list has at most so many characters.
const LONGEST_CODE: usize = 32;
/// The sizes of identities and fingerprints.
const IDENTITY: usize = 16;

/// What was found in a whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Findings {
    /// How many different values were looked at.
    pub values: u64,
    /// Columns with values that should not be there.
    pub findings: Vec<Finding>,
}

/// A column with values that should not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The column.
    pub holding: Holding,
    /// How many different values.
    pub count: u64,
}

/// Looks at every value of every column that could hold text, and for tables and columns that this program does not make.
/// Nothing is changed.
///
/// # Errors
///
/// [`StoreError`] when the file cannot be opened or read.
pub fn inspect(reader: &Reader, redactor: &Redactor) -> std::result::Result<Findings, StoreError> {
    reader.ask(|conn| {
        let mut all = Findings::default();
        for holding in HOLDINGS {
            let mut count = 0;
            each_value(conn, holding, |value| {
                all.values += 1;
                count += u64::from(!is_fine(holding.holds, value, redactor));
            })?;
            if count > 0 {
                all.findings.push(Finding { holding: *holding, count });
            }
        }
        let count = unknown(conn)?;
        if count > 0 {
            all.findings.push(Finding { holding: SCHEMA, count });
        }
        Ok(all)
    })
}

/// Shows each different value of a column.
fn each_value(conn: &Connection, holding: &Holding, mut show: impl FnMut(ValueRef<'_>)) -> Result<()> {
    let Holding { table, column, holds } = holding;
    // The names are this program's own.
    let sql = match holds {
        Holds::Name(_) => {
            format!("SELECT text FROM label WHERE id IN (SELECT \"{column}\" FROM \"{table}\")")
        }
        Holds::Names => unused(),
        _ => format!("SELECT DISTINCT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"),
    };
    let mut find = conn.prepare(&sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        show(row.get_ref(0)?);
    }
    Ok(())
}

/// Labels are never deleted: those that nothing refers to any more.
fn unused() -> String {
    let used = HOLDINGS.iter().filter(|holding| matches!(holding.holds, Holds::Name(_)));
    let used: Vec<String> = used
        .map(|Holding { table, column, .. }| {
            format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL")
        })
        .collect();
    format!("SELECT text FROM label WHERE id NOT IN ({})", used.join(" UNION "))
}

fn is_fine(holds: Holds, value: ValueRef<'_>, redactor: &Redactor) -> bool {
    match (holds, value) {
        (Holds::Name(role) | Holds::Text(role), ValueRef::Text(text)) => {
            str::from_utf8(text).is_ok_and(|text| redactor.may_keep(role, text))
        }
        (Holds::Names, ValueRef::Text(text)) => str::from_utf8(text).is_ok_and(|text| {
            !contains_secret(text) && Role::ALL.iter().any(|role| is_name(*role, text, redactor))
        }),
        (Holds::Code, ValueRef::Text(text)) => is_code(text),
        (Holds::Identity, ValueRef::Blob(bytes)) => bytes.len() == IDENTITY,
        (Holds::Numbers | Holds::Fingerprint, ValueRef::Blob(bytes)) => longest_text(bytes) < LONGEST_TEXT,
        (Holds::Remembered, ValueRef::Blob(bytes)) => is_remembered(bytes, redactor),
        _ => false,
    }
}

/// What nothing refers to fits some role that is filled by logs.
fn is_name(role: Role, text: &str, redactor: &Redactor) -> bool {
    !matches!(role, Role::Source | Role::Host | Role::Tag) && redactor.may_keep(role, text)
}

fn is_code(text: &[u8]) -> bool {
    text.len() <= LONGEST_CODE
        && text.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(byte))
}

fn is_remembered(bytes: &[u8], redactor: &Redactor) -> bool {
    let is_kept = |value: &StateValue| match value {
        StateValue::Label(label) => redactor.may_keep(Role::Carried, label.as_str()),
        StateValue::Path(path) => redactor.may_keep(Role::Project, path.as_str()),
        StateValue::Branch(branch) => redactor.may_keep(Role::Branch, branch.as_str()),
        _ => true,
    };
    ReaderState::decode(bytes).is_some_and(|carry| carry.values().all(is_kept))
}

fn longest_text(bytes: &[u8]) -> usize {
    bytes.split(|byte| !(0x20..0x7f).contains(byte)).map(<[u8]>::len).max().unwrap_or(0)
}
