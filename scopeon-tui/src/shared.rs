//! What every screen is about: the instant, the zone, whose calls of which time, and how things look.

use scopeon_app::{QueryArgs, words::Money};
use scopeon_core::project::last_component;
use scopeon_core::time::{Period, Timestamp, Zone};

use crate::keys::Keymap;
use crate::theme::Theme;

/// What every screen is about.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    /// The present instant; while everything is frozen, the one at which it was.
    pub(crate) now: Timestamp,
    /// The zone that days begin in.
    pub(crate) zone: Zone,
    /// The home directory as it is shown in paths.
    pub(crate) home: Option<String>,
    /// Columns and rows of the terminal.
    pub(crate) size: (u16, u16),
    /// How things look.
    pub(crate) theme: Theme,
    /// The keys.
    pub(crate) keymap: Keymap,
    /// How amounts are written.
    pub(crate) money: Money,
    /// The time that screens cover that are not about now.
    pub(crate) span: Span,
    /// The one agent that is meant; none for all.
    pub(crate) provider: Option<String>,
    /// The one model that is meant; none for all.
    pub(crate) model: Option<String>,
    /// Since when nothing changes; none while things do.
    pub(crate) frozen_at: Option<Timestamp>,
    /// Whether all of it is made up.
    pub(crate) is_demo: bool,
    /// Whether some rows below the prompt are all there is, as its user wished.
    pub(crate) is_inline: bool,
}

/// The time that screens cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Span {
    /// Today.
    Day,
    /// The last 7 days.
    Week,
    /// The last 14 days.
    Fortnight,
    /// The last 30 days.
    #[default]
    Month,
    /// The last 90 days.
    Quarter,
    /// The last 365 days.
    Year,
    /// All of history.
    All,
}

impl Span {
    /// Every span, the shortest first.
    pub(crate) const ALL: [Self; 7] =
        [Self::Day, Self::Week, Self::Fortnight, Self::Month, Self::Quarter, Self::Year, Self::All];

    /// Returns how it is stated; none for all of history.
    pub(crate) const fn since(self) -> Option<&'static str> {
        match self {
            Self::Day => Some("today"),
            Self::Week => Some("7d"),
            Self::Fortnight => Some("14d"),
            Self::Month => Some("30d"),
            Self::Quarter => Some("90d"),
            Self::Year => Some("365d"),
            Self::All => None,
        }
    }

    /// Returns it in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Day => "today",
            Self::Week => "7 days",
            Self::Fortnight => "14 days",
            Self::Month => "30 days",
            Self::Quarter => "90 days",
            Self::Year => "a year",
            Self::All => "all of history",
        }
    }

    /// Returns the next longer one, or itself.
    pub(crate) fn longer(self) -> Self {
        Self::ALL.iter().copied().skip_while(|span| *span != self).nth(1).unwrap_or(self)
    }

    /// Returns the next shorter one, or itself.
    pub(crate) fn shorter(self) -> Self {
        Self::ALL.iter().rev().copied().skip_while(|span| *span != self).nth(1).unwrap_or(self)
    }
}

impl Shared {
    /// Returns which calls are meant: of the span, of the agent and the model that are chosen.
    pub(crate) fn args(&self) -> QueryArgs {
        QueryArgs {
            since: self.span.since().map(str::to_owned),
            all: self.span == Span::All,
            ..self.scope_args()
        }
    }

    /// Returns which agent and model figures are of; none where they are of all.
    pub(crate) fn scope(&self) -> Option<String> {
        let scope: Vec<&str> =
            [self.provider.as_deref(), self.model.as_deref()].into_iter().flatten().collect();
        (!scope.is_empty()).then(|| scope.join(" · "))
    }

    /// Returns the same of all of time.
    pub(crate) fn scope_args(&self) -> QueryArgs {
        QueryArgs {
            provider: self.provider.iter().cloned().collect(),
            model: self.model.iter().cloned().collect(),
            ..QueryArgs::default()
        }
    }

    /// Writes a path below the home directory with `~`.
    pub(crate) fn tilde(&self, path: &str) -> String {
        let home = self.home.as_deref().filter(|home| home.len() > 1);
        match home.and_then(|home| path.strip_prefix(home)) {
            Some("") => "~".to_owned(),
            Some(rest) if rest.starts_with(['/', '\\']) => format!("~{rest}"),
            _ => path.to_owned(),
        }
    }

    /// Returns what a project is called where there is little room: its last component.
    pub(crate) fn project(&self, project: Option<&str>) -> String {
        match project {
            None => "(no project)".to_owned(),
            Some(project) if Some(project) == self.home.as_deref() => "~".to_owned(),
            Some(project) => last_component(project).to_owned(),
        }
    }

    /// Writes the time of day, with its date where it is not that of now.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        let wall = self.zone.wall(at);
        let is_today = self.zone.key(at, Period::Day) == self.zone.key(self.now, Period::Day);
        wall.get(if is_today { 11 } else { 5 }..).unwrap_or(&wall).to_owned()
    }
}
