//! How far a figure can be trusted: exact, estimated for stated reasons, or unsupported. What the figure is
//! lives elsewhere.

use serde::{Deserialize, Serialize};

use crate::provider::Fidelity;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Why a figure is an estimate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the reason in words, to follow "estimated: ".
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

reasons! {
    /// The agent's log states a fact only approximately.
    AgentEstimates = "an agent's log states it only approximately",
    /// Some of the agents covered do not state it, so it is a part of the whole.
    PartlyUnsupported = "some of the agents do not state it",
    /// Some calls have no known price, or no known tokens, and count nothing.
    UnpricedCalls = "some calls have no known price",
    /// Some calls state only a lower bound of their output.
    UnfinishedCalls = "some calls state only a lower bound",
    /// The logs do not say what some requests took.
    UnknownRequests = "what some requests took is in no log",
    /// Some requests left no record of a call, and stand in the agent's own totals alone.
    UnrecordedRequests = "some requests are in no call record",
    /// The vendor's own state is not on the disk; this is put together from the calls seen here.
    Reconstructed = "put together from the calls seen on this machine",
    /// It lies in the future.
    Projected = "a projection",
    /// Too little history for the better method.
    ShortHistory = "little history",
    /// Too few values to say more.
    FewSamples = "few values",
    /// No log shows what a cache holds; its behaviour is inferred from its hits.
    InferredCache = "a cache's content is inferred from its hits",
    /// The capacity of the window is inferred or assumed.
    AssumedWindow = "the window's capacity is assumed",
    /// The same text is another number of tokens to another model.
    OtherTokenizer = "another model counts the same text differently",
    /// What would have happened cannot be observed.
    Hypothetical = "nobody ran it that way",
    /// Fingerprints of 16 bits collide.
    Collisions = "short fingerprints can collide",
    /// Sizes are logged in bytes and taken for tokens, four bytes each.
    BytesAsTokens = "four bytes are taken for a token",
    /// The agent does not say when the window resets.
    UnknownReset = "the agent does not say when it resets",
    /// Some calls are of a tier, size or region that no price list has, so that their cost is a lower bound.
    FloorPrices = "the tier of some calls has no known price, so they count the least it can cost",
}

/// How far a figure can be trusted.
///
/// ```
/// use scopeon_core::metrics::{Provenance, Reason};
/// let mixed = Provenance::EXACT.and(Provenance::UNSUPPORTED);
/// assert_eq!(mixed, Provenance::estimated(Reason::PartlyUnsupported));
/// assert_eq!(serde_json::to_string(&mixed).unwrap(), r#"{"level":"estimated","because":["partly_unsupported"]}"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "Wire", into = "Wire")]
pub struct Provenance {
    fidelity: Fidelity,
    /// One bit a [`Reason`]; only an estimate has any.
    reasons: u32,
}

impl Provenance {
    /// It follows from what the logs state, without doubt.
    pub const EXACT: Self = Self { fidelity: Fidelity::Exact, reasons: 0 };
    /// The logs do not hold it.
    pub const UNSUPPORTED: Self = Self { fidelity: Fidelity::Unsupported, reasons: 0 };

    /// Makes an estimate.
    #[must_use]
    pub const fn estimated(reason: Reason) -> Self {
        Self { fidelity: Fidelity::Estimated, reasons: 1 << reason as u32 }
    }

    /// Returns what a provider's capability for the underlying fact makes of a figure.
    #[must_use]
    pub const fn of(capability: Fidelity) -> Self {
        match capability {
            Fidelity::Exact => Self::EXACT,
            Fidelity::Estimated => Self::estimated(Reason::AgentEstimates),
            Fidelity::Unsupported => Self::UNSUPPORTED,
        }
    }

    /// Returns the provenance of a figure over several providers; over none it is exact, since nothing is
    /// missing from a sum of nothing.
    #[must_use]
    pub fn over(capabilities: impl IntoIterator<Item = Fidelity>) -> Self {
        capabilities.into_iter().map(Self::of).reduce(Self::and).unwrap_or(Self::EXACT)
    }

