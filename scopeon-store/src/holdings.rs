//! What may stand in each column that could hold text, and the search for what should not be there.

mod check;
mod columns;
mod schema;

use scopeon_core::shape::Role;

pub use check::{Finding, Findings, inspect};
pub use columns::HOLDINGS;
pub use schema::SCHEMA;

/// One column of the schema that holds text or bytes, or refers to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What may stand in it.
    pub holds: Holds,
}

/// What may stand in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Holds {
    /// The row of a name in `label`.
    Name(Role),
    /// A name itself.
    Text(Role),
    /// The names that other columns refer to.
    Names,
    /// A word from a fixed list of this program.
    Code,
    /// A hash that says what a thing is.
    Identity,
    /// Packed numbers.
    Numbers,
    /// What tells a file from others at its place.
    Fingerprint,
    /// Numbers, identities and names that a reader remembers between two reads.
    Remembered,
    /// The names of tables and columns.
    Schema,
}

impl Holds {
    /// Returns the name's role, where it is a name.
    #[must_use]
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Name(role) | Self::Text(role) => Some(role),
            _ => None,
        }
    }

    /// Says in one sentence what may stand there.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Name(role) | Self::Text(role) => role.meaning(),
            Self::Names => "Every name once, in the shape of what refers to it.",
            Self::Code => "A word from a fixed list of this program.",
            Self::Identity => "A hash of 16 bytes of what the agent calls a thing, such as its id.",
            Self::Numbers => "Packed numbers.",
            Self::Fingerprint => {
                "A log's size and times, and hashes of the first 256 and the last 64 bytes that were read."
            }
            Self::Remembered => "Numbers, hashes and names that a reader remembers between two reads.",
            Self::Schema => "The tables and columns that this program makes, and no others.",
        }
    }
}
