//! Prices one call with nothing but `scopeon-core`.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use scopeon_core::event::{Attribution, Call, UsageSample};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

fn cost() -> Option<PicoUsd> {
    let agent = Label::new("claude-code")?;
    let usage = Usage { input: 1_000, cache_read: 40_000, output: 500, ..Usage::default() };
    let reading = UsageSample::new(Label::new("claude-opus-5")?, usage);
    let at = Timestamp::parse("2026-11-01T09:00:00Z")?;
    let key = |kind| Identity::builder(kind).text("msg_1").finish();
    let call = Call::new(key("call").into(), at, reading, Attribution::new(key("session").into()));
    PriceBook::builtin().price(&agent, &call)
}

fn main() {
    match cost() {
        Some(usd) => println!("{usd} USD"),
        None => println!("no price is known"),
    }
}
