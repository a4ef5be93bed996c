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

use std::collections::BTreeSet;

use super::ledger::MemoryLedger;
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

fn same(law: Law, seen: &MemoryLedger, expected: &MemoryLedger) -> Result<(), Violation> {
    same_text(law, &seen.dump(), &expected.dump())
}

/// Shows the first lines that are in one text only.
fn same_text(law: Law, seen: &str, expected: &str) -> Result<(), Violation> {
    if seen == expected {
        return Ok(());
    }
    let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) = (seen.lines().collect(), expected.lines().collect());
    let only = |some: &BTreeSet<&str>, others: &BTreeSet<&str>| {
        let first = some.difference(others).next().copied();
        first.unwrap_or("nothing").to_owned()
    };
    let (wrong, right) = (only(&ours, &theirs), only(&theirs, &ours));
    let counts = format!("{} facts in place of {}", ours.len(), theirs.len());
    Err(broken(law, &format!("{counts}, the first of them\n  {wrong}\nin place of\n  {right}")))
}

fn broken(law: Law, seen: &str) -> Violation {
    Violation::Broken { law, seen: seen.to_owned() }
}

/// Returns where the lines of a log end, its last one only if it is whole; at most `most` of them, evenly spread, the last
/// one always.
fn line_ends(bytes: &[u8], most: usize) -> Vec<usize> {
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', bytes).map(|newline| newline + 1).collect();
    let step = ends.len().div_ceil(most.max(1)).max(1);
    let mut some: Vec<usize> = ends.iter().rev().step_by(step).copied().collect();
    some.reverse();
    some
}
