//! What an agent says of itself, held against what was counted.

use serde::{Deserialize, Serialize};

use super::Share;
use crate::event::{Totals, WitnessScope};
use crate::money::PicoUsd;
use crate::usage::Usage;

/// What was counted of the calls that a total covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Model responses; requests of unknown usage are none.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
    /// How many of them state what they cost, and what these state.
    pub reported: (u64, PicoUsd),
}

impl Counted {
    /// Adds more.
    pub fn add(&mut self, other: Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.usage += other.usage;
        self.reported.0 = self.reported.0.saturating_add(other.reported.0);
        self.reported.1 = self.reported.1.plus(other.reported.1);
    }

    /// Returns the counters that a total states, as they were counted. A cost is compared where every call states its own.
    #[must_use]
    pub fn as_stated(&self, stated: &Totals) -> Totals {
        let usage = &self.usage;
        let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
        let when = |stated: Option<u64>, counted: u64| stated.map(|_| counted);
        let (priced, cost) = self.reported;
        let cost = (priced == self.calls).then_some(cost);
        Totals {
            calls: when(stated.calls, self.calls),
            prompt: when(stated.prompt, usage.prompt()),
            input: when(stated.input, usage.input),
            cache_read: when(stated.cache_read, usage.cache_read),
            cache_write: when(stated.cache_write, written),
            output: when(stated.output, usage.output),
            total: when(stated.total, usage.total()),
            web_searches: when(stated.web_searches, usage.web_searches),
            cost_usd: stated.cost_usd.and(cost),
        }
    }
}

/// Whether anything was counted after a total was stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Nothing was.
    Nothing,
    /// Calls were: the total cannot hold them.
    Calls,
}

/// How a total and what was counted stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// They are the same.
    Agrees,
    /// The total holds more, as it may: requests that leave no record of a call.
    Beyond,
    /// The total covers a part of the calls only, as it may: one process of several, or calls came after it was stated. It
    /// proves nothing.
    Part,
    /// They differ, and should not.
    Differs,
}

/// Compares a total with what was counted of the calls it covers, some of which may be `since` it was stated.
///
/// A total of the calls alone has to be the same in every counter it states. One that may hold more must not be less in
/// any; where it is, it covers a part of the calls only, as does one that is less and was stated before the last calls.
/// What agents say of costs is compared where nothing else is stated:
/// they round, and bill by prices of their own.
#[must_use]
pub fn verdict(stated: &Totals, counted: &Counted, holds: WitnessScope, since: Since) -> Verdict {
    let own = counted.as_stated(stated);
    let pairs = counters(stated).into_iter().zip(counters(&own));
    let pairs: Vec<(u64, u64)> = pairs.filter_map(|(stated, own)| stated.zip(own)).collect();
    let cost = stated.cost_usd.zip(own.cost_usd).filter(|_| pairs.is_empty());
    let is_same =
        pairs.iter().all(|(stated, own)| stated == own) && cost.is_none_or(|(stated, own)| stated == own);
    let is_less =
        pairs.iter().any(|(stated, own)| stated < own) || cost.is_some_and(|(stated, own)| stated < own);
    let is_more = pairs.iter().any(|(stated, own)| stated > own);
    match holds {
        _ if is_same => Verdict::Agrees,
        WitnessScope::RecordedCalls if since == Since::Calls && is_less && !is_more => Verdict::Part,
        WitnessScope::RecordedCalls => Verdict::Differs,
        WitnessScope::MayExceed if is_less => Verdict::Part,
        WitnessScope::MayExceed => Verdict::Beyond,
    }
}

/// Returns by how many tokens a total is more than what was counted; less than zero where more was counted.
#[must_use]
pub fn missing_tokens(stated: &Totals, counted: &Counted) -> i64 {
    let own = counted.as_stated(stated);
    let (stated, own) = (tokens(stated), tokens(&own));
    i64::try_from(i128::from(stated) - i128::from(own)).unwrap_or(i64::MAX)
}

/// Returns the share of a total that was not counted, or of what was counted that is not in the total.
#[must_use]
pub fn difference(stated: &Totals, counted: &Counted) -> Share {
    let (stated, own) = (tokens(stated), tokens(&counted.as_stated(stated)));
    Share::of(stated.abs_diff(own), stated.max(own))
}

/// All tokens that a total states: as one number, or the sum of those that do not overlap.
fn tokens(totals: &Totals) -> u64 {
    let parts = || {
        let all = [totals.input, totals.cache_read, totals.cache_write];
        all.into_iter().flatten().fold(0_u64, u64::saturating_add)
    };
    let prompt = totals.prompt.unwrap_or_else(parts);
    let both = || prompt.saturating_add(totals.output.unwrap_or(0));
    totals.total.filter(|_| totals.prompt.is_none() && totals.input.is_none()).unwrap_or_else(both)
}

const fn counters(totals: &Totals) -> [Option<u64>; 8] {
    [
        totals.calls,
        totals.prompt,
        totals.input,
        totals.cache_read,
        totals.cache_write,
        totals.output,
        totals.total,
        totals.web_searches,
    ]
}
