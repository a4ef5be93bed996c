//! What it cost and what that means: unit costs, burn rate, what the agents say against what was computed.
//! What it will cost is `forecast`'s matter.

mod mode;
mod wire;

use serde::{Deserialize, Serialize};

use super::priced::PricedUsage;
use super::{Doubt, Figure, Provenance, Reason, Share, basis_points, prorate};
use crate::metrics::priced::priced;
use crate::money::PicoUsd;
use crate::usage::Usage;

pub use mode::{CostMode, ParseModeError};

/// An hour, in milliseconds.
const HOUR_MS: u64 = 3_600_000;
const MINUTE_MS: u64 = 60_000;

/// A sum of calls with its price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::CostSum", into = "wire::CostSum")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
pub struct CostSum {
    /// How many calls.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
    /// What they cost, where a price is known. On the wire it is `null` where there are calls and none has a price.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub cost_usd: PicoUsd,
    /// Calls of which no price is known, or no tokens; they add nothing to the cost.
    pub unpriced_calls: u64,
    /// Their tokens.
    pub unpriced_tokens: u64,
    /// Calls of a tier, size or region that no price list has a price for: what they cost is a lower bound.
    pub floor_calls: u64,
}

/// Costs that agents state for calls of which none could be computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedCost {
    /// Calls, or sessions.
    pub calls: u64,
    /// What the agents state.
    pub reported_usd: PicoUsd,
}

/// Returns the best that is known of what calls cost: what is computed, unless they state all of it themselves (then
/// nothing computed is given), or no price is known of them.
///
/// ```
/// use scopeon_core::metrics::cost::best_known;
/// use scopeon_core::money::PicoUsd;
/// let [computed, reported] = ["2", "3"].map(|usd| usd.parse::<PicoUsd>().unwrap());
/// assert_eq!(best_known(Some(computed), PicoUsd::ZERO), computed);
/// assert_eq!(best_known(None, reported), reported);
/// ```
#[must_use]
pub fn best_known(computed: Option<PicoUsd>, reported: PicoUsd) -> PicoUsd {
    computed.unwrap_or(reported)
}

/// Adds up sums; their order does not matter.
#[must_use]
pub fn total(rows: &[PricedUsage]) -> CostSum {
    let one = |row: &PricedUsage| {
        let cost = row.cost();
        let unpriced = |count: u64| if cost.is_none() { count } else { 0 };
        CostSum {
            calls: row.calls,
            usage: row.usage,
            cost_usd: cost.unwrap_or_default(),
            unpriced_calls: unpriced(row.calls),
            unpriced_tokens: unpriced(row.usage.total()),
            floor_calls: if row.rates.is_some_and(|rates| rates.is_floor) { row.calls } else { 0 },
        }
    };
    rows.iter().map(one).fold(CostSum::default(), CostSum::plus)
}

impl CostSum {
    /// Returns the sum of two; it saturates.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            calls: self.calls.saturating_add(other.calls),
            usage: self.usage.plus(other.usage),
            cost_usd: self.cost_usd.plus(other.cost_usd),
            unpriced_calls: self.unpriced_calls.saturating_add(other.unpriced_calls),
            unpriced_tokens: self.unpriced_tokens.saturating_add(other.unpriced_tokens),
            floor_calls: self.floor_calls.saturating_add(other.floor_calls),
        }
    }

    /// Returns what they cost; none where there are calls and none of them has a price.
    #[must_use]
    pub const fn known_usd(&self) -> Option<PicoUsd> {
        priced(self.cost_usd, self.calls, self.unpriced_calls)
    }

    /// Tells how far the cost can be trusted, given how sure the token counters are.
    #[must_use]
    pub fn provenance(&self, tokens: Provenance) -> Provenance {
        tokens
            .doubted(Reason::UnpricedCalls, Doubt::when_any(self.unpriced_calls))
            .doubted(Reason::FloorPrices, Doubt::when_any(self.floor_calls))
    }
}

/// Turns, and what their agents' calls cost: of those agents that say which calls answer one prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnCosts {
    /// How many turns have a price: of those whose first call has none nothing is known.
    pub turns: u64,
    /// What all calls of these agents cost; that of agents without turns would make each turn look dearer.
    pub cost_usd: PicoUsd,
    /// How sure turns are over all agents.
    pub facts: Provenance,
}

