//! Words that every front end says alike: numbers, and how what was counted stands to agents' own totals.

mod advice;
mod number;
mod tools;
mod witness;

pub use advice::{SALVAGE, advice, with_advice};
pub use number::{bytes, compact, count, counted, duration, percent, tenths};
pub use tools::tools_used;
pub use witness::{differs, worst};
