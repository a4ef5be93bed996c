//! An agent's SQLite database: copied with the logs that belong to it, and read from the copy. SQLite never
//! sees the original, which it would write beside even to read.

pub(crate) mod beside;
mod copy;
mod document;
mod limits;
mod query;
mod row;
mod rows;
mod scratch;
mod whole;

pub(crate) use copy::{Copy, Limits, Uncopied};
#[cfg(feature = "testkit")]
pub(crate) use document::found;
pub(crate) use rows::CopiedRows;
