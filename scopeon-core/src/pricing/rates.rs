//! From a row to the price of each kind of token: unstated prices are derived, factors applied and the result
//! rounded, once, to a whole pico-dollar per token.

use super::amount::{Multiplier, UsdPerMillion};
use super::class::PriceClass;
use super::row::{PriceRow, RateSet};
use super::split::CostSplit;
use super::terms::Terms;
use crate::money::PicoUsd;
use crate::usage::Usage;

/// Pico-dollars per token (per request for searches) of one price class. They are whole numbers, so the cost
/// of a sum of usages is the sum of their costs, whatever way calls are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rates {
    /// An uncached prompt token.
    pub input: PicoUsd,
    /// A generated token.
    pub output: PicoUsd,
    /// A generated reasoning token, where it has a price of its own.
    pub reasoning: Option<PicoUsd>,
    /// A prompt token read from a cache.
    pub cache_read: PicoUsd,
    /// A prompt token written to a five-minute cache.
    pub cache_write_5m: PicoUsd,
    /// A prompt token written to an hour's cache or a longer one.
    pub cache_write_1h: PicoUsd,
    /// A web search request.
    pub web_search: PicoUsd,
    /// No list has a price for this tier, size and region of the model: these rates are the least it can cost.
    pub is_floor: bool,
}

/// What Anthropic charges for one web search: 0.01 USD.
const ANTHROPIC_SEARCH: PicoUsd = PicoUsd::from_pico(10_000_000_000);

impl Rates {
    /// Returns what a usage, or a sum of usages of this class, costs.
    #[must_use]
    pub fn cost(&self, usage: &Usage) -> PicoUsd {
        self.split(usage).total()
    }

    /// Returns the same by what was billed.
    #[must_use]
    pub fn split(&self, usage: &Usage) -> CostSplit {
        let reasoning = self.reasoning.map_or(PicoUsd::ZERO, |own| own.minus(self.output));
        CostSplit {
            input_usd: self.input.times(usage.input),
            cache_write_5m_usd: self.cache_write_5m.times(usage.cache_write_5m),
            cache_write_1h_usd: self.cache_write_1h.times(usage.cache_write_1h),
            cache_read_usd: self.cache_read.times(usage.cache_read),
            // Reasoning is already in the output: only the difference is due.
            output_usd: self.output.times(usage.output).plus(reasoning.times(usage.reasoning)),
            web_searches_usd: self.web_search.times(usage.web_searches),
        }
    }

    /// Returns the rates of a class by the row of its day and, for what that does not state, the `others` of its model,
    /// nearest first.
    pub(super) fn of(row: &PriceRow, class: &PriceClass, others: &[&PriceRow]) -> Self {
        let terms = Terms::of(row, class, others);
        let stated = Stated { row, set: &terms.set };
        let round = |price: Exact| price.rounded(terms.factors);
        Self {
            input: round(Exact::whole(stated.set.input)),
            output: round(Exact::whole(stated.set.output)),
            reasoning: stated.reasoning().map(round),
            cache_read: round(stated.cache_read()),
            cache_write_5m: round(stated.cache_write_5m()),
            cache_write_1h: round(stated.cache_write_1h()),
            web_search: stated.web_search(),
            is_floor: terms.is_floor,
        }
    }
}

/// A rate as a fraction of pico-dollars, before factors and rounding.
#[derive(Clone, Copy)]
struct Exact {
    pico: i128,
    parts: i128,
}

impl Exact {
    const fn whole(rate: UsdPerMillion) -> Self {
        Self { pico: rate.per_token().pico(), parts: 1 }
    }

    /// `rate` × `of` / `to`.
    const fn scaled(rate: UsdPerMillion, of: i128, to: i128) -> Self {
        Self { pico: rate.per_token().pico().saturating_mul(of), parts: to }
    }

    /// Applies the factors and rounds half up.
    fn rounded(self, factors: [Multiplier; 2]) -> PicoUsd {
        let (pico, parts) = factors.into_iter().fold((self.pico, self.parts), |(pico, parts), factor| {
            (pico.saturating_mul(i128::from(factor.mille())), parts.saturating_mul(1000))
        });
        PicoUsd::from_pico(pico.saturating_add(parts / 2).div_euclid(parts))
    }
}

/// The chosen set of a row, with what it leaves out derived.
///
/// A variant that leaves a price out keeps the relation the row's standard rates state (cache prices to input,
/// reasoning to output). What no set of the row states follows the vendor: Anthropic writes cost 1.25 times
/// (5 minutes) and twice (1 hour) the input price; elsewhere a cache costs what input costs.
struct Stated<'a> {
    row: &'a PriceRow,
    set: &'a RateSet,
}

impl Stated<'_> {
    fn reasoning(&self) -> Option<Exact> {
        self.stated(|set| set.reasoning, |set| set.output)
    }

    fn cache_read(&self) -> Exact {
        self.stated(|set| set.cache_read, |set| set.input).unwrap_or(Exact::whole(self.set.input))
    }

    fn cache_write_5m(&self) -> Exact {
        self.stated(|set| set.cache_write_5m, |set| set.input).unwrap_or_else(|| {
            let (of, to) = if self.row.is_anthropic() { (5, 4) } else { (1, 1) };
            Exact::scaled(self.set.input, of, to)
        })
    }

    fn cache_write_1h(&self) -> Exact {
        self.stated(|set| set.cache_write_1h, |set| set.input).unwrap_or_else(|| {
            if self.row.is_anthropic() { Exact::scaled(self.set.input, 2, 1) } else { self.cache_write_5m() }
        })
    }

    /// Anthropic's fee is the same for every model (10 USD for a thousand searches); lists leave it out for some.
    fn web_search(&self) -> PicoUsd {
        let usual = if self.row.is_anthropic() { ANTHROPIC_SEARCH } else { PicoUsd::ZERO };
        self.row.web_search.unwrap_or(usual)
    }

    /// The price itself, or the standard set's, scaled as `measure` scales between the two sets.
    fn stated(
        &self,
        price: fn(&RateSet) -> Option<UsdPerMillion>,
        measure: fn(&RateSet) -> UsdPerMillion,
    ) -> Option<Exact> {
        let base = &self.row.rates;
        price(self.set).map(Exact::whole).or_else(|| {
            let (of, to) = (measure(self.set).per_token().pico(), measure(base).per_token().pico());
            price(base).filter(|_| to > 0).map(|rate| Exact::scaled(rate, of, to))
        })
    }
}
