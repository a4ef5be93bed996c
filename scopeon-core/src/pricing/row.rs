//! One row of the price table: what a price list states for one model in one period.

use std::borrow::Cow;

use super::amount::{Multiplier, UsdPerMillion};
use super::class::{Geo, PromptTier, Tier};
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// The token prices a list states for one tier and prompt size. What is `None` is not stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateSet {
    /// An uncached prompt token.
    pub input: UsdPerMillion,
    /// A generated token.
    pub output: UsdPerMillion,
    /// A generated reasoning token, where it has a price of its own.
    pub reasoning: Option<UsdPerMillion>,
    /// A prompt token read from a cache.
    pub cache_read: Option<UsdPerMillion>,
    /// A prompt token written to a short-lived cache.
    pub cache_write_5m: Option<UsdPerMillion>,
    /// A prompt token written to a longer-lived cache.
    pub cache_write_1h: Option<UsdPerMillion>,
}

/// The rates of a tier or of larger prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The tier it belongs to; `Standard` for a long-context price.
    pub tier: Tier,
    /// What the whole prompt of a request must exceed, in tokens; one of [`PromptTier::BOUNDS`].
    pub above: u64,
    /// The rates, whole: they replace the row's own.
    pub rates: RateSet,
}

/// What a model costs in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PriceRow {
    /// The model as the price list names it, in lower case.
    pub key: Cow<'static, str>,
    /// The first instant it holds; `None`: since ever.
    pub from: Option<Timestamp>,
    /// The first instant it no longer holds; `None`: until further notice.
    pub until: Option<Timestamp>,
    /// Whose list it is; `anthropic` decides how an unstated cache price is derived.
    pub vendor: Cow<'static, str>,
    /// The standard rates.
    pub rates: RateSet,
    /// The rates of other tiers and of larger prompts.
    pub variants: Vec<Variant>,
    /// The factor on every token rate in fast mode.
    pub fast: Option<Multiplier>,
    /// The factor on every token rate for processing in the United States.
    pub us: Option<Multiplier>,
    /// The factor on every token rate for processing in the European Union.
    pub eu: Option<Multiplier>,
    /// The price of one web search request.
    pub web_search: Option<PicoUsd>,
    /// The largest prompt, in tokens.
    pub window: Option<u64>,
    /// The largest answer, in tokens.
    pub max_output: Option<u64>,
    /// Where the facts are from: a release of a price list, who says it and when, or `override`.
    pub source: Cow<'static, str>,
}

impl PriceRow {
    /// Builds a row that holds at all times and has the two prices every list states.
    #[must_use]
    pub fn new(key: &str, rates: RateSet, source: &'static str) -> Self {
        let key = key.trim().to_ascii_lowercase();
        Self {
            vendor: Cow::Borrowed(if is_claude(&key) { "anthropic" } else { "" }),
            key: Cow::Owned(key),
            from: None,
            until: None,
            rates,
            variants: Vec::new(),
            fast: None,
            us: None,
            eu: None,
            web_search: None,
            window: None,
            max_output: None,
            source: Cow::Borrowed(source),
        }
    }

    /// Returns `true` if the row holds at that instant.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Returns the standard rates for a prompt size. The highest exceeded threshold wins.
    pub(super) fn standard(&self, band: PromptTier) -> &RateSet {
        self.best(Tier::Standard, band).map_or(&self.rates, |variant| &variant.rates)
    }

    /// Returns the rates of a tier; `None` where it has no price here, or none for prompts this large.
    pub(super) fn own(&self, tier: Tier, band: PromptTier) -> Option<&RateSet> {
        let standard = self.best(Tier::Standard, band).map_or(0, |variant| variant.above);
        self.best(tier, band).filter(|own| own.above >= standard).map(|variant| &variant.rates)
    }

    fn best(&self, tier: Tier, band: PromptTier) -> Option<&Variant> {
        let eligible = |v: &&Variant| v.tier == tier && v.above <= band.floor();
        self.variants.iter().filter(eligible).max_by_key(|variant| variant.above)
    }

    /// Returns the factor of a region.
    pub(super) const fn factor(&self, geo: Geo) -> Option<Multiplier> {
        match geo {
            Geo::Global => Some(Multiplier::ONE),
            Geo::Us => self.us,
            Geo::Eu => self.eu,
        }
    }

    /// Returns `true` if neither prompts nor answers cost anything, so that no multiple does.
    pub(super) fn is_free(&self) -> bool {
        let free = UsdPerMillion::default();
        self.rates.input == free && self.rates.output == free
    }

    pub(super) fn is_anthropic(&self) -> bool {
        self.vendor == "anthropic"
    }
}

/// Returns `true` if a key names a Claude model, on whatever list.
pub(super) fn is_claude(key: &str) -> bool {
    key.split(['/', '.']).any(|part| part.starts_with("claude-"))
}
