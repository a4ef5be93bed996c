//! One fact: what it is, its part of the money, and the numbers it rests on.

use serde::{Deserialize, Serialize};

use crate::metrics::tools::UsedTool;
use crate::metrics::{Quantity, Share};
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// What a fact says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhyKind {
    /// The whole cost, against a usual one where enough is known.
    Total,
    /// There were more calls than usual.
    MoreCalls,
    /// Each call cost more than usual.
    DearerCalls,
    /// One agent made much of it.
    Agent,
    /// One project made much of it.
    Project,
    /// One session made much of it.
    Session,
    /// One model made much of it.
    Model,
    /// One turn cost much.
    Turn,
    /// Calls paid again for what had been cached.
    Recached,
    /// Calls with large contexts made much of it.
    LargePrompts,
    /// Calls were billed at the prices of long contexts.
    LongPrices,
    /// Reading from caches made much of it.
    CacheReads,
    /// Writing to caches made much of it.
    CacheWrites,
    /// Output made much of it.
    Output,
    /// Prompts that no cache served made much of it.
    UncachedInput,
    /// Sub-agents made a part of it.
    SubAgents,
    /// Calls were served faster at a higher price.
    FastTier,
    /// Web searches made a part of it.
    WebSearches,
    /// Contexts were compacted, and cached again after.
    Compactions,
    /// Calls whose cost is not known; it holds nothing of them.
    Unpriced,
    /// Requests that are in no call record; it holds nothing of them.
    Unrecorded,
    /// Sessions that were not looked into call by call: what is said of turns, large contexts, compactions and what was
    /// cached again holds nothing of them.
    NotLookedInto,
}

/// What a number of a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhyBasis {
    /// Calls that it is about.
    Calls,
    /// Their share of all calls.
    CallsShare,
    /// The share of all calls that is usual.
    UsualCallsShare,
    /// Calls of a usual span, or what a call usually costs.
    Usual,
    /// From how many spans before what is usual is known.
    UsualOf,
    /// The value as a multiple of the usual one.
    Times,
    /// What a call costs.
    PerCall,
    /// Sessions that it is about.
    Sessions,
    /// Tokens that it is about; of searches, how many.
    Tokens,
    /// From how many tokens on a prompt counts.
    Above,
    /// The number of a turn in its session.
    Turn,
    /// Runs of sub-agents.
    Runs,
    /// Calls whose prefix had changed.
    PrefixChanged,
    /// Calls after a pause that outlasted the cache.
    Expired,
    /// Calls after a change of the model.
    ModelChanged,
    /// Compactions.
    Compactions,
}

/// One number of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhyEvidence {
    /// What it is.
    pub what: WhyBasis,
    /// The number.
    pub value: Quantity,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WhyFact {
    /// What it says.
    pub kind: WhyKind,
    /// The money that it is about, in dollars; none where it is about what has no known cost.
    pub usd: Option<PicoUsd>,
    /// Its share of the whole cost; none where it is no part of it.
    pub share: Option<Share>,
    /// What it is about: a project, a model, a tier; none where it is about no one thing.
    pub subject: Option<String>,
    /// The session that it is about, by its id; none where it is about no one session.
    pub session: Option<String>,
    /// When what it is about began; none where that is no one instant.
    pub at: Option<Timestamp>,
    /// The numbers that it rests on.
    pub evidence: Vec<WhyEvidence>,
    /// The tools that were used in it, most used first.
    pub tools: Vec<UsedTool>,
    /// The same in words.
    pub text: String,
    /// The command that goes deeper; none where there is none.
    pub command: Option<String>,
}

impl WhyFact {
    /// Makes one about a part of the whole.
    pub(super) fn new(kind: WhyKind, usd: Option<PicoUsd>, whole: PicoUsd) -> Self {
        Self {
            kind,
            usd,
            share: usd.map(|usd| Share::of_money(usd, whole)),
            subject: None,
            session: None,
            at: None,
            evidence: Vec::new(),
            tools: Vec::new(),
            text: String::new(),
            command: None,
        }
    }

    /// Returns the fact with a number that it rests on.
    pub(super) fn with(mut self, what: WhyBasis, value: Quantity) -> Self {
        self.evidence.push(WhyEvidence { what, value });
        self
    }

    /// Returns the fact with a count that it rests on.
    pub(super) fn counts(self, what: WhyBasis, count: u64) -> Self {
        self.with(what, Quantity::count(count))
    }

    /// Returns one of the numbers that it rests on.
    #[must_use]
    pub fn get(&self, what: WhyBasis) -> Option<Quantity> {
        self.evidence.iter().find(|one| one.what == what).map(|one| one.value)
    }

    /// Returns one of its numbers that is a whole one: a count, tokens or basis points.
    #[must_use]
    pub fn number(&self, what: WhyBasis) -> Option<u64> {
        match self.get(what)? {
            Quantity::Count(number) | Quantity::Tokens(number) | Quantity::Bp(number) => {
                u64::try_from(number).ok()
            }
            _ => None,
        }
    }

    /// Returns one of its numbers that is an amount, in dollars.
    #[must_use]
    pub fn amount(&self, what: WhyBasis) -> Option<PicoUsd> {
        match self.get(what)? {
            Quantity::Usd(amount) => Some(amount),
            _ => None,
        }
    }
}
