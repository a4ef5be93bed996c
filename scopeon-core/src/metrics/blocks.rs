//! Claude's five-hour windows, put together from the calls seen here, and weeks of seven days. The vendor's own
//! state is not on the disk, so all of it is a reconstruction.
//!
//! ```
//! use scopeon_core::metrics::blocks::{BlockCall, active, blocks};
//! use scopeon_core::time::Timestamp;
//! use scopeon_core::usage::Usage;
//! let at = |text| Timestamp::parse(text).unwrap();
//! let usage = Usage { input: 900, ..Usage::default() };
//! let call = |text| BlockCall { at: at(text), usage, cost: None, is_floor: false };
//! let spans = blocks(&[call("2026-11-18T10:30:00Z"), call("2026-11-18T11:00:00Z")]);
//! let block = active(&spans, at("2026-11-18T12:00:00Z")).unwrap();
//! assert_eq!(block.end, at("2026-11-18T15:00:00Z")); // five hours after the full hour
//! assert_eq!(block.burn().tokens_per_minute, 60); // 1,800 in half an hour
//! ```

mod wire;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::cost::{Burn, burn};
use super::{Doubt, Provenance, Reason, prorate};
use crate::metrics::priced::priced;
use crate::money::PicoUsd;
use crate::time::{Period, Timestamp, Zone};
use crate::usage::Usage;

/// The agent whose windows blocks are, unless another one is asked about.
pub const AGENT: &str = "claude-code";
/// The length of a block, in milliseconds.
pub const BLOCK_MS: i64 = 5 * 3_600_000;
/// What a block was used at least before its rate says where it leads, in milliseconds: a few minutes times five hours is
/// a number without a meaning.
pub const EARLY_MS: u64 = 15 * 60_000;
const HOUR_MS: i64 = 3_600_000;
const WEEK_MS: i64 = 7 * 24 * HOUR_MS;

/// One call, as far as a block is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockCall {
    /// When it was made.
    pub at: Timestamp,
    /// Its tokens.
    pub usage: Usage,
    /// What it cost; none where no price is known.
    pub cost: Option<PicoUsd>,
    /// Whether that is [the least](crate::pricing::Rates::is_floor) it can have cost.
    pub is_floor: bool,
}

/// Calls that follow each other closely, such as those of a quarter of an hour, as far as a block is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockSum {
    /// When the first was made.
    pub first_at: Timestamp,
    /// When the last was made; the sum lies in one block as a whole, so it is at most five hours later.
    pub last_at: Timestamp,
    /// How many.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
    /// What they cost, where a price is known.
    pub cost_usd: PicoUsd,
    /// Calls of which no price is known.
    pub unpriced_calls: u64,
    /// Calls of a tier that no price list has a price for: what they cost is a lower bound.
    pub floor_calls: u64,
}

impl From<&BlockCall> for BlockSum {
    fn from(call: &BlockCall) -> Self {
        Self {
            first_at: call.at,
            last_at: call.at,
            calls: 1,
            usage: call.usage,
            cost_usd: call.cost.unwrap_or_default(),
            unpriced_calls: u64::from(call.cost.is_none()),
            floor_calls: u64::from(call.is_floor),
        }
    }
}

/// A block of five hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::Block", into = "wire::Block")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
pub struct Block {
    /// The first call's time, floored to the UTC hour.
    pub start: Timestamp,
    /// Five hours later.
    pub end: Timestamp,
    /// The first call in it.
    pub first_at: Timestamp,
    /// The last call in it.
    pub last_at: Timestamp,
    /// How many calls.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
    /// What they cost. On the wire it is `null` where none of them has a price.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub cost_usd: PicoUsd,
    /// Calls of which no price is known.
    pub unpriced_calls: u64,
    /// Calls of a tier that no price list has a price for: what they cost is a lower bound.
    pub floor_calls: u64,
}

/// A pause of more than five hours between two blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// Five hours after the last call before it.
    pub start: Timestamp,
    /// The first call after it.
    pub end: Timestamp,
}

