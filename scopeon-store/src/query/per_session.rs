//! Sums by session, where the rows of one often come one after the other.

use std::collections::HashMap;

/// Sums by the rowid of a root.
pub(crate) struct PerSession<T> {
    places: HashMap<i64, usize>,
    sums: Vec<(i64, T)>,
    /// The place of the root that was asked for last.
    last: usize,
}

impl<T> Default for PerSession<T> {
    fn default() -> Self {
        Self { places: HashMap::new(), sums: Vec::new(), last: 0 }
    }
}

impl<T: Default> PerSession<T> {
    /// Returns the sum of a root.
    pub(crate) fn of(&mut self, root: i64) -> &mut T {
        if self.sums.get(self.last).is_none_or(|(last, _)| *last != root) {
            self.last = *self.places.entry(root).or_insert(self.sums.len());
            if self.last == self.sums.len() {
                self.sums.push((root, T::default()));
            }
        }
        &mut self.sums[self.last].1
    }

    /// Returns all sums, in the order in which their roots were first met.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.sums.iter().map(|(_, sum)| sum)
    }

    /// Returns all sums with their roots, in the order in which these were first met.
    pub(crate) fn each(&self) -> impl Iterator<Item = (i64, &T)> {
        self.sums.iter().map(|(root, sum)| (*root, sum))
    }

    /// Returns the sum of the root that was met first.
    pub(crate) fn into_first(self) -> Option<T> {
        self.sums.into_iter().next().map(|(_, sum)| sum)
    }

    /// Returns how many roots there are.
    pub(crate) fn len(&self) -> usize {
        self.sums.len()
    }
}
