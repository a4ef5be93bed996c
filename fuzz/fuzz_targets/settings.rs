//! The configuration's text, price lists and price tables.

#![no_main]

#[path = "../oracles/settings.rs"]
mod settings;

libfuzzer_sys::fuzz_target!(|text: &str| settings::judge(text));
