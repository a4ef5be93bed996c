//! Words that every front end says alike: numbers, and how what was counted stands to agents' own totals.

mod advice;
mod deeper;
mod number;
mod shell;
mod tools;
mod why;
mod witness;

pub use advice::{SALVAGE, advice, with_advice};
pub use deeper::deeper;
pub use number::{bytes, compact, count, counted, duration, percent, tenths, whole_percent};
pub use shell::shell_word;
pub use tools::tools_used;
pub use why::{WhyWords, dollars, short_id, why_name, why_text};
pub use witness::{differs, worst};
