//! Why a call paid again for what had been cached.

use serde::{Deserialize, Serialize};

/// Why a call paid again for what had been cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecacheWhy {
    /// The beginning of the prompt changed while the cache lived.
    PrefixChanged,
    /// The pause before it outlasted the cache.
    Expired,
    /// The model changed; each has a cache of its own.
    ModelChanged,
}

impl RecacheWhy {
    /// Every reason, in order.
    pub const ALL: [Self; 3] = [Self::PrefixChanged, Self::Expired, Self::ModelChanged];

    /// Returns the reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::PrefixChanged => "prefix changed",
            Self::Expired => "pause outlasted the cache",
            Self::ModelChanged => "model changed",
        }
    }
}
