//! Every screen's state, by its screen.

use crate::pane::Pane;
use crate::screen::Screen;
use crate::screen::now::Now;

/// Every screen's state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Panes {
    pub(crate) now: Now,
}

impl Panes {
    /// Returns the state of a screen.
    pub(crate) fn of(&self, screen: Screen) -> &dyn Pane {
        match screen {
            _ => &self.now,
        }
    }

    /// Returns the same to be changed.
    pub(crate) fn of_mut(&mut self, screen: Screen) -> &mut dyn Pane {
        match screen {
            _ => &mut self.now,
        }
    }
}