/// What a cost comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnitCosts {
    /// `cost ÷ turns`, both of the agents that state turns, and of the turns those whose first call has a price; none without
    /// such a turn or without any price.
    pub per_turn_usd: Figure<PicoUsd>,
    /// `cost ÷ calls`; none without a call.
    pub per_call_usd: Figure<PicoUsd>,
    /// `cost × 1000 ÷ output tokens`, the whole cost and not that of the output alone; none without output.
    pub per_1k_output_usd: Figure<PicoUsd>,
    /// `calls without a price ÷ calls`.
    #[serde(rename = "unpriced_calls_ratio")]
    pub unpriced_calls_bp: Share,
    /// `their tokens ÷ all tokens`.
    #[serde(rename = "unpriced_tokens_ratio")]
    pub unpriced_tokens_bp: Share,
}

/// Returns what a cost comes down to. Calls without a price count in no divisor.
#[must_use]
pub fn units(sum: &CostSum, priced_output: u64, turns: &TurnCosts, tokens: Provenance) -> UnitCosts {
    let provenance = sum.provenance(tokens);
    let each = |cost: PicoUsd, count: u64, of: u64, provenance: Provenance| Figure {
        value: (count > 0).then(|| prorate(cost, of, count)),
        provenance,
    };
    let priced = sum.calls.saturating_sub(sum.unpriced_calls);
    let turned = if priced > 0 { turns.turns } else { 0 };
    UnitCosts {
        per_turn_usd: each(turns.cost_usd, turned, 1, provenance.and(turns.facts)),
        per_call_usd: each(sum.cost_usd, priced, 1, provenance),
        per_1k_output_usd: each(sum.cost_usd, priced_output, 1000, provenance),
        unpriced_calls_bp: Share::of(sum.unpriced_calls, sum.calls),
        unpriced_tokens_bp: Share::of(sum.unpriced_tokens, sum.usage.total()),
    }
}

/// How fast money and tokens go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Burn {
    /// Dollars an hour; none where there are calls and none of them has a price.
    pub usd_per_hour: Option<PicoUsd>,
    /// Tokens a minute, prompt and output.
    pub tokens_per_minute: u64,
}

/// Returns the mean rate over a span of time: `cost × 1 h ÷ span`. Nothing burns in no time.
///
/// Over a trailing hour (the burn rate of `costs`) the span is that hour; over a block it lasts from the first
/// call to the last.
#[must_use]
pub fn burn(cost: Option<PicoUsd>, tokens: u64, span_ms: u64) -> Burn {
    let per_minute = super::mul_div_round(i128::from(tokens), i128::from(MINUTE_MS), i128::from(span_ms));
    Burn {
        usd_per_hour: cost.map(|cost| prorate(cost, HOUR_MS, span_ms)),
        tokens_per_minute: u64::try_from(per_minute).unwrap_or(u64::MAX),
    }
}

/// Costs that agents state, against those computed for the same calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reconciled {
    /// Calls, or sessions, for which both are known.
    pub compared: u64,
    /// What the agents state.
    pub reported_usd: PicoUsd,
    /// What was computed.
    pub computed_usd: PicoUsd,
    /// `reported − computed`.
    pub difference_usd: PicoUsd,
    /// `difference ÷ computed`, with its sign, unbounded; 0 where nothing was computed.
    #[serde(rename = "difference_ratio", with = "crate::ratio::bp")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Ratio"))]
    pub difference_bp: i64,
}

/// Compares pairs of stated and computed costs of the same things. Pairs with only one side are left out: they
/// would show a difference where there is a gap.
#[must_use]
pub fn reconcile(pairs: impl IntoIterator<Item = (Option<PicoUsd>, Option<PicoUsd>)>) -> Reconciled {
    let mut sum = Reconciled::default();
    for (reported, computed) in pairs.into_iter().filter_map(|(reported, computed)| reported.zip(computed)) {
        sum.compared = sum.compared.saturating_add(1);
        sum.reported_usd = sum.reported_usd.plus(reported);
        sum.computed_usd = sum.computed_usd.plus(computed);
    }
    sum.difference_usd = sum.reported_usd.minus(sum.computed_usd);
    sum.difference_bp = basis_points(sum.difference_usd.pico(), sum.computed_usd.pico());
    sum
}
