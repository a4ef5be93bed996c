//! What laws have in common: how two readings are compared, and what learns of a law that does not hold.

use std::collections::BTreeSet;

use super::super::store::MemoryStore;
use super::super::{Law, Violation};

pub(super) fn same(law: Law, seen: &MemoryStore, expected: &MemoryStore) -> Result<(), Violation> {
    same_text(law, &seen.dump(), &expected.dump())
}

/// Shows the first lines that are in one text only.
pub(super) fn same_text(law: Law, seen: &str, expected: &str) -> Result<(), Violation> {
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

pub(super) fn broken(law: Law, seen: &str) -> Violation {
    Violation::Broken { law, seen: seen.to_owned() }
}

/// Returns where the lines of a log end, its last one only if it is whole; at most `most` of them, evenly spread, the last
/// one always.
pub(super) fn line_ends(bytes: &[u8], most: usize) -> Vec<usize> {
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', bytes).map(|newline| newline + 1).collect();
    let step = ends.len().div_ceil(most.max(1)).max(1);
    let mut some: Vec<usize> = ends.iter().rev().step_by(step).copied().collect();
    some.reverse();
    some
}
