//! Words that every front end says alike: numbers, and how what was counted stands to agents' own totals.

mod advice;
mod ago;
mod alert;
mod clean;
mod conclusion;
mod deeper;
mod figure;
mod health;
mod limit;
mod money;
mod number;
mod session_id;
mod shell;
mod today;
mod tools;
mod why;
mod witness;

pub use advice::{SALVAGE, advice, with_advice};
pub use ago::days_ago;
pub use alert::alert_text;
pub use clean::clean;
pub use conclusion::conclusion;
pub use deeper::deeper;
pub use figure::{UNKNOWN, at_least, cost, cost_of_sum, doubts, figure, is_bound, spent};
pub use health::{FAIR_SCORE, GOOD_SCORE, compared_measure, health_measure, health_points, quantity};
pub use limit::limit_name;
pub use money::Money;
pub use number::{bytes, compact, count, counted, duration, percent, tenths, whole_percent};
pub use session_id::short_id;
pub use shell::shell_word;
pub use today::times_usual;
pub use tools::tools_used;
pub use why::{WhyWords, dollars, why_name, why_text};
pub use witness::{differs, worst};
