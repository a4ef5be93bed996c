//! Which of the amounts that are known of a cost is meant.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which amount a cost is: all of them are known of every sum, and one of them is shown and ordered by.
///
/// ```
/// use scopeon_core::metrics::cost::CostMode;
/// assert_eq!("auto".parse(), Ok(CostMode::Best));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CostMode {
    /// Tokens at the list prices of their day.
    #[default]
    Computed,
    /// What the agents themselves say.
    Reported,
    /// What the agents say where they do, else what is computed, and what is in no call record.
    Best,
}

impl CostMode {
    /// Every mode, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Computed, Self::Reported, Self::Best];

    /// Returns its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Reported => "reported",
            Self::Best => "best",
        }
    }

    /// Returns what ccusage calls it.
    #[must_use]
    pub const fn alias(self) -> &'static str {
        match self {
            Self::Computed => "calculate",
            Self::Reported => "display",
            Self::Best => "auto",
        }
    }
}

/// Text that names no mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cost is computed, reported or best")]
pub struct ParseModeError;

impl FromStr for CostMode {
    type Err = ParseModeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |mode: &Self| mode.as_str() == text || mode.alias() == text;
        Self::ALL.into_iter().find(named).ok_or(ParseModeError)
    }
}
