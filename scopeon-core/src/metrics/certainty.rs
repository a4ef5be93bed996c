//! How sure an amount is, in one word: what marks it on a screen and what programs are told. Why it is so is its
//! provenance's matter.

use serde::{Deserialize, Serialize};

use super::{Provenance, Reason};
use crate::provider::Fidelity;

/// How sure an amount is, in one word; the worst of what holds.
///
/// ```
/// use scopeon_core::metrics::{Certainty, Provenance, Reason};
/// let short = Provenance::estimated(Reason::UnpricedCalls);
/// assert_eq!(Certainty::of(short.and(Provenance::estimated(Reason::Projected))), Certainty::LowerBound);
/// assert_eq!(serde_json::to_string(&Certainty::LowerBound).unwrap(), r#""lower_bound""#);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Certainty {
    /// It is what the logs state.
    #[default]
    Exact,
    /// It may be more or less.
    Estimated,
    /// It can only be more: something that belongs to it has no known price, or is not whole.
    LowerBound,
    /// There is something, and no price is known of any of it.
    Unpriced,
}

/// What makes an amount a lower bound.
const SHORT: [Reason; 4] =
    [Reason::UnpricedCalls, Reason::UnfinishedCalls, Reason::UnknownRequests, Reason::FloorPrices];

impl Certainty {
    /// Every word, the best first.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Estimated, Self::LowerBound, Self::Unpriced];

    /// Returns what a provenance comes down to.
    #[must_use]
    pub fn of(provenance: Provenance) -> Self {
        match provenance.fidelity() {
            Fidelity::Exact => Self::Exact,
            Fidelity::Unsupported => Self::Unpriced,
            Fidelity::Estimated if provenance.reasons().any(|reason| SHORT.contains(&reason)) => {
                Self::LowerBound
            }
            Fidelity::Estimated => Self::Estimated,
        }
    }

    /// Returns the word as it is on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimated => "estimated",
            Self::LowerBound => "lower_bound",
            Self::Unpriced => "unpriced",
        }
    }
}
