//! A list of rows of which one is selected and as many are seen as fit.

use crate::keys::Action;

/// Which row of a list is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListState {
    selected: usize,
}

impl ListState {
    /// Returns the place of the row that is selected.
    pub(crate) const fn selected(self) -> usize {
        self.selected
    }

    /// Selects a row.
    pub(crate) const fn select(&mut self, place: usize) {
        self.selected = place;
    }

    /// Moves the selection in a list of `rows`, of which `page` fit; returns whether the key is one that moves.
    pub(crate) fn act(&mut self, action: Action, rows: usize, page: usize) -> bool {
        let last = rows.saturating_sub(1);
        let half = (page / 2).max(1);
        self.selected = match action {
            Action::Down => self.selected.saturating_add(1),
            Action::Up => self.selected.saturating_sub(1),
            Action::Top => 0,
            Action::Bottom => last,
            Action::HalfDown => self.selected.saturating_add(half),
            Action::HalfUp => self.selected.saturating_sub(half),
            _ => return false,
        }
        .min(last);
        true
    }

    /// Keeps the selection within a list of `rows`.
    pub(crate) fn settle(&mut self, rows: usize) {
        self.selected = self.selected.min(rows.saturating_sub(1));
    }

    /// Returns the place of the first row that is seen of `rows`, where `page` of them fit: the selected one is among them,
    /// in the middle where that can be.
    pub(crate) fn first(self, rows: usize, page: usize) -> usize {
        self.selected.saturating_sub(page / 2).min(rows.saturating_sub(page))
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, ListState};

    #[test]
    fn the_selected_row_is_seen() {
        for (rows, page) in [(0, 0), (0, 5), (1, 1), (3, 5), (100, 7), (100, 0)] {
            let mut list = ListState::default();
            for action in
                [Action::Down, Action::Bottom, Action::HalfUp, Action::Up, Action::Top, Action::HalfDown]
            {
                assert!(list.act(action, rows, page));
                assert!(list.selected() < rows.max(1));
                let first = list.first(rows, page);
                let seen = first..first + page.max(1);
                assert!(
                    rows == 0 || page == 0 || seen.contains(&list.selected()),
                    "{rows} {page} {action:?}"
                );
            }
        }
        assert!(!ListState::default().act(Action::Open, 3, 3));
    }
}