/// A block or the pause before the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Span {
    /// A block.
    Block(Block),
    /// A pause.
    Gap(Gap),
}

/// Puts blocks together from calls in order of time, one at a time: memory grows with the blocks, not with the
/// calls.
///
/// A call starts a new block when it comes more than five hours after the block's start or more than five hours
/// after the call before it; the latter leaves a gap as well. A call that claims a time that is still to come, beyond [`Timestamp::plus_clock_tolerance`], is in no
/// block with those before: what a wrong clock wrote changes nothing of what runs now.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    now: Option<Timestamp>,
    spans: Vec<Span>,
    open: Option<Block>,
}

impl Blocks {
    /// Starts as of an instant; without one no call is yet to come.
    #[must_use]
    pub fn as_of(now: Timestamp) -> Self {
        Self { now: Some(now), ..Self::default() }
    }

    /// Adds the next call. One that comes before its predecessor counts at the predecessor's time.
    pub fn push(&mut self, call: &BlockCall) {
        self.push_sum(&BlockSum::from(call));
    }

    /// Adds the next calls as one sum. It joins the block when its last call does: a sum that does not reach over
    /// a full hour of UTC is in one block by the same rule as its calls one by one.
    pub fn push_sum(&mut self, sum: &BlockSum) {
        let after = |at: Timestamp| self.open.map_or(at, |open| at.max(open.last_at));
        let sum = BlockSum { first_at: after(sum.first_at), last_at: after(sum.last_at), ..*sum };
        let Some(open) = self.open.as_mut() else {
            self.open = Some(Block::starting(&sum));
            return;
        };
        let age = sum.last_at.millis() - open.start.millis();
        let pause = sum.first_at.millis() - open.last_at.millis();
        let is_ahead = self.now.is_some_and(|now| {
            open.first_at <= now.plus_clock_tolerance() && sum.first_at > now.plus_clock_tolerance()
        });
        if age <= BLOCK_MS && pause <= BLOCK_MS && !is_ahead {
            open.add(&sum);
            return;
        }
        self.spans.push(Span::Block(*open));
        if pause > BLOCK_MS {
            self.spans.push(Span::Gap(Gap { start: later(open.last_at, BLOCK_MS), end: sum.first_at }));
        }
        self.open = Some(Block::starting(&sum));
    }

    /// Returns all blocks and gaps in order of time.
    #[must_use]
    pub fn finish(self) -> Vec<Span> {
        self.spans.into_iter().chain(self.open.map(Span::Block)).collect()
    }
}

/// Returns the blocks and gaps of calls in any order.
#[must_use]
pub fn blocks(calls: &[BlockCall]) -> Vec<Span> {
    let mut ordered: Vec<&BlockCall> = calls.iter().collect();
    ordered.sort_by_key(|call| call.at);
    let mut blocks = Blocks::default();
    for call in ordered {
        blocks.push(call);
    }
    blocks.finish()
}

impl Block {
    fn starting(sum: &BlockSum) -> Self {
        let at = sum.first_at;
        let start = at.millis() - at.millis().rem_euclid(HOUR_MS);
        let start = Timestamp::from_millis(start).unwrap_or(at);
        Self {
            start,
            end: later(start, BLOCK_MS),
            first_at: at,
            last_at: sum.last_at,
            calls: sum.calls,
            usage: sum.usage,
            cost_usd: sum.cost_usd,
            unpriced_calls: sum.unpriced_calls,
            floor_calls: sum.floor_calls,
        }
    }

    fn add(&mut self, sum: &BlockSum) {
        self.last_at = sum.last_at;
        self.calls = self.calls.saturating_add(sum.calls);
        self.usage += sum.usage;
        self.cost_usd = self.cost_usd.plus(sum.cost_usd);
        self.unpriced_calls = self.unpriced_calls.saturating_add(sum.unpriced_calls);
        self.floor_calls = self.floor_calls.saturating_add(sum.floor_calls);
    }

