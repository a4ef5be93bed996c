//! The figures: each formula against values worked out by hand, and the bounds that hold for any input.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod basics;
mod budget;
mod cache;
mod compare;
mod context;
mod cost;
mod forecast;
mod health;
mod pulse;
mod tags;
mod tree;
mod trust;
mod whatif;
mod why;
mod windows;
mod wire;

use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::Rates;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

/// Dollars a million: 4 input, 20 output, 0.2 read, 5 and 8 written.
const RATES: Rates = Rates {
    input: PicoUsd::from_pico(4_000_000),
    output: PicoUsd::from_pico(20_000_000),
    reasoning: None,
    cache_read: PicoUsd::from_pico(200_000),
    cache_write_5m: PicoUsd::from_pico(5_000_000),
    cache_write_1h: PicoUsd::from_pico(8_000_000),
    web_search: PicoUsd::from_pico(10_000_000_000),
    is_floor: false,
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Seconds after noon.
fn noon(seconds: i64) -> Timestamp {
    Timestamp::from_millis(at("2026-11-18T12:00:00Z").millis() + seconds * 1000).unwrap()
}

fn usd(text: &str) -> PicoUsd {
    text.parse().unwrap()
}

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

/// A call some seconds after noon whose prompt is what its counters say.
fn call(seconds: i64, usage: Usage) -> CallPoint {
    CallPoint {
        at: noon(seconds),
        turn: None,
        model: label("claude-opus-5-5"),
        context: usage.prompt(),
        usage,
        rates: Some(RATES),
    }
}

/// A call of a turn that is all uncached input and a thousand tokens of output.
fn turn_call(seconds: i64, turn: u64, context: u64) -> CallPoint {
    let turn = Some(Identity::builder("turn").number(turn).finish().into());
    CallPoint { turn, ..call(seconds, Usage { input: context, output: 1_000, ..Usage::default() }) }
}
