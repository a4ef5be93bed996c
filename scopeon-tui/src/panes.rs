//! Every screen's state, by its screen.

use crate::pane::Pane;
use crate::screen::Screen;
use crate::screen::explore::Explore;
use crate::screen::insights::Insights;
use crate::screen::now::Now;
use crate::screen::sessions::Sessions;
use crate::screen::setup::Setup;
use crate::screen::spend::Spend;
use crate::screen::tools::Tools;

/// Every screen's state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Panes {
    pub(crate) now: Now,
    pub(crate) sessions: Sessions,
    pub(crate) spend: Spend,
    pub(crate) explore: Explore,
    pub(crate) insights: Insights,
    pub(crate) tools: Tools,
    pub(crate) setup: Setup,
}

impl Panes {
    /// Returns the state of a screen.
    pub(crate) fn of(&self, screen: Screen) -> &dyn Pane {
        match screen {
            Screen::Sessions => &self.sessions,
            Screen::Spend => &self.spend,
            Screen::Explore => &self.explore,
            Screen::Insights => &self.insights,
            Screen::Tools => &self.tools,
            Screen::Setup => &self.setup,
            Screen::Now => &self.now,
        }
    }

    /// Returns the same to be changed.
    pub(crate) fn of_mut(&mut self, screen: Screen) -> &mut dyn Pane {
        match screen {
            Screen::Sessions => &mut self.sessions,
            Screen::Spend => &mut self.spend,
            Screen::Explore => &mut self.explore,
            Screen::Insights => &mut self.insights,
            Screen::Tools => &mut self.tools,
            Screen::Setup => &mut self.setup,
            Screen::Now => &mut self.now,
        }
    }
}
