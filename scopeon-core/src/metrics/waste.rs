//! Signs of waste: each with its severity, the numbers it rests on, what could be saved and one thing to do.

mod action;
mod basis;
mod findings;
mod measures;
mod rules;
mod signal;
mod small;

pub use action::{Action, Paste, Sign};
pub use basis::Basis;
pub use findings::{Findings, LARGE_RESULT};
pub use rules::{SMALL_WORK, signals};
pub use signal::{Evidence, Severity, Signal};
pub use small::{LARGEST_PROMPT, MOST_CALLS, MOST_OUTPUT, ModelWork, SmallWork, small_turns, small_work};
