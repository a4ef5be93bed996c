//! What rows do not hold that they should: noted by table, column and row, never by what stands there.

use std::cell::RefCell;
use std::collections::BTreeSet;

use scopeon_core::label::Label;
use scopeon_core::provider::{Issue, IssueKind, Position};

/// More of them say nothing new.
const MOST: usize = 10_000;

/// The faults of a database, each once however often its row is asked for.
#[derive(Debug, Default)]
pub(super) struct Faults(RefCell<BTreeSet<(String, i64, IssueKind)>>);

impl Faults {
    pub(super) fn note(&self, name: &str, row: i64, kind: IssueKind) {
        let mut faults = self.0.borrow_mut();
        if faults.len() < MOST {
            faults.insert((name.to_owned(), row, kind));
        }
    }

    /// Returns them as issues, at the numbers of their rows.
    pub(super) fn issues(&self) -> Vec<Issue> {
        let mut faults: Vec<_> = self.0.take().into_iter().collect();
        faults.sort_by_key(|(_, row, _)| *row);
        let issue = |(name, row, kind): (String, i64, IssueKind)| {
            let place = Position { offset: u64::try_from(row).unwrap_or(0), line: 0 };
            Issue::named(kind, place, Label::new(&name))
        };
        faults.into_iter().map(issue).collect()
    }
}
