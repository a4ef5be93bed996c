//! Signs of waste: each with its severity, the numbers it rests on, what could be saved and one thing to do.

mod action;
mod findings;
mod rules;
mod signal;

pub use action::{Action, Sign};
pub use findings::{Findings, LARGE_RESULT};
pub use rules::signals;
pub use signal::{Evidence, Severity, Signal};
