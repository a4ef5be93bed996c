//! The laws themselves, each against a copy of the case's tree.

mod damage;
mod figures;
mod grows;
mod killed;
mod leaks;
mod marks;
mod moved;
mod parts;
mod redacted;
mod repeat;
mod verdict;

use super::workspace::Workspace;
use super::{Case, Law, Violation};

/// Tries one law on a tree as it was found.
pub(super) fn check(law: Law, case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    workspace.reset()?;
    match law {
        Law::TrueFigures => figures::true_figures(case, workspace),
        Law::PlausibleTime => figures::plausible_time(workspace),
        Law::NothingLeaks => leaks::nothing_leaks(case, workspace),
        Law::Redacted => redacted::redacted(case, workspace),
        Law::ResumedIsWhole => parts::resumed_is_whole(case, workspace),
        Law::Grows => grows::grows(case, workspace),
        Law::KilledAnywhere => killed::killed_anywhere(case, workspace),
        Law::Marks => marks::marks(case, workspace),
        Law::TwiceIsOnce => repeat::twice_is_once(case, workspace),
        Law::AnyOrder => repeat::any_order(case, workspace),
        Law::Moved => moved::moved(case, workspace),
        Law::NeverPanics => damage::never_panics(case, workspace),
        Law::TornIsUnread => parts::torn_is_unread(case, workspace),
        Law::FirstIsLast => repeat::first_is_last(case, workspace),
    }
}
