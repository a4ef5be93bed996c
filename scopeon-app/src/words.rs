//! Words that every front end says alike: numbers, and how what was counted stands to agents' own totals.

mod advice;
mod alert;
mod deeper;
mod number;
mod session_id;
mod shell;
mod tools;
mod why;
mod witness;

pub use advice::{SALVAGE, advice, with_advice};
pub use alert::alert_text;
pub use deeper::deeper;
pub use number::{bytes, compact, count, counted, duration, percent, tenths, whole_percent};
pub use session_id::short_id;
pub use shell::shell_word;
pub use tools::tools_used;
pub use why::{WhyWords, dollars, why_name, why_text};
pub use witness::{differs, worst};
