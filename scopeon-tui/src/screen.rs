//! The screens that there are, in the order of their keys.

pub(crate) mod explore;
pub(crate) mod insights;
pub(crate) mod now;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod setup;
pub(crate) mod spend;
pub(crate) mod tools;

/// A screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// What runs now.
    #[default]
    Now,
    /// Every session, and one of them in whole.
    Sessions,
    /// What was spent, and what it comes to.
    Spend,
    /// Tokens and money from agents down to single tools.
    Explore,
    /// How well it went, and what would help.
    Insights,
    /// Sub-agents, tools, MCP servers, skills and hooks.
    Tools,
    /// What is read, kept and set.
    Setup,
}

impl Screen {
    /// Every screen that is there, in the order of its key.
    pub const ALL: &'static [Self] =
        &[Self::Now, Self::Sessions, Self::Spend, Self::Explore, Self::Insights, Self::Tools, Self::Setup];

    /// Returns the digit of its key, which stays the same whatever other screens there are.
    #[must_use]
    pub const fn digit(self) -> u8 {
        match self {
            Self::Now => 1,
            Self::Sessions => 2,
            Self::Spend => 3,
            Self::Explore => 4,
            Self::Insights => 5,
            Self::Tools => 6,
            Self::Setup => 7,
        }
    }

    /// Returns its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Now => "Now",
            Self::Sessions => "Sessions",
            Self::Spend => "Spend",
            Self::Explore => "Explore",
            Self::Insights => "Insights",
            Self::Tools => "Agents & tools",
            Self::Setup => "Set-up",
        }
    }

    /// Returns the screen of a digit or a name, in whatever case; none where there is no such screen.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let is_it =
            |screen: &Self| screen.digit().to_string() == text || screen.name().eq_ignore_ascii_case(text);
        Self::ALL.iter().copied().find(is_it)
    }

    /// Returns the one that follows, around the end.
    pub(crate) fn next(self) -> Self {
        self.turned(1)
    }

    /// Returns the one before, around the start.
    pub(crate) fn previous(self) -> Self {
        self.turned(Self::ALL.len() - 1)
    }

    fn turned(self, by: usize) -> Self {
        let place = Self::ALL.iter().position(|screen| *screen == self).unwrap_or_default();
        Self::ALL.get((place + by) % Self::ALL.len()).copied().unwrap_or_default()
    }
}
