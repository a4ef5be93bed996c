//! Where a sum or a call belongs: the row of each level.

use scopeon_core::metrics::explore::Depth;

/// The row of each level that something belongs to, by rowid; for prompts and calls by number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LevelRows {
    pub(super) provider: Option<i64>,
    pub(super) project: Option<i64>,
    pub(super) branch: Option<i64>,
    pub(super) root: Option<i64>,
    pub(super) turn: Option<i64>,
    pub(super) call: Option<i64>,
}

impl LevelRows {
    /// Makes the place of a bucket of roll-ups.
    pub(super) fn of_bucket(provider: i64, project: i64, branch: i64, root: i64) -> Self {
        let [provider, project, branch, root] = [provider, project, branch, root].map(Some);
        Self { provider, project, branch, root, ..Self::default() }
    }

    /// Enters a row of a level.
    pub(super) const fn enter(&mut self, depth: Depth, id: i64) {
        let id = Some(id);
        match depth {
            Depth::Provider => self.provider = id,
            Depth::Project => self.project = id,
            Depth::Branch => self.branch = id,
            Depth::Session => self.root = id,
            Depth::Turn => self.turn = id,
            Depth::Call | Depth::Tool => self.call = id,
        }
    }

    /// Returns the row of a level that it lies in.
    pub(super) const fn of(&self, depth: Depth) -> Option<i64> {
        match depth {
            Depth::Provider => self.provider,
            Depth::Project => self.project,
            Depth::Branch => self.branch,
            Depth::Session => self.root,
            Depth::Turn => self.turn,
            Depth::Call | Depth::Tool => self.call,
        }
    }

    /// Returns `true` if what a bucket or a call belongs to lies in the rows entered.
    pub(super) fn holds(&self, other: &Self) -> bool {
        let levels = [Depth::Provider, Depth::Project, Depth::Branch, Depth::Session];
        levels.into_iter().all(|depth| self.of(depth).is_none() || self.of(depth) == other.of(depth))
    }
}