    /// Combines the provenance of two parts of one figure; commutative, associative and idempotent.
    ///
    /// Two exact parts are exact and two unsupported parts unsupported. A supported and an unsupported part
    /// are an estimate, [`Reason::PartlyUnsupported`]; else reasons add up.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        let reasons = self.reasons | other.reasons;
        match (self.fidelity, other.fidelity) {
            (Fidelity::Exact, Fidelity::Exact) => Self::EXACT,
            (Fidelity::Unsupported, Fidelity::Unsupported) => Self::UNSUPPORTED,
            (Fidelity::Unsupported, _) | (_, Fidelity::Unsupported) => Self {
                fidelity: Fidelity::Estimated,
                reasons: reasons | 1 << Reason::PartlyUnsupported as u32,
            },
            _ => Self { fidelity: Fidelity::Estimated, reasons },
        }
    }

    /// Adds a doubt to a figure, if there is cause for it. What is unsupported stays so.
    #[must_use]
    pub fn doubted(self, reason: Reason, cause: Doubt) -> Self {
        match (cause, self.fidelity) {
            (Doubt::None, _) | (_, Fidelity::Unsupported) => self,
            (Doubt::Some, _) => self.and(Self::estimated(reason)),
        }
    }

    /// Returns exact, estimated or unsupported.
    #[must_use]
    pub const fn fidelity(self) -> Fidelity {
        self.fidelity
    }

    /// Returns the reasons of an estimate, in the order of [`Reason::ALL`].
    pub fn reasons(self) -> impl Iterator<Item = Reason> {
        Reason::ALL.iter().copied().filter(move |reason| self.reasons & (1 << *reason as u32) != 0)
    }
}

impl Default for Provenance {
    fn default() -> Self {
        Self::EXACT
    }
}

/// Whether there is cause for a doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// There is none.
    None,
    /// There is.
    Some,
}

impl Doubt {
    /// There is cause for doubt when the count of doubtful things is not zero.
    #[must_use]
    pub const fn when_any(count: u64) -> Self {
        if count == 0 { Self::None } else { Self::Some }
    }
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Wire {
    /// Exact, an estimate, or not to be had.
    level: Fidelity,
    /// Why it is an estimate; left out where it is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    because: Vec<Reason>,
}

impl From<Provenance> for Wire {
    fn from(provenance: Provenance) -> Self {
        Self { level: provenance.fidelity, because: provenance.reasons().collect() }
    }
}

impl From<Wire> for Provenance {
    fn from(wire: Wire) -> Self {
        let reasons = wire.because.into_iter().fold(0, |bits, reason| bits | 1 << reason as u32);
        let reasons = if wire.level == Fidelity::Estimated { reasons } else { 0 };
        Self { fidelity: wire.level, reasons }
    }
}

/// A value with its provenance. It has no value where it is unsupported, or where there is nothing to
/// measure and no zero would be true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Figure_{T}"))]
pub struct Figure<T> {
    /// The value; none where it is unsupported, or where there is nothing to measure and no zero would be true.
    pub value: Option<T>,
    /// How far it can be trusted.
    pub provenance: Provenance,
}

impl<T> Figure<T> {
    /// Makes an exact figure.
    #[must_use]
    pub const fn exact(value: T) -> Self {
        Self { value: Some(value), provenance: Provenance::EXACT }
    }

    /// Makes an estimate.
    #[must_use]
    pub const fn estimated(value: T, reason: Reason) -> Self {
        Self { value: Some(value), provenance: Provenance::estimated(reason) }
    }

    /// Makes a figure that the logs do not hold.
    #[must_use]
    pub const fn unsupported() -> Self {
        Self { value: None, provenance: Provenance::UNSUPPORTED }
    }

    /// Makes a figure that cannot be known yet, for that reason.
    #[must_use]
    pub const fn unknown(reason: Reason) -> Self {
        Self { value: None, provenance: Provenance::estimated(reason) }
    }

    /// Returns the figure as one that rests on a further fact: without that fact it is unsupported, however sure the
    /// rest of it is.
    #[must_use]
    pub fn resting_on(self, fact: Provenance) -> Self {
        match fact.fidelity() {
            Fidelity::Unsupported => Self::unsupported(),
            _ => Self { provenance: self.provenance.and(fact), ..self },
        }
    }

    /// Makes a figure of what may not be known, with a given provenance; an unsupported one has no value.
    #[must_use]
    pub fn known(value: Option<T>, provenance: Provenance) -> Self {
        Self { value: value.filter(|_| provenance.fidelity() != Fidelity::Unsupported), provenance }
    }

    /// Makes a figure with a given provenance; an unsupported one has no value.
    #[must_use]
    pub fn new(value: T, provenance: Provenance) -> Self {
        let value = (provenance.fidelity() != Fidelity::Unsupported).then_some(value);
        Self { value, provenance }
    }
}
