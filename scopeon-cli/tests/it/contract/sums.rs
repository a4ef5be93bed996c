//! What was consumed, as every answer states it.

use std::collections::BTreeMap;
use std::iter::Sum;

use scopeon_core::money::PicoUsd;
use serde_json::Value;

/// Calls, tokens by kind, and cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) calls: u64,
    pub(super) tokens: BTreeMap<String, u64>,
    pub(super) cost: i128,
}

impl Sums {
    /// Reads them where they stand in an answer.
    #[track_caller]
    pub(super) fn of(value: &Value) -> Self {
        let tokens = value["usage"].as_object().unwrap_or_else(|| panic!("no usage: {value}"));
        let tokens = tokens.iter().filter_map(|(kind, count)| Some((kind.clone(), count.as_u64()?)));
        Self {
            calls: value["calls"].as_u64().expect("calls"),
            tokens: tokens.filter(|(_, count)| *count > 0).collect(),
            // What cannot be priced adds nothing.
            cost: if value["cost_usd"].is_null() { 0 } else { money(&value["cost_usd"]) },
        }
    }

    pub(super) fn token(&self, kind: &str) -> u64 {
        self.tokens.get(kind).copied().unwrap_or(0)
    }

    pub(super) fn prompt(&self) -> u64 {
        ["input", "cache_read", "cache_write_5m", "cache_write_1h"].map(|kind| self.token(kind)).iter().sum()
    }
}

impl Sum for Sums {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum.calls += one.calls;
            sum.cost += one.cost;
            for (kind, count) in one.tokens {
                *sum.tokens.entry(kind).or_default() += count;
            }
            sum
        })
    }
}

/// Adds rows up.
#[track_caller]
pub(super) fn total(rows: &[Value]) -> Sums {
    rows.iter().map(Sums::of).sum()
}

/// Reads an amount, in pico-dollars.
#[track_caller]
pub(super) fn money(value: &Value) -> i128 {
    let text = value.as_str().unwrap_or_else(|| panic!("no amount: {value}"));
    text.parse::<PicoUsd>().unwrap_or_else(|_| panic!("no amount: {text}")).pico()
}
