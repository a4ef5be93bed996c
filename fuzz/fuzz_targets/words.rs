//! Labels, instants, ranges, zones, money, carries, paths and names of models.

#![no_main]

#[path = "../oracles/words.rs"]
mod words;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| words::judge(bytes));
