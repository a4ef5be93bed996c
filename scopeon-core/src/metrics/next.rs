//! The one command that is most worth running next, chosen by what the figures say.

use serde::{Deserialize, Serialize};

use super::limits::LimitLevel;
use super::usual::UsualDay;
use super::{Share, context::Advice};
use crate::budget::BudgetState;

/// From this multiple of a usual day on today is unusual, in basis points.
pub const UNUSUAL_BP: u64 = 20_000;
/// From so many times a usual day on, in basis points, that is the first thing to look at.
const FAR_OFF_BP: u64 = 50_000;

/// What decides what to look at next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextInputs {
    /// Whether anything at all is known.
    pub is_used: bool,
    /// The worst level of the limits that run.
    pub limit: LimitLevel,
    /// The worst state of the budgets; none without one.
    pub budget: Option<BudgetState>,
    /// How today stands to a usual day.
    pub usual: Option<UsualDay>,
    /// The live session whose context needs something done most, by its id and how full it is.
    pub full: Option<(String, Advice, Option<Share>)>,
    /// Whether something is wrong that a check-up names: calls without a price, logs that cannot be read.
    pub has_problems: bool,
}

/// Why a command is worth running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NextReason {
    /// Nothing is known: no agent's log was found.
    NothingFound,
    /// A limit is near or used up.
    Limit,
    /// A budget warns or is exceeded.
    Budget,
    /// A context is nearly full.
    Context,
    /// Today costs much more than a usual day.
    UnusualDay,
    /// Something cannot be read or has no price.
    Problems,
    /// Nothing stands out.
    Normal,
}

/// A command, and why it is worth running.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NextStep {
    /// Why.
    pub reason: NextReason,
    /// The command line.
    pub command: String,
    /// The same in words, as the end of a sentence that begins with the command.
    pub text: String,
}

/// Returns what is most worth running next: what can stop the work first, then money, then what is odd.
///
/// ```
/// use scopeon_core::budget::BudgetState;
/// use scopeon_core::metrics::next::{NextInputs, next};
/// let inputs = NextInputs { is_used: true, budget: Some(BudgetState::Over), ..NextInputs::default() };
/// assert_eq!(next(&inputs).command, "scopeon budget");
/// ```
#[must_use]
pub fn next(inputs: &NextInputs) -> NextStep {
    let step = |reason, command: &str, text: &str| NextStep {
        reason,
        command: command.to_owned(),
        text: text.to_owned(),
    };
    let is_day_of = |bp| inputs.usual.is_some_and(|usual| usual.today_bp >= bp);
    let of_day = step(NextReason::UnusualDay, "scopeon why today", "says what made today expensive");
    let full = inputs.full.as_ref().filter(|(_, advice, _)| *advice != Advice::GoOn);
    match inputs {
        _ if !inputs.is_used => step(
            NextReason::NothingFound,
            "scopeon report --demo",
            "shows what it looks like, on sample logs",
        ),
        _ if inputs.limit == LimitLevel::UsedUp => {
            step(NextReason::Limit, "scopeon limits", "says when what is used up resets")
        }
        _ if inputs.limit == LimitLevel::Warn => {
            step(NextReason::Limit, "scopeon limits", "says when a limit is hit and when it resets")
        }
        _ if inputs.budget == Some(BudgetState::Over) => {
            step(NextReason::Budget, "scopeon budget", "shows the budget that is exceeded")
        }
        _ if inputs.budget == Some(BudgetState::Warn) => {
            step(NextReason::Budget, "scopeon budget", "shows the budget that will not last")
        }
        _ if is_day_of(FAR_OFF_BP) => of_day,
        _ if full.is_some() => of_context(full),
        _ if is_day_of(UNUSUAL_BP) => of_day,
        _ if inputs.has_problems => {
            step(NextReason::Problems, "scopeon doctor", "says what cannot be read or has no price")
        }
        _ => step(NextReason::Normal, "scopeon report", "shows tokens and cost by day"),
    }
}

fn of_context(fullest: Option<&(String, Advice, Option<Share>)>) -> NextStep {
    let (id, advice, share) = fullest.cloned().unwrap_or_else(|| ("latest".to_owned(), Advice::GoOn, None));
    let fill = share.map(|fill| format!(" ({} % full)", fill.bp() / 100)).unwrap_or_default();
    let text = match advice {
        Advice::StartFresh => format!("says why a new session is better than compacting again{fill}"),
        _ => format!("says how long its context lasts and when to compact{fill}"),
    };
    NextStep { reason: NextReason::Context, command: format!("scopeon context {id}"), text }
}
