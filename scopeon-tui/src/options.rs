//! How a dashboard begins and looks.

use scopeon_app::App;
use scopeon_app::words::Money;
use scopeon_core::time::{Timestamp, Zone};

use crate::attention::Switches;
use crate::keys::Keymap;
use crate::screen::Screen;
use crate::shared::{Shared, Span};
use crate::theme::Theme;

/// How a dashboard begins and looks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The screen that it begins with.
    pub screen: Screen,
    /// How things look.
    pub theme: Theme,
    /// The keys.
    pub keymap: Keymap,
    /// The zone that days begin in.
    pub zone: Zone,
    /// The home directory as it is shown in paths.
    pub home: Option<String>,
    /// How amounts are written.
    pub money: Money,
    /// Whether all of it is made up.
    pub is_demo: bool,
    /// Whether the mouse is taken: a terminal selects text with Shift then.
    pub takes_mouse: bool,
    /// Which ways of calling for attention are taken.
    pub attention: Switches,
    /// So many rows below the prompt are drawn on, and stay there; none for the whole terminal.
    pub inline: Option<u16>,
    /// Whether a fault is made when F12 is pressed, to see that the terminal is left as it was.
    pub faults: bool,
}

impl Options {
    /// Begins with what runs now, with the keys of the table, as an application's configuration says.
    #[must_use]
    pub fn new(theme: Theme, app: &App) -> Self {
        let tui = &app.config().tui;
        Self {
            takes_mouse: tui.mouse,
            attention: Switches {
                title: tui.title,
                progress: tui.progress,
                bell: tui.bell,
                notify: tui.notify,
            },
            zone: app.zone(),
            home: app.home().map(str::to_owned),
            money: Money::of(&app.config().display),
            is_demo: app.is_demo(),
            ..Self::plain(theme)
        }
    }

    /// Begins the same in UTC and dollars, of nobody's home.
    #[must_use]
    pub fn plain(theme: Theme) -> Self {
        Self {
            screen: Screen::default(),
            theme,
            keymap: Keymap::default(),
            zone: Zone::UTC,
            home: None,
            money: Money::default(),
            is_demo: false,
            takes_mouse: true,
            attention: Switches::default(),
            inline: None,
            faults: false,
        }
    }

    /// Returns what every screen is about at the beginning.
    pub(crate) fn shared(&self, now: Timestamp) -> Shared {
        Shared {
            now,
            zone: self.zone,
            home: self.home.clone(),
            size: (80, 24),
            theme: self.theme.clone(),
            keymap: self.keymap.clone(),
            money: self.money.clone(),
            span: Span::default(),
            provider: None,
            model: None,
            frozen_at: None,
            is_demo: self.is_demo,
            is_inline: self.inline.is_some(),
        }
    }
}
