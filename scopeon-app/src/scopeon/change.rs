//! What is new of a call that is told.

use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;

/// What is new of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// All of it.
    New,
    /// Its tokens, whether they are final, or what it cost changed since it was told, as while a response is streamed.
    Grown {
        /// Its tokens before.
        usage: Usage,
        /// What it cost before, in dollars, if a price was known.
        cost_usd: Option<PicoUsd>,
    },
}
