//! How much of what is known an answer may hold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How much of what is known an answer may hold; each tier holds those below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Tier {
    /// That the server is there.
    #[default]
    Health = 0,
    /// Sums over time, models and agents.
    Aggregates = 1,
    /// Sessions, their context and their tools; projects and branches go by pseudonyms.
    Sessions = 2,
    /// Single calls, interactions and everything the command line shows.
    Calls = 3,
}

impl Tier {
    /// Every tier, the lowest first.
    pub const ALL: [Self; 4] = [Self::Health, Self::Aggregates, Self::Sessions, Self::Calls];

    /// Returns its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns what it holds, as the rest of a sentence.
    #[must_use]
    pub const fn holds(self) -> &'static str {
        match self {
            Self::Health => "that the server is there",
            Self::Aggregates => "sums over time, models and agents",
            Self::Sessions => "sessions and their context, projects by pseudonyms",
            Self::Calls => "single calls, interactions and names of projects",
        }
    }
}

impl From<Tier> for u8 {
    fn from(tier: Tier) -> Self {
        tier.number()
    }
}

impl TryFrom<u8> for Tier {
    type Error = ParseTierError;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::ALL.into_iter().find(|tier| tier.number() == number).ok_or(ParseTierError)
    }
}

impl FromStr for Tier {
    type Err = ParseTierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<u8>().map_err(|_| ParseTierError).and_then(Self::try_from)
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

/// A tier is a number from 0 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tier is 0, 1, 2 or 3")]
pub struct ParseTierError;
