//! The database file itself, damaged anywhere: an answer or an error, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../oracles/store.rs"]
mod store;

fuzz_target!(|bytes: &[u8]| store::judge(bytes));