    /// Returns `true` if the block is running: it has begun and not ended, and its last call is less than five hours ago.
    #[must_use]
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.first_at <= now.plus_clock_tolerance()
            && now < self.end
            && now.millis() - self.last_at.millis() < BLOCK_MS
    }

    /// Returns what its calls cost; none where none of them has a price.
    #[must_use]
    pub const fn known_usd(&self) -> Option<PicoUsd> {
        priced(self.cost_usd, self.calls, self.unpriced_calls)
    }

    /// Returns the mean rate from its first call to its last; nothing for a single call.
    #[must_use]
    pub fn burn(&self) -> Burn {
        burn(self.known_usd(), self.usage.total(), self.active_ms())
    }

    /// Returns the time from its first call to its last, in milliseconds.
    #[must_use]
    pub fn active_ms(&self) -> u64 {
        u64::try_from(self.last_at.millis() - self.first_at.millis()).unwrap_or_default()
    }

    /// Returns what the block comes to if it goes on to its end at its mean rate since its first call, pauses included: `sum +
    /// sum ÷ time since the first call × time left`. It is never less than the sum, and there is none as long as a running
    /// block was used for less than [`EARLY_MS`].
    #[must_use]
    pub fn project(&self, now: Timestamp) -> BlockOutlook {
        let left = if self.is_active(now) { self.end.millis() - now.millis() } else { 0 };
        let left = u64::try_from(left).unwrap_or_default();
        let is_told = left == 0 || self.active_ms() >= EARLY_MS;
        // Who stopped an hour ago does not go on as in the minutes before.
        let since_first = u64::try_from(now.millis() - self.first_at.millis()).unwrap_or_default();
        let over = since_first.max(self.active_ms());
        let tokens = self.usage.total();
        let more = super::mul_div_round(i128::from(tokens), i128::from(left), i128::from(over));
        let more = u64::try_from(more).unwrap_or(u64::MAX);
        let cost = |spent: PicoUsd| spent.plus(prorate(spent, left, over));
        BlockOutlook {
            left_ms: left,
            tokens: is_told.then(|| tokens.saturating_add(more)),
            cost_usd: self.known_usd().filter(|_| is_told).map(cost),
            provenance: self.provenance().and(Provenance::estimated(Reason::Projected)),
        }
    }

    /// Tells how far the block can be trusted: it is always a reconstruction, since other machines, accounts
    /// and the vendor's own apps are invisible here and the true window may start up to an hour off.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        let made = Provenance::estimated(Reason::Reconstructed);
        made.doubted(Reason::UnpricedCalls, Doubt::when_any(self.unpriced_calls))
            .doubted(Reason::FloorPrices, Doubt::when_any(self.floor_calls))
    }
}

/// What a running block comes to at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockOutlook {
    /// Time left, in milliseconds; 0 when it is not running.
    pub left_ms: u64,
    /// All tokens at its end; none where it is too early to tell.
    pub tokens: Option<u64>,
    /// The whole cost at its end; none where it is too early to tell, or no call has a price.
    pub cost_usd: Option<PicoUsd>,
    /// Always an estimate.
    pub provenance: Provenance,
}

/// Returns the running block, if there is one: the last that has begun, if it is running.
#[must_use]
pub fn active(spans: &[Span], now: Timestamp) -> Option<Block> {
    let begun = spans.iter().rev().find_map(|span| match span {
        Span::Block(block) => Some(*block).filter(|block| block.first_at <= now.plus_clock_tolerance()),
        Span::Gap(_) => None,
    });
    begun.filter(|block| block.is_active(now))
}

/// Returns the week around an instant: seven days from a known reset on, before or after it, or else the
/// calendar's week.
#[must_use]
pub fn week(now: Timestamp, zone: Zone, reset: Option<Timestamp>) -> Range<Timestamp> {
    let Some(reset) = reset else { return zone.floor(now, Period::Week)..zone.ceil(now, Period::Week) };
    let weeks = (now.millis() - reset.millis()).div_euclid(WEEK_MS);
    let start = Timestamp::from_millis(reset.millis() + weeks * WEEK_MS).unwrap_or_default();
    start..later(start, WEEK_MS)
}

fn later(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_add(millis)).unwrap_or(at)
}
