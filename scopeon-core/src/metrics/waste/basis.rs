//! What the numbers are that a sign rests on, with the words for them.

use serde::{Deserialize, Serialize};

macro_rules! bases {
    ($($(#[$doc:meta])* $name:ident = $words:literal,)*) => {
        /// What a number is that a sign rests on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Basis {
            $($(#[$doc])* $name,)*
        }

        impl Basis {
            /// Returns what it is in words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }
    };
}

bases! {
    /// Calls that lost a living prefix.
    Busts = "busts",
    /// The share of all calls that the calls before it in the list are.
    CallsRatio = "of the calls",
    /// Tokens that were cached and not read.
    Lost = "lost",
    /// The share of the prompts that a cache served.
    HitRate = "hit rate",
    /// Tokens of all prompts.
    Prompts = "prompts",
    /// Tokens that were written to a cache and never read.
    NeverRead = "written, never read",
    /// The share of all writes that these are.
    WritesRatio = "of the writes",
    /// Pauses that an hour's cache would have outlived.
    Pauses = "pauses of 5 to 60 minutes",
    /// Calls made in a nearly full window.
    CrowdedCalls = "calls in a window over 80% full",
    /// Uses of tools that asked what was asked before.
    RepeatedUses = "repeated uses",
    /// The share of all uses that the uses before it in the list are.
    UsesRatio = "of the uses",
    /// The size of what repeated uses gave.
    RepeatedSize = "their size",
    /// Uses of tools that failed.
    FailedUses = "failed uses",
    /// Results of tools that are very long.
    LargeResults = "results over 40,000 bytes",
    /// The size of what is too much in them.
    LargeSize = "above that",
    /// Calls that a smaller model could have answered.
    SmallCalls = "small calls",
    /// What those cost.
    SmallCost = "they cost",
    /// Calls that have no price.
    UnpricedCalls = "calls without a price",
}
