//! An agent's SQLite database: copied into one file without a name, with the logs that belong to it merged, and read
//! from there. SQLite never sees the original, which it would write beside even to read.

pub(crate) mod beside;
mod copy;
mod copy_limits;
mod document;
mod faults;
mod follow;
mod image;
mod limits;
mod merge;
mod pace;
mod query;
mod row;
mod rows;
mod scratch;

pub(crate) use copy::Copy;
pub(crate) use copy_limits::{Limits, Uncopied};
#[cfg(feature = "testkit")]
pub(crate) use document::found;
pub(crate) use follow::Followed;
pub(crate) use limits::Ender;
pub(crate) use pace::{Cost, Early, Pace};
pub(crate) use rows::CopiedRows;
pub(crate) use scratch::sweep;
