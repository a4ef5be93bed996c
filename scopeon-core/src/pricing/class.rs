//! What decides the rates of a call apart from its date: tier, region and size of the prompt.

use serde::{Serialize, Serializer};

use crate::label::Label;

/// How a request was served, as far as it changes its price.
///
/// ```
/// use scopeon_core::pricing::Tier;
/// assert_eq!(Tier::parse("priority"), Some(Tier::Priority));
/// assert_eq!(Tier::Priority.as_str(), "priority");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Tier {
    /// List price.
    #[default]
    Standard,
    /// A vendor's fast mode: a multiple of the list price (Claude's `speed: "fast"`).
    Fast,
    /// Priority processing (`OpenAI`; what Codex calls fast).
    Priority,
    /// Batch processing.
    Batch,
    /// Flex processing: cheaper and slower.
    Flex,
    /// Ultra-fast processing (`OpenAI`).
    Ultrafast,
    /// One that no price list has by its name: what it costs is a [lower bound](super::Rates::is_floor).
    Other,
}

impl Tier {
    /// Every tier, in order.
    pub const ALL: [Self; 7] =
        [Self::Standard, Self::Fast, Self::Priority, Self::Batch, Self::Flex, Self::Ultrafast, Self::Other];

    /// Returns the tier's name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Fast => "fast",
            Self::Priority => "priority",
            Self::Batch => "batch",
            Self::Flex => "flex",
            Self::Ultrafast => "ultrafast",
            Self::Other => "other",
        }
    }

    /// Reads a tier as services state it: an empty name, `default`, `auto` and `standard` are the standard one, and a name that
    /// no list has is never taken for it.
    ///
    /// ```
    /// use scopeon_core::pricing::Tier;
    /// let tiers = ["flex", "auto", "scale"].map(Tier::stated);
    /// assert_eq!(tiers, [Tier::Flex, Tier::Standard, Tier::Other]);
    /// ```
    #[must_use]
    pub fn stated(name: &str) -> Self {
        match name {
            "" | "auto" | "default" | "standard" | "standard_only" => Self::Standard,
            name => Self::parse(name).unwrap_or(Self::Other),
        }
    }

    /// Reads a name that [`as_str`](Self::as_str) gives; `None` for any other.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.as_str() == name)
    }
}

impl Serialize for Tier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The region a request was confined to, as far as it changes its price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Geo {
    /// Anywhere.
    #[default]
    Global,
    /// The United States only.
    Us,
    /// The European Union only.
    Eu,
}

impl Geo {
    /// Every region, in order.
    pub const ALL: [Self; 3] = [Self::Global, Self::Us, Self::Eu];

    /// Returns the region's name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Us => "us",
            Self::Eu => "eu",
        }
    }

    /// Reads a name that [`as_str`](Self::as_str) gives; `None` for any other.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|geo| geo.as_str() == name)
    }

    /// Reads Claude's `inference_geo`, of which only `us` has a price of its own.
    #[must_use]
    pub fn of_inference(stated: &str) -> Self {
        if stated == "us" { Self::Us } else { Self::Global }
    }
}

impl Serialize for Geo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The size class of the whole prompt of **one** request. Long-context prices are chosen by the request, so
/// calls of one band may be summed first and priced after.
///
/// ```
/// use scopeon_core::pricing::PromptTier;
/// assert_eq!(PromptTier::of(200_000).floor(), 128_000); // a bound is exceeded, not met
/// assert_eq!(PromptTier::of(200_001).floor(), 200_000);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PromptTier(u8);

impl PromptTier {
    /// What a prompt must exceed to be of the band with that index: every threshold any price list uses.
    /// Stored rows hold the index, so a new bound calls for new roll-ups.
    pub const BOUNDS: [u64; 9] = [0, 32_000, 100_000, 128_000, 200_000, 256_000, 272_000, 500_000, 512_000];

    /// Returns the band of a prompt of that many tokens (uncached, read and written).
    #[must_use]
    pub fn of(prompt_tokens: u64) -> Self {
        let exceeded = Self::BOUNDS.iter().filter(|bound| prompt_tokens > **bound).count();
        Self::at(exceeded.saturating_sub(1))
    }

    /// Returns the index into [`BOUNDS`](Self::BOUNDS).
    #[must_use]
    pub const fn index(self) -> u8 {
        self.0
    }

    /// Takes an index; one beyond the last bound becomes the last.
    #[must_use]
    pub fn from_index(index: u8) -> Self {
        Self::at(usize::from(index))
    }

    fn at(index: usize) -> Self {
        let last = Self::BOUNDS.len() - 1;
        Self(u8::try_from(index.min(last)).unwrap_or_default())
    }

    /// Returns the bound that a prompt of this band exceeds, in tokens.
    #[must_use]
    pub fn floor(self) -> u64 {
        Self::BOUNDS.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

/// What decides the rates of a call, apart from its date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PriceClass {
    /// The provider's id, such as `claude-code`: some agents are billed by a list of their own.
    pub agent: Label,
    /// The model as logged.
    pub model: Label,
    /// How it was served.
    pub tier: Tier,
    /// Where it was served.
    pub geo: Geo,
    /// How large the whole prompt was.
    pub prompt_tier: PromptTier,
}
