//! Everything that decides what is on the screen.

use crate::answers::Answers;
use crate::panes::Panes;
use crate::screen::Screen;
use crate::shared::Shared;
use scopeon_core::time::Timestamp;

/// Everything that decides what is on the screen.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// The screen that is shown.
    pub(crate) screen: Screen,
    /// What every screen is about.
    pub(crate) shared: Shared,
    /// What is known.
    pub(crate) answers: Answers,
    /// What is selected on each screen.
    pub(crate) panes: Panes,
    /// What lies over the screen.
    pub(crate) overlay: Option<Overlay>,
    /// Whether one line is all that is drawn.
    pub(crate) is_zen: bool,
    /// A word about what was just done, and until when it is shown.
    pub(crate) toast: Option<(String, Timestamp)>,
}

/// What lies over a screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Overlay {
    /// Every key, from a row on.
    Help(u16),
}

impl State {
    /// Begins on a screen; nothing is known yet.
    pub(crate) fn new(screen: Screen, shared: Shared) -> Self {
        let mut answers = Answers::default();
        answers.outdate();
        Self { screen, shared, answers, panes: Panes::default(), overlay: None, is_zen: false, toast: None }
    }
}
