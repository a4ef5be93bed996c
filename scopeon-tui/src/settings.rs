//! What can be switched while the dashboard runs; the configuration says what holds at its start.

use crate::attention::Switches;
use crate::shared::Shared;
use crate::theme::ThemeName;

/// A thing that can be switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// How things look.
    Theme,
    /// The window's title.
    Title,
    /// The taskbar's progress.
    Progress,
    /// The bell.
    Bell,
    /// Notifications of the terminal.
    Notify,
}

impl Setting {
    /// Every setting, in their order.
    pub(crate) const ALL: [Self; 5] = [Self::Theme, Self::Title, Self::Progress, Self::Bell, Self::Notify];

    /// Returns what it is called, and its key in the configuration.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Theme => ("theme", "tui.theme"),
            Self::Title => ("window title", "tui.title"),
            Self::Progress => ("taskbar progress", "tui.progress"),
            Self::Bell => ("bell at alerts", "tui.bell"),
            Self::Notify => ("notifications at alerts", "tui.notify"),
        }
    }

    /// Returns what it is set to.
    pub(crate) fn value(self, shared: &Shared, switches: Switches) -> &'static str {
        let word = |is_on| if is_on { "on" } else { "off" };
        match self {
            Self::Theme => shared.theme.name().as_str(),
            Self::Title => word(switches.title),
            Self::Progress => word(switches.progress),
            Self::Bell => word(switches.bell),
            Self::Notify => word(switches.notify),
        }
    }

    /// Sets it to what comes next.
    pub(crate) fn turn(self, shared: &mut Shared, switches: &mut Switches) {
        match self {
            Self::Theme => {
                let place = ThemeName::ALL.iter().position(|name| *name == shared.theme.name());
                let next = ThemeName::ALL.get((place.unwrap_or_default() + 1) % ThemeName::ALL.len());
                shared.theme = shared.theme.renamed(next.copied().unwrap_or_default());
            }
            Self::Title => switches.title = !switches.title,
            Self::Progress => switches.progress = !switches.progress,
            Self::Bell => switches.bell = !switches.bell,
            Self::Notify => switches.notify = !switches.notify,
        }
    }
}
