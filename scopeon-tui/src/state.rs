//! Everything that decides what is on the screen.

use crate::answers::Answers;
use crate::attention::{Attention, Switches};
use crate::list::ListState;
use crate::palette::{Entry, Palette, everything};
use crate::panes::Panes;
use crate::screen::Screen;
use crate::shared::Shared;
use scopeon_core::report::SessionRow;
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
    /// The screen that a session was opened from, to go back there.
    pub(crate) came_from: Option<Screen>,
    /// What lies over the screen.
    pub(crate) overlay: Option<Overlay>,
    /// What called for attention.
    pub(crate) attention: Attention,
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
    /// Looking for anything.
    Palette(Palette),
    /// What can be switched.
    Settings(ListState),
}

impl State {
    /// Begins on a screen; nothing is known yet.
    pub(crate) fn new(screen: Screen, shared: Shared, switches: Switches) -> Self {
        let mut answers = Answers::default();
        answers.outdate();
        Self {
            screen,
            shared,
            answers,
            panes: Panes::default(),
            came_from: None,
            overlay: None,
            attention: Attention::new(switches),
            is_zen: false,
            toast: None,
        }
    }

    /// Returns what is found by the letters that are typed; nothing where none are.
    pub(crate) fn found(&self) -> Vec<Entry> {
        let Some(Overlay::Palette(palette)) = &self.overlay else { return Vec::new() };
        let listed = self.panes.sessions.report(&self.answers).map(|report| report.rows.as_slice());
        let live = self.answers.status().map(|status| status.sessions.as_slice()).unwrap_or_default();
        let known = |row: &SessionRow| (row.id.clone(), row.provider.clone(), row.project.clone());
        let mut sessions: Vec<_> = live.iter().map(|live| known(&live.session)).collect();
        for row in listed.unwrap_or_default().iter().map(known) {
            if !sessions.contains(&row) {
                sessions.push(row);
            }
        }
        palette.found(everything(&self.shared, self.screen, &sessions))
    }
}
